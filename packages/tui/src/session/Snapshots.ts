/** Snapshots of a run on the way, so that one can go back: as many as fit a fixed number of bytes. What lies between two of them is simulated again.
 *
 * When there is no room, the snapshot goes whose neighbours lie closest together, never the first and never the newest: so the gaps stay alike
 * and memory stays flat however long one watches. */
import { deserialize, serialize } from "node:v8"
import type { Run, Snapshot } from "@lode/sim"

/** A state of a run, and where it stands. */
export interface Saved {
  /** Instant, s, and events handled until then. */
  readonly at: number
  readonly events: number
  /** Next number of the lane's log at that time, and how many commands it had told. */
  readonly logged: number
  readonly told: number
  /** Jobs requested until then. */
  readonly jobs: number
  readonly bytes: Buffer
}

export class Snapshots {
  private readonly budget: number
  private readonly kept: Array<Saved> = []
  /** Bytes in use. */
  bytes = 0

  /** `budget`: bytes at most; at least the first and the newest snapshot are kept all the same. */
  constructor(budget: number) {
    this.budget = budget
  }

  get count(): number {
    return this.kept.length
  }

  /** Events handled at the newest snapshot; −1: there is none. */
  get newest(): number {
    return this.kept.at(-1)?.events ?? -1
  }

  /** Keeps the state of a run. Nothing happens when a later or the same state is known. */
  take(run: Run, { logged, told }: Pick<Saved, "logged" | "told">): void {
    const events = run.world.simulation.handled
    const last = this.kept.at(-1)
    if (last !== undefined && (last.events > events || (last.events === events && last.at >= run.now))) return
    const bytes = serialize(run.snapshot())
    this.kept.push({ at: run.now, events, logged, told, jobs: run.world.jobsRequested, bytes })
    this.bytes += bytes.length
    while (this.bytes > this.budget && this.kept.length > 2) this.thin()
  }

  /** The last snapshot from which one can go on to a place: not after the instant, and not after so many events. */
  before(at: number, events = Infinity): Saved | undefined {
    return this.kept.findLast((saved) => saved.at <= at && saved.events <= events)
  }

  /** The last snapshot before a job came. */
  ofJob(number: number): Saved | undefined {
    return this.kept.findLast(({ jobs }) => jobs <= number)
  }

  /** Forgets what lies after an instant or event: the future has become another. */
  forgetAfter(at: number, events: number): void {
    while (this.kept.length > 0) {
      const last = this.kept.at(-1)
      if (last === undefined || (last.at <= at && last.events <= events)) return
      this.bytes -= last.bytes.length
      this.kept.pop()
    }
  }

  /** The same snapshots for a branch; the bytes are shared. */
  copy(): Snapshots {
    const copy = new Snapshots(this.budget)
    copy.kept.push(...this.kept)
    copy.bytes = this.bytes
    return copy
  }

  private thin(): void {
    let victim = 1
    let closest = Infinity
    for (let index = 1; index < this.kept.length - 1; index++) {
      const gap = (this.kept[index + 1]?.events ?? 0) - (this.kept[index - 1]?.events ?? 0)
      if (gap < closest) {
        closest = gap
        victim = index
      }
    }
    const [gone] = this.kept.splice(victim, 1)
    this.bytes -= gone?.bytes.length ?? 0
  }
}

/** Brings a run to a saved state. */
export const restore = (run: Run, { bytes }: Saved): void => {
  const saved: Snapshot.Saved = deserialize(bytes)
  run.restore(saved)
}
