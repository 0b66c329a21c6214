/** What can happen to an order book and a queue, one command each: done to the real thing and to the model, and compared. */
import * as fc from "fast-check"
import { expect } from "vitest"
import { OfferBook } from "../../../packages/sim/src/market/OfferBook.ts"
import { OrderQueue } from "../../../packages/sim/src/market/OrderQueue.ts"
import type { Model } from "./Model.ts"

export interface Real {
  readonly book: OfferBook
  readonly queue: OrderQueue
}

export const makeReal = (): Real => ({ book: new OfferBook(), queue: new OrderQueue() })

type Command = fc.Command<Model, Real>

const command = (
  name: string,
  check: (model: Readonly<Model>) => boolean,
  run: (model: Model, real: Real) => void
): Command => ({ check, run, toString: () => name })

const pick = <T>(items: ReadonlyArray<T>, which: number): T => {
  const item = items[which % items.length]
  if (item === undefined) throw new RangeError("nothing to pick from")
  return item
}

const model = fc.constantFrom(0, 0, 0, 0, 1, 2)
const region = fc.nat({ max: 3 })
const regions = fc.integer({ min: 1, max: 15 })
const price = fc.integer({ min: 1, max: 30 })
const gpus = fc.integer({ min: 1, max: 9 })
const free = fc.constantFrom(0, 0, 0, 1, 2, 5, 9)
const which = fc.nat({ max: 10_000 })

/** Lists a run of offers, so that pages fill up. */
const list = fc
  .record({
    from: fc.nat({ max: 3000 }),
    count: fc.integer({ min: 1, max: 60 }),
    model,
    region,
    price,
    gpus,
    free
  })
  .map((it) =>
    command(
      `list ${JSON.stringify(it)}`,
      () => true,
      (state, { book }) => {
        for (let offer = it.from; offer < it.from + it.count; offer++) {
          if (state.offers.has(offer)) continue
          const asked = it.price + ((offer * 7) % 5)
          state.offers.set(offer, { ...it, offer, price: asked })
          book.list(offer, it.model, it.region, asked, it.free, it.gpus)
        }
      }
    )
  )

const hasOffers = ({ offers }: Readonly<Model>): boolean => offers.size > 0

const unlist = fc.tuple(which, fc.integer({ min: 1, max: 30 })).map(([at, count]) =>
  command(`unlist ${count} from ${at}`, hasOffers, (state, { book }) => {
    const { model } = pick([...state.offers.values()], at)
    // Neighbours in the order of prices, so that pages run empty.
    const listed = state.inOrder(model)
    for (const { offer } of listed.slice(at % listed.length).slice(0, count)) {
      state.offers.delete(offer)
      book.unlist(offer)
      expect(book.has(offer)).toBe(false)
    }
  })
)

const reprice = fc.tuple(which, price).map(([at, to]) =>
  command(`reprice ${at} to ${to}`, hasOffers, (state, { book }) => {
    const offer = pick([...state.offers.values()], at)
    offer.price = to
    book.reprice(offer.offer, to)
  })
)

const setFree = fc.tuple(which, free).map(([at, to]) =>
  command(`free ${at} to ${to}`, hasOffers, (state, { book }) => {
    const offer = pick([...state.offers.values()], at)
    expect(book.setFree(offer.offer, to)).toBe(to - offer.free)
    offer.free = to
  })
)

const searchOffers = fc.record({ model, gpus, regions, limit: price }).map((it) =>
  command(
    `search ${JSON.stringify(it)}`,
    () => true,
    (state, { book }) => {
      const found: Array<number> = []
      let offer = book.first(it.model, it.gpus, it.regions, it.limit)
      while (offer >= 0) {
        found.push(offer)
        offer = book.after(offer, it.gpus, it.regions, it.limit)
      }
      expect(found).toEqual(state.fitting(it.model, it.gpus, it.regions, it.limit))
      expect(book.priceOfReach(it.model, it.gpus * 5)).toBe(state.priceOfReach(it.model, it.gpus * 5))
      const listed = state.inOrder(it.model)
      expect(book.cheapest(it.model)).toBe(listed[0]?.offer ?? -1)
      expect(book.freeOf(it.model)).toBe(listed.reduce((sum, { free }) => sum + free, 0))
      expect(book.gpusOf(it.model)).toBe(listed.reduce((sum, offer) => sum + offer.gpus, 0))
      const here = listed.filter((offer) => offer.region === 1)
      expect(book.freeIn(it.model, 1)).toBe(here.reduce((sum, { free }) => sum + free, 0))
      expect(book.isListed(it.model, it.regions)).toBe(listed.some((offer) => ((it.regions >> offer.region) & 1) === 1))
      expect(book.size).toBe(state.offers.size)
    }
  )
)

const join = fc
  .record({
    order: fc.nat({ max: 300 }),
    place: which,
    gpus,
    models: fc.integer({ min: 1, max: 7 }),
    regions: fc.constantFrom(15, 15, 3, 4),
    highest: price,
    worthTrying: fc.nat({ max: 20 })
  })
  .map((it) =>
    command(
      `join ${JSON.stringify(it)}`,
      ({ orders }) => !orders.has(it.order) && [...orders.values()].every(({ place }) => place !== it.place),
      (state, { queue }) => {
        state.orders.set(it.order, { ...it })
        queue.add(it.order, it.place, it.gpus, it.models, it.regions, it.highest, it.worthTrying)
      }
    )
  )

const hasOrders = ({ orders }: Readonly<Model>): boolean => orders.size > 0

const leave = which.map((at) =>
  command(`leave ${at}`, hasOrders, (state, { queue }) => {
    const { order } = pick([...state.orders.values()], at)
    state.orders.delete(order)
    queue.remove(order)
    expect(queue.has(order)).toBe(false)
  })
)

const defer = fc.tuple(which, fc.nat({ max: 20 })).map(([at, until]) =>
  command(`defer ${at} until ${until}`, hasOrders, (state, { queue }) => {
    const order = pick([...state.orders.values()], at)
    order.worthTrying = until
    queue.defer(order.order, until)
  })
)

const searchOrders = fc.record({ model, regions, gpus, asked: price, freed: fc.nat({ max: 20 }) }).map((it) =>
  command(
    `first order ${JSON.stringify(it)}`,
    () => true,
    (state, { queue }) => {
      const waiting = state.waiting()
      const accepting = waiting.filter(({ models }) => ((models >> it.model) & 1) === 1)
      const fitting = accepting.find(
        (order) =>
          (order.regions & it.regions) !== 0 &&
          order.gpus <= it.gpus &&
          order.highest >= it.asked &&
          order.worthTrying <= it.freed
      )
      const reach = { askedFor: () => 0 }
      expect(queue.firstFit(it.model, it.regions, it.gpus, it.asked, it.freed, reach)).toBe(fitting?.order ?? -1)
      expect(queue.firstPaying(it.model, it.asked)).toBe(
        accepting.find(({ highest }) => highest >= it.asked)?.order ?? -1
      )
      expect(queue.first()).toBe(waiting[0]?.order ?? -1)
      expect(queue.size).toBe(waiting.length)
      expect(queue.gpus).toBe(waiting.reduce((sum, order) => sum + order.gpus, 0))
      const all = new Int32Array(queue.size)
      queue.copyInto(all)
      expect([...all].sort((a, b) => a - b)).toEqual(waiting.map(({ order }) => order).sort((a, b) => a - b))
    }
  )
)

export const bookCommands = [list, list, unlist, reprice, setFree, setFree, searchOffers, searchOffers]
export const queueCommands = [join, join, join, leave, defer, searchOrders]
