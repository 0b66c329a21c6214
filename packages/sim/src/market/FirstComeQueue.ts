/** A first-come queue at list prices: how clusters and central clouds serve.
 *
 * With backfill every waiting order that fits starts, in order of arrival, with no reservation for the head. Without it the head blocks all behind it, whatever they ask for.
 * These are the two disciplines of the Philly replay.
 *
 * **Gotchas** An order that would not pay the lowest list price of any model that it accepts, or accepts no model that is listed, is not part of the line: it
 * waits for prices and blocks nobody. */
import { Schema } from "effect"
import { none } from "../state/Table.ts"
import * as Field from "../units/Field.ts"
import { ContinuousMarket } from "./ContinuousMarket.ts"
import type { MarketTables } from "./Market.ts"

export const FirstComeQueueConfig = Schema.Struct({
  kind: Schema.tag("first-come-queue"),
  backfill: Field.flag({
    description:
      "Whether orders that fit may start before an earlier one that does not; no reservation is made for the earlier one",
    default: true,
    source: "assumption: schedulers of shared clusters do"
  })
})
export type FirstComeQueueConfig = typeof FirstComeQueueConfig.Type

export class FirstComeQueue extends ContinuousMarket {
  private readonly backfill: boolean

  constructor(config: FirstComeQueueConfig, tables: MarketTables) {
    super(tables)
    this.backfill = config.backfill
  }

  protected override isBlocked(job: number): boolean {
    if (this.backfill) return false
    const head = this.head()
    return head !== none && this.queue.placeOf(head) < (this.jobs.queuePosition[job] ?? 0)
  }

  override next(now: number): number {
    if (this.backfill) return super.next(now)
    const head = this.head()
    if (head === none || this.queue.retryOf(head) > this.freed) return none
    if (this.canStart(head)) {
      this.queue.remove(head)
      return head
    }
    this.queue.defer(head, this.retryAt)
    return none
  }

  /** The first order that would pay the lowest list price of a model that it accepts. */
  private head(): number {
    if (this.queue.size === 0) return none
    let head: number = none
    for (let model = 0; model < this.speeds.length; model++) {
      const offer = this.book.cheapest(model)
      if (offer === none) continue
      const order = this.queue.firstPaying(model, this.asked(offer))
      if (order !== none && (head === none || this.queue.placeOf(order) < this.queue.placeOf(head))) head = order
    }
    return head
  }
}
