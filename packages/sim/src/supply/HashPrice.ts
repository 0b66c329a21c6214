/** The hash price: what a petahash per second earns in a day.
 *
 * `(subsidy + fees) × BTC price × 144 / (hash rate that the difficulty stands for)`. Blocks come faster or slower than one in ten minutes
 * as the real hash rate is above or below that; every 2,016 blocks the difficulty follows, by a factor between a quarter and
 * four; every 210,000 blocks the subsidy halves. The other miners' hash rate answers the hash price at once with a small
 * elasticity and slowly by entry and exit; our own sites' machines come on top, so their switching off moves it too.
 *
 * Time goes in whole days from the start of the run: `advance` gives the same path however often it is called.
 *
 * **Gotchas** `scale` is the place for shocks: it multiplies the price of a bitcoin (or a given hash price) from the next day on. */
import { Draws } from "../kernel/Draws.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import { day, year } from "../units/Time.ts"
import type { EndogenousConfig, GivenConfig, HashPriceConfig } from "./HashPriceConfig.ts"

const blockSeconds = 600
const blocksPerDay = day / blockSeconds
const retargetBlocks = 2016
const halvingBlocks = 210_000
const petahashesPerExahash = 1000

/** USD/PH/day from the reward of a block in BTC, the price of a bitcoin in USD and the hash rate in EH/s that the difficulty stands for. */
export const hashPriceOf = (reward: number, price: number, difficulty: number): number =>
  (reward * price * blocksPerDay) / (difficulty * petahashesPerExahash)

const pricePurpose = Draws.purpose("hash-price/bitcoin")

export class HashPrice {
  /** USD/PH/day now. */
  hashPrice = 0
  /** USD for a bitcoin now; 0 when the hash price is given. */
  bitcoinPrice = 0
  /** EH/s of the whole network now; 0 when the hash price is given. */
  hashRate = 0
  /** EH/s at which blocks would come every ten minutes. */
  difficulty = 0
  /** Bitcoins newly made per block. */
  subsidy = 0
  halvings = 0
  retargets = 0
  /** Multiplies the price from the next day on: the place for shocks. */
  scale = 1
  private day = 0
  /** Sum of the prices of the days since `takeMean`, and how many. */
  private sum = 0
  private days = 0
  private logPrice = 0
  private others = 0
  private startHashPrice = 0
  private fees = 0
  private blocksToRetarget = retargetBlocks / 2
  private epochSeconds = (retargetBlocks / 2) * blockSeconds
  private blocksToHalving = Number.POSITIVE_INFINITY
  private readonly config: HashPriceConfig
  private readonly draws: Draws
  private readonly courses: SeriesConfig.Courses

  /** `own` is the hash rate of our own sites in EH/s at the start, a part of the network's; `courses` are the files that the config
   * names. */
  constructor(config: HashPriceConfig, draws: Draws, own: number, courses: SeriesConfig.Courses = {}) {
    this.config = config
    this.draws = draws
    this.courses = courses
    if (config.kind === "given") this.setGiven(config, 0)
    else this.start(config, own)
  }

  /** Goes on to the last whole day that has begun at `until`; `own` is our sites' hash rate in EH/s meanwhile. */
  advance(until: number, own: number): void {
    const { config } = this
    for (; (this.day + 1) * day <= until; this.day++) {
      this.sum += this.hashPrice
      this.days++
      if (config.kind === "given") this.setGiven(config, (this.day + 1) * day)
      else this.runDay(config, own)
    }
  }

  /** The mean over the days since this was last asked: what mining earned meanwhile. */
  takeMean(): number {
    const mean = this.days > 0 ? this.sum / this.days : this.hashPrice
    this.sum = 0
    this.days = 0
    return mean
  }

  /** Seconds from `now` to the next halving as a miner expects it, at the target pace; infinite when none is due. */
  secondsToHalving(now: number): number {
    const { config } = this
    if (config.kind === "endogenous") return this.blocksToHalving * blockSeconds
    const left = (config.halving_in ?? Number.POSITIVE_INFINITY) - now
    return left > 0 ? left : Number.POSITIVE_INFINITY
  }

