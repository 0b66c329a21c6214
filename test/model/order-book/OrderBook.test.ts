import * as fc from "fast-check"
import { describe, it } from "vitest"
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

describe("the queue", () => {
  it("finds the order that a scan finds, whoever joined, left or was put off before", () => {
    follow(queueCommands)
  })
})
