/** The life of a job, from request to payout, in the order in which it happens.
 *
 *     request ─▶ choice of venue ─▶ order ─┬─▶ match ─▶ escrow ─▶ start ─┬─▶ completion ─▶ payment ─▶ refund
 *                      │                   └─▶ wait ─▶ gives up          └─▶ interruption ─▶ checkpoint ─▶ order again
 *                      └─▶ unserved: nobody offers it at a price that it would pay
 *
 * What a training job's gang does while it runs, and how it loses and gains members, stands in `GangChanges.ts`.
 *
 * Verification will stand between completion and payment, splitting inside payment, and jobs that spawn jobs at completion. */
import { choose, utility } from "../demand/VenueChoice.ts"
import { largestAmount } from "../ledger/Ledger.ts"
import { microUsd } from "../ledger/Money.ts"
import { wholeCount } from "../state/DistributionConfig.ts"
import { JobState } from "../state/Jobs.ts"
import { none } from "../state/Table.ts"
import { mostTokensRatio } from "../training/Pace.ts"
import { hour } from "../units/Time.ts"
import { Event } from "./Event.ts"
import type { JobStream } from "./JobStream.ts"
import { representatives } from "./JobStream.ts"
import { bookProgress, dismissRecruits, isRecruit, joinGang, setPace } from "./GangChanges.ts"
import { giveBackMachines, hourlyCost, slowestSpeed, takeMachines } from "./Leasing.ts"
import type { Venue } from "./Venue.ts"
import type { World } from "./World.ts"

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
  world.schedule(at, Event.jobArrives, stream.index)
}

/** Draws what a request wants. Every draw belongs to (class, number of the request), whatever the policy. */
const describe = (world: World, stream: JobStream, index: number, now: number): number => {
  const { draws, jobs } = world
  const { purposes, config, plan } = stream
  const job = jobs.add(world.jobsRequested++, stream.index, now)
  const gpus = plan?.gpus[index] ?? wholeCount(stream.gpus.sample(draws.at(purposes.gpus, index, 0)))
  jobs.request[job] = index
  jobs.gpus[job] = gpus
  jobs.gpuModels[job] = stream.gpuModels
  jobs.regions[job] = stream.regions
  if (stream.training === undefined) {
    jobs.work[job] = plan?.duration[index] ?? stream.duration.sample(draws.at(purposes.duration, index, 0))
  } else {
    const tokens = stream.training.tokens.sample(draws.at(purposes.tokens, index, 0))
    jobs.work[job] = stream.training.workFor(tokens, gpus)
    jobs.gpuModels[job] = stream.gpuModels & stream.training.fitting(gpus)
    world.gangs.reset(job)
  }
  const duration = jobs.work[job] ?? 0
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
    // Who trains compares what the same progress costs: an hour on slow links is worth less.
    const price = venue.market.quote(jobs.gpuModels[job] ?? 0, stream.regions) / (stream.progress[index] ?? 1)
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
  jobs.nextEvent[job] = none
  if (stream.training !== undefined && isRecruit(world, job)) return
  const request = jobs.request[job] ?? 0
  const patience = stream.patience.sample(
    world.draws.at(stream.purposes.patience, request, jobs.interruptions[job] ?? 0)
  )
  const until = now + patience
  jobs.nextEvent[job] = world.schedule(until, Event.jobGivesUp, job)
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
  countWaste(world, venue, heldByCheckpoint(world, stream, job))
  end(world, job, JobState.abandoned, now)
  // A large gang at the head of a strict queue may have held up those behind it.
  serve(world, venue, now)
}

/** GPU-seconds that went into what the last checkpoint holds. */
const heldByCheckpoint = ({ gangs, jobs }: World, stream: JobStream, job: number): number =>
  stream.training === undefined
    ? (jobs.gpuSecondsSaved[job] ?? 0)
    : Math.max(0, (jobs.gpuSeconds[job] ?? 0) - (gangs.wasted[job] ?? 0))

// ── Escrow and start ────────────────────────────────────────────────────────────────────────────────────────────────────

