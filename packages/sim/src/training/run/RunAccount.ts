/** Where the time of the peers of a training run went: peer-seconds by what they were spent on, counted when work is done, lost or waited for. */
import { TimeAverage } from "../../kernel/TimeAverage.ts"
import type { PeerLives } from "./PeerLives.ts"
import type { TrainingRunResult, TrainingRunSetup } from "./TrainingRunSetup.ts"

export class RunAccount {
  /** Peer-seconds. */
  compute = 0
  wait = 0
  lost = 0
  restart = 0
  checkpoint = 0
  /** Tokens that count. */
  tokens = 0
  exchanges = 0
  finished = false
  /** Peers that are there; those of them that take part, that wait to take part, that come back after a failure or fetch the state. */
  readonly present = new TimeAverage()
  readonly active = new TimeAverage()
  readonly waiting = new TimeAverage()
  readonly down = new TimeAverage()

  /** A copy of what was spent, to be closed for a result while the run goes on. */
  spent(): Spent {
    const { checkpoint, compute, exchanges, lost, restart, tokens, wait } = this
    return { checkpoint, compute, exchanges, lost, restart, tokens, wait }
  }

  /** The result at `now`, from what was spent until then. */
  result(setup: TrainingRunSetup, lives: PeerLives, spent: Spent, now: number): TrainingRunResult {
    const held = this.present.integralUntil(now)
    const share = (peerSeconds: number): number => (held === 0 ? 0 : peerSeconds / held)
    return {
      seconds: now,
      tokens: spent.tokens,
      goodput: share((spent.tokens / setup.tokensPerStep) * setup.stepSeconds),
      computeShare: share(spent.compute),
      waitShare: share(spent.wait + this.waiting.integralUntil(now)),
      lostShare: share(spent.lost),
      restartShare: share(spent.restart + this.down.integralUntil(now)),
      checkpointShare: share(spent.checkpoint),
      meanPeers: now === 0 ? this.active.value : this.active.integralUntil(now) / now,
      failures: lives.failures,
      joins: lives.joins,
      leaves: lives.leaves,
      exchanges: spent.exchanges,
      finished: this.finished
    }
  }
}

/** Peer-seconds by what they were spent on; tokens that count; exchanges. */
export interface Spent {
  checkpoint: number
  compute: number
  exchanges: number
  lost: number
  restart: number
  tokens: number
  wait: number
}
