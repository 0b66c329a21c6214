import { microUsd } from "../ledger/Money.ts"
import { JobState, noVenue } from "../state/Jobs.ts"
import { mostTokensRatio } from "../training/Pace.ts"
import { bookProgress, dismissRecruits, setPace } from "./GangChanges.ts"
import type { JobStream } from "./JobStream.ts"
import { slowestSpeed } from "./Leasing.ts"
import type { TrainingClass } from "./TrainingClass.ts"
import type { Venue } from "./Venue.ts"
import type { Work } from "./Work.ts"
import type { World } from "./World.ts"

const trainingOf = ({ name, training }: JobStream): TrainingClass => {
  if (training === undefined) throw new RangeError(`jobs of ${name} train nothing`)
  return training
}

/** GPU-seconds of an attempt but those lost with members, which count as wasted already. */
const withoutMembersLost = ({ gangs }: World, job: number): number => (gangs.attempt[job] ?? 0) - (gangs.lost[job] ?? 0)

/** What the class knows of how fast its jobs get on at a venue, against as many GPUs of the same model in one data centre. */
const rememberProgress = (world: World, stream: JobStream, venue: Venue, job: number): void => {
  const before = stream.progress[venue.index] ?? 1
  const found = (world.jobs.speed[job] ?? 1) / slowestSpeed(world, job)
  stream.progress[venue.index] = before + stream.config.memory_of_waits * (found - before)
}

/** The first gang on a network, kept for questions about its links. */
const keepFirst = ({ gang, jobs }: World, stream: JobStream, job: number): void => {
  stream.firstGang.copy(gang)
  stream.firstTokens = trainingOf(stream).tokensOf(jobs.work[job] ?? 0, jobs.gpus[job] ?? 0)
}

/** Jobs that train, at the pace that their gang reaches together; members may leave and join while they do (`GangChanges.ts`). They save by the clock. */
export const gangWork: Work = {
  describe: ({ draws, gangs, jobs }, stream, job) => {
    const training = trainingOf(stream)
    const gpus = jobs.gpus[job] ?? 0
    const tokens = training.tokens.sample(draws.at(stream.purposes.tokens, jobs.request[job] ?? 0, 0))
    jobs.work[job] = training.workFor(tokens, gpus)
    jobs.gpuModels[job] = stream.gpuModels & training.fitting(gpus)
    gangs.reset(job)
  },
  begin: (world, venue, job) => {
    const stream = world.streamOf(job)
    setPace(world, trainingOf(stream), job)
    if (world.pace.tokensRatio >= mostTokensRatio) return false
    world.gangs.start(job)
    rememberProgress(world, stream, venue, job)
    if (venue.isNetwork && stream.firstGang.count === 0) keepFirst(world, stream, job)
    return true
  },
  stop: (world, venue, job, now) => {
    bookProgress(world, venue, job, now)
    dismissRecruits(world, venue, job)
  },
  inWork: ({ jobs }, job, seconds) => seconds * (jobs.speed[job] ?? 1),
  // As much as into any other work of the attempt, whatever the gang was then.
  spentOn: (world, job, work) => {
    const { gangs } = world
    const gained = gangs.gained[job] ?? 0
    const spent = gained > 0 ? (gangs.attempt[job] ?? 0) * Math.min(1, work / gained) : 0
    return Math.min(withoutMembersLost(world, job), spent)
  },
  lose: (world, job, kept) => {
    const { gangs } = world
    const lost = Math.max(0, withoutMembersLost(world, job) - gangWork.spentOn(world, job, kept))
    gangs.wasted[job] = (gangs.wasted[job] ?? 0) + lost
    return lost
  },
  held: ({ gangs, jobs }, job) => Math.max(0, (jobs.gpuSeconds[job] ?? 0) - (gangs.wasted[job] ?? 0)),
  end: (world, job, now) => {
    const { all, jobs, venues } = world
    const stream = world.streamOf(job)
    const ofVenue = venues[jobs.venue[job] ?? noVenue]?.tally.training
    const spent = ((jobs.paid[job] ?? 0) + (jobs.moved[job] ?? 0)) / microUsd
    stream.tally.end(spent)
    ofVenue?.end(spent)
    all.training.end(spent)
    if (jobs.state[job] !== JobState.completed) return
    const training = trainingOf(stream)
    const flop = training.tokensOf(jobs.work[job] ?? 0, jobs.gpus[job] ?? 0) * training.flop
    const run = now - (jobs.startedAt[job] ?? now)
    stream.tally.complete(flop, run)
    ofVenue?.complete(flop, run)
    all.training.complete(flop, run)
  }
}
