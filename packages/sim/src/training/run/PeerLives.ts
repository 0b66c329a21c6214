/** When the peers of a training run come, leave, fail and come back, and how fast each is in a round.
 *
 * A peer's life is its own: every draw belongs to (peer, attempt) and its clocks run whatever the run does with it. So the same peers come and go and
 * fail under every rule, and one more peer disturbs nobody's luck (common random numbers).
 *
 * Each peer has one event pending, the next change of its life. */
import { Draws } from "../../kernel/Draws.ts"
import { hour } from "../../units/Time.ts"
import type { TrainingRunSetup } from "./TrainingRunSetup.ts"

/** What a peer is doing: away, waiting to take part, taking part, or on its way: coming back after a failure, fetching the state. */
export const Standing = { away: 0, waiting: 1, active: 2, down: 3 } as const

/** What happens next in a peer's life. */
export const Change = { join: 0, leave: 1, failure: 2, recovery: 3 } as const

const purposes = {
  presence: Draws.purpose("training/presence"),
  stay: Draws.purpose("training/stay"),
  away: Draws.purpose("training/away"),
  failure: Draws.purpose("training/failure"),
  straggle: Draws.purpose("training/straggle")
}

/** A peer that is slow stays so for at least this long (assumption: heat, neighbours and links do not change from one short step to the next). Rounds that are
 * shorter share their luck. */
const luckLasts = 600

export class PeerLives {
  readonly standing: Uint8Array
  failures = 0
  joins = 0
  leaves = 0
  /** Rounds that share a peer's luck; Infinity when nobody straggles. */
  readonly roundsAlike: number
  private readonly comeAt: Float64Array
  private readonly leaveAt: Float64Array
  private readonly failAt: Float64Array
  private readonly backAt: Float64Array
  private readonly stays: Int32Array
  private readonly failed: Int32Array
  private readonly draws: Draws
  private readonly meanStay: number
  private readonly meanAway: number
  /** Mean time to failure of one peer that is there, s. */
  private readonly failsEvery: number
  private readonly restartSeconds: number
  private readonly joinSeconds: number
  private readonly computeSeconds: number
  private readonly paces: Float64Array
  /** Of the normal whose exponential is a peer's luck. */
  private readonly deviation: number

  constructor(setup: TrainingRunSetup, seed: number) {
    const { churn, peers } = setup
    this.draws = new Draws(seed)
    this.meanStay = churn?.stay ?? Infinity
    this.meanAway = churn?.away ?? 0
    this.failsEvery = hour / (setup.failuresPerGpuHour * setup.gpusPerPeer)
    this.restartSeconds = setup.restartSeconds
    this.joinSeconds = setup.joinSeconds
    this.computeSeconds = setup.stepSeconds * setup.innerSteps
    this.paces = setup.paces === undefined ? new Float64Array(peers).fill(1) : Float64Array.from(setup.paces)
    this.deviation = Math.sqrt(Math.log1p(setup.straggle ** 2))
    this.roundsAlike =
      setup.straggle === 0 ? Infinity : Math.ceil(luckLasts / (this.computeSeconds + setup.exchangeSeconds))
    this.standing = new Uint8Array(peers)
    this.comeAt = new Float64Array(peers)
    this.leaveAt = new Float64Array(peers)
    this.failAt = new Float64Array(peers)
    this.backAt = new Float64Array(peers).fill(Infinity)
    this.stays = new Int32Array(peers)
    this.failed = new Int32Array(peers)
    for (let peer = 0; peer < peers; peer++) this.begin(peer)
  }

  /** Time of the next change of a peer's life; Infinity when there will be none. */
  nextAt(peer: number): number {
    if (this.standing[peer] === Standing.away) return this.comeAt[peer] ?? 0
    return Math.min(this.leaveAt[peer] ?? 0, this.failAt[peer] ?? 0, this.backAt[peer] ?? 0)
  }

  /** What that change is. */
  next(peer: number): number {
    if (this.standing[peer] === Standing.away) return Change.join
    const at = this.nextAt(peer)
    if (this.failAt[peer] === at) return Change.failure
    return this.leaveAt[peer] === at ? Change.leave : Change.recovery
  }

  /** The peer comes: it fetches the state, or at once waits to take part. */
  join(peer: number, now: number): void {
    this.joins++
    if (this.joinSeconds > 0) {
      this.standing[peer] = Standing.down
      this.backAt[peer] = now + this.joinSeconds
    } else this.standing[peer] = Standing.waiting
    this.leaveAt[peer] = now + this.meanStay * this.draws.at(purposes.stay, peer, this.stays[peer] ?? 0).exponential()
    // While it was away, the column held what was left to its next failure.
    this.failAt[peer] = now + (this.failAt[peer] ?? 0)
  }

  leave(peer: number, now: number): void {
    this.leaves++
    this.standing[peer] = Standing.away
    this.failAt[peer] = (this.failAt[peer] ?? 0) - now
    this.backAt[peer] = Infinity
    const stay = this.stays[peer] ?? 0
    this.stays[peer] = stay + 1
    this.comeAt[peer] = now + this.meanAway * this.draws.at(purposes.away, peer, stay).exponential()
  }

  /** The peer fails; who is not told by `down` to stay out goes on as it was. */
  fail(peer: number, now: number): void {
    this.failures++
    this.failAt[peer] = now + this.timeToFailure(peer)
  }

  /** The peer that has just failed is out until it is there again and has the state. */
  down(peer: number, now: number): void {
    this.standing[peer] = Standing.down
    this.backAt[peer] = now + this.restartSeconds + this.joinSeconds
  }

  recover(peer: number): void {
    this.standing[peer] = Standing.waiting
    this.backAt[peer] = Infinity
  }

  /** Computing time of a peer, s, in the round of this number; the same for `roundsAlike` rounds. */
  computing(peer: number, round: number): number {
    const mean = this.computeSeconds * (this.paces[peer] ?? 1)
    const { deviation } = this
    if (deviation === 0) return mean
    const luck = this.draws.at(purposes.straggle, peer, Math.floor(round / this.roundsAlike)).normal()
    return mean * Math.exp(deviation * (luck - deviation / 2))
  }

  private begin(peer: number): void {
    this.failAt[peer] = this.timeToFailure(peer)
    const there = this.meanStay === Infinity ? 1 : this.meanStay / (this.meanStay + this.meanAway)
    if (this.draws.at(purposes.presence, peer).uniform() < there) {
      this.standing[peer] = Standing.waiting
      // No time constant is lost by starting in the middle of a stay: what is left of an exponential is exponential.
      this.leaveAt[peer] = there === 1 ? Infinity : this.meanStay * this.draws.at(purposes.stay, peer, 0).exponential()
    } else {
      this.stays[peer] = 1
      this.comeAt[peer] = this.meanAway * this.draws.at(purposes.away, peer, 0).exponential()
    }
  }

  private timeToFailure(peer: number): number {
    if (this.failsEvery === Infinity) return Infinity
    const failure = this.failed[peer] ?? 0
    this.failed[peer] = failure + 1
    return this.failsEvery * this.draws.at(purposes.failure, peer, failure).exponential()
  }
}
