/** Where the training runs of a class stand: by the scaling law of the class, from the tokens that count of what has been done. */
import { GangChanges, JobRows, ScalingLaw } from "@lode/sim"
import type { Losses, World } from "./Picture.ts"

const { JobState } = JobRows

/** Undefined: no run of the class goes on.
 *
 * **Gotchas** Work is what one data centre would need for the same loss, so the network's tokens that only make up for rare exchanges are not in it. */
export const lossesOf = (world: World, stream: number): Losses | undefined => {
  const { jobs, simulation } = world
  const { training } = world.stream(stream)
  if (training === undefined) return undefined
  let oldest = -1
  for (let job = 0; job < jobs.used; job++) {
    if (!jobs.isLive(job) || jobs.jobClass[job] !== stream || (jobs.startedAt[job] ?? -1) < 0) continue
    if (GangChanges.isRecruit(world, job)) continue
    if (oldest < 0 || (jobs.number[job] ?? 0) < (jobs.number[oldest] ?? 0)) oldest = job
  }
  if (oldest < 0) return undefined
  const gpus = jobs.gpus[oldest] ?? 0
  const work = jobs.work[oldest] ?? 0
  const seconds = simulation.now - (jobs.startedAt[oldest] ?? 0)
  const isRunning = jobs.state[oldest] === JobState.running
  const since = isRunning ? (simulation.now - (jobs.since[oldest] ?? 0)) * (jobs.speed[oldest] ?? 0) : 0
  const done = Math.min(work, work - (jobs.workLeft[oldest] ?? work) + since)
  const lossOf = (worked: number): number => {
    const tokens = training.tokensOf(worked, gpus)
    return tokens > 0 ? ScalingLaw.lossAt(training.law, training.practice.model.parameters, tokens) : Number.NaN
  }
  return {
    loss: lossOf(done),
    target: lossOf(work),
    central: lossOf(Math.min(work, seconds)),
    seconds,
    centralSeconds: work,
    isOnNetwork: world.venues[jobs.venue[oldest] ?? 0]?.isNetwork === true
  }
}
