/** The life of a job, from request to payout, in the order in which it happens.
 *
 *     request ─▶ choice of venue ─▶ order ─┬─▶ match ─▶ escrow ─▶ start ─┬─▶ completion ─▶ payment ─▶ refund
 *                      │                   └─▶ wait ─▶ gives up          └─▶ interruption ─▶ checkpoint ─▶ order again
 *                      └─▶ unserved: nobody offers it at a price that it would pay
 *
 * Verification will stand between completion and payment, splitting inside payment, and jobs that spawn jobs at completion. */
import * as Catalog from "../catalog/Catalog.ts"
import { choose, utility } from "../demand/VenueChoice.ts"
import { Phase } from "../kernel/Phase.ts"
import { largestAmount } from "../ledger/Ledger.ts"
import { wholeCount } from "../state/DistributionConfig.ts"
import { JobState } from "../state/Jobs.ts"
import { isOwner } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import { Event } from "./Event.ts"
import type { JobStream } from "./JobStream.ts"
import { representatives } from "./JobStream.ts"
import { meter, moreAvailable, tellMarkets } from "./Availability.ts"
import type { Venue } from "./Venue.ts"
import type { World } from "./World.ts"

const microUsd = 1e6
const hour = 3600
/** Weight of the newest lease in a provider's reputation. */
const reputationMemory = 0.05

// ── Request ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A class asks: the next request is put into the future, this one is described, chooses and orders. */
export const request = (world: World, stream: JobStream, now: number): void => {
  const index = stream.requested++
  scheduleNextRequest(world, stream, now)
  const job = describe(world, stream, index, now)
  world.all.requests++
  stream.requestsOfDay++
  const venue = chooseVenue(world, stream, index, job)
  if (venue === undefined) {
    world.pricedOut++
    stream.unservedOfDay++
    end(world, job, JobState.pricedOut, now)
    return
  }
  venue.tally.requests++
  order(world, venue, job, now)
}

/** Puts the next request of a class into the pending events. */
export const scheduleNextRequest = (world: World, stream: JobStream, now: number): void => {
  const { arrivals, plan, requested } = stream
  const at =
    plan !== undefined
      ? (plan.submit[requested] ?? Infinity)
      : (arrivals?.next(world.draws, requested, now, world.length) ?? Infinity)
  if (at <= world.length) world.simulation.schedule(at, Phase.arrival, Event.jobArrives, stream.index)
}

/** Draws what a request wants. Every draw belongs to (class, number of the request), whatever the policy. */
const describe = (world: World, stream: JobStream, index: number, now: number): number => {
  const { draws, jobs } = world
  const { purposes, config, plan } = stream
  const job = jobs.add(world.jobsRequested++, stream.index, now)
  const duration = plan?.duration[index] ?? stream.duration.sample(draws.at(purposes.duration, index, 0))
  jobs.request[job] = index
  jobs.gpus[job] = plan?.gpus[index] ?? wholeCount(stream.gpus.sample(draws.at(purposes.gpus, index, 0)))
  jobs.gpuModels[job] = stream.gpuModels
  jobs.regions[job] = stream.regions
  jobs.work[job] = duration
  jobs.workLeft[job] = duration
  const ask = config.lowest_budget * (1 - draws.at(purposes.budget, index, 0).uniform()) ** (-1 / config.elasticity)
  jobs.highestPrice[job] = Math.floor(Math.min(ask, config.highest_budget) * microUsd)
  if (config.deadline > 0) jobs.deadline[job] = now + config.deadline * duration
  return job
}

// ── Choice of venue ─────────────────────────────────────────────────────────────────────────────────────────────────────

