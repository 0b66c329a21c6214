import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { digest } from "../../packages/sim/src/kernel/Digest.ts"
import type { Command } from "../../packages/sim/src/world/Command.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { type Case, cases } from "../arbitraries/Scenarios.ts"

const start = ({ scenario, seed, inputs, commands }: Case): Run => Run.make(scenario, { seed, inputs, commands })
const bytes = (run: Run): string => digest(run.snapshot())
const finished = (run: Run): string => {
  run.finish()
  return bytes(run)
}

describe("in any scenario", () => {
  it("the same scenario, seed and commands give the same bytes, in slices of any size", () => {
    fc.assert(
      fc.property(
        cases({ commands: true }),
        fc.array(fc.record({ seconds: fc.integer({ min: 0, max: 200_000 }), events: fc.integer({ min: 1, max: 50 }) })),
        (one, slices) => {
          const whole = finished(start(one))
          const sliced = start(one)
          for (const { seconds, events } of slices) sliced.advance(sliced.now + seconds, events)
          expect(finished(sliced)).toBe(whole)
        }
      ),
      { numRuns: 40, seed: 5 }
    )
  })

  it("a run goes on from a snapshot to the same bytes: in place, again, and in a run made anew", () => {
    fc.assert(
      fc.property(cases({ commands: true }), fc.double({ min: 0, max: 1, noNaN: true }), (one, part) => {
        const run = start(one)
        run.advance(run.world.length * part)
        const saved = run.snapshot()
        const here = digest(saved)
        const end = finished(run)
        run.restore(saved)
        expect(bytes(run)).toBe(here)
        expect(finished(run)).toBe(end)
        const fresh = start(one)
        fresh.restore(saved)
        expect(bytes(fresh)).toBe(here)
        expect(finished(fresh)).toBe(end)
      }),
      { numRuns: 25, seed: 6 }
    )
  })

  it("what is restored goes on under the journal of the run that it is restored into", () => {
    fc.assert(
      fc.property(
        cases({ commands: true }),
        fc.array(fc.record({ part: fc.double({ min: 0, max: 1, noNaN: true }), inertia: fc.nat(5) }), { maxLength: 3 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (one, others, part) => {
          const instant = one.scenario.horizon.length * part
          const [name] = Object.keys(one.scenario.demand)
          const journal = others.map(({ inertia, part: when }): Command => {
            return { at: one.scenario.horizon.length * when, set: `demand.${name}.inertia`, value: inertia }
          })
          // Of commands at the very instant of the snapshot nobody could say which lie behind.
          fc.pre(journal.every(({ at }) => at !== instant))
          const past = one.commands.filter(({ at }) => at <= instant)
          const future = journal.filter(({ at }) => at > instant)
          const run = start(one)
          run.advance(instant)
          const branch = start({ ...one, commands: journal })
          branch.restore(run.snapshot())
          const whole = finished(start({ ...one, commands: [...past, ...future] }))
          expect(finished(branch)).toBe(whole)
          const grown = start({ ...one, commands: past })
          grown.advance(instant)
          for (const command of future) grown.append(command)
          expect(finished(grown)).toBe(whole)
        }
      ),
      { numRuns: 25, seed: 9 }
    )
  })

  it("a snapshot in the middle of an instant, between two events, is as good as any", () => {
    fc.assert(
      fc.property(cases({ commands: true }), fc.nat(400), (one, events) => {
        const end = finished(start(one))
        const run = start(one)
        run.advance(Infinity, events)
        const saved = run.snapshot()
        const fresh = start(one)
        fresh.restore(saved)
        expect(finished(fresh)).toBe(end)
      }),
      { numRuns: 30, seed: 7 }
    )
  })

  it("another seed gives another run", () => {
    fc.assert(
      fc.property(cases(), (one) => {
        const run = start(one)
        const other = start({ ...one, seed: one.seed + 1 })
        // Before the first event all luck is still in the future, but the draws know their seed.
        expect(bytes(run)).not.toBe(bytes(other))
      }),
      { numRuns: 10, seed: 8 }
    )
  })
})
