/** What a job pays: escrow for as long as it may run, the meter for its machines, the rest back; and the moving of its data. */
import { largestAmount } from "../ledger/Ledger.ts"
import { microUsd } from "../ledger/Money.ts"
import { isOwner } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import { hour } from "../units/Time.ts"
import type { Venue } from "./Venue.ts"
import type { World } from "./World.ts"

/** Puts into escrow what a job owes by now and what another so many seconds on its machines will cost.
 *
 * One micro-USD more for each lease, so that rounding of several payments never overdraws the escrow. Never more than one posting holds: a job of
 * four billion USD comes only out of the far tail of a distribution, and then pays no more than that. */
export const holdEscrow = (world: World, venue: Venue, job: number, seconds: number, now: number): void => {
  const { jobs, leases, ledger } = world
  let hourly = 0
  let owed = 0
  for (let lease = jobs.firstLease[job] ?? none; lease !== none; lease = leases.nextOfJob[lease] ?? none) {
    hourly += (leases.gpus[lease] ?? 0) * (leases.price[lease] ?? 0)
    owed += Math.ceil(metered(world, lease, now)) + 1
  }
  const held = jobs.escrow[job] ?? 0
  const lacking = Math.min(largestAmount, Math.ceil((hourly * seconds) / hour) + owed) - held
  if (lacking <= 0) return
  ledger.transfer(world.streamOf(job).users, venue.escrow, lacking)
  jobs.escrow[job] = held + lacking
}

/** What the meter of a lease says, micro-USD. */
const metered = ({ leases }: World, lease: number, now: number): number => {
  const hours = (now - (leases.startedAt[lease] ?? now)) / hour
  return (leases.gpus[lease] ?? 0) * (leases.price[lease] ?? 0) * hours
}

/** Pays a provider what the meter says, out of what is left in escrow; the network's fee and token stand between. */
export const payLease = (world: World, venue: Venue, job: number, lease: number, now: number): void => {
  const { jobs, leases, providers } = world
  const provider = leases.provider[lease] ?? none
  const escrow = jobs.escrow[job] ?? 0
  const amount = Math.min(escrow, Math.round(metered(world, lease, now)))
  const gpuSeconds = (now - (leases.startedAt[lease] ?? now)) * (leases.gpus[lease] ?? 0)
  jobs.escrow[job] = escrow - amount
  jobs.paid[job] = (jobs.paid[job] ?? 0) + amount
  jobs.gpuSeconds[job] = (jobs.gpuSeconds[job] ?? 0) + gpuSeconds
  venue.tally.pay(amount / microUsd, gpuSeconds)
  if (amount === 0) return
  const kept = venue.incentives.payOut(venue.escrow, provider, providers.wallet[provider] ?? none, amount)
  providers.earned[provider] = (providers.earned[provider] ?? 0) + kept / microUsd
  if (isOwner(providers, provider)) world.supplied.ownersIncomeUsd += kept / microUsd
}

/** Gives back what is left in escrow. */
export const refund = (world: World, venue: Venue, job: number): void => {
  const { jobs, ledger } = world
  const escrow = jobs.escrow[job] ?? 0
  if (escrow > 0) ledger.transfer(venue.escrow, world.streamOf(job).users, escrow)
  jobs.escrow[job] = 0
}

/** Pays whoever carries so many bytes out of a venue's regions. */
export const payForData = (world: World, venue: Venue, job: number, bytes: number): void => {
  const amount = Math.min(largestAmount, Math.round(bytes * venue.egressUsdPerByte * microUsd))
  if (amount === 0) return
  const { jobs, ledger, suppliers } = world
  ledger.transfer(world.streamOf(job).users, suppliers, amount)
  jobs.moved[job] = (jobs.moved[job] ?? 0) + amount
  venue.tally.moveData(amount / microUsd)
}
