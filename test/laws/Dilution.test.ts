/** What a holder who does nothing loses to those who get new tokens: the books say it to the token. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { measure } from "../../packages/sim/src/world/Metrics.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { cohort, day, jobClass, scenario, type Written } from "../world/Worlds.ts"

type Token = Extract<NonNullable<NonNullable<Written["networks"]>[string]["token"]>, { kind: "network-token" }>

const days = 20
const held = 100_000
const made = (token: Partial<Token>) =>
  Run.make(
    scenario(days, {
      networks: {
        network: {
          token: {
            kind: "network-token",
            initial_supply: `${held} tokens`,
            pool: { depth: "1000 USD" },
            self_dealing: { kind: "none" },
            outside_market: { kind: "none" },
            stake: { kind: "none" },
            ...token
          }
        }
      },
      supply: { cohorts: { owners: cohort({ count: 2 }) } },
      demand: { jobs: jobClass(100) }
    })
  )
const dilutionOf = (run: Run): number => measure(run.world)["dilution"] ?? Number.NaN
const after = (token: Partial<Token>) => {
  const run = made(token)
  run.finish()
  return run
}

describe("dilution", () => {
  it("is nothing when no token is made or burned", () => {
    expect(dilutionOf(after({ emission: { kind: "none" }, sink: { burn: 0 } }))).toBe(0)
  })

  it("is what was made over what there is then: E T / (S + E T) for E tokens a day over T days without burning", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (perDay) => {
        const run = after({ emission: { kind: "fixed", rate: `${perDay} tokens/day` }, sink: { burn: 0 } })
        expect(dilutionOf(run)).toBeCloseTo((perDay * days) / (held + perDay * days), 12)
      }),
      { numRuns: 5, seed: 7 }
    )
  })

  it("counts grants that unlock like other new tokens", () => {
    const grants = [{ tokens: "25000 tokens", cliff: "10 days", at_cliff: 1 }]
    expect(dilutionOf(after({ emission: { kind: "none" }, sink: { burn: 0 }, unlocks: grants }))).toBeCloseTo(0.2, 12)
  })

  it("is below nothing when tokens are burned and none are made: what is held is a larger part than before", () => {
    const run = after({ emission: { kind: "none" }, sink: { fee: 0.5, burn: 1 } })
    const { burned } = run.world.venue(0).incentives.signals
    expect(burned).toBeGreaterThan(100)
    expect(dilutionOf(run)).toBeCloseTo(-burned / (held - burned), 12)
  })

  it("starts anew when tallies are cleared, and what is left multiplies over the parts of a run", () => {
    const token: Partial<Token> = {
      emission: { kind: "halving", rate: "5000 tokens/day", period: "7 days" },
      sink: { fee: 0.1, burn: 1 }
    }
    const run = made(token)
    run.advance(8.5 * day)
    const before = dilutionOf(run)
    run.world.clearTallies(8.5 * day)
    expect(dilutionOf(run)).toBe(0)
    run.finish()
    expect(before).toBeGreaterThan(0.1)
    expect((1 - before) * (1 - dilutionOf(run))).toBeCloseTo(1 - dilutionOf(after(token)), 12)
  })

  it("is not measured without a token", () => {
    const run = Run.make(scenario(1, { networks: { network: {} }, supply: { cohorts: { owners: cohort() } } }))
    run.finish()
    expect(dilutionOf(run)).toBeNaN()
  })
})
