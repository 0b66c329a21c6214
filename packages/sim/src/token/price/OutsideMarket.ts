/** The rest of the world where the token is traded too: exchanges of a stated depth, and holders who trade on value and on trend.
 *
 * **Depth.** Net buying of one `depth` moves the outside price by 1%, selling alike: ln p moves by ln 1.01 for each `depth` USD. The effect is
 * lasting; only the holders' own trading brings the price back. Depth is the dominant unknown of any token scenario.
 *
 * **Arbitrage** ties the pool to that price: whenever the pool, after its fee, is cheaper or dearer than outside, holders trade in the pool and do the
 * opposite outside, until both prices meet. So whatever providers sell into the pool arrives outside, weakened by the depth.
 *
 * **Holders.** Once per settlement epoch of Δ days, with gap = ln(value / p) held within ±`largest gap`:
 *
 *     Δ ln p = (1 − e^(−speed·Δ)) × gap  +  trend weight × (daily trend) × Δ  +  σ√Δ z − σ²Δ/2
 *
 * *value* per token is what burned fees are worth for ever to one token's shrinking part of the supply: USD burned per year / ((discount rate +
 * dilution) × supply), burn and dilution (tokens minted for providers per year / supply; grants that unlock
 * come once and are no lasting dilution) smoothed over 30 days; without any burn the gap is at its lower end. Because
 * of dilution, fees that providers pay out of their rewards on fake work can never carry a price by themselves. *Trend* is the smoothed change of ln p per day. The weight stays below 1, so a trend that only feeds on
 * itself dies out. z is a keyed draw: one for each token and epoch, the same whatever the network does.
 *
 * **Gotchas** The form is an assumption; the parts are the usual fundamentalists and chartists (Brock and Hommes 1998), kept linear so that it stays stable. */
import { Schema } from "effect"
import * as SeriesConfig from "../../state/SeriesConfig.ts"
import { day, daysPerYear } from "../../units/Time.ts"
import { next as nextPrice, StochasticPath } from "./StochasticPrice.ts"
import * as Field from "../../units/Field.ts"

/** The pool is the only place where the token trades. */
export const NoOutsideMarket = Schema.Struct({ kind: Schema.tag("none") }).annotate({
  description: "the pool is the only place where the token trades"
})
/** Exchanges of a stated depth and holders who trade on value and on trend. */
export const ValueAndTrend = Schema.Struct({
  kind: Schema.tag("value-and-trend"),
  depth: Field.quantity("money", { minimum: 1 })({
    description: "Net USD that moves the outside price by 1%",
    default: "100000 USD",
    source: "assumption"
  }),
  value_speed: Field.quantity("rate")({
    description: "How fast holders pull the price toward the discounted burned fees",
    default: "0.5 per year",
    source: "assumption"
  }),
  discount: Field.quantity("rateOfReturn", { minimum: 0.001 })({
    description: "Yearly return that holders ask, less the growth of fees that they expect",
    default: "15% per year",
    source: "assumption"
  }),
  largest_gap: Field.number({ minimum: 0 })({
    description: "Largest ln(value / price) that holders act on",
    default: 1,
    source: "assumption"
  }),
  trend_weight: Field.number({ minimum: -0.9, maximum: 0.9 })({
    description: "Part of the recent daily trend that holders carry on; below 0 they trade against it",
    default: 0.2,
    source: "assumption"
  }),
  volatility: Field.number({ minimum: 0, maximum: 0.5 })({
    description: "Standard deviation of the daily change of ln price that nothing here explains",
    default: 0.05,
    source: "assumption"
  })
}).annotate({ description: "exchanges of a stated depth and holders who trade on value and on trend" })

/** A price that is known, such as a recorded one: the outside market takes and gives any amount at it. */
export const GivenPath = Schema.Struct({
  kind: Schema.tag("given-path"),
  price: SeriesConfig.ofQuantity("tokenPrice", { minimum: 1e-9 })({
    description:
      "price of a token: a series in USD/token, or one value (a peg). It stands in for initial_price, and nothing that the network does moves it"
  })
}).annotate({ description: "a given price at which the outside market takes and gives any amount" })

export const OutsideMarket = Schema.Union([NoOutsideMarket, ValueAndTrend, GivenPath, StochasticPath])
export type OutsideMarket = typeof OutsideMarket.Type
export type ValueAndTrend = typeof ValueAndTrend.Type

/** What holders see when they trade outside. */
export interface HoldersView {
  /** Epochs before this one. */
  readonly epochs: number
  /** The end of the epoch, seconds from the start. */
  readonly now: number
  /** Its length. */
  readonly days: number
  /** In the epoch before: USD burned, tokens made. */
  readonly burned: number
  readonly minted: number
  /** Tokens in existence. */
  readonly supply: number
  /** A standard normal draw. */
  readonly noise: number
}

/** A market beside the pool. */
export interface OutsidePrice {
  /** USD per token. */
  readonly price: number
  /** USD of net buying that moves the price by 1%. */
  readonly depth: number
  absorb(usd: number): void
  follow(view: HoldersView): void
}

/** No price falls below this: one micro-USD for a thousand tokens. */
const lowestPrice = 1e-9
const burnMemoryDays = 30
const trendMemoryDays = 10

/** Price after net buying of `usd` (negative: selling) outside. */
export const impact = (price: number, usd: number, depth: number): number =>
  price * Math.exp((Math.log(1.01) * usd) / depth)

/** USD per token that burned fees are worth to holders: USD burned and tokens minted per year, tokens in existence. */
export const worth = (burnedPerYear: number, mintedPerYear: number, discount: number, supply: number): number =>
  supply > 0 ? burnedPerYear / (discount * supply + mintedPerYear) : 0

