/** A training job while it runs: how fast its gang trains, what its time goes to, and what happens when a member is lost or joins.
 *
 * An elastic job goes on without a lost member and sends out a *recruit*, an order for as many GPUs of the same model. The recruit waits on the
 * venue like any order; what it finds joins the gang. Other jobs never come here. */
import { Phase } from "../kernel/Phase.ts"
import { largestAmount } from "../ledger/Ledger.ts"
import { JobState } from "../state/Jobs.ts"
import { none } from "../state/Table.ts"
import { Event } from "./Event.ts"
import { giveBackOne, hourlyCost, takeMachines } from "./Leasing.ts"
import type { TrainingClass } from "./TrainingClass.ts"
import type { Venue } from "./Venue.ts"
import type { World } from "./World.ts"

const microUsd = 1e6
const hour = 3600
/** Progress of a gang that gets nowhere: it must end some time. */
const leastSpeed = 1e-6

/** Sets a job's speed to what its machines, where they are, reach together. A lease has the share of its owner's access link that its GPUs are of the owner's. */
export const setPace = (world: World, training: TrainingClass, job: number): void => {
  const { gang, gangs, jobs, leases, pace, providers } = world
  gang.clear()
  for (let lease = jobs.firstLease[job] ?? none; lease !== none; lease = leases.nextOfJob[lease] ?? none) {
    const provider = leases.provider[lease] ?? none
    const gpus = leases.gpus[lease] ?? 0
    const share = gpus / (providers.gpus[provider] ?? gpus)
    gang.add(
      providers.gpuModel[provider] ?? 0,
      gpus,
      providers.region[provider] ?? 0,
      share * (providers.upload[provider] ?? 0),
      share * (providers.download[provider] ?? 0)
    )
  }
  const wanted = jobs.gpus[job] ?? 0
  const tokens = training.tokensOf(jobs.work[job] ?? 0, wanted)
  if (!training.pace(gang, tokens, wanted, pace)) throw new RangeError("a gang that cannot hold its model")
  jobs.speed[job] = Math.max(leastSpeed, training.workFor(pace.usefulTokensPerSecond, wanted))
  gangs.held[job] = gang.size
  gangs.computing[job] = pace.utilisation
  gangs.tokensRatio[job] = pace.tokensRatio
  gangs.sending[job] = pace.sending
}

/** Books what a running job did since its gang last changed. Call it before the gang changes and before the job stops. */
export const bookProgress = (world: World, venue: Venue, job: number, now: number): void => {
  const { gangs, jobs } = world
  const seconds = now - (jobs.since[job] ?? now)
  jobs.since[job] = now
  jobs.workLeft[job] = (jobs.workLeft[job] ?? 0) - seconds * (jobs.speed[job] ?? 0)
  const gpuSeconds = seconds * (gangs.held[job] ?? 0)
  gangs.attempt[job] = (gangs.attempt[job] ?? 0) + gpuSeconds
  const computing = gpuSeconds * (gangs.computing[job] ?? 1)
  const useful = computing / (gangs.tokensRatio[job] ?? 1)
  world.stream(jobs.jobClass[job] ?? 0).tally.book(gpuSeconds, computing, useful)
  venue.tally.training.book(gpuSeconds, computing, useful)
  world.all.training.book(gpuSeconds, computing, useful)
  payForExchanges(world, venue, job, ((gangs.sending[job] ?? 0) * seconds) / 8)
}

/** What members send each other is data that leaves a venue's regions. */
const payForExchanges = (world: World, venue: Venue, job: number, bytes: number): void => {
  const amount = Math.min(largestAmount, Math.round(bytes * venue.egressUsdPerByte * microUsd))
  if (amount === 0) return
  const { jobs, ledger, suppliers } = world
  ledger.transfer(world.stream(jobs.jobClass[job] ?? 0).users, suppliers, amount)
  jobs.moved[job] = (jobs.moved[job] ?? 0) + amount
  venue.tally.egressUsd += amount / microUsd
  world.all.egressUsd += amount / microUsd
}

