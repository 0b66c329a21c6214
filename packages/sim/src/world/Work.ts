import type { JobStream } from "./JobStream.ts"
import type { Venue } from "./Venue.ts"
import type { World } from "./World.ts"

/** What machines do for a job: all in which one that trains on a gang (`GangWork.ts`) differs from one that has so much to do (`FixedWork.ts`). What is
 * alike in their lives stands in `JobLifecycle.ts`.
 *
 * Work is counted in seconds on as many GPUs of the reference model; an *attempt* lasts from one start to the next interruption or to completion. */
export interface Work {
  /** Draws how much there is to do, and so on which models. The draws belong to the number of the request, whatever the policy. */
  describe(world: World, stream: JobStream, job: number): void
  /** Sets the speed on the machines that a job has. False when on these it would never be done. */
  begin(world: World, venue: Venue, job: number): boolean
  /** An attempt ends: books what is not yet booked. Call it while the job still has its machines. */
  stop(world: World, venue: Venue, job: number, now: number): void
  /** The work that a class's times (between checkpoints, to load one) stand for. */
  inWork(world: World, job: number, seconds: number): number
  /** GPU-seconds of the attempt that went into so much work. */
  spentOn(world: World, job: number, work: number): number
  /** GPU-seconds of the attempt that are lost when so much of its work is kept. */
  lose(world: World, job: number, kept: number, now: number): number
  /** GPU-seconds that went into what the last checkpoint holds. */
  held(world: World, job: number): number
  /** A job is over, whatever became of it. */
  end(world: World, job: number, now: number): void
}