/** USD that arbitrage moves through the pool until pool and outside price meet: positive buys tokens in the pool, negative sells there.
 *
 * `usdReserve` and `poolPrice` are the pool's, `fee` its fee. Within the fee's band nothing is worth doing. */
export const arbitrage = (
  usdReserve: number,
  poolPrice: number,
  fee: number,
  outside: number,
  depth: number
): number => {
  const kept = 1 - fee
  const buying = Math.log((outside * kept) / poolPrice)
  const selling = Math.log((poolPrice * kept) / outside)
  const slope = (Math.log(1.01) * usdReserve) / depth
  if (buying > 0) {
    // The pool's price rises by (1+u)², the outside price falls by the depth; u is the net USD put in over the reserve.
    const u = root(Math.expm1(buying / 2), (u) => 2 * Math.log1p(u) + (slope * u) / kept - buying)
    return (u * usdReserve) / kept
  }
  if (selling > 0) {
    const v = root(-Math.expm1(-selling / 2), (v) => -2 * Math.log1p(-v) + slope * v - selling)
    return -v * usdReserve
  }
  return 0
}

/** Where a growing function that is negative at 0 and not negative at `high` crosses zero. */
const root = (high: number, f: (x: number) => number): number => {
  let low = 0
  let top = high
  for (let step = 0; step < 50 && top - low > 1e-12 * top; step++) {
    const middle = (low + top) / 2
    if (f(middle) < 0) low = middle
    else top = middle
  }
  return low
}

/** The outside market of a configuration, if there is one. */
export const makeOutside = (
  config: OutsideMarket,
  initialPrice: number,
  courses: SeriesConfig.Courses
): OutsidePrice | undefined => {
  switch (config.kind) {
    case "none":
      return undefined
    case "value-and-trend":
      return new Outside(config, initialPrice)
    case "stochastic-path":
      return new RandomOutside(config, initialPrice)
    case "given-path":
      return new GivenOutside(SeriesConfig.given(config.price, courses))
  }
}

/** A price that goes its own way, of any depth. */
export class RandomOutside implements OutsidePrice {
  readonly depth = Number.POSITIVE_INFINITY
  price: number
  private readonly rule: StochasticPath

  constructor(rule: StochasticPath, price: number) {
    this.rule = rule
    this.price = price
  }

  absorb(): void {}

  follow({ days, noise, now }: HoldersView): void {
    this.price = nextPrice(this.rule, this.price, now - days * day, days * day, noise)
  }
}

/** A given price of any depth. */
export class GivenOutside implements OutsidePrice {
  readonly depth = Number.POSITIVE_INFINITY
  price: number
  private readonly path: SeriesConfig.Given

  constructor(path: SeriesConfig.Given) {
    this.path = path
    this.price = Math.max(lowestPrice, SeriesConfig.at(path, 0))
  }

  absorb(): void {}

  follow({ now }: HoldersView): void {
    this.price = Math.max(lowestPrice, SeriesConfig.at(this.path, now))
  }
}

/** The outside price of one token and what holders remember. */
export class Outside implements OutsidePrice {
  readonly rule: ValueAndTrend
  /** USD per token. */
  price: number
  /** Smoothed change of ln price per day. */
  trend = 0
  /** Smoothed USD burned per day. */
  burnedPerDay = 0
  /** Smoothed tokens minted per day. */
  mintedPerDay = 0
  private priceBefore: number
  private daysSeen = 0

  constructor(rule: ValueAndTrend, price: number) {
    this.rule = rule
    this.price = price
    this.priceBefore = price
  }

  get depth(): number {
    return this.rule.depth
  }

  /** Holders answer what the last epoch has shown; before the first there is nothing to answer. */
  follow({ burned, days, epochs, minted, noise, supply }: HoldersView): void {
    if (epochs > 0) this.trade(days, burned, minted, supply, noise)
  }

  /** Net buying (positive) or selling (negative) of `usd` arrives from the pool. */
  absorb(usd: number): void {
    this.price = Math.max(lowestPrice, impact(this.price, usd, this.rule.depth))
  }

  /** Holders trade for `days`, after an epoch in which `burned` USD were burned and `minted` tokens made; `noise` is a standard normal draw. */
  trade(days: number, burned: number, minted: number, supply: number, noise: number): void {
    this.remember(days, burned, minted)
    const { rule } = this
    const value = worth(this.burnedPerDay * daysPerYear, this.mintedPerDay * daysPerYear, rule.discount, supply)
    const gap = Math.max(-rule.largest_gap, Math.min(rule.largest_gap, Math.log(value / this.price)))
    const pull = -Math.expm1(-rule.value_speed * days * day) * gap
    const drift = rule.trend_weight * this.trend * days
    const shock = rule.volatility * Math.sqrt(days) * noise - (rule.volatility ** 2 * days) / 2
    this.price = Math.max(lowestPrice, this.price * Math.exp(pull + drift + shock))
  }

  /** Takes the epoch's burn, its new tokens and the change of the price since the last trade into memory. */
  private remember(days: number, burned: number, minted: number): void {
    const change = Math.log(this.price / this.priceBefore) / days
    this.priceBefore = this.price
    this.trend += -Math.expm1(-days / trendMemoryDays) * (change - this.trend)
    // The first month is averaged as it comes, so that nobody starts by believing in no fees at all.
    this.daysSeen += days
    const weight = Math.max(-Math.expm1(-days / burnMemoryDays), Math.min(1, days / this.daysSeen))
    this.burnedPerDay += weight * (burned / days - this.burnedPerDay)
    this.mintedPerDay += weight * (minted / days - this.mintedPerDay)
  }
}