/** Schedules the completion anew and puts as much into escrow as the run may still cost. */
const goOn = (world: World, venue: Venue, job: number, now: number): void => {
  const { jobs, leases, ledger, simulation } = world
  const pending = jobs.nextEvent[job] ?? none
  if (pending !== none) simulation.cancel(pending)
  const seconds = Math.max(0, jobs.workLeft[job] ?? 0) / (jobs.speed[job] ?? 1)
  let owed = Math.ceil((hourlyCost(world, job) * seconds) / hour)
  for (let lease = jobs.firstLease[job] ?? none; lease !== none; lease = leases.nextOfJob[lease] ?? none) {
    const hours = (now - (leases.startedAt[lease] ?? now)) / hour
    owed += Math.ceil((leases.gpus[lease] ?? 0) * (leases.price[lease] ?? 0) * hours) + 1
  }
  const lacking = Math.min(owed, largestAmount) - (jobs.escrow[job] ?? 0)
  if (lacking > 0) {
    ledger.transfer(world.stream(jobs.jobClass[job] ?? 0).users, venue.escrow, lacking)
    jobs.escrow[job] = (jobs.escrow[job] ?? 0) + lacking
  }
  const completes = now + seconds
  jobs.nextEvent[job] =
    completes <= world.length ? simulation.schedule(completes, Phase.completion, Event.jobCompletes, job) : none
}

/** A job loses the member that a lease stands for. Gives whether it goes on without it: an elastic job whose other members hold the model.
 *
 * What the member did since the last exchange is lost with it: half the time between two, on average. */
export const loseMember = (world: World, lease: number, now: number): boolean => {
  const { gangs, jobs, leases, pace, providers } = world
  const job = leases.job[lease] ?? none
  const { training } = world.stream(jobs.jobClass[job] ?? 0)
  if (training === undefined || !training.isElastic) return false
  const gpus = leases.gpus[lease] ?? 0
  const held = gangs.held[job] ?? 0
  const model = providers.gpuModel[leases.provider[lease] ?? none] ?? 0
  if (held === gpus || !training.fits(model, held - gpus)) return false
  const venue = world.venue(jobs.venue[job] ?? 0)
  const began = Math.max(jobs.since[job] ?? now, leases.startedAt[lease] ?? now)
  bookProgress(world, venue, job, now)
  const before = jobs.speed[job] ?? 0
  giveBackOne(world, venue, job, lease, now)
  setPace(world, training, job)
  const lost = Math.min(now - began, (pace.innerSteps * pace.step) / 2)
  jobs.workLeft[job] = (jobs.workLeft[job] ?? 0) + (lost * before * gpus) / held
  venue.tally.loseMember(lost * gpus)
  world.all.loseMember(lost * gpus)
  goOn(world, venue, job, now)
  sendRecruit(world, job, gpus, model, now)
  return true
}

/** A row that orders machines for a running job; the caller's `orderAgain` puts it on the venue. */
const sendRecruit = (world: World, job: number, gpus: number, model: number, now: number): void => {
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
  world.interrupted.push(recruit)
}

/** Whether a row is a recruit of another job. */
export const isRecruit = (world: World, job: number): boolean =>
  world.stream(world.jobs.jobClass[job] ?? 0).training !== undefined && world.gangs.parent[job] !== none

/** A recruit found machines: they join its job's gang. */
export const joinGang = (world: World, venue: Venue, recruit: number, now: number): void => {
  const { gangs, jobs } = world
  const job = gangs.parent[recruit] ?? none
  const { training } = world.stream(jobs.jobClass[job] ?? 0)
  if (training === undefined) throw new RangeError("a recruit of a job that trains nothing")
  bookProgress(world, venue, job, now)
  takeMachines(world, venue, job, now)
  forget(world, job, recruit)
  venue.market.remove(recruit)
  jobs.release(recruit)
  setPace(world, training, job)
  goOn(world, venue, job, now)
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
  const { gangs, interrupted, jobs } = world
  for (let recruit = gangs.firstRecruit[job] ?? none; recruit !== none;) {
    const next = gangs.nextRecruit[recruit] ?? none
    const place = interrupted.indexOf(recruit)
    if (place >= 0) interrupted.splice(place, 1)
    venue.market.remove(recruit)
    jobs.release(recruit)
    recruit = next
  }
  gangs.firstRecruit[job] = none
}