/** A matched job takes its machines, puts what the run may cost into escrow, and starts. */
const start = (world: World, venue: Venue, job: number, now: number): void => {
  const { jobs, simulation } = world
  if (isRecruit(world, job)) return joinGang(world, venue, job, now)
  const waited = jobs.nextEvent[job] ?? none
  if (waited !== none) simulation.cancel(waited)
  const wait = now - (jobs.since[job] ?? now)
  const stream = world.stream(jobs.jobClass[job] ?? 0)
  takeMachines(world, venue, job, now)
  if (stream.training !== undefined) {
    setPace(world, stream.training, job)
    if (world.pace.tokensRatio >= mostTokensRatio) return turnDown(world, venue, job, now)
  }
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
  const hourly = hourlyCost(world, job)
  if (stream.training === undefined) jobs.speed[job] = slowestSpeed(world, job)
  else {
    // Loading the checkpoint takes time, not work: as much as this gang would do in it.
    if ((jobs.interruptions[job] ?? 0) > 0) {
      jobs.workLeft[job] = (jobs.workLeft[job] ?? 0) + stream.config.restart * (jobs.speed[job] ?? 1)
    }
    world.gangs.start(job)
    rememberProgress(world, stream, venue, job)
    if (venue.isNetwork && stream.firstGang.count === 0) {
      stream.firstGang.copy(world.gang)
      stream.firstTokens = stream.training.tokensOf(jobs.work[job] ?? 0, jobs.gpus[job] ?? 0)
    }
  }
  const seconds = (jobs.workLeft[job] ?? 0) / (jobs.speed[job] ?? 1)
  // One micro-USD for each lease, so that rounding of several payments never overdraws the escrow. Never more than one posting holds: a
  // job of four billion USD comes only out of the far tail of a distribution, and then pays no more than that.
  const escrow = Math.min(largestAmount, Math.ceil((hourly * seconds) / hour) + venue.market.found.count)
  world.ledger.transfer(stream.users, venue.escrow, escrow)
  jobs.escrow[job] = escrow
  const completes = now + seconds
  jobs.nextEvent[job] = world.schedule(completes, Event.jobCompletes, job)
}

