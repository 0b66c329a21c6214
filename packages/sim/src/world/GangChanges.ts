/** A training job while it runs: how fast its gang trains, what its time goes to, and what happens when a member is lost or joins.
 *
 * An elastic job goes on without a lost member and sends out a *recruit*, an order for as many GPUs of the same model. The recruit waits on the
 * venue like any order; what it finds joins the gang. Other jobs never come here. */
import { microUsd } from "../ledger/Money.ts"
import { JobState } from "../state/Jobs.ts"
import { none } from "../state/Table.ts"
import { hour } from "../units/Time.ts"
import { Event } from "./Event.ts"
import { giveBackOne, takeMachines } from "./Leasing.ts"
import { holdEscrow, payForData } from "./Payment.ts"
import type { JobStream } from "./JobStream.ts"
import type { TrainingClass } from "./TrainingClass.ts"
import type { TrainingTally } from "./TrainingTally.ts"
import type { Venue } from "./Venue.ts"
import type { World } from "./World.ts"

/** Progress of a gang that gets nowhere: it must end some time. */
const leastSpeed = 1e-6

/** Fills the scratch gang with a job's machines. What a job has of one provider, by several leases maybe, is one member, with the share of its owner's access
 * link that its GPUs are of the owner's. */
const lookAt = ({ gang, gangs, jobs, leases, providers }: World, job: number): void => {
  gang.clear()
  gangs.reserve(providers.used)
  const { memberOf } = gangs
  const first = jobs.firstLease[job] ?? none
  for (let lease = first; lease !== none; lease = leases.nextOfJob[lease] ?? none) {
    const provider = leases.provider[lease] ?? none
    const member = memberOf[provider] ?? none
    const gpus = leases.gpus[lease] ?? 0
    if (member === none) {
      memberOf[provider] = gang.count
      gang.add(providers.gpuModel[provider] ?? 0, gpus, providers.region[provider] ?? 0, 0, 0)
    } else gang.gpus[member] = (gang.gpus[member] ?? 0) + gpus
  }
  for (let lease = first; lease !== none; lease = leases.nextOfJob[lease] ?? none) {
    const provider = leases.provider[lease] ?? none
    const member = memberOf[provider] ?? none
    if (member === none) continue
    memberOf[provider] = none
    const share = (gang.gpus[member] ?? 0) / (providers.gpus[provider] ?? 1)
    gang.upload[member] = share * (providers.upload[provider] ?? 0)
    gang.download[member] = share * (providers.download[provider] ?? 0)
  }
}

/** Sets a job's speed to what its machines, where they are, reach together. */
export const setPace = (world: World, training: TrainingClass, job: number): void => {
  const { gang, gangs, jobs, pace } = world
  lookAt(world, job)
  const wanted = jobs.gpus[job] ?? 0
  // Of less than a token nothing can be said.
  const tokens = Math.max(1, training.tokensOf(jobs.work[job] ?? 0, wanted))
  // Too many members for the layers of the model: such a gang gets nowhere.
  if (!training.pace(gang, tokens, wanted, pace)) pace.getNowhere()
  jobs.speed[job] = Math.max(leastSpeed, training.workFor(pace.usefulTokensPerSecond, wanted))
  gangs.held[job] = gang.size
  gangs.computing[job] = pace.utilisation
  gangs.tokensRatio[job] = pace.tokensRatio
  gangs.sending[job] = pace.sending
  gangs.between[job] = pace.innerSteps * pace.step
}

/** Tells a tally what a running job's GPUs did since its gang last changed, or since the tallies were cleared. */
const tell = ({ clearedAt, gangs, jobs }: World, job: number, now: number, tally: TrainingTally): void => {
  const seconds = now - Math.max(clearedAt, jobs.since[job] ?? now)
  const gpuSeconds = seconds * (gangs.held[job] ?? 0)
  const computing = gpuSeconds * (gangs.computing[job] ?? 1)
  tally.book(gpuSeconds, computing, computing / (gangs.tokensRatio[job] ?? 1))
}

/** What training jobs of a class, or of all, did since the tallies were cleared, with what those that still run did: so a run may be measured at any
 * instant. Changes nothing. */
export const trainedSoFar = (world: World, only?: JobStream): TrainingTally =>
  withOpenJobs(world, only?.tally ?? world.all.training, (job) => {
    const stream = world.streamOf(job)
    return only === undefined || only === stream
  })

/** The same of one venue. */
export const trainedOn = (world: World, venue: Venue): TrainingTally =>
  withOpenJobs(world, venue.tally.training, (job) => world.jobs.venue[job] === venue.index)

const withOpenJobs = (world: World, ended: TrainingTally, counts: (job: number) => boolean): TrainingTally => {
  const { jobs, simulation, streams } = world
  const tally = ended.copy()
  const trains = streams.map(({ training }) => training !== undefined)
  if (!trains.includes(true)) return tally
  for (let job = 0; job < jobs.used; job++) {
    if (!jobs.isLive(job) || trains[jobs.jobClass[job] ?? 0] !== true || !counts(job) || isRecruit(world, job)) continue
    if (jobs.state[job] === JobState.running) tell(world, job, simulation.now, tally)
    tellOpen(world, job, simulation.now, tally)
  }
  return tally
}

