/** What happens to a run from outside: by the scenario's list, or by a command. */
import * as Catalog from "../catalog/Catalog.ts"
import { ProviderState } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import { postPrices } from "./CloudReview.ts"
import { orderAgain, serveAll } from "./JobLifecycle.ts"
import { goAway, scheduleReturn } from "./ProviderLifecycle.ts"
import type { Shock } from "./Scenario.ts"
import type { World } from "./World.ts"

/** Lets a shock strike now. */
export const strike = (world: World, shock: Shock, now: number): void => {
  switch (shock.kind) {
    case "hash-price":
      if (world.sites !== undefined) world.sites.hashPrice.scale *= shock.factor
      return
    case "cloud-price":
      for (const cloud of world.clouds) {
        if (cloud.name !== shock.cloud) continue
        cloud.priceFactor *= shock.factor
        postPrices(world, cloud, now)
      }
      return
    case "demand":
      for (const stream of world.streams) {
        if (stream.name !== shock.class || stream.arrivals === undefined) continue
        stream.stock *= shock.factor
        stream.arrivals.ratePerSecond *= shock.factor
      }
      return
    case "region-fails":
      failRegion(world, Catalog.regionIndex(shock.region), shock.lasts, now)
  }
}

/** Every provider of a region goes away and comes back when the failure is over. Nobody comes online there meanwhile. */
const failRegion = (world: World, region: number, lasts: number, now: number): void => {
  const { providers, simulation } = world
  world.darkUntil[region] = Math.max(world.darkUntil[region] ?? 0, now + lasts)
  for (let row = 0; row < providers.used; row++) {
    if (providers.region[row] !== region || providers.state[row] !== ProviderState.online) continue
    const turn = providers.nextEvent[row] ?? none
    if (turn !== none) simulation.cancel(turn)
    goAway(world, row, now)
    scheduleReturn(world, row)
  }
  orderAgain(world, now)
  serveAll(world, now)
}