/** A job finds that so many replicas would never reach its loss, and leaves the machines to others. */
const turnDown = (world: World, venue: Venue, job: number, now: number): void => {
  giveBackMachines(world, venue, job, now)
  venue.market.remove(job)
  venue.tally.turnDown()
  world.all.turnDown()
  world.stream(world.jobs.jobClass[job] ?? 0).unservedOfDay++
  end(world, job, JobState.abandoned, now)
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

const remember = (stream: JobStream, venue: Venue, waitHours: number): void => {
  const before = stream.remembered[venue.index] ?? 0
  stream.remembered[venue.index] = before + stream.config.memory_of_waits * (waitHours - before)
}

/** What the class knows of how fast its jobs get on at a venue, against as many GPUs of the same model in one data centre. */
const rememberProgress = (world: World, stream: JobStream, venue: Venue, job: number): void => {
  const before = stream.progress[venue.index] ?? 1
  const ideal = slowestSpeed(world, job)
  const found = (world.jobs.speed[job] ?? 1) / ideal
  stream.progress[venue.index] = before + stream.config.memory_of_waits * (found - before)
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
  const { training } = world.stream(jobs.jobClass[job] ?? 0)
  simulation.cancel(jobs.nextEvent[job] ?? none)
  jobs.nextEvent[job] = none
  if (training !== undefined) {
    bookProgress(world, venue, job, now)
    dismissRecruits(world, venue, job)
  }
  const elapsed = now - (jobs.since[job] ?? now)
  const speed = jobs.speed[job] ?? 1
  const done = (jobs.work[job] ?? 0) - (jobs.workLeft[job] ?? 0) + elapsed * speed
  // Training jobs save by the clock, others by their work.
  const every = config.checkpoint_every * (training === undefined ? 1 : speed)
  const saved = every > 0 ? Math.floor(done / every) * every : 0
  const keptBefore = jobs.workSaved[job] ?? 0
  const kept = Math.max(saved, keptBefore)
  countInterruption(world, venue)
  if (training === undefined) {
    const gpus = jobs.gpus[job] ?? 0
    const lasting = ((kept - keptBefore) / speed) * gpus
    jobs.gpuSecondsSaved[job] = (jobs.gpuSecondsSaved[job] ?? 0) + lasting
    countWaste(world, venue, Math.max(0, elapsed * gpus - lasting))
  } else {
    const wasted = Math.max(0, withoutMembersLost(world, job) - spentOn(world, job, kept - keptBefore))
    world.gangs.wasted[job] = (world.gangs.wasted[job] ?? 0) + wasted
    countWaste(world, venue, wasted)
  }
  jobs.workSaved[job] = kept
  jobs.workLeft[job] = (jobs.work[job] ?? 0) - kept + (training === undefined ? config.restart : 0)
  jobs.interruptions[job] = (jobs.interruptions[job] ?? 0) + 1
  jobs.state[job] = JobState.interrupted
  giveBackMachines(world, venue, job, now)
  world.interrupted.push(job)
}

/** GPU-seconds of an attempt of a training job that went into so much work: as much as into any other, whatever its gang was then. */
const spentOn = ({ gangs }: World, job: number, work: number): number => {
  const gained = gangs.gained[job] ?? 0
  return gained > 0 ? (gangs.attempt[job] ?? 0) * Math.min(1, work / gained) : 0
}

/** GPU-seconds of an attempt of a training job but those lost with members, which count as wasted already. */
const withoutMembersLost = ({ gangs }: World, job: number): number => (gangs.attempt[job] ?? 0) - (gangs.lost[job] ?? 0)

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
  const { training } = world.stream(jobs.jobClass[job] ?? 0)
  if (training !== undefined) {
    bookProgress(world, venue, job, now)
    dismissRecruits(world, venue, job)
  }
  giveBackMachines(world, venue, job, now)
  if ((jobs.interruptions[job] ?? 0) > 0) {
    const { restart } = world.stream(jobs.jobClass[job] ?? 0).config
    if (training === undefined) countWaste(world, venue, (restart / (jobs.speed[job] ?? 1)) * (jobs.gpus[job] ?? 0))
    else {
      const spent = spentOn(world, job, restart * (jobs.speed[job] ?? 1))
      countWaste(world, venue, Math.min(withoutMembersLost(world, job), spent))
    }
  }
  const late = now > (jobs.deadline[job] ?? Infinity)
  const paid = ((jobs.paid[job] ?? 0) + (jobs.moved[job] ?? 0)) / microUsd
  const referenceHours = ((jobs.gpus[job] ?? 0) * (jobs.work[job] ?? 0)) / hour
  const worth = ((jobs.highestPrice[job] ?? 0) / microUsd) * referenceHours
  const run = now - (jobs.startedAt[job] ?? now)
  const turnaround = now - (jobs.submittedAt[job] ?? now)
  venue.tally.complete(late, worth - paid, run, turnaround)
  world.all.complete(late, worth - paid, run, turnaround)
  if (training !== undefined) {
    const flop = training.tokensOf(jobs.work[job] ?? 0, jobs.gpus[job] ?? 0) * training.flop
    world.stream(jobs.jobClass[job] ?? 0).tally.complete(flop, run)
    venue.tally.training.complete(flop, run)
    world.all.training.complete(flop, run)
  }
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
  const { jobs } = world
  jobs.state[job] = state
  const stream = world.stream(jobs.jobClass[job] ?? 0)
  if (stream.training !== undefined) {
    const spent = ((jobs.paid[job] ?? 0) + (jobs.moved[job] ?? 0)) / microUsd
    world.venues[jobs.venue[job] ?? none]?.tally.training.end(spent)
    stream.tally.end(spent)
    world.all.training.end(spent)
  }
  world.recordJob(job, now)
  world.jobs.release(job)
}
