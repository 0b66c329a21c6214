import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { OfferBook } from "../../../packages/sim/src/market/OfferBook.ts"
import { bookCommands, makeReal, queueCommands } from "./commands.ts"
import { Model } from "./Model.ts"

const follow = (commands: ReadonlyArray<fc.Arbitrary<fc.Command<Model, ReturnType<typeof makeReal>>>>): void =>
  fc.assert(
    fc.property(fc.commands([...commands], { maxCommands: 250, size: "max" }), (sequence) =>
      fc.modelRun(() => ({ model: new Model(), real: makeReal() }), sequence)
    ),
    { numRuns: 50, seed: 11 }
  )

describe("the order book", () => {
  it("finds what a sorted list finds, whatever was listed, repriced, rented or withdrawn before", () => {
    follow(bookCommands)
  })
})

describe("an order book of thousands", () => {
  const offers = 5000
  const price = (offer: number): number => (offer * 7919) % 3001

  it("finds the few that are free among the many that are not", () => {
    const free = fc.array(fc.tuple(fc.nat({ max: offers - 1 }), fc.integer({ min: 0, max: 4 })), { maxLength: 60 })
    const book = new OfferBook()
    for (let offer = 0; offer < offers; offer++) book.list(offer, 0, offer % 5, price(offer), 0, 4)
    const state = new Int32Array(offers)
    fc.assert(
      fc.property(free, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 31 }), (changes, gpus, regions) => {
        for (const [offer, to] of changes) {
          state[offer] = to
          book.setFree(offer, to)
        }
        const expected = Array.from(state.keys())
          .filter((offer) => (state[offer] ?? 0) >= gpus && ((regions >> (offer % 5)) & 1) === 1)
          .sort((a, b) => price(a) - price(b) || a - b)
        const found: Array<number> = []
        for (let at = book.first(0, gpus, regions, Infinity); at >= 0; at = book.after(at, gpus, regions, Infinity)) {
          found.push(at)
        }
        expect(found).toEqual(expected)
        expect(book.freeOf(0)).toBe(state.reduce((sum, here) => sum + here, 0))
      }),
      { numRuns: 60 }
    )
  })
})

describe("the queue", () => {
  it("finds the order that a scan finds, whoever joined, left or was put off before", () => {
    follow(queueCommands)
  })
})
