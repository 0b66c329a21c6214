/** The market rules that a scenario can name, and the market made from one. */
import { Schema } from "effect"
import { DoubleAuction, DoubleAuctionConfig } from "./DoubleAuction.ts"
import { FirstComeQueue, FirstComeQueueConfig } from "./FirstComeQueue.ts"
import type { Market, MarketTables } from "./Market.ts"
import { PostedPrice, PostedPriceConfig } from "./PostedPrice.ts"
import { ReverseAuction, ReverseAuctionConfig } from "./ReverseAuction.ts"
import { UtilisationPriced, UtilisationPricedConfig } from "./UtilisationPriced.ts"

export const MarketConfig = Schema.Union([
  PostedPriceConfig,
  ReverseAuctionConfig,
  DoubleAuctionConfig,
  UtilisationPricedConfig,
  FirstComeQueueConfig
])
export type MarketConfig = typeof MarketConfig.Type

/** The market of one venue. */
export const make = (config: MarketConfig, tables: MarketTables): Market => {
  switch (config.kind) {
    case "posted-price":
      return new PostedPrice(tables)
    case "reverse-auction":
      return new ReverseAuction(config, tables)
    case "double-auction":
      return new DoubleAuction(config, tables)
    case "utilisation-priced":
      return new UtilisationPriced(config, tables)
    case "first-come-queue":
      return new FirstComeQueue(config, tables)
  }
}
