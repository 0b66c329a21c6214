/** Inflation that follows how much is bonded, against the tests of the contracts: livepeer/protocol, test/unit/Minter.js; cosmos/cosmos-sdk, x/mint/types/minter_test.go. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { cosmosBlock, livepeerRound } from "../../packages/sim/src/token/emission/BondingInflation.ts"
import { ask, near } from "./Asking.ts"

describe("livepeer-inflation", () => {
  /** 26% a round, steps of 0.02%, as Minter.js has it. */
  const minter = (more: object) =>
    ask("livepeer-inflation", { supply: 1000, inflation: 0.26, inflation_change: 0.0002, ...more })

  it.each([
    ["rises by a step below the target", { bonded: 400 }, 0.2602],
    ["falls by a step above the target", { bonded: 600 }, 0.2598],
    ["stays at the target", { bonded: 500 }, 0.26],
    ["rises when there is nothing yet", { bonded: 0, supply: 0 }, 0.2602],
    ["does not fall below 0", { bonded: 600, inflation_change: 0.260_001 }, 0]
  ])("%s", (_, more, inflation) => {
    expect(minter(more)).toMatchObject({ inflation: near(inflation, 1e-15) })
  })

  it("mints inflation × supply: 260 of 1,000 at the target", () => {
    expect(minter({ bonded: 500 })).toMatchObject({ minted_last: 260, minted: 260, supply: 1260, bonded: 500 })
  })

  it("passes the target once and ends when all that is minted is bonded", () => {
    const asked = { supply: 1e7, bonded: 3e6, inflation: 0, inflation_change: 3e-6, rebonded: 1, rounds: 417 * 20 }
    const rule = { change: asked.inflation_change, target: 0.5, rebonded: 1 }
    let state = { supply: asked.supply, bonded: asked.bonded, inflation: asked.inflation }
    let crossings = 0
    for (let round = 0; round < asked.rounds; round++) {
      const above = state.bonded > state.supply / 2
      state = livepeerRound(rule, state)
      if (above !== state.bonded > state.supply / 2) crossings++
    }
    expect(crossings).toBe(1)
    expect(ask("livepeer-inflation", asked)).toMatchObject({ inflation: 0, supply: near(state.supply, 1e-3) })
  })
})

describe("cosmos-inflation", () => {
  const perBlock = 0.13 / 6_311_520

  it.each([
    [0, 0.07, perBlock],
    [1, 0.2, (1 - 1 / 0.67) * perBlock],
    [0.5, 0.1, (1 - 0.5 / 0.67) * perBlock],
    [1, 0.07, 0],
    [1, 0.070_000_000_1, -1e-10],
    [0, 0.2, 0],
    [0, 0.199_999_999_9, 1e-10],
    [0.67, 0.15, 0]
  ])("TestNextInflation: bonded %d at %d moves by %d", (bonded_ratio, inflation, change) => {
    expect(ask("cosmos-inflation", { bonded_ratio, inflation })).toMatchObject({
      inflation: near(inflation + change, 1e-16)
    })
  })

  it.each([
    [6_311_520, 1],
    [6_311_521, 1],
    [12_623_040, 2],
    [3_155_760, 0]
  ])("TestBlockProvision: of %d a year a block mints %d whole ones", (annual, whole) => {
    const answer = ask("cosmos-inflation", { bonded_ratio: 0.67, inflation: 0.1, supply: annual / 0.1 })
    expect(answer).toMatchObject({
      annual_provisions: near(annual, 1e-6),
      block_provision: near(annual / 6_311_520, 1e-12)
    })
    expect(Math.floor(annual / 6_311_520 + 1e-12)).toBe(whole)
  })

  it("stays within its bounds, and a block of nothing bonded never lowers it", () => {
    const rule = { rateChange: 0.13, lowest: 0.07, highest: 0.2, goal: 0.67, blocksPerYear: 12 }
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.07, max: 0.2, noNaN: true }),
        (bonded, inflation) => {
          const after = cosmosBlock(rule, bonded, { supply: 1, inflation })
          expect(after.inflation).toBeGreaterThanOrEqual(0.07)
          expect(after.inflation).toBeLessThanOrEqual(0.2)
          expect(Math.sign(after.inflation - inflation) * (0.67 - bonded)).toBeGreaterThanOrEqual(0)
          expect(after.supply).toBe(1 + after.minted)
        }
      )
    )
  })
})