const chooseVenue = (world: World, stream: JobStream, index: number, job: number): Venue | undefined => {
  const { jobs, venues, utilities, draws, scenario } = world
  const { config, purposes } = stream
  const { arm } = scenario
  const requester = draws.at(purposes.requester, index, 0).integer(representatives)
  const last = stream.lastVenue[requester] ?? 255
  const highest = jobs.highestPrice[job] ?? 0
  const gpuHours = ((jobs.work[job] ?? 0) * (jobs.gpus[job] ?? 0)) / hour
  for (let index = 0; index < venues.length; index++) {
    const venue = venues[index]
    if (venue === undefined) continue
    if (arm !== "both" && venue.isNetwork !== (arm === "network")) {
      utilities[index] = -Infinity
      continue
    }
    const price = venue.market.quote(stream.gpuModels, stream.regions)
    const cost = (price / microUsd) * gpuHours
    const moving = (venue.egressUsdPerByte * config.data) / Math.max(cost, 1e-6)
    const wait = stream.remembered[index] ?? 0
    const trust = stream.trust[index] ?? 0
    utilities[index] = utility(config, trust, price / microUsd, highest / microUsd, wait, moving, last === index)
  }
  const chosen = choose(draws, purposes.choice, index, utilities, venues.length)
  if (chosen >= 0) stream.lastVenue[requester] = chosen
  return venues[chosen]
}

// ── Order, match, wait ──────────────────────────────────────────────────────────────────────────────────────────────────

/** A job asks a venue for machines: it starts at once or waits as long as it is patient. */
export const order = (world: World, venue: Venue, job: number, now: number): void => {
  const { jobs } = world
  jobs.venue[job] = venue.index
  jobs.since[job] = now
  if (venue.market.match(job, now)) {
    start(world, venue, job, now)
    return
  }
  venue.market.enqueue(job, now)
  const stream = world.stream(jobs.jobClass[job] ?? 0)
  const request = jobs.request[job] ?? 0
  const patience = stream.patience.sample(
    world.draws.at(stream.purposes.patience, request, jobs.interruptions[job] ?? 0)
  )
  const until = now + patience
  jobs.nextEvent[job] =
    until <= world.length ? world.simulation.schedule(until, Phase.failure, Event.jobGivesUp, job) : none
}

/** Lets the venues where machines came free or prices fell match their waiting jobs. */
export const serveAll = (world: World, now: number): void => {
  const { venues, moreOnOffer } = world
  for (let index = 0; index < venues.length; index++) {
    if (moreOnOffer[index] === 0) continue
    moreOnOffer[index] = 0
    serve(world, world.venue(index), now)
  }
}

/** Starts the waiting jobs that a venue can match now. */
export const serve = (world: World, venue: Venue, now: number): void => {
  for (let job = venue.market.next(now); job !== none; job = venue.market.next(now)) start(world, venue, job, now)
}

/** A waiting job loses patience. */
export const giveUp = (world: World, job: number, now: number): void => {
  const { jobs } = world
  const venue = world.venue(jobs.venue[job] ?? 0)
  const stream = world.stream(jobs.jobClass[job] ?? 0)
  venue.market.remove(job)
  remember(stream, venue, (now - (jobs.since[job] ?? now)) / hour)
  venue.tally.abandoned++
  world.all.abandoned++
  stream.unservedOfDay++
  // What its checkpoint held is of no use to anybody now.
  countWaste(world, venue, ((jobs.workSaved[job] ?? 0) / (jobs.speed[job] ?? 1)) * (jobs.gpus[job] ?? 0))
  end(world, job, JobState.abandoned, now)
  // A large gang at the head of a strict queue may have held up those behind it.
  serve(world, venue, now)
}

// ── Escrow and start ────────────────────────────────────────────────────────────────────────────────────────────────────

/** A matched job takes its machines, puts what the run may cost into escrow, and starts. */
const start = (world: World, venue: Venue, job: number, now: number): void => {
  const { jobs, simulation } = world
  const waited = jobs.nextEvent[job] ?? none
  if (waited !== none) simulation.cancel(waited)
  const wait = now - (jobs.since[job] ?? now)
  const stream = world.stream(jobs.jobClass[job] ?? 0)
  if ((jobs.startedAt[job] ?? -1) < 0) {
    jobs.startedAt[job] = now
    countStart(world, venue, wait)
    payEgress(world, venue, stream, job)
  }
  remember(stream, venue, wait / hour)
  venue.waitHoursOfDay += wait / hour
  venue.startsOfDay++
  jobs.state[job] = JobState.running
  jobs.since[job] = now
  const hourly = takeMachines(world, venue, job, now)
  const seconds = (jobs.workLeft[job] ?? 0) / (jobs.speed[job] ?? 1)
  // One micro-USD for each lease, so that rounding of several payments never overdraws the escrow. Never more than one posting holds: a
  // job of four billion USD comes only out of the far tail of a distribution, and then pays no more than that.
  const escrow = Math.min(largestAmount, Math.ceil((hourly * seconds) / hour) + venue.market.found.count)
  world.ledger.transfer(stream.users, venue.escrow, escrow)
  jobs.escrow[job] = escrow
  const completes = now + seconds
  jobs.nextEvent[job] =
    completes <= world.length ? simulation.schedule(completes, Phase.completion, Event.jobCompletes, job) : none
}

