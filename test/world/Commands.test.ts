import { describe, expect, it } from "vitest"
import { type Command, isKnob, knobs } from "../../packages/sim/src/world/Command.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import {
  after,
  cloud,
  cohort,
  day,
  hour,
  jobClass,
  livesOf,
  recorded,
  replayed,
  scenario,
  type Written
} from "./Worlds.ts"

const written: Partial<Written> = {
  networks: {
    network: {
      token: {
        kind: "network-token",
        emission: { kind: "fixed", rate: "1000 tokens/day" },
        stake: { kind: "tokens-per-gpu" },
        verification: { kind: "sampled-re-execution" }
      }
    }
  },
  clouds: { central: cloud(16, "2 USD/GPU-hour", { expansion: "10%", review_every: "1 day" }) },
  supply: { cohorts: { owners: cohort({ asking: { kind: "adaptive", start: "2 USD/GPU-hour" } }) }, miners: {} },
  demand: { jobs: jobClass(100) }
}
const world = scenario(20, written)

/** The same, and its network is a subnet. */
const onChain = scenario(20, { ...written, subnets: {}, networks: { network: { token: { kind: "subnet" } } } })

const refusal = (command: Command, on = world): string => {
  try {
    Run.make(on, { commands: [command] })
  } catch (error) {
    return error instanceof Error ? error.message : "?"
  }
  return "nothing was refused"
}

