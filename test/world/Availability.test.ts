import { describe, expect, it } from "vitest"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { after, cohort, type Cohort, day, hour, scenario } from "./Worlds.ts"

const owners = (availability: NonNullable<Cohort["availability"]>, region = "us-east") =>
  scenario(60, {
    networks: { network: {} },
    supply: { cohorts: { owners: cohort({ count: 60, gpus: 1, availability, regions: [region] }) } }
  })

/** Share of the GPUs that are on offer, over 60 days. */
const shareOnline = (availability: NonNullable<Cohort["availability"]>): number => {
  const world = after(owners(availability))
  return world.venue(0).offered.mean(60 * day) / 60
}

describe("Availability", () => {
  it("is the hours a day that the scenario says, whatever the spread of the hour", () => {
    for (const [hours, spread] of [
      [10, 2],
      [10, 0],
      [1, 2],
      [4, 12],
      [20, 3],
      [22, 3],
      [24, 2],
      [24, 0]
    ] as const) {
      const share = shareOnline({ kind: "daily", from_hour: 20, hours, spread })
      expect(Math.abs(share - hours / 24), `${hours} h, spread ${spread} h`).toBeLessThan(0.01)
    }
  })

  it("follows the clock of the region", () => {
    const run = Run.make(owners({ kind: "daily", from_hour: 20, hours: 10, spread: 0 }, "asia-northeast"))
    const online = (at: number) => {
      run.advance(at)
      return run.world.online.value
    }
    // 20:00 in Tokyo is 11:00 UTC.
    expect([10.9, 11.1, 20.9, 21.1].map((hours) => online(day + hours * hour))).toEqual([0, 60, 60, 0])
  })

  it("scatters owners and days over the spread", () => {
    const run = Run.make(owners({ kind: "daily", from_hour: 12, hours: 6, spread: 3 }))
    // 12:00 in us-east is 17:00 UTC; three hours either way, so half of them are there at the middle.
    run.advance(3 * day + 17 * hour)
    expect(run.world.online.value).toBeGreaterThan(15)
    expect(run.world.online.value).toBeLessThan(45)
    run.advance(3 * day + 20.01 * hour)
    expect(run.world.online.value).toBe(60)
  })

  it("is online ÷ (online + offline) for machines that come and go at random", () => {
    expect(Math.abs(shareOnline({ kind: "random", online: "9 h", offline: "3 h" }) - 0.75)).toBeLessThan(0.02)
  })

  it("never ends for machines that are always there", () => {
    expect(shareOnline({ kind: "always" })).toBe(1)
  })
})