/** What an open job has paid and owes, and what it has done of what one data centre would compute: or a job that never ends would cost nothing. */
const tellOpen = (world: World, job: number, now: number, tally: TrainingTally): void => {
  const { jobs, leases } = world
  const { training } = world.streamOf(job)
  if (training === undefined) return
  let microUsdSpent = (jobs.paid[job] ?? 0) + (jobs.moved[job] ?? 0)
  for (let lease = jobs.firstLease[job] ?? none; lease !== none; lease = leases.nextOfJob[lease] ?? none) {
    const hours = (now - (leases.startedAt[lease] ?? now)) / hour
    microUsdSpent += (leases.gpus[lease] ?? 0) * (leases.price[lease] ?? 0) * hours
  }
  tally.spentUsd += microUsdSpent / microUsd
  const work = jobs.work[job] ?? 0
  const running = jobs.state[job] === JobState.running ? (now - (jobs.since[job] ?? now)) * (jobs.speed[job] ?? 0) : 0
  const done = Math.max(0, Math.min(work, work - (jobs.workLeft[job] ?? work) + running))
  tally.effectiveFlop += training.tokensOf(done, jobs.gpus[job] ?? 0) * training.flop
}

/** Books what a running job did since its gang last changed. Call it before the gang changes and before the job stops. */
export const bookProgress = (world: World, venue: Venue, job: number, now: number): void => {
  const { gangs, jobs } = world
  tell(world, job, now, world.streamOf(job).tally)
  tell(world, job, now, venue.tally.training)
  tell(world, job, now, world.all.training)
  const seconds = now - (jobs.since[job] ?? now)
  const gained = seconds * (jobs.speed[job] ?? 0)
  jobs.since[job] = now
  jobs.workLeft[job] = (jobs.workLeft[job] ?? 0) - gained
  gangs.gained[job] = (gangs.gained[job] ?? 0) + gained
  gangs.attempt[job] = (gangs.attempt[job] ?? 0) + seconds * (gangs.held[job] ?? 0)
  // What members send each other is data that leaves a venue's regions.
  payForData(world, venue, job, ((gangs.sending[job] ?? 0) * seconds) / 8)
}

/** Schedules the completion anew and puts as much into escrow as the run may still cost. */
const goOn = (world: World, venue: Venue, job: number, now: number): void => {
  const { jobs } = world
  world.simulation.cancel(jobs.nextEvent[job] ?? none)
  const seconds = Math.max(0, jobs.workLeft[job] ?? 0) / (jobs.speed[job] ?? 1)
  holdEscrow(world, venue, job, seconds, now)
  jobs.nextEvent[job] = world.schedule(now + seconds, Event.jobCompletes, job)
}

/** A job loses the member that a lease stands for. Gives whether it goes on without it: an elastic job whose other members hold the model.
 *
 * What the member did since the last exchange is lost with it: half the time between two, on average. */
export const loseMember = (world: World, lease: number, now: number): boolean => {
  const { gangs, leases, providers } = world
  const job = leases.job[lease] ?? none
  const { training } = world.streamOf(job)
  if (training === undefined || !training.isElastic) return false
  const gpus = leases.gpus[lease] ?? 0
  const held = gangs.held[job] ?? 0
  const model = providers.gpuModel[leases.provider[lease] ?? none] ?? 0
  if (held === gpus || !training.fits(model, held - gpus)) return false
  const venue = world.venueOf(job)
  bookProgress(world, venue, job, now)
  const lost = Math.min(now - (leases.startedAt[lease] ?? now), (gangs.between[job] ?? 0) / 2)
  loseWork(world, venue, job, lost * gpus)
  venue.tally.loseMember()
  giveBackOne(world, venue, job, lease, now)
  setPace(world, training, job)
  goOn(world, venue, job, now)
  sendRecruit(world, venue, job, gpus, model, now)
  return true
}

/** So many GPU-seconds of a running job bring nothing that lasts. */
const loseWork = ({ gangs, jobs }: World, venue: Venue, job: number, gpuSeconds: number): void => {
  const undone = (gpuSeconds * (jobs.speed[job] ?? 0)) / (gangs.held[job] ?? 1)
  jobs.workLeft[job] = Math.min(jobs.work[job] ?? 0, (jobs.workLeft[job] ?? 0) + undone)
  gangs.lost[job] = (gangs.lost[job] ?? 0) + gpuSeconds
  gangs.wasted[job] = (gangs.wasted[job] ?? 0) + gpuSeconds
  venue.tally.waste(gpuSeconds)
}