describe("a command", () => {
  it("changes nothing before its instant, and the run from its instant on", () => {
    const rate: Command = { at: 10.5 * day, set: "networks.network.token.emission.rate", value: 5_000 }
    const without = Run.make(world)
    const withIt = Run.make(world, { commands: [rate] })
    const minted = (run: Run, until: number) => {
      run.advance(until)
      return run.world.venue(0).incentives.signals.emitted
    }
    expect([minted(without, 10.4 * day), minted(withIt, 10.4 * day)]).toEqual([1_000, 1_000])
    expect([minted(without, 11.1 * day), minted(withIt, 11.1 * day)]).toEqual([1_000, 5_000])
  })

  it("leaves the scenario of other runs as it was", () => {
    after(world, { commands: [{ at: day, set: "demand.jobs.inertia", value: 7 }] })
    expect(world.demand["jobs"]?.inertia).toBe(0.5)
  })

  it("takes effect after the events of its instant, commands of one instant in their order", () => {
    const inputs = recorded([
      [hour, 1, hour],
      [hour, 1, hour],
      [2 * hour, 1, hour]
    ])
    const replay = scenario(1, { clouds: { central: cloud(8) }, demand: { jobs: replayed() } })
    const shock = (factor: number): Command => ({
      at: hour,
      shock: { kind: "cloud-price", at: 0, cloud: "central", factor }
    })
    const paid = (commands: ReadonlyArray<Command>) =>
      livesOf(Run.make(replay, { inputs, commands })).map(({ paidUsd }) => paidUsd)
    expect(paid([shock(3)])).toEqual([2, 2, 6])
    expect(paid([shock(3), shock(0.5)])).toEqual([2, 2, 3])
  })

  it("comes in time, whatever the order of the journal", () => {
    const commands: ReadonlyArray<Command> = [
      { at: 9 * day, set: "demand.jobs.price_weight", value: 4 },
      { at: 3 * day, set: "demand.jobs.price_weight", value: 1 }
    ]
    const run = Run.make(world, { commands })
    const weight = (at: number) => {
      run.advance(at * day)
      return run.world.scenario.demand["jobs"]?.price_weight
    }
    expect([2, 3, 8, 9].map(weight)).toEqual([2, 1, 1, 4])
  })

  it("is refused before the run when it would come after its end, or at no time", () => {
    const late = (at: number) => refusal({ at, set: "demand.jobs.inertia", value: 7 })
    expect(late(20 * day)).toBe("nothing was refused")
    expect(late(21 * day)).toBe("A command at 3 weeks would come after the end of the run at 20 days")
    expect(late(-1)).toContain("cannot come at -1 s")
    expect(late(Number.NaN)).toContain("cannot come at NaN s")
  })

  it("is refused before the run when what it makes of the scenario could not be written, other commands before it included", () => {
    const bounded = scenario(20, {
      clouds: { central: cloud(8) },
      demand: { jobs: jobClass(10, { lowest_budget: "2 USD/GPU-hour", highest_budget: "9 USD/GPU-hour" }) }
    })
    const lowest = (at: number, value: number): Command => ({ at, set: "demand.jobs.lowest_budget", value })
    expect(() => Run.make(bounded, { commands: [lowest(day, 8)] })).not.toThrow()
    expect(() => Run.make(bounded, { commands: [lowest(day, 10)] })).toThrow(
      "demand.jobs.lowest_budget cannot be 10. demand.jobs.highest_budget: The highest budget is below the lowest"
    )
    expect(() => Run.make(bounded, { commands: [lowest(2 * day, 8), lowest(day, 10)] })).toThrow("cannot be 10")
    expect(bounded.demand["jobs"]?.lowest_budget).toBe(2)
  })

  it("can be added while the run goes on, if its instant is not past", () => {
    const run = Run.make(world, { commands: [{ at: 9 * day, set: "demand.jobs.inertia", value: 1 }] })
    run.advance(5 * day)
    const add = (at: number, value: number) => run.append({ at: at * day, set: "demand.jobs.inertia", value })
    add(9, 2)
    add(7, 3)
    add(5, 4)
    expect(() => add(4, 5)).toThrow("it is 432000 s")
    expect(() => add(6, -1)).toThrow("cannot be -1")
    const inertia = (at: number) => {
      run.advance(at * day)
      return run.world.scenario.demand["jobs"]?.inertia
    }
    expect([5, 6, 7, 8, 9].map(inertia)).toEqual([4, 4, 3, 3, 2])
  })

  it("that changes the drift of a cloud's prices keeps what the old drift has done", () => {
    const drifting = scenario(720, { clouds: { central: cloud(8, "2 USD/GPU-hour", { price_drift: -0.2 }) } })
    const quote = (commands: ReadonlyArray<Command>) => {
      const { market } = after(drifting, { commands }).venue(0)
      return market.quote(1, 1) / 1e6
    }
    const month = 730 * hour
    expect(quote([])).toBeCloseTo(2 * 0.8 ** ((23 * month) / (365 * day)), 3)
    expect(quote([{ at: 365 * day, set: "clouds.central.price_drift", value: 0 }])).toBeCloseTo(2 * 0.8, 3)
    // Also since the last posting.
    const late = { at: 365 * day + 20 * day, set: "clouds.central.price_drift", value: 0 }
    expect(quote([late])).toBeCloseTo(2 * 0.8 ** (385 / 365), 3)
  })

  it("is refused before the run when it names what cannot be changed, and says what can", () => {
    const refused = refusal({ at: day, set: "clouds.central.lead_time", value: 1 })
    expect(refused).toContain("clouds.central.lead_time cannot be changed while a run goes on")
    expect(refused).toContain("clouds.*.price_drift")
    for (const path of ["", "demand", "demand.jobs", "demand.jobs.inertia.more", "seed", "__proto__.x.y"]) {
      expect(refusal({ at: day, set: path, value: 1 })).toContain("cannot be changed")
    }
  })

  it("is refused before the run when the scenario has no such figure", () => {
    for (const set of [
      "demand.nobody.inertia",
      "clouds.nowhere.expansion",
      "networks.constructor.token.sink.fee",
      "supply.cohorts.others.margin"
    ]) {
      expect(refusal({ at: day, set, value: 1 })).toBe(`${set} is no figure of this scenario`)
    }
  })

  it("is refused before the run when no scenario may have such a value", () => {
    const fee = "networks.network.token.sink.fee"
    expect(refusal({ at: day, set: fee, value: 1.5 })).toBe(`${fee} cannot be 1.5: Expected at most 100%`)
    expect(refusal({ at: day, set: fee, value: -0.1 })).toBe(`${fee} cannot be -0.1: Expected at least 0%`)
    expect(refusal({ at: day, set: "demand.jobs.elasticity", value: 0 })).toContain("Expected at least 0.01")
    expect(refusal({ at: day, set: "demand.jobs.inertia", value: Number.NaN })).toContain("cannot be NaN")
    expect(refusal({ at: day, set: "demand.jobs.inertia", value: Infinity })).toContain("cannot be Infinity")
  })

  it("is refused before the run when its shock names nobody", () => {
    const shocks: ReadonlyArray<readonly [Extract<Command, { readonly shock: unknown }>["shock"], string]> = [
      [{ kind: "cloud-price", at: 0, cloud: "nowhere", factor: 1 }, "There is no cloud nowhere"],
      [{ kind: "demand", at: 0, class: "nobody", factor: 1 }, "There is no job class nobody"],
      [{ kind: "region-fails", at: 0, region: "atlantis", lasts: 1 }, "There is no region atlantis"]
    ]
    for (const [shock, message] of shocks) expect(refusal({ at: day, shock })).toContain(message)
  })
})

describe("a knob", () => {
  it("of every kind can be set to what it is, and is a figure that a scenario may have", () => {
    for (const knob of knobs) {
      const on = /owner|validators|stakers|subnets/.test(knob) ? onChain : world
      const names: Readonly<Record<string, string>> = {
        networks: "network",
        clouds: "central",
        demand: "jobs",
        cohorts: "owners"
      }
      const steps = knob.split(".")
      const path = steps.map((step, index) => (step === "*" ? (names[steps[index - 1] ?? ""] ?? "?") : step)).join(".")
      let value: unknown = on
      for (const step of path.split("."))
        value = typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined
      expect([path, typeof value]).toEqual([path, "number"])
      expect(isKnob(path)).toBe(true)
      expect(refusal({ at: day, set: path, value: Number(value) }, on)).toBe("nothing was refused")
    }
  })
})
