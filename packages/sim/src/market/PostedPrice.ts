/** Posted prices: an order takes the cheapest offer that suits it and costs no more than its highest price. The provider's price is what it gets. */
import { Schema } from "effect"
import { ContinuousMarket } from "./ContinuousMarket.ts"

export const PostedPriceConfig = Schema.Struct({ kind: Schema.tag("posted-price") })
export type PostedPriceConfig = typeof PostedPriceConfig.Type

export class PostedPrice extends ContinuousMarket {}
