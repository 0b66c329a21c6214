/** Markets as one would explain them: sort all offers and scan. Slow, and what the real ones are compared with. */
import type { MarketTables } from "../../packages/sim/src/market/Market.ts"

export interface Member {
  readonly offer: number
  readonly gpus: number
  readonly price: number
}

export type Rule =
  | { readonly kind: "cheapest"; readonly headBlocks: boolean }
  | { readonly kind: "venue-price"; readonly multiplier: (utilisation: number) => number }
  | { readonly kind: "score"; readonly bids: number; readonly priceWeight: number; readonly reputationWeight: number }

const accepts = (mask: number, bit: number): boolean => ((mask >>> bit) & 1) === 1

export class NaiveMarket {
  readonly listed = new Set<number>()
  readonly queue: Array<number> = []
  private readonly places = new Map<number, number>()
  private readonly tables: MarketTables
  private readonly rule: Rule
  /** What the venue pays for each model, if it sets the prices. */
  private readonly venuePrices: Array<number>
  private given = 0

  constructor(tables: MarketTables, rule: Rule) {
    this.tables = tables
    this.rule = rule
    this.venuePrices = [...tables.basePrices]
  }

  clear(): void {
    const { rule } = this
    if (rule.kind !== "venue-price") return
    this.venuePrices.forEach((_, model) => {
      const offers = [...this.listed].filter((offer) => this.model(offer) === model)
      if (offers.length === 0) return
      const { down, gpus: owned } = this.tables.providers
      const working = (provider: number) => (owned[provider] ?? 0) - (down[provider] ?? 0)
      const gpus = offers.reduce((sum, offer) => sum + working(this.provider(offer)), 0)
      const free = offers.reduce((sum, offer) => sum + this.free(offer), 0)
      this.venuePrices[model] = Math.round((this.tables.basePrices[model] ?? 0) * rule.multiplier(1 - free / gpus))
    })
  }

  private asked(offer: number): number {
    return this.price(offer) / (this.tables.speeds[this.model(offer)] ?? 1)
  }

  private provider(offer: number): number {
    return this.tables.offers.provider[offer] ?? -1
  }

  private model(offer: number): number {
    return this.tables.providers.gpuModel[this.provider(offer)] ?? 0
  }

  private region(offer: number): number {
    return this.tables.providers.region[this.provider(offer)] ?? 0
  }

  private free(offer: number): number {
    return this.tables.providers.free[this.provider(offer)] ?? 0
  }

  private askingPrice(offer: number): number {
    return this.tables.offers.price[offer] ?? 0
  }

  /** What is paid; Infinity: not for sale at what the venue pays. */
  private price(offer: number): number {
    if (this.rule.kind !== "venue-price") return this.askingPrice(offer)
    const price = this.venuePrices[this.model(offer)] ?? 0
    return this.askingPrice(offer) <= price ? price : Infinity
  }

  private acceptable(job: number, offer: number): boolean {
    const { jobs } = this.tables
    return (
      accepts(jobs.gpuModels[job] ?? 0, this.model(offer)) &&
      accepts(jobs.regions[job] ?? 0, this.region(offer)) &&
      this.asked(offer) <= (jobs.highestPrice[job] ?? 0)
    )
  }

  /** Acceptable offers with at least so many free GPUs: by price of a reference GPU-hour, then model, then number. */
  private eligible(job: number, gpus: number): Array<number> {
    return [...this.listed]
      .filter((offer) => this.acceptable(job, offer) && this.free(offer) >= gpus)
      .sort(
        (a, b) =>
          this.asked(a) - this.asked(b) ||
          this.model(a) - this.model(b) ||
          this.askingPrice(a) - this.askingPrice(b) ||
          a - b
      )
  }

  private score(offer: number, rule: Extract<Rule, { kind: "score" }>): number {
    const reputation = Math.max(1e-9, this.tables.providers.reputation[this.provider(offer)] ?? 1)
    return this.asked(offer) ** rule.priceWeight / reputation ** rule.reputationWeight
  }

