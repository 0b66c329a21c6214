import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Seeds from "../../packages/sim/src/experiment/Seeds.ts"

const seed = fc.maxSafeNat()

describe("seeds of replications", () => {
  it("give the plain run as replication 0", () =>
    fc.assert(
      fc.property(seed, (s) => {
        expect(Seeds.ofReplication(s, 0)).toBe(s)
      })
    ))

  it("are whole numbers that a run accepts", () =>
    fc.assert(
      fc.property(seed, fc.nat(), (s, r) => {
        const found = Seeds.ofReplication(s, r)
        expect(Number.isSafeInteger(found) && found >= 0).toBe(true)
      })
    ))

  it("never meet within 200,000 replications of two neighbouring seeds", () => {
    const seen = new Set<number>()
    for (const s of [1, 2]) for (let r = 0; r < 100_000; r++) seen.add(Seeds.ofReplication(s, r))
    expect(seen.size).toBe(200_000)
  })

  it("stay what they are: results of old reports can be made again", () => {
    expect([1, 2, 3].map((r) => Seeds.ofReplication(1, r))).toMatchInlineSnapshot(`
      [
        5385956019263159,
        4865277501753409,
        4498909962018137,
      ]
    `)
  })
})
