/** How a central cloud moves its prices and grows: busy fleets are extended, and the machines arrive when the lead time is over. */
import { microUsd } from "../ledger/Money.ts"
import { ProviderState } from "../state/Providers.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import { none } from "../state/Table.ts"
import { countOffered, meter, moreAvailable } from "./Availability.ts"
import type { Cloud } from "./Cloud.ts"
import { Event } from "./Event.ts"
import { serveAll } from "./JobLifecycle.ts"
import * as Subject from "./Subject.ts"
import type { World } from "./World.ts"

/** Looks at each fleet's utilisation since the last review, orders machines, and moves the list prices. */
export const reviewCloud = (world: World, cloud: Cloud, now: number): void => {
  cloud.rows.forEach((row, fleet) => {
    meter(world, row, now)
    const offered = world.providers.offeredGpuSeconds[row] ?? 0
    const rented = world.providers.rentedGpuSeconds[row] ?? 0
    const offeredSince = offered - (cloud.offeredBefore[fleet] ?? 0)
    const rentedSince = rented - (cloud.rentedBefore[fleet] ?? 0)
    cloud.offeredBefore[fleet] = offered
    cloud.rentedBefore[fleet] = rented
    const busy = offeredSince > 0 && rentedSince / offeredSince > cloud.config.target_utilisation
    if (busy && (cloud.ordered[fleet] ?? 0) === 0) orderMachines(world, cloud, fleet, row, now)
  })
  postPrices(world, cloud, now)
  world.schedule(now + cloud.config.review_every, Event.cloudReviews, cloud.index)
}

const orderMachines = (world: World, cloud: Cloud, fleet: number, row: number, now: number): void => {
  const gpus = Math.floor((world.providers.gpus[row] ?? 0) * cloud.config.expansion)
  const at = now + cloud.config.lead_time
  if (gpus === 0 || at > world.length) return
  cloud.ordered[fleet] = gpus
  const expansion = cloud.expansionFleet.push(fleet) - 1
  cloud.expansionGpus.push(gpus)
  world.schedule(at, Event.cloudGrows, Subject.pair(cloud.index, expansion))
}

/** Ordered machines are there. */
export const grow = (world: World, cloud: Cloud, expansion: number, now: number): void => {
  const { providers } = world
  const fleet = cloud.expansionFleet[expansion] ?? 0
  const gpus = cloud.expansionGpus[expansion] ?? 0
  const row = cloud.rows[fleet] ?? none
  meter(world, row, now)
  cloud.ordered[fleet] = 0
  providers.gpus[row] = (providers.gpus[row] ?? 0) + gpus
  if (providers.state[row] !== ProviderState.online) return
  providers.free[row] = (providers.free[row] ?? 0) + gpus
  countOffered(world, row, gpus, now)
  // Listed anew, because markets keep a provider's size.
  const offer = providers.firstOffer[row] ?? none
  const { market } = world.venue(cloud.venue)
  market.unlist(offer)
  market.list(offer)
  moreAvailable(world, row)
  serveAll(world, now)
}

/** Sets the list prices of the day: start × drift, or what a file says, × what shocks made of them. */
export const postPrices = (world: World, cloud: Cloud, now: number): void => {
  const { market } = world.venue(cloud.venue)
  cloud.driftOn(now)
  const { drift } = cloud
  cloud.prices.forEach((price, index) => {
    const offer = world.providers.firstOffer[cloud.rows[index] ?? none] ?? none
    const today = typeof price === "number" ? price * drift : SeriesConfig.at(price, now)
    if (offer !== none) market.reprice(offer, Math.round(today * cloud.priceFactor * microUsd))
  })
  world.moreOnOffer[cloud.venue] = 1
  serveAll(world, now)
}
