/** The life of a job, from request to payout, in the order in which it happens.
 *
 *     request ─▶ choice of venue ─▶ order ─┬─▶ match ─▶ escrow ─▶ start ─┬─▶ completion ─▶ payment ─▶ refund
 *                      │                   └─▶ wait ─▶ gives up          └─▶ interruption ─▶ checkpoint ─▶ order again
 *                      └─▶ unserved: nobody offers it at a price that it would pay
 *
 * What its machines do for it meanwhile, and what an interruption leaves of that, differs between jobs that have so much to do (`FixedWork.ts`) and
 * those that train on a gang (`GangWork.ts`).
 *
 * Verification will stand between completion and payment, splitting inside payment, and jobs that spawn jobs at completion. */
import { choose, utility } from "../demand/VenueChoice.ts"
import { microUsd } from "../ledger/Money.ts"
import { wholeCount } from "../state/DistributionConfig.ts"
import { JobState, noVenue } from "../state/Jobs.ts"
import { none } from "../state/Table.ts"
import { hour } from "../units/Time.ts"
import { Event } from "./Event.ts"
import { fixedWork } from "./FixedWork.ts"
import { isRecruit, joinGang } from "./GangChanges.ts"
import { gangWork } from "./GangWork.ts"
import { type JobStream, representatives } from "./JobStream.ts"
import { giveBackMachines, takeMachines } from "./Leasing.ts"
import { holdEscrow, payForData } from "./Payment.ts"
import type { Venue } from "./Venue.ts"
import type { Work } from "./Work.ts"
import type { World } from "./World.ts"

const workOf = ({ training }: JobStream): Work => (training === undefined ? fixedWork : gangWork)

// ── Request ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A class asks: the next request is put into the future, this one is described, chooses and orders. */
export const request = (world: World, stream: JobStream, now: number): void => {
  const index = stream.requested++
  scheduleNextRequest(world, stream, now)
  const job = describe(world, stream, index, now)
  world.all.requests++
  stream.requestsOfDay++
  const venue = chooseVenue(world, stream, job)
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
  world.schedule(at, Event.jobArrives, stream.index)
}

/** Draws what a request wants. Every draw belongs to (class, number of the request), whatever the policy. */
const describe = (world: World, stream: JobStream, index: number, now: number): number => {
  const { draws, jobs } = world
  const { purposes, config, plan } = stream
  const job = jobs.add(world.jobsRequested++, stream.index, now)
  jobs.request[job] = index
  jobs.gpus[job] = plan?.gpus[index] ?? wholeCount(stream.gpus.sample(draws.at(purposes.gpus, index, 0)))
  jobs.gpuModels[job] = stream.gpuModels
  jobs.regions[job] = stream.regions
  workOf(stream).describe(world, stream, job)
  const duration = jobs.work[job] ?? 0
  jobs.workLeft[job] = duration
  const ask = config.lowest_budget * (1 - draws.at(purposes.budget, index, 0).uniform()) ** (-1 / config.elasticity)
  jobs.highestPrice[job] = Math.floor(Math.min(ask, config.highest_budget) * microUsd)
  if (config.deadline > 0) jobs.deadline[job] = now + config.deadline * duration
  return job
}

// ── Choice of venue ─────────────────────────────────────────────────────────────────────────────────────────────────────

const chooseVenue = (world: World, stream: JobStream, job: number): Venue | undefined => {
  const { jobs, venues, utilities, draws, scenario } = world
  const { config, purposes } = stream
  const { arm } = scenario
  const number = jobs.request[job] ?? 0
  const requester = draws.at(purposes.requester, number, 0).integer(representatives)
  const last = stream.lastVenue[requester] ?? noVenue
  const highest = jobs.highestPrice[job] ?? 0
  const gpuHours = ((jobs.work[job] ?? 0) * (jobs.gpus[job] ?? 0)) / hour
  for (let index = 0; index < venues.length; index++) {
    const venue = venues[index]
    if (venue === undefined) continue
    if (arm !== "both" && venue.isNetwork !== (arm === "network")) {
      utilities[index] = -Infinity
      continue
    }
    // Who trains compares what the same progress costs: an hour on slow links is worth less. What moving data costs comes off what is left for machines.
    const progress = stream.progress[index] ?? 1
    const movingUsd = venue.egressUsdPerByte * config.data
    const most = (highest - (gpuHours > 0 ? (movingUsd / gpuHours) * microUsd : 0)) * progress
    const price = venue.market.quote(jobs.gpuModels[job] ?? 0, stream.regions, most) / progress
    const moving = movingUsd / Math.max((price / microUsd) * gpuHours, 1e-6)
    const wait = stream.remembered[index] ?? 0
    const trust = stream.trust[index] ?? 0
    utilities[index] = utility(config, trust, price / microUsd, highest / microUsd, wait, moving, last === index)
  }
  const chosen = choose(draws, purposes.choice, number, utilities, venues.length)
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
  jobs.nextEvent[job] = none
  // Nobody waits for a recruit: its job runs.
  if (isRecruit(world, job)) return
  const { patience, purposes } = world.streamOf(job)
  const luck = world.draws.at(purposes.patience, jobs.request[job] ?? 0, jobs.interruptions[job] ?? 0)
  jobs.nextEvent[job] = world.schedule(now + patience.sample(luck), Event.jobGivesUp, job)
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
  const venue = world.venueOf(job)
  const stream = world.streamOf(job)
  venue.market.remove(job)
  remember(stream, venue, (now - (jobs.since[job] ?? now)) / hour)
  venue.tally.abandon()
  stream.unservedOfDay++
  // What its checkpoint held is of no use to anybody now.
  venue.tally.waste(workOf(stream).held(world, job))
  end(world, job, JobState.abandoned, now)
  // A large gang at the head of a strict queue may have held up those behind it.
  serve(world, venue, now)
}

