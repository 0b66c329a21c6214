/** When the running jobs give their GPUs back: a binary heap of (end, GPUs) in two typed arrays.
 *
 * A replay only asks how many GPUs come back at a second and not from which job, so no job number is kept and
 * the order among equal ends does not matter: all of them come back before anything starts. Not the kernel's
 * pending-event set, which keeps that order and can cancel: a replay needs neither and would pay for both. */
import { doubled } from "../kernel/Columns.ts"

export class Completions {
  private ends = new Float64Array(64)
  private gpus = new Float64Array(64)
  size = 0

  /** The earliest end, or infinity when nothing runs. */
  get earliest(): number {
    return this.size === 0 ? Infinity : (this.ends[0] ?? Infinity)
  }

  push(end: number, gpus: number): void {
    if (this.size === this.ends.length) this.grow()
    const { ends } = this
    let hole = this.size++
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      const above = ends[parent] ?? 0
      if (above <= end) break
      ends[hole] = above
      this.gpus[hole] = this.gpus[parent] ?? 0
      hole = parent
    }
    ends[hole] = end
    this.gpus[hole] = gpus
  }

  /** Takes everything away that has ended by `now` and says how many GPUs that gives back. */
  release(now: number): number {
    let released = 0
    while (this.size > 0 && (this.ends[0] ?? 0) <= now) {
      released += this.gpus[0] ?? 0
      this.removeFirst()
    }
    return released
  }

  private removeFirst(): void {
    const { ends, gpus } = this
    const last = --this.size
    const end = ends[last] ?? 0
    let hole = 0
    for (;;) {
      let child = 2 * hole + 1
      if (child >= last) break
      if (child + 1 < last && (ends[child + 1] ?? 0) < (ends[child] ?? 0)) child++
      const below = ends[child] ?? 0
      if (below >= end) break
      ends[hole] = below
      gpus[hole] = gpus[child] ?? 0
      hole = child
    }
    ends[hole] = end
    gpus[hole] = gpus[last] ?? 0
  }

  private grow(): void {
    this.ends = doubled(this.ends)
    this.gpus = doubled(this.gpus)
  }
}