  private single(job: number): number | undefined {
    const { rule } = this
    const bids = this.eligible(job, this.tables.jobs.gpus[job] ?? 1)
    if (rule.kind !== "score") return bids[0]
    return bids.slice(0, rule.bids).sort((a, b) => this.score(a, rule) - this.score(b, rule) || a - b)[0]
  }

  /** The cheapest set of one model's offers, if it suffices. */
  private fill(gpus: number, offers: ReadonlyArray<number>): ReadonlyArray<Member> | undefined {
    let left = gpus
    const members: Array<Member> = []
    for (const offer of offers) {
      const taken = Math.min(left, this.free(offer))
      if (taken > 0) members.push({ offer, gpus: taken, price: this.price(offer) })
      left -= taken
    }
    return left === 0 ? members : undefined
  }

  private gang(job: number): ReadonlyArray<Member> | undefined {
    const gpus = this.tables.jobs.gpus[job] ?? 1
    const all = this.eligible(job, 1)
    const models = [...new Set(all.map((offer) => this.model(offer)))].sort((a, b) => a - b)
    const regions = [...new Set(all.map((offer) => this.region(offer)))].sort((a, b) => a - b)
    const cost = (members: ReadonlyArray<Member>): number =>
      members.reduce(
        (sum, { offer, gpus: taken, price }) => sum + (taken * price) / (this.tables.speeds[this.model(offer)] ?? 1),
        0
      )
    const cheapest = (sets: ReadonlyArray<ReadonlyArray<Member> | undefined>) =>
      sets
        .filter((set) => set !== undefined)
        .reduce<ReadonlyArray<Member> | undefined>(
          (best, set) => (best === undefined || cost(set) < cost(best) * (1 - 1e-12) ? set : best),
          undefined
        )
    const ofModel = (model: number) => all.filter((offer) => this.model(offer) === model)
    return (
      cheapest(
        models.flatMap((model) =>
          regions.map((region) =>
            this.fill(
              gpus,
              ofModel(model).filter((offer) => this.region(offer) === region)
            )
          )
        )
      ) ?? cheapest(models.map((model) => this.fill(gpus, ofModel(model))))
    )
  }

  canStart(job: number): ReadonlyArray<Member> | undefined {
    const offer = this.single(job)
    if (offer === undefined) return this.gang(job)
    return [{ offer, gpus: this.tables.jobs.gpus[job] ?? 1, price: this.price(offer) }]
  }

  private place(job: number): number {
    const place = this.places.get(job) ?? this.given++
    this.places.set(job, place)
    return place
  }

  private headBlocks(): boolean {
    return this.rule.kind === "cheapest" && this.rule.headBlocks
  }

  /** Would pay the lowest list price of some model that it accepts. */
  private willing(job: number): boolean {
    const models = this.tables.jobs.gpuModels[job] ?? 0
    return [...this.listed].some(
      (offer) => accepts(models, this.model(offer)) && this.asked(offer) <= (this.tables.jobs.highestPrice[job] ?? 0)
    )
  }

  match(job: number): ReadonlyArray<Member> | undefined {
    const place = this.place(job)
    if (this.headBlocks() && this.queue.some((other) => this.place(other) < place && this.willing(other)))
      return undefined
    return this.canStart(job)
  }

  enqueue(job: number): void {
    this.place(job)
    this.queue.push(job)
    this.queue.sort((a, b) => this.place(a) - this.place(b))
  }

  remove(job: number): void {
    const at = this.queue.indexOf(job)
    if (at >= 0) this.queue.splice(at, 1)
    this.places.delete(job)
  }

  /** A job that is over: its row may come again. */
  forget(job: number): void {
    this.places.delete(job)
  }

  next(): { readonly job: number; readonly members: ReadonlyArray<Member> } | undefined {
    for (const job of this.queue) {
      const members = this.canStart(job)
      if (members !== undefined) {
        this.queue.splice(this.queue.indexOf(job), 1)
        return { job, members }
      }
      if (this.headBlocks() && this.willing(job)) return undefined
    }
    return undefined
  }
}
