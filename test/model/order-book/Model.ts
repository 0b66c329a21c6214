/** The order book and the queue as plain lists. */
export interface Offer {
  readonly offer: number
  readonly model: number
  readonly region: number
  readonly gpus: number
  price: number
  free: number
}

export interface Order {
  readonly order: number
  readonly place: number
  readonly gpus: number
  readonly models: number
  readonly regions: number
  readonly highest: number
  worthTrying: number
}

export class Model {
  readonly offers = new Map<number, Offer>()
  readonly orders = new Map<number, Order>()

  inOrder(model: number): ReadonlyArray<Offer> {
    return [...this.offers.values()]
      .filter((offer) => offer.model === model)
      .sort((a, b) => a.price - b.price || a.offer - b.offer)
  }

  fitting(model: number, gpus: number, regions: number, limit: number): ReadonlyArray<number> {
    return this.inOrder(model)
      .filter((offer) => offer.free >= gpus && ((regions >> offer.region) & 1) === 1 && offer.price <= limit)
      .map(({ offer }) => offer)
  }

  /** Price of the dearest of the cheapest so many GPUs. */
  priceOfReach(model: number, gpus: number): number {
    const prices = this.inOrder(model).flatMap(({ free, price }) => Array.from({ length: free }, () => price))
    return prices[gpus - 1] ?? Infinity
  }

  waiting(): ReadonlyArray<Order> {
    return [...this.orders.values()].sort((a, b) => a.place - b.place)
  }
}