/** Data is moved once, when the job first starts; whoever carries it is paid for it. */
const payEgress = (world: World, venue: Venue, stream: JobStream, job: number): void => {
  const amount = Math.round(venue.egressUsdPerByte * stream.config.data * microUsd)
  if (amount === 0) return
  world.ledger.transfer(stream.users, world.suppliers, amount)
  world.jobs.moved[job] = amount
  venue.tally.egressUsd += amount / microUsd
  world.all.egressUsd += amount / microUsd
}

const countStart = (world: World, venue: Venue, wait: number): void => {
  venue.tally.start(wait)
  world.all.start(wait)
}

/** Opens the leases of a match. Returns what the gang costs, micro-USD an hour. */
const takeMachines = (world: World, venue: Venue, job: number, now: number): number => {
  const { jobs, leases, offers, providers } = world
  const { found } = venue.market
  let hourly = 0
  let speed = Infinity
  for (let index = 0; index < found.count; index++) {
    const offer = found.offers[index] ?? none
    const gpus = found.gpus[index] ?? 0
    const price = found.prices[index] ?? 0
    const provider = offers.provider[offer] ?? none
    meter(world, provider, now)
    providers.free[provider] = (providers.free[provider] ?? 0) - gpus
    leases.open(jobs, providers, job, provider, offer, gpus, price, now)
    tellMarkets(world, provider)
    const model = providers.gpuModel[provider] ?? 0
    venue.takings.lease(model, gpus, price, now)
    hourly += gpus * price
    speed = Math.min(speed, Catalog.speeds[model] ?? 1)
  }
  venue.rented.add(jobs.gpus[job] ?? 0, now)
  jobs.speed[job] = speed
  return hourly
}

const remember = (stream: JobStream, venue: Venue, waitHours: number): void => {
  const before = stream.remembered[venue.index] ?? 0
  stream.remembered[venue.index] = before + stream.config.memory_of_waits * (waitHours - before)
}

// ── Interruption, checkpoint, order again ───────────────────────────────────────────────────────────────────────────────

/** Machines of a running job are gone: it pays what it used, keeps its last checkpoint and lines up to order again.
 *
 * **Gotchas** It does not order yet, or it would get back the very machines that are breaking: the caller takes those away and then
 * calls `orderAgain`. */
export const interrupt = (world: World, job: number, now: number): void => {
  const { jobs, simulation } = world
  const venue = world.venue(jobs.venue[job] ?? 0)
  const { config } = world.stream(jobs.jobClass[job] ?? 0)
  simulation.cancel(jobs.nextEvent[job] ?? none)
  jobs.nextEvent[job] = none
  const elapsed = now - (jobs.since[job] ?? now)
  const speed = jobs.speed[job] ?? 1
  const done = (jobs.work[job] ?? 0) - (jobs.workLeft[job] ?? 0) + elapsed * speed
  const saved = config.checkpoint_every > 0 ? Math.floor(done / config.checkpoint_every) * config.checkpoint_every : 0
  const keptBefore = jobs.workSaved[job] ?? 0
  const kept = Math.max(saved, keptBefore)
  countInterruption(world, venue)
  countWaste(world, venue, Math.max(0, elapsed - (kept - keptBefore) / speed) * (jobs.gpus[job] ?? 0))
  jobs.workSaved[job] = kept
  jobs.workLeft[job] = (jobs.work[job] ?? 0) - kept + config.restart
  jobs.interruptions[job] = (jobs.interruptions[job] ?? 0) + 1
  jobs.state[job] = JobState.interrupted
  giveBackMachines(world, venue, job, now)
  world.interrupted.push(job)
}

/** Every job that was interrupted at this instant orders again on its venue, those that came first to it first. Call it before the machines
 * that they gave back are handed to others: they have waited longer. */
