/** Votes of the holders of stake during a run. */
import { describe, expect, it } from "vitest"
import { rules } from "../../packages/sim/src/world/Rules.ts"
import { measure } from "../../packages/sim/src/world/Metrics.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { cohort, day, jobClass, scenario, type Written } from "./Worlds.ts"

type Governance = NonNullable<NonNullable<Written["networks"]>[string]["governance"]>
const rate = "networks.network.token.emission.rate"
const stake = { kind: "tokens-per-gpu", amount: "1000 tokens" } as const

const governed = (governance: Governance, parts: Partial<Written> = {}) =>
  scenario(20, {
    networks: {
      network: {
        token: { kind: "network-token", emission: { kind: "fixed", rate: "1000 tokens/day" }, stake },
        governance
      }
    },
    supply: { cohorts: { owners: cohort() } },
    demand: { jobs: jobClass(20) },
    ...parts
  })

const proposal = (votes: NonNullable<NonNullable<Governance["proposals"]>[number]["votes"]>) => ({
  at: "5 days",
  set: rate,
  value: "4000 tokens/day",
  votes
})

/** Tokens minted on each day. */
const emitted = (governance: Governance) => {
  const run = Run.make(governed(governance))
  const days = Array.from({ length: 12 }, (_, index) => {
    run.advance((index + 1) * day + 1)
    return run.world.venue(0).incentives.signals.emitted
  })
  return { days, run }
}

describe("a vote", () => {
  it("that passes changes the figure after its period and its delay", () => {
    const { days, run } = emitted({ period: "2 days", delay: "36 h", proposals: [proposal([{ yes: "100%" }])] })
    // Opened on day 5, over on day 7, in force at 8 days and 12 hours: the books of day 9 are the first under it.
    expect(days).toEqual([...Array<number>(8).fill(1_000), ...Array<number>(4).fill(4_000)])
    expect(measure(run.world)["proposals_passed"]).toBe(1)
  })

  it("does what a command at the instant at which it takes effect does", () => {
    const voted = Run.make(governed({ period: "2 days", delay: "36 h", proposals: [proposal([{ yes: "100%" }])] }))
    const commanded = Run.make(governed({ proposals: [] }), { commands: [{ at: 8.5 * day, set: rate, value: 4_000 }] })
    voted.finish()
    commanded.finish()
    const { proposals_passed: passed, ...measured } = measure(voted.world)
    const { proposals_passed: none, ...expected } = measure(commanded.world)
    expect([passed, none]).toEqual([1, 0])
    expect(measured).toEqual(expected)
  })

  it("weighs as the stake: 8,000 staked tokens lose against 9,000 others, and win against 7,000", () => {
    const against = (tokens: string) =>
      emitted({
        period: "1 day",
        delay: "0 s",
        proposals: [
          proposal([
            { who: "stakers", yes: "100%" },
            { who: "tokens", tokens, no: "100%" }
          ])
        ]
      }).days.at(-1)
    expect(against("9000 tokens")).toBe(1_000)
    expect(against("7000 tokens")).toBe(4_000)
  })

  it("fails without a quorum, and by a veto", () => {
    expect(emitted({ proposals: [proposal([{ turnout: "30%", yes: "100%" }])] }).days.at(-1)).toBe(1_000)
    expect(emitted({ proposals: [proposal([{ yes: "60%", veto: "40%" }])] }).days.at(-1)).toBe(1_000)
    expect(emitted({ proposals: [proposal([{ turnout: "40%", yes: "60%", no: "40%" }])] }).days.at(-1)).toBe(4_000)
  })

  it("counts all staked tokens for the quorum, listed or not, and holders where they are listed", () => {
    // 8,000 tokens are staked, and their owners do not vote: 4,000 others are 33.3% of 12,000, and 4,020 are 33.44% of 12,020.
    const others = (tokens: string) => proposal([{ who: "tokens", tokens, yes: "100%" }])
    expect(emitted({ proposals: [others("4000 tokens")] }).days.at(-1)).toBe(1_000)
    expect(emitted({ proposals: [others("4020 tokens")] }).days.at(-1)).toBe(4_000)
    // Two groups of stakers share one stake: 20% and 15% of it make a quorum.
    const twice = proposal([
      { turnout: "20%", yes: "100%" },
      { turnout: "15%", no: "100%" }
    ])
    expect(emitted({ proposals: [twice] }).days.at(-1)).toBe(4_000)
  })

  it("takes the figure as the scenario writes it: 0.1 and 10% are one fee, 4 ktokens/day is 4,000 tokens/day", () => {
    const voted = (set: string, value: string | number) => {
      const run = Run.make(governed({ proposals: [{ at: "1 day", set, value, votes: [{ yes: "100%" }] }] }))
      run.finish()
      return measure(run.world)
    }
    const fee = "networks.network.token.sink.fee"
    expect(voted(fee, "10%")).toEqual(voted(fee, 0.1))
    expect(voted(rate, "4k tokens/day")).toEqual(voted(rate, "4000 tokens/day"))
    expect(voted(rate, "4k tokens/day")).not.toEqual(voted(rate, "5k tokens/day"))
  })

  it("goes on from a snapshot in the middle of it to the same end", () => {
    const governance: Governance = { proposals: [proposal([{ yes: "100%" }])] }
    const whole = Run.make(governed(governance))
    whole.advance(6 * day)
    const saved = whole.snapshot()
    whole.finish()
    const other = Run.make(governed(governance))
    other.restore(saved)
    other.finish()
    expect(measure(other.world)).toEqual(measure(whole.world))
  })

  it("is refused when it names no figure that may change, a value that cannot be, or a network without a token", () => {
    const told = (written: Governance, parts: Partial<Written> = {}) => {
      const found: Array<string> = []
      for (const rule of rules)
        rule(governed(written, parts), (path, message) => found.push(`${path.join(".")}: ${message}`))
      return found.filter((each) => each.includes("governance"))
    }
    const votes = [{ yes: "100%" }] as const
    expect(told({ proposals: [{ at: "1 day", set: "seed", value: 1, votes }] })[0]).toContain(
      "networks.network.governance.proposals.0.set: seed cannot be changed while a run goes on"
    )
    expect(
      told({ proposals: [{ at: "1 day", set: "networks.network.token.sink.fee", value: 2, votes }] })[0]
    ).toContain("cannot be 2: Expected at most 100%")
    expect(told({ proposals: [{ at: "1 day", set: rate, value: 4_000, votes }] })).toEqual([
      "networks.network.governance.proposals.0.value: networks.network.token.emission.rate cannot be 4000: 4000 has no unit; an emission of tokens such as 50000 tokens/day is wanted"
    ])
    expect(told({ proposals: [{ at: "1 day", set: rate, value: "4000 MW", votes }] })[0]).toContain("4000 MW is")
    expect(() => told({ proposals: [proposal([{ yes: "100%" }, { no: "100%" }])] })).toThrow(
      /At most 100% of the stakers/
    )
    expect(told({ proposals: [] }, { networks: { network: { governance: {} } } })).toEqual([
      "networks.network.governance: Holders of stake vote, and this network has no token"
    ])
  })
})
