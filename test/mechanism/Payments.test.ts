/** Payment by lottery and by usage counters: livepeer/go-livepeer, pm/ticket_test.go; the reserve as contracts/pm/mixins/MixinReserve.sol has it; a sample offer of Golem. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { lottery, paidFor } from "../../packages/sim/src/token/payment/LotteryTicket.ts"
import { ask, near } from "./Asking.ts"

describe("livepeer-ticket", () => {
  it.each([
    [1000, 0.5, 500],
    [1000, 0, 0],
    [1000, 1, 1000],
    [0, 999 / 2 ** 256, 0]
  ])("TestEV: a ticket of %d at %d is worth %d", (face_value, win_prob, expected_value) => {
    expect(ask("livepeer-ticket", { face_value, win_prob })).toMatchObject({ expected_value, paid: face_value })
  })

  it.each([
    ["the deposit alone, when it suffices", { deposit: 1500, reserve: 1000 }, 1000, 1000],
    ["the rest out of the reserve", { deposit: 600, reserve: 2000, orchestrators: 5 }, 1000, 600],
    ["no more of it than one's part", { deposit: 600, reserve: 1000, orchestrators: 5 }, 800, 600],
    ["less what one has had of it", { deposit: 600, reserve: 1000, orchestrators: 5, claimed: 150 }, 650, 600],
    ["nothing when all is spent", { deposit: 0, reserve: 0 }, 0, 0]
  ])("pays %s", (_, funds, paid, from_deposit) => {
    expect(ask("livepeer-ticket", { face_value: 1000, win_prob: 0.1, ...funds })).toMatchObject({ paid, from_deposit })
  })

  it("varies as the binomial distribution does: by counting all outcomes of a few tickets", () => {
    for (const tickets of [0, 1, 2, 5]) {
      const p = 0.3
      let mean = 0
      let square = 0
      for (let outcome = 0; outcome < 2 ** tickets; outcome++) {
        const wins = [...outcome.toString(2)].filter((bit) => bit === "1").length
        const probability = p ** wins * (1 - p) ** (tickets - wins)
        mean += probability * wins
        square += probability * wins ** 2
      }
      expect(lottery(p, tickets)).toMatchObject({
        wins: near(mean, 1e-12),
        deviation: near(Math.sqrt(square - mean ** 2), 1e-7),
        none: near((1 - p) ** tickets, 1e-12)
      })
    }
  })

  it("never pays more than the face, nor more than there is", () => {
    const some = fc.nat(10_000)
    fc.assert(
      fc.property(
        some,
        some,
        some,
        fc.integer({ min: 1, max: 100 }),
        some,
        (face, deposit, reserve, orchestrators, claimed) => {
          const { fromDeposit, paid } = paidFor(face, { deposit, reserve, orchestrators, claimed })
          expect(paid).toBeLessThanOrEqual(Math.min(face, deposit + reserve / orchestrators))
          expect(paid).toBeGreaterThanOrEqual(fromDeposit)
        }
      )
    )
  })
})

describe("golem-price", () => {
  it("adds counters and the fixed part: 0 + 0.01 × duration + 0.01 × CPU time (Golem's sample offer)", () => {
    const counters = [
      { name: "golem.usage.duration_sec", coefficient: 0.01, usage: 300 },
      { name: "golem.usage.cpu_sec", coefficient: 0.01, usage: 240 }
    ]
    expect(ask("golem-price", { counters })).toMatchObject({ price: near(5.4, 1e-12), counters: [{ price: 3 }, {}] })
    expect(ask("golem-price", { fixed: 0.5, counters })).toMatchObject({ price: near(5.9, 1e-12) })
    expect(ask("golem-price", { fixed: 0.5, counters: [] })).toEqual({ counters: [], price: 0.5 })
  })
})