export const orderAgain = (world: World, now: number): void => {
  const { interrupted, jobs } = world
  if (interrupted.length > 1)
    interrupted.sort((a, b) => (jobs.queuePosition[a] ?? 0) - (jobs.queuePosition[b] ?? 0) || a - b)
  for (let index = 0; index < interrupted.length; index++) {
    const job = interrupted[index] ?? none
    order(world, world.venue(jobs.venue[job] ?? 0), job, now)
  }
  interrupted.length = 0
}

const countInterruption = (world: World, venue: Venue): void => {
  venue.tally.interruptions++
  world.all.interruptions++
}

/** GPU-seconds that were rented and brought no work that lasts: lost since the checkpoint, or spent on starting again. */
const countWaste = (world: World, venue: Venue, gpuSeconds: number): void => {
  venue.tally.wastedGpuSeconds += gpuSeconds
  world.all.wastedGpuSeconds += gpuSeconds
}

// ── Completion, payment, refund ─────────────────────────────────────────────────────────────────────────────────────────

/** A job has done its work. */
export const complete = (world: World, job: number, now: number): void => {
  const { jobs } = world
  const venue = world.venue(jobs.venue[job] ?? 0)
  giveBackMachines(world, venue, job, now)
  if ((jobs.interruptions[job] ?? 0) > 0) {
    const { restart } = world.stream(jobs.jobClass[job] ?? 0).config
    countWaste(world, venue, (restart / (jobs.speed[job] ?? 1)) * (jobs.gpus[job] ?? 0))
  }
  const late = now > (jobs.deadline[job] ?? Infinity)
  const paid = ((jobs.paid[job] ?? 0) + (jobs.moved[job] ?? 0)) / microUsd
  const referenceHours = ((jobs.gpus[job] ?? 0) * (jobs.work[job] ?? 0)) / hour
  const worth = ((jobs.highestPrice[job] ?? 0) / microUsd) * referenceHours
  venue.tally.complete(late, worth - paid)
  world.all.complete(late, worth - paid)
  end(world, job, JobState.completed, now)
  serveLater(world, now)
}

/** Serves the venues when all jobs that end at this instant have given back their machines: those who wait see them together. */
const serveLater = (world: World, now: number): void => {
  const { simulation } = world
  if (simulation.peek() > now) serveAll(world, now)
  else simulation.schedule(now, Phase.completion, Event.venuesServe, 0)
}

/** Closes the leases of a job: pays each provider for the time used, returns the rest of the escrow, frees the machines. */
const giveBackMachines = (world: World, venue: Venue, job: number, now: number): void => {
  const { jobs, leases, ledger } = world
  let escrow = jobs.escrow[job] ?? 0
  let paid = 0
  const before = jobs.gpuSeconds[job] ?? 0
  for (let lease = jobs.firstLease[job] ?? none; lease !== none;) {
    const next = leases.nextOfJob[lease] ?? none
    const amount = payLease(world, venue, lease, escrow, now)
    jobs.gpuSeconds[job] =
      (jobs.gpuSeconds[job] ?? 0) + (now - (leases.startedAt[lease] ?? now)) * (leases.gpus[lease] ?? 0)
    escrow -= amount
    paid += amount
    freeMachines(world, venue, lease, now)
    lease = next
  }
  if (escrow > 0) ledger.transfer(venue.escrow, world.stream(jobs.jobClass[job] ?? 0).users, escrow)
  jobs.firstLease[job] = none
  jobs.escrow[job] = 0
  jobs.paid[job] = (jobs.paid[job] ?? 0) + paid
  venue.rented.add(-(jobs.gpus[job] ?? 0), now)
  const gpuSeconds = (jobs.gpuSeconds[job] ?? 0) - before
  venue.tally.pay(paid / microUsd, gpuSeconds)
  world.all.pay(paid / microUsd, gpuSeconds)
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
  providers.reputation[provider] = standing + reputationMemory * (1 - standing)
  providers.free[provider] = (providers.free[provider] ?? 0) + (leases.gpus[lease] ?? 0)
  leases.close(providers, lease)
  moreAvailable(world, provider)
}

/** The row of a job that is over goes back; whoever records jobs is told first. */
const end = (world: World, job: number, state: JobState, now: number): void => {
  world.jobs.state[job] = state
  world.recordJob(job, now)
  world.jobs.release(job)
}
