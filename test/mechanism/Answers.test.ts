/** What calculators answer beyond published rows: how an answer depends on the question, and what is refused. */
import { describe, expect, it } from "vitest"
import { ask, near } from "./Asking.ts"

describe("the calculators of Filecoin, io.net, stake, votes and control", () => {
  it("give the same minting however its time is cut", () => {
    const power = 3e18
    const whole = ask("filecoin-minting", { stretches: [{ days: 900, power }] })
    const parts = ask("filecoin-minting", { stretches: [100, 300, 500].map((days) => ({ days, power })) })
    for (const key of ["simple", "baseline", "full_baseline"]) {
      const of = (answer: unknown) => Number(Object.entries(answer ?? {}).find(([name]) => name === key)?.[1])
      expect(of(parts) / of(whole)).toBeCloseTo(1, 9)
    }
  })

  it("say at which trust agreeing workers are enough", () => {
    const agreeing = (count: number) => Array.from({ length: count }, () => ({ result: "a" }))
    for (const workers of [1, 2, 5, 10]) {
      const trust = 2 ** workers
      expect(ask("proof-of-contribution", { trust, contributions: agreeing(workers) })).toMatchObject({ final: true })
      expect(ask("proof-of-contribution", { trust: trust + 1, contributions: agreeing(workers) })).toMatchObject({
        final: false
      })
    }
  })

  it("give the stable gains and the unstable ones", () => {
    expect(ask("emission-controller", {})).toMatchObject({ stable: true })
    expect(ask("emission-controller", { proportional: 4_000, integral: 200 })).toMatchObject({ stable: false })
  })

  it("need no more than a row of their closed form has", () => {
    expect(ask("washing", { rewards: 1e6, fee: 0.05 })).toEqual({ volume: 2e7, fake: 2e7, pays: true })
    expect(ask("pool-sales", { depth: 1000, worth: 100 })).toMatchObject({ kept: near(1 / 1.1 ** 2, 1e-12) })
    expect(ask("free-entry", { fees: 100, rewards: 50, cost: 1.5 })).toEqual({ capacity: 100, subsidy: 0.5 })
    expect(ask("honest-stake", { detection: 0.1, gain: 5 })).toMatchObject({ stake_needed: near(45, 1e-12) })
  })

  it("refuse what cannot be, with the key and what is allowed", () => {
    expect(() => ask("stake-boost", { stakes: [{ tokens: 1, days: 10 }] })).toThrow("Expected 14 to 365 days")
    expect(() => ask("vesting", { grants: [{ tokens: 1, at_start: 0.7, at_cliff: 0.7 }] })).toThrow(
      "At most 1 together"
    )
    expect(() => ask("price-fit", { prices: [1, 2] })).toThrow("Expected at least 3 prices, not 2")
    expect(() => ask("filecoin-rewards", { epochs: [-1] })).toThrow("epochs")
    expect(() => ask("ionet-stake", { devices: [], gpus: 8 })).toThrow("gpus")
  })
})
