/** Leases of jobs: taking the machines that a market found, and giving them back. */
import * as Catalog from "../catalog/Catalog.ts"
import { none } from "../state/Table.ts"
import { meter, moreAvailable, tellMarkets } from "./Availability.ts"
import { payLease, refund } from "./Payment.ts"
import type { Venue } from "./Venue.ts"
import type { World } from "./World.ts"

/** Opens the leases that the venue's market found, for a job. */
export const takeMachines = (world: World, venue: Venue, job: number, now: number): void => {
  const { jobs, leases, offers, providers } = world
  const { found } = venue.market
  for (let index = 0; index < found.count; index++) {
    const offer = found.offers[index] ?? none
    const gpus = found.gpus[index] ?? 0
    const price = found.prices[index] ?? 0
    const provider = offers.provider[offer] ?? none
    meter(world, provider, now)
    providers.free[provider] = (providers.free[provider] ?? 0) - gpus
    leases.open(jobs, providers, job, provider, offer, gpus, price, now)
    tellMarkets(world, provider)
    venue.takings.lease(providers.gpuModel[provider] ?? 0, gpus, price, now)
    venue.rented.add(gpus, now)
  }
}

/** The speed of the slowest GPU of a gang. */
export const slowestSpeed = ({ jobs, leases, providers }: World, job: number): number => {
  let speed = Infinity
  for (let lease = jobs.firstLease[job] ?? none; lease !== none; lease = leases.nextOfJob[lease] ?? none) {
    speed = Math.min(speed, Catalog.speeds[providers.gpuModel[leases.provider[lease] ?? none] ?? 0] ?? 1)
  }
  return speed
}

/** Closes all leases of a job: pays each provider for the time used, returns the rest of the escrow, frees the machines. */
export const giveBackMachines = (world: World, venue: Venue, job: number, now: number): void => {
  const { jobs } = world
  for (let lease = jobs.firstLease[job] ?? none; lease !== none; lease = jobs.firstLease[job] ?? none) {
    giveBackOne(world, venue, job, lease, now)
  }
  refund(world, venue, job)
}

/** Closes one lease of a job: pays for it and frees its machines. */
export const giveBackOne = (world: World, venue: Venue, job: number, lease: number, now: number): void => {
  const { jobs, leases, providers } = world
  const provider = leases.provider[lease] ?? none
  const gpus = leases.gpus[lease] ?? 0
  payLease(world, venue, job, lease, now)
  venue.rented.add(-gpus, now)
  venue.takings.lease(providers.gpuModel[provider] ?? 0, -gpus, leases.price[lease] ?? 0, now)
  meter(world, provider, now)
  const standing = providers.reputation[provider] ?? 1
  providers.reputation[provider] = standing + world.scenario.supply.reputation.earned * (1 - standing)
  providers.free[provider] = (providers.free[provider] ?? 0) + gpus
  leases.close(jobs, providers, lease)
  moreAvailable(world, provider)
}
