/** What the model assumes of reputations, of told waits and of sites on the network is a key of the scenario, and does what the key says. */
import { describe, expect, it } from "vitest"
import { ProviderKind } from "../../packages/sim/src/state/Providers.ts"
import type { World } from "../../packages/sim/src/world/World.ts"
import { after, cloud, cohort, jobClass, scenario, type Written } from "./Worlds.ts"

describe("a reputation", () => {
  const after20Days = (reputation: NonNullable<NonNullable<Written["supply"]>["reputation"]>) =>
    after(
      scenario(20, {
        networks: { network: { market: { kind: "reverse-auction" } } },
        supply: { reputation, cohorts: { owner: cohort({ failure_every: "400 h", repair: "1 h" }) } },
        demand: { jobs: jobClass(100) }
      })
    )

  it("loses its share with every lease that breaks, and stays there when nothing is earned back", () => {
    const { all, providers } = after20Days({ earned: "0%", lost: "50%" })
    expect(all.interruptions).toBeGreaterThan(3)
    expect(providers.reputation[0]).toBeCloseTo(0.5 ** all.interruptions, 12)
  })

  it("is whole again after a lease to its end when that gives everything back", () => {
    expect(after20Days({ earned: "100%", lost: "50%" }).providers.reputation[0]).toBe(1)
  })
})

describe("what a class remembers of waits", () => {
  const rememberedAndTold = (memory_of_quotes: string): readonly [number | undefined, number | undefined] => {
    const world = after(
      scenario(10, {
        clouds: { central: cloud(2) },
        demand: { jobs: jobClass(44, { memory_of_waits: "0%", memory_of_quotes }) }
      })
    )
    return [world.streams[0]?.remembered[0], world.venues[0]?.quotedWaitHours]
  }

  it("is what the venue told last when it believes that wholly, and nothing when it believes neither that nor itself", () => {
    const [remembered, told] = rememberedAndTold("100%")
    expect(told).toBeGreaterThan(0)
    expect(remembered).toBe(told)
    expect(rememberedAndTold("0%")[0]).toBe(0)
  })
})

describe("a site's GPUs on the network", () => {
  type Spot = NonNullable<NonNullable<NonNullable<NonNullable<Written["supply"]>["miners"]>["sites"]>["spot"]>
  const onNetwork = (spot: Spot) => {
    const world = after(
      scenario(120, {
        networks: { network: {} },
        supply: {
          cohorts: { owner: cohort({ gpus: 400, asking: { kind: "fixed", price: "8 USD/GPU-hour" } }) },
          miners: {
            sites: {
              cohorts: { site: { count: 1, power: "2 MW", power_spread: 0, capital: "100M USD/MW" } },
              waiting: { enabled: false },
              module: "1 MW",
              spot: { lead_time: "0 s", failure_every: "0 s", token_discount: "0%", ...spot }
            }
          }
        },
        demand: { jobs: jobClass(150, { gpus: 8, duration: "10 h", patience: "1 h" }) }
      })
    )
    return { world, row: world.providers.kind.indexOf(ProviderKind.minerSite, 0) }
  }
  const priceOf = ({ world, row }: { readonly world: World; readonly row: number }): number | undefined =>
    world.offers.price[world.providers.firstOffer[row] ?? -1]

  it("keep their price when the step is nothing, ask less when they aim at more, and break as often as they are told to", () => {
    const still = onNetwork({ price_step: "0%" })
    expect(still.row).toBeGreaterThanOrEqual(0)
    expect(still.world.providers.failures[still.row]).toBe(0)
    expect(priceOf(still)).toBe(8e6)
    expect(priceOf(onNetwork({ target_utilisation: "99%" }))).toBeLessThan(8e6)
    const broken = onNetwork({ failure_every: "10000 h", repair: "1 h" })
    expect(broken.world.providers.failures[broken.row]).toBeGreaterThan(0)
  })
})
