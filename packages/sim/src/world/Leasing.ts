/** Leases of jobs: taking the machines that a market found, paying for them by the meter, giving them back. */
import * as Catalog from "../catalog/Catalog.ts"
import { microUsd } from "../ledger/Money.ts"
import { isOwner } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import { hour } from "../units/Time.ts"
import { meter, moreAvailable, tellMarkets } from "./Availability.ts"
import type { Venue } from "./Venue.ts"
import type { World } from "./World.ts"

/** Opens the leases that the venue's market found, for a job. Returns the GPUs. */
export const takeMachines = (world: World, venue: Venue, job: number, now: number): number => {
  const { jobs, leases, offers, providers } = world
  const { found } = venue.market
  let taken = 0
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
    taken += gpus
  }
  venue.rented.add(taken, now)
  return taken
}

/** What the gang of a job costs, micro-USD an hour. */
export const hourlyCost = ({ jobs, leases }: World, job: number): number => {
  let hourly = 0
  for (let lease = jobs.firstLease[job] ?? none; lease !== none; lease = leases.nextOfJob[lease] ?? none) {
    hourly += (leases.gpus[lease] ?? 0) * (leases.price[lease] ?? 0)
  }
  return hourly
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
  const { jobs, leases, ledger } = world
  for (let lease = jobs.firstLease[job] ?? none; lease !== none;) {
    const next = leases.nextOfJob[lease] ?? none
    closeLease(world, venue, job, lease, now)
    lease = next
  }
  jobs.firstLease[job] = none
  const escrow = jobs.escrow[job] ?? 0
  if (escrow > 0) ledger.transfer(venue.escrow, world.stream(jobs.jobClass[job] ?? 0).users, escrow)
  jobs.escrow[job] = 0
}

/** Closes one lease of a job that goes on with the others. */
export const giveBackOne = (world: World, venue: Venue, job: number, lease: number, now: number): void => {
  const { jobs, leases } = world
  const next = leases.nextOfJob[lease] ?? none
  let before = jobs.firstLease[job] ?? none
  if (before === lease) jobs.firstLease[job] = next
  else {
    while (leases.nextOfJob[before] !== lease) before = leases.nextOfJob[before] ?? none
    leases.nextOfJob[before] = next
  }
  closeLease(world, venue, job, lease, now)
}

/** Pays for a lease and frees its machines; the caller takes it out of the job's list. */
const closeLease = (world: World, venue: Venue, job: number, lease: number, now: number): void => {
  const { jobs, leases } = world
  const amount = payLease(world, venue, lease, jobs.escrow[job] ?? 0, now)
  const gpus = leases.gpus[lease] ?? 0
  const gpuSeconds = (now - (leases.startedAt[lease] ?? now)) * gpus
  jobs.escrow[job] = (jobs.escrow[job] ?? 0) - amount
  jobs.paid[job] = (jobs.paid[job] ?? 0) + amount
  jobs.gpuSeconds[job] = (jobs.gpuSeconds[job] ?? 0) + gpuSeconds
  venue.rented.add(-gpus, now)
  venue.tally.pay(amount / microUsd, gpuSeconds)
  world.all.pay(amount / microUsd, gpuSeconds)
  freeMachines(world, venue, lease, now)
}

/** Pays a provider what the meter says, out of what is left in escrow; the network's fee and token stand between. Returns micro-USD. */
const payLease = (world: World, venue: Venue, lease: number, escrow: number, now: number): number => {
  const { leases, providers } = world
  const provider = leases.provider[lease] ?? none
  const hours = (now - (leases.startedAt[lease] ?? now)) / hour
  const amount = Math.min(escrow, Math.round((leases.gpus[lease] ?? 0) * (leases.price[lease] ?? 0) * hours))
  if (amount === 0) return 0
  const kept = venue.incentives.payOut(venue.escrow, provider, providers.wallet[provider] ?? none, amount)
  providers.earned[provider] = (providers.earned[provider] ?? 0) + kept / microUsd
  if (isOwner(providers, provider)) world.supplied.ownersIncomeUsd += kept / microUsd
  return amount
}

const freeMachines = (world: World, venue: Venue, lease: number, now: number): void => {
  const { leases, providers } = world
  const provider = leases.provider[lease] ?? none
  venue.takings.lease(providers.gpuModel[provider] ?? 0, -(leases.gpus[lease] ?? 0), leases.price[lease] ?? 0, now)
  const standing = providers.reputation[provider] ?? 1
  meter(world, provider, now)
  providers.reputation[provider] = standing + world.scenario.supply.reputation.earned * (1 - standing)
  providers.free[provider] = (providers.free[provider] ?? 0) + (leases.gpus[lease] ?? 0)
  leases.close(providers, lease)
  moreAvailable(world, provider)
}
