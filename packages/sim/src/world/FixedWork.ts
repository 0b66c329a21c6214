import { slowestSpeed } from "./Leasing.ts"
import type { Work } from "./Work.ts"

/** GPU-seconds that so much work takes on the machines of the attempt. */
const gpuSecondsOf: Work["spentOn"] = ({ jobs }, job, work) => (work / (jobs.speed[job] ?? 1)) * (jobs.gpus[job] ?? 0)

/** Jobs that have so much to do, and do it as fast as the slowest of their GPUs. They save by their work: a checkpoint after every so much of it. */
export const fixedWork: Work = {
  describe: ({ draws, jobs }, { duration, plan, purposes }, job) => {
    const request = jobs.request[job] ?? 0
    jobs.work[job] = plan?.duration[request] ?? duration.sample(draws.at(purposes.duration, request, 0))
  },
  begin: (world, _, job) => {
    world.jobs.speed[job] = slowestSpeed(world, job)
    return true
  },
  stop: () => {},
  inWork: (_, __, seconds) => seconds,
  spentOn: gpuSecondsOf,
  lose: (world, job, kept, now) => {
    const { jobs } = world
    const rented = (now - (jobs.since[job] ?? now)) * (jobs.gpus[job] ?? 0)
    const lasting = gpuSecondsOf(world, job, kept)
    jobs.gpuSecondsSaved[job] = (jobs.gpuSecondsSaved[job] ?? 0) + lasting
    return Math.max(0, rented - lasting)
  },
  held: ({ jobs }, job) => jobs.gpuSecondsSaved[job] ?? 0,
  end: () => {}
}
