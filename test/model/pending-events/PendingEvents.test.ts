import fc from "fast-check"
import { describe, it } from "vitest"
import { PendingEvents } from "../../../packages/sim/src/kernel/PendingEvents.ts"
import { commands } from "./commands.ts"
import { emptyModel } from "./Model.ts"

describe("PendingEvents", () => {
  it("does what a sorted array does, whatever is scheduled, cancelled, taken out, saved and restored", () => {
    fc.assert(
      fc.property(commands, (sequence) => {
        fc.modelRun(() => ({ model: emptyModel(), real: { pending: new PendingEvents() } }), sequence)
      }),
      { numRuns: 300 }
    )
  })
})