  /** What a miner expects the next halving to leave of the hash price once others have answered and the difficulty has followed. */
  halvingFactor(): number {
    const { config } = this
    if (config.kind === "given") return config.halving_factor
    const kept = (this.subsidy / 2 + this.fees) / (this.subsidy + this.fees)
    return kept ** (1 / (1 + config.elasticity))
  }

  private start(config: EndogenousConfig, own: number): void {
    this.subsidy = config.subsidy
    this.fees = config.subsidy * config.fees
    this.hashRate = SeriesConfig.at(SeriesConfig.given(config.hash_rate, this.courses), 0)
    this.difficulty = this.hashRate
    this.others = Math.max(0, this.hashRate - own)
    this.blocksToHalving = config.halving_in / blockSeconds
    this.bitcoinPrice = this.priceOfDay(config, 0)
    this.hashPrice = hashPriceOf(this.subsidy + this.fees, this.bitcoinPrice, this.difficulty)
    this.startHashPrice = this.hashPrice
  }

  private setGiven(config: GivenConfig, now: number): void {
    const years = now / year
    const halved = config.halving_in !== undefined && now >= config.halving_in
    this.halvings = halved ? 1 : 0
    const price = SeriesConfig.given(config.price, this.courses)
    const path = typeof price === "number" ? price * (1 + config.change) ** years : SeriesConfig.at(price, now)
    this.hashPrice = path * (halved ? config.halving_factor : 1) * this.scale
  }

  private priceOfDay(config: EndogenousConfig, dayNumber: number): number {
    const path = config.btc_price
    if (path.kind === "series")
      return this.scale * SeriesConfig.at(SeriesConfig.given(path, this.courses), dayNumber * day)
    if (path.kind === "constant") return path.price * this.scale
    if (dayNumber > 0) {
      const years = day / year
      const normal = this.draws.at(pricePurpose, dayNumber, 0).normal()
      this.logPrice += (Math.log1p(path.drift) - path.volatility ** 2 / 2) * years
      this.logPrice += path.volatility * Math.sqrt(years) * normal
    }
    return path.price * Math.exp(this.logPrice) * this.scale
  }

  private runDay(config: EndogenousConfig, own: number): void {
    const given = SeriesConfig.given(config.hash_rate, this.courses)
    if (typeof given === "number") this.answer(config, own)
    else this.hashRate = SeriesConfig.at(given, this.day * day)
    this.makeBlocks(day)
    this.bitcoinPrice = this.priceOfDay(config, this.day + 1)
    this.hashPrice = hashPriceOf(this.subsidy + this.fees, this.bitcoinPrice, this.difficulty)
  }

  /** The others answer today's hash price, at once and by entry and exit. */
  private answer(config: EndogenousConfig, own: number): void {
    const margin = this.startHashPrice > 0 ? this.hashPrice / this.startHashPrice : 1
    this.hashRate = this.others * margin ** config.elasticity + own
    const entry = margin > 0 ? config.entry * Math.log(margin) : Number.NEGATIVE_INFINITY
    this.others *= Math.exp(((Math.log1p(config.growth) + entry) * day) / year)
  }

  private makeBlocks(seconds: number): void {
    for (let left = seconds; left > 0;) {
      const pace = this.hashRate / this.difficulty / blockSeconds
      const wanted = left * pace
      if (!(wanted > 0)) return
      const blocks = Math.min(wanted, this.blocksToRetarget, this.blocksToHalving)
      const took = blocks === wanted ? left : blocks / pace
      left -= took
      this.epochSeconds += took
      this.blocksToRetarget -= blocks
      this.blocksToHalving -= blocks
      if (this.blocksToHalving <= 0) this.halve()
      if (this.blocksToRetarget <= 0) this.retarget()
    }
  }

  private halve(): void {
    this.subsidy /= 2
    this.halvings++
    this.blocksToHalving = halvingBlocks
  }

  private retarget(): void {
    const factor = (retargetBlocks * blockSeconds) / this.epochSeconds
    this.difficulty *= Math.min(4, Math.max(0.25, factor))
    this.retargets++
    this.blocksToRetarget = retargetBlocks
    this.epochSeconds = 0
  }
}
