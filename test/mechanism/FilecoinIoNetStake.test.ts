import { Result, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { filecoinMinting } from "../../packages/sim/src/mechanism/FilecoinMinting.ts"
import { filecoinPledge } from "../../packages/sim/src/mechanism/FilecoinPledge.ts"
import { governance } from "../../packages/sim/src/mechanism/Governance.ts"
import { ioNet } from "../../packages/sim/src/mechanism/IoNet.ts"
import { byName } from "../../packages/sim/src/mechanism/Mechanisms.ts"
import { schedules } from "../../packages/sim/src/mechanism/Schedules.ts"
import { stakes } from "../../packages/sim/src/mechanism/Stakes.ts"
import { verification } from "../../packages/sim/src/mechanism/Verification.ts"

const all = [...filecoinMinting, ...filecoinPledge, ...ioNet, ...schedules, ...stakes, ...verification, ...governance]

const ask = (name: string, input: unknown) => {
  const answer = byName(name)?.ask(input)
  if (answer === undefined) throw new Error(`no mechanism ${name}`)
  return Result.isSuccess(answer) ? answer.success : answer.failure.message
}

describe("the calculators of Filecoin, io.net, stake, votes and control", () => {
  it.each(all.map((each) => [each.name, each] as const))(
    "%s answers its example in the form that it documents",
    (name, each) => {
      expect(byName(name)).toBe(each)
      const answer = ask(name, each.example)
      expect(typeof answer).toBe("object")
      expect(Schema.is(each.output)(answer)).toBe(true)
      // JSON loses nothing: no infinities, no missing numbers.
      expect(JSON.parse(JSON.stringify(answer))).toEqual(answer)
    }
  )

  it("give Filecoin's rewards of epoch 0 and 5000", () => {
    const answer = ask("filecoin-rewards", { epochs: [0, 5_000] })
    expect(answer).toMatchObject({
      epochs: [
        { simple: expect.closeTo(36.266264293777134739, 12) },
        { simple: expect.closeTo(36.246341860983438171, 12) }
      ]
    })
  })

  it("give the same minting however its time is cut", () => {
    const power = 3e18
    const whole = ask("filecoin-minting", { stretches: [{ days: 900, power }] })
    const parts = ask("filecoin-minting", { stretches: [100, 300, 500].map((days) => ({ days, power })) })
    if (typeof whole === "string" || typeof parts === "string") throw new Error("refused")
    for (const key of ["simple", "baseline", "full_baseline"]) {
      const of = (answer: unknown) => Number(Object.entries(answer ?? {}).find(([name]) => name === key)?.[1])
      expect(of(parts) / of(whole)).toBeCloseTo(1, 9)
    }
  })

  it("give io.net's first month and its stake", () => {
    expect(ask("ionet-emission", { periods: [1, 2] })).toMatchObject({
      periods: [{ made: expect.closeTo(3_333_333.33, 2) }, { made: expect.closeTo(3_333_333.33 * 0.9898, 2) }]
    })
    expect(ask("ionet-stake", { devices: [{ gpus: 8, multiplier: 10 }] })).toEqual({ devices: [16_000], total: 16_000 })
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

  it("refuse what cannot be, with the key and what is allowed", () => {
    expect(ask("stake-boost", { stakes: [{ tokens: 1, days: 10 }] })).toContain("Expected 14 to 365 days")
    expect(ask("vesting", { grants: [{ tokens: 1, at_start: 0.7, at_cliff: 0.7 }] })).toContain("At most 1 together")
    expect(ask("price-fit", { prices: [1, 2] })).toContain("Expected at least 3 prices, not 2")
    expect(ask("filecoin-rewards", { epochs: [-1] })).toContain("epochs")
    expect(ask("ionet-stake", { devices: [], gpus: 8 })).toContain("gpus")
  })
})
