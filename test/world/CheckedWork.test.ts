/** Results that are made up when that pays, the checks that find them, and the stake that makes it not pay. */
import { describe, expect, it } from "vitest"
import { measure } from "../../packages/sim/src/world/Metrics.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { cohort, jobClass, scenario, type Written } from "./Worlds.ts"

type Token = Extract<NonNullable<NonNullable<Written["networks"]>[string]["token"]>, { kind: "network-token" }>

const run = (token: Partial<Token>) => {
  const made = Run.make(
    scenario(60, {
      networks: {
        network: {
          token: {
            kind: "network-token",
            self_dealing: { kind: "none" },
            outside_market: { kind: "stochastic-path", reversion: "0 per year", volatility: 0 },
            ...token
          }
        }
      },
      supply: { cohorts: { owners: cohort({ count: 10 }) } },
      demand: { jobs: jobClass(1_200) }
    })
  )
  made.finish()
  return measure(made.world)
}
const checks = {
  kind: "sampled-re-execution",
  sample: "10%",
  recognised: "100%",
  false_alarm: "0%",
  speed: "50%"
} as const
const rule = { ...checks, saved: "50%", job_size: "10 USD" } as const

/** A stake of so many tokens (of a dollar) for each provider's eight GPUs, all of it lost by a fault. */
const staked = (tokens: number, parts: Partial<Token> = {}) =>
  run({
    verification: rule,
    stake: { kind: "tokens-per-gpu", amount: `${tokens / 8} tokens`, slashing: "100%" },
    ...parts
  })

describe("checked work", () => {
  it("is honest from the stake on at which d S p = (1 − d) g: 45 USD at d = 10%, g = 5 USD", () => {
    expect(staked(46)["falsified_usd"]).toBe(0)
    expect(staked(40)["falsified_share"]).toBeGreaterThan(0.9)
  })

  it("turns as the price falls: the same tokens are worth less", () => {
    const fallen = { initial_price: "0.5 USD/token" } as const
    expect(staked(80, fallen)["falsified_share"]).toBeGreaterThan(0.9)
    expect(staked(95, fallen)["falsified_usd"]).toBe(0)
  })

  it("is honest without stake for the sake of the income that would be lost", () => {
    const bare = (rents: string) => run({ verification: { ...rule, rents } })["falsified_share"] ?? Number.NaN
    expect(bare("0 s")).toBeGreaterThan(0.9)
    expect(bare("10 years")).toBe(0)
  })

  it("is false only by those who are willing", () => {
    expect(run({ verification: { ...rule, willing: "0%" } })["falsified_usd"]).toBe(0)
    const some = run({ verification: { ...rule, willing: "50%" } })["falsified_share"] ?? Number.NaN
    expect(some).toBeGreaterThan(0.1)
    expect(some).toBeLessThan(0.9)
  })

  it("costs its sample of what users pay, and what false alarms burn", () => {
    const measured = run({ verification: { ...rule, willing: "0%" } })
    // Jobs that end on the last day are paid before its books and those of the day before.
    expect((measured["checking_usd"] ?? 0) / (measured["paid_usd_network"] ?? 1)).toBeCloseTo(0.1, 2)
    const blamed = staked(1_000, { verification: { ...rule, willing: "0%", false_alarm: "20%" } })
    expect(blamed["burned_usd"]).toBeGreaterThan((staked(1_000)["burned_usd"] ?? 0) + 1_000)
  })
})
