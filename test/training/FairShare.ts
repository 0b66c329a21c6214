/** What `Links.ts` is judged by: max-min fair rates of flows that share access links: no flow can have more without taking from one that has no more than it.
 *
 * Progressive filling (Bertsekas and Gallager, Data Networks, 6.5.2): all flows grow together; those that meet their own limit or a full link stop there,
 * the others go on. About what long TCP flows with equal round trips get.
 *
 * A flow crosses two links, the upload of who sends and the download of who receives; its own limit is what one flow carries over that distance. Rounds
 * are at most as many as links and different limits, each looks at all flows and links once. Filled anew for every question; grows, never shrinks. */
import { doubled } from "../../packages/sim/src/kernel/Columns.ts"

export class FairShare {
  private linkCount = 0
  private flowCount = 0
  private capacity = new Float64Array(16)
  /** What is left of a link once the flows that have stopped are served, and how many still grow. */
  private left = new Float64Array(16)
  private growing = new Int32Array(16)
  private full = new Uint8Array(16)
  private from = new Int32Array(16)
  private to = new Int32Array(16)
  private limit = new Float64Array(16)
  private stopped = new Uint8Array(16)
  private rates = new Float64Array(16)

  clear(): void {
    this.linkCount = 0
    this.flowCount = 0
  }

  /** Adds a link of that capacity (bit/s) and gives its number.
   *
   * **Gotchas** An access link is two of them: one up, one down. */
  addLink(capacity: number): number {
    const link = this.linkCount++
    if (link === this.capacity.length) {
      this.capacity = doubled(this.capacity)
      this.left = doubled(this.left)
      this.growing = doubled(this.growing)
      this.full = doubled(this.full)
    }
    this.capacity[link] = capacity
    return link
  }

  /** Adds a flow over two different links with its own limit (bit/s, `Infinity` for none) and gives its number. */
  addFlow(from: number, to: number, limit: number): number {
    const flow = this.flowCount++
    if (flow === this.rates.length) {
      this.from = doubled(this.from)
      this.to = doubled(this.to)
      this.limit = doubled(this.limit)
      this.stopped = doubled(this.stopped)
      this.rates = doubled(this.rates)
    }
    this.from[flow] = from
    this.to[flow] = to
    this.limit[flow] = limit
    return flow
  }

  /** Rate of a flow, bit/s, as of the last `share`. */
  rate(flow: number): number {
    return this.rates[flow] ?? 0
  }

  /** Works out the rates. */
  share(): void {
    this.start()
    let growing = this.flowCount
    while (growing > 0) {
      const level = this.nextStop()
      for (let link = 0; link < this.linkCount; link++) {
        this.full[link] = this.fairShare(link) <= level * (1 + 1e-12) ? 1 : 0
      }
      for (let flow = 0; flow < this.flowCount; flow++) {
        if (this.stopped[flow] === 1) continue
        const limit = this.limit[flow] ?? 0
        if (limit > level && !this.meetsFullLink(flow) && level !== Infinity) continue
        this.stop(flow, Math.min(limit, level))
        growing--
      }
    }
  }

  private start(): void {
    this.left.set(this.capacity.subarray(0, this.linkCount))
    this.growing.fill(0, 0, this.linkCount)
    this.stopped.fill(0, 0, this.flowCount)
    for (let flow = 0; flow < this.flowCount; flow++) {
      this.countGrowing(this.from[flow] ?? 0, 1)
      this.countGrowing(this.to[flow] ?? 0, 1)
    }
  }

  /** The rate at which the next flow must stop. */
  private nextStop(): number {
    let level = Infinity
    for (let link = 0; link < this.linkCount; link++) level = Math.min(level, this.fairShare(link))
    for (let flow = 0; flow < this.flowCount; flow++) {
      if (this.stopped[flow] === 0) level = Math.min(level, this.limit[flow] ?? 0)
    }
    return level
  }

  /** The rate at which a link would be full if all that still grow on it grew alike. */
  private fairShare(link: number): number {
    const growing = this.growing[link] ?? 0
    return growing === 0 ? Infinity : Math.max(0, this.left[link] ?? 0) / growing
  }

  private meetsFullLink(flow: number): boolean {
    return this.full[this.from[flow] ?? 0] === 1 || this.full[this.to[flow] ?? 0] === 1
  }

  private stop(flow: number, rate: number): void {
    this.stopped[flow] = 1
    this.rates[flow] = rate
    this.take(this.from[flow] ?? 0, rate)
    this.take(this.to[flow] ?? 0, rate)
  }

  private take(link: number, rate: number): void {
    this.countGrowing(link, -1)
    if (rate < Infinity) this.left[link] = (this.left[link] ?? 0) - rate
  }

  private countGrowing(link: number, change: number): void {
    this.growing[link] = (this.growing[link] ?? 0) + change
  }
}
