/** The simulation of one long training run over peers that come, go and fail: how long it takes, and where the time of its GPUs goes.
 *
 *     const run = TrainingRun.start(setup, seed)
 *     while (!run.over) { run.advance(run.now + day); progress(run.result()) }
 *
 * A result is a pure function of set-up and seed, in whatever slices the run was advanced. */
import { IndependentPeers } from "./IndependentPeers.ts"
import { SynchronousPeers } from "./SynchronousPeers.ts"
import { checkSetup, type TrainingRunResult, type TrainingRunSetup } from "./TrainingRunSetup.ts"

export type { TrainingRunResult, TrainingRunSetup } from "./TrainingRunSetup.ts"

/** A run under way. */
export class RunningTraining {
  private readonly setup: TrainingRunSetup
  private readonly peers: IndependentPeers | SynchronousPeers
  private endedAt = -1

  constructor(setup: TrainingRunSetup, seed: number) {
    checkSetup(setup)
    this.setup = setup
    this.peers = setup.waits ? new SynchronousPeers(setup, seed) : new IndependentPeers(setup, seed)
  }

  /** Whether the budget or the horizon is reached. */
  get over(): boolean {
    return this.endedAt >= 0
  }

  /** Seconds since the start. */
  get now(): number {
    return this.over ? this.endedAt : this.peers.simulation.now
  }

  /** Goes on to an instant, s, or to the end if that comes first. */
  advance(until: number): void {
    const { horizon } = this.setup
    const { peers } = this
    const { simulation } = peers
    const end = Math.min(until, horizon)
    while (!this.over && simulation.now < end) {
      // From instant to instant: who reaches the budget stops the clock there.
      simulation.runUntil(peers, Math.min(end, simulation.peek()))
      if (peers.over) this.endedAt = simulation.now
    }
    if (!this.over && simulation.now >= horizon) this.endedAt = horizon
  }

  /** What came out so far. */
  result(): TrainingRunResult {
    return this.peers.result(this.now)
  }
}

/** Starts a run. Throws a RangeError that says which figure cannot be. */
export const start = (setup: TrainingRunSetup, seed: number): RunningTraining => new RunningTraining(setup, seed)

/** Simulates a run to its end. Throws a RangeError that says which figure cannot be. */
export const run = (setup: TrainingRunSetup, seed: number): TrainingRunResult => {
  const running = start(setup, seed)
  running.advance(setup.horizon)
  return running.result()
}