/** A row that orders machines for a running job; the caller's `orderAgain` puts it on the venue. */
const sendRecruit = (world: World, venue: Venue, job: number, gpus: number, model: number, now: number): void => {
  const { gangs, jobs } = world
  const recruit = jobs.add(jobs.number[job] ?? 0, jobs.jobClass[job] ?? 0, now)
  gangs.reset(recruit)
  jobs.state[recruit] = JobState.interrupted
  jobs.request[recruit] = jobs.request[job] ?? 0
  jobs.gpus[recruit] = gpus
  jobs.gpuModels[recruit] = 1 << model
  jobs.regions[recruit] = jobs.regions[job] ?? 0
  jobs.highestPrice[recruit] = jobs.highestPrice[job] ?? 0
  jobs.venue[recruit] = jobs.venue[job] ?? 0
  jobs.work[recruit] = 0
  jobs.workLeft[recruit] = 0
  gangs.parent[recruit] = job
  gangs.nextRecruit[recruit] = gangs.firstRecruit[job] ?? none
  gangs.firstRecruit[job] = recruit
  venue.recruits++
  world.interrupted.push(recruit)
}

/** Whether a row is a recruit of another job. */
export const isRecruit = ({ gangs }: World, job: number): boolean => (gangs.parent[job] ?? none) !== none

/** A recruit found machines: they join its job's gang and fetch the state, for which the others do not wait. */
export const joinGang = (world: World, venue: Venue, recruit: number, now: number): void => {
  const { gangs, jobs } = world
  const job = gangs.parent[recruit] ?? none
  const { training } = world.streamOf(job)
  if (training === undefined) throw new RangeError("a recruit of a job that trains nothing")
  bookProgress(world, venue, job, now)
  const speedWithout = jobs.speed[job] ?? 1
  const fetching = fetchState(world, venue, training, job)
  takeMachines(world, venue, job, now)
  forget(world, job, recruit)
  giveRowBack(world, venue, recruit)
  setPace(world, training, job)
  // At worst, when it fetches for longer than the run lasts, it brings nothing: the run is over no later than without it.
  const secondsSaved = Math.max(0, jobs.workLeft[job] ?? 0) * (1 / speedWithout - 1 / (jobs.speed[job] ?? 1))
  loseWork(world, venue, job, Math.min(fetching, Math.max(0, secondsSaved) * (gangs.held[job] ?? 0)))
  goOn(world, venue, job, now)
}

/** The machines that a recruit has found fetch the state from the members that are there, who are paid for it as for exchanges. Gives the GPU-seconds that it takes. A party that has
 * machines in the gang already has the state at home. */
const fetchState = (world: World, venue: Venue, training: TrainingClass, job: number): number => {
  const { gang, jobs, leases, offers, providers } = world
  const { found } = venue.market
  lookAt(world, job)
  const isMember = (provider: number): boolean => {
    for (let lease = jobs.firstLease[job] ?? none; lease !== none; lease = leases.nextOfJob[lease] ?? none)
      if (leases.provider[lease] === provider) return true
    return false
  }
  let gpuSeconds = 0
  let bytes = 0
  for (let index = 0; index < found.count; index++) {
    const provider = offers.provider[found.offers[index] ?? none] ?? none
    if (isMember(provider)) continue
    const gpus = found.gpus[index] ?? 0
    const model = providers.gpuModel[provider] ?? 0
    const download = (gpus / (providers.gpus[provider] ?? 1)) * (providers.download[provider] ?? 0)
    gpuSeconds += gpus * training.secondsToJoin(gang, model, gpus, providers.region[provider] ?? 0, download)
    bytes += training.bytesToJoin(model, gpus)
  }
  payForData(world, venue, job, bytes)
  return gpuSeconds
}

const giveRowBack = ({ gangs, jobs }: World, venue: Venue, recruit: number): void => {
  gangs.parent[recruit] = none
  venue.market.remove(recruit)
  venue.recruits--
  jobs.state[recruit] = JobState.completed
  jobs.release(recruit)
}

const forget = ({ gangs }: World, job: number, recruit: number): void => {
  const next = gangs.nextRecruit[recruit] ?? none
  let before = gangs.firstRecruit[job] ?? none
  if (before === recruit) {
    gangs.firstRecruit[job] = next
    return
  }
  while (gangs.nextRecruit[before] !== recruit) before = gangs.nextRecruit[before] ?? none
  gangs.nextRecruit[before] = next
}

/** Calls back the recruits of a job that stops running. */
export const dismissRecruits = (world: World, venue: Venue, job: number): void => {
  const { gangs, interrupted } = world
  for (let recruit = gangs.firstRecruit[job] ?? none; recruit !== none;) {
    const next = gangs.nextRecruit[recruit] ?? none
    const place = interrupted.indexOf(recruit)
    if (place >= 0) interrupted.splice(place, 1)
    giveRowBack(world, venue, recruit)
    // It may have stood at the head of a strict queue and held up those behind it.
    world.moreOnOffer[venue.index] = 1
    recruit = next
  }
  gangs.firstRecruit[job] = none
}