// ── Escrow and start ────────────────────────────────────────────────────────────────────────────────────────────────────

/** A matched job takes its machines, puts what the run may cost into escrow, and starts. */
const start = (world: World, venue: Venue, job: number, now: number): void => {
  const { jobs } = world
  if (isRecruit(world, job)) return joinGang(world, venue, job, now)
  const stream = world.streamOf(job)
  const work = workOf(stream)
  world.simulation.cancel(jobs.nextEvent[job] ?? none)
  takeMachines(world, venue, job, now)
  if (!work.begin(world, venue, job)) return turnDown(world, venue, job, now)
  const wait = now - (jobs.since[job] ?? now)
  if ((jobs.startedAt[job] ?? -1) < 0) {
    jobs.startedAt[job] = now
    venue.tally.start(wait)
    // Data is moved once.
    payForData(world, venue, job, stream.config.data)
  } else {
    // Loading the checkpoint keeps the machines from work.
    jobs.workLeft[job] = (jobs.workLeft[job] ?? 0) + work.inWork(world, job, stream.config.restart)
  }
  remember(stream, venue, wait / hour)
  venue.waitHoursOfDay += wait / hour
  venue.startsOfDay++
  jobs.state[job] = JobState.running
  jobs.since[job] = now
  const seconds = (jobs.workLeft[job] ?? 0) / (jobs.speed[job] ?? 1)
  holdEscrow(world, venue, job, seconds, now)
  jobs.nextEvent[job] = world.schedule(now + seconds, Event.jobCompletes, job)
}

/** A job finds that so many replicas would never reach its loss, and leaves the machines to others. */
const turnDown = (world: World, venue: Venue, job: number, now: number): void => {
  giveBackMachines(world, venue, job, now)
  venue.market.remove(job)
  venue.tally.turnDown()
  world.streamOf(job).unservedOfDay++
  end(world, job, JobState.abandoned, now)
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
  const { jobs } = world
  const venue = world.venueOf(job)
  const stream = world.streamOf(job)
  const work = workOf(stream)
  world.simulation.cancel(jobs.nextEvent[job] ?? none)
  jobs.nextEvent[job] = none
  work.stop(world, venue, job, now)
  const sinceThen = (now - (jobs.since[job] ?? now)) * (jobs.speed[job] ?? 1)
  const done = (jobs.work[job] ?? 0) - (jobs.workLeft[job] ?? 0) + sinceThen
  const every = work.inWork(world, job, stream.config.checkpoint_every)
  const keptBefore = jobs.workSaved[job] ?? 0
  const kept = every > 0 ? Math.max(keptBefore, Math.floor(done / every) * every) : keptBefore
  venue.tally.interrupt()
  venue.tally.waste(work.lose(world, job, kept - keptBefore, now))
  jobs.workSaved[job] = kept
  jobs.workLeft[job] = (jobs.work[job] ?? 0) - kept
  jobs.interruptions[job] = (jobs.interruptions[job] ?? 0) + 1
  jobs.state[job] = JobState.interrupted
  giveBackMachines(world, venue, job, now)
  world.interrupted.push(job)
}

/** Every job that was interrupted at this instant orders again on its venue, those that came first to it first. Call it before the machines
 * that they gave back are handed to others: they have waited longer. A recruit has no place in the line yet, so those who wait come before it. */
export const orderAgain = (world: World, now: number): void => {
  const { interrupted, jobs } = world
  const place = (job: number): number => (jobs.queuePosition[job] === none ? Infinity : (jobs.queuePosition[job] ?? 0))
  if (interrupted.length > 1) interrupted.sort((a, b) => place(a) - place(b) || a - b)
  let served = false
  for (let index = 0; index < interrupted.length; index++) {
    const job = interrupted[index] ?? none
    if (!served && place(job) === Infinity) {
      serveAll(world, now)
      served = true
    }
    order(world, world.venueOf(job), job, now)
  }
  interrupted.length = 0
}

// ── Completion, payment, refund ─────────────────────────────────────────────────────────────────────────────────────────

/** A job has done its work. */
export const complete = (world: World, job: number, now: number): void => {
  const { jobs } = world
  const venue = world.venueOf(job)
  const stream = world.streamOf(job)
  const work = workOf(stream)
  work.stop(world, venue, job, now)
  giveBackMachines(world, venue, job, now)
  if ((jobs.interruptions[job] ?? 0) > 0) {
    venue.tally.waste(work.spentOn(world, job, work.inWork(world, job, stream.config.restart)))
  }
  const late = now > (jobs.deadline[job] ?? Infinity)
  const paid = ((jobs.paid[job] ?? 0) + (jobs.moved[job] ?? 0)) / microUsd
  const referenceHours = ((jobs.gpus[job] ?? 0) * (jobs.work[job] ?? 0)) / hour
  const worth = ((jobs.highestPrice[job] ?? 0) / microUsd) * referenceHours
  const run = now - (jobs.startedAt[job] ?? now)
  venue.tally.complete(late, worth - paid, run, now - (jobs.submittedAt[job] ?? now))
  end(world, job, JobState.completed, now)
  serveLater(world, now)
}

/** Serves the venues when all jobs that end at this instant have given back their machines: those who wait see them together. */
const serveLater = (world: World, now: number): void => {
  if (world.simulation.peek() > now) serveAll(world, now)
  else world.schedule(now, Event.venuesServe, 0)
}

/** The row of a job that is over goes back; whoever records jobs is told first. */
const end = (world: World, job: number, state: JobState, now: number): void => {
  world.jobs.state[job] = state
  workOf(world.streamOf(job)).end(world, job, now)
  world.recordJob(job, now)
  world.jobs.release(job)
}
