/** Who of a cohort is there when a file says how many machines were: a random choice that lasts.
 *
 * The file's count over `full` is the share of the places of a cohort (its potential members) that are online. When the share falls, places are
 * drawn among those online; when it rises, among those away. The draws belong to the cohort and the number of the change, so policies, prices
 * and owners who come and leave do not disturb them.
 *
 * **Gotchas** When a cohort has fewer members than places, the share among its members follows the file up to chance. */
import { Draws } from "../kernel/Draws.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"

export class Roll {
  /** Machines over the time of the run, as recorded. */
  readonly course: SeriesConfig.Given
  /** Machines that stand for the whole cohort. */
  private readonly full: number
  private readonly purpose: number
  /** All places: the first `online` are there, the others away. */
  private readonly order: Int32Array<ArrayBuffer>
  private readonly there: Uint8Array<ArrayBuffer>
  private online = 0
  private changes = 0

  constructor(name: string, places: number, course: SeriesConfig.Given, full: number) {
    this.course = course
    this.full = full > 0 ? full : largest(course)
    this.purpose = Draws.purpose(`supply/${name}/roll`)
    this.order = Int32Array.from({ length: places }, (_, place) => place)
    this.there = new Uint8Array(places)
  }

  /** Whether a place is online. */
  has(place: number): boolean {
    return this.there[place] === 1
  }

  /** Places that should be online at an instant. */
  wanted(now: number): number {
    const share = this.full > 0 ? Math.min(1, SeriesConfig.at(this.course, now) / this.full) : 0
    return Math.round(share * this.order.length)
  }

  /** Places that more should be online (positive) or fewer (negative) at an instant. */
  missing(now: number): number {
    return this.wanted(now) - this.online
  }

  /** Draws a place that is away and puts it online. */
  add(draws: Draws): number {
    const away = this.order.length - this.online
    return this.move(this.online + this.draw(draws, away), this.online++, 1)
  }

  /** Draws a place that is online and takes it away. */
  take(draws: Draws): number {
    return this.move(this.draw(draws, this.online), --this.online, 0)
  }

  private draw(draws: Draws, among: number): number {
    return draws.at(this.purpose, this.changes++, 0).integer(among)
  }

  private move(from: number, to: number, there: 0 | 1): number {
    const { order } = this
    const place = order[from] ?? 0
    order[from] = order[to] ?? 0
    order[to] = place
    this.there[place] = there
    return place
  }
}

const largest = (course: SeriesConfig.Given): number =>
  typeof course === "number" ? course : course.value.reduce((most, value) => Math.max(most, value), 0)
