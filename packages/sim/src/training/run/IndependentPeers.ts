/** A training run whose peers wait for nobody: each goes on with its rounds for itself, and one that fails or leaves loses only what it did since its last
 * exchange. Such a peer is an island: many GPUs that halt together.
 *
 * A round is no event: a peer's rounds are followed when its life changes, and everybody's when it is looked whether the budget of tokens is reached, every ten
 * minutes or every round if that is longer. So a run with a budget ends up to that much late. */
import { Phase } from "../../kernel/Phase.ts"
import { type Model, Simulation } from "../../kernel/Simulation.ts"
import { Change, PeerLives, Standing } from "./PeerLives.ts"
import { RunAccount, type Spent } from "./RunAccount.ts"
import type { TrainingRunResult, TrainingRunSetup } from "./TrainingRunSetup.ts"

const kinds = { life: 0, review: 1 } as const

/** It is looked whether the budget is reached every so many seconds at most. */
const reviewSeconds = 600

export class IndependentPeers implements Model {
  readonly simulation = new Simulation()
  readonly account = new RunAccount()
  readonly lives: PeerLives
  over = false
  private readonly setup: TrainingRunSetup
  private readonly tokensPerRound: number
  private readonly reviewEvery: number
  /** Rounds that each peer has finished, and when its current one began, as far as it was followed. */
  private readonly rounds: Float64Array
  private readonly since: Float64Array
  // Where `follow` came out.
  private followedRounds = 0
  private followedSince = 0

  constructor(setup: TrainingRunSetup, seed: number) {
    const { peers } = setup
    this.setup = setup
    this.lives = new PeerLives(setup, seed)
    this.tokensPerRound = setup.innerSteps * setup.tokensPerStep
    this.reviewEvery = Math.max(reviewSeconds, setup.innerSteps * setup.stepSeconds + setup.exchangeSeconds)
    this.rounds = new Float64Array(peers)
    this.since = new Float64Array(peers)
    for (let peer = 0; peer < peers; peer++) {
      if (this.lives.standing[peer] === Standing.waiting) {
        this.account.present.add(1, 0)
        this.takePart(peer, 0)
      }
      this.scheduleLife(peer)
    }
    this.scheduleReview(0)
  }

  handle(kind: number, peer: number, now: number): void {
    if (this.over) return
    if (kind === kinds.review) this.review(now)
    else {
      this.change(peer, now)
      this.scheduleLife(peer)
    }
  }

  /** The result at `now`. */
  result(now: number): TrainingRunResult {
    const spent = this.account.spent()
    for (let peer = 0; peer < this.setup.peers; peer++) {
      if (this.lives.standing[peer] !== Standing.active) continue
      this.follow(peer, now, spent)
      spent.lost += now - this.followedSince
    }
    return this.account.result(this.setup, this.lives, spent, now)
  }

  private scheduleLife(peer: number): void {
    const at = this.lives.nextAt(peer)
    if (at <= this.setup.horizon) this.simulation.schedule(at, Phase.failure, kinds.life, peer)
  }

  private scheduleReview(now: number): void {
    const { horizon, tokens } = this.setup
    const at = now + this.reviewEvery
    if (tokens !== Infinity && at <= horizon) this.simulation.schedule(at, Phase.settlement, kinds.review, 0)
  }

  private review(now: number): void {
    for (let peer = 0; peer < this.setup.peers; peer++)
      if (this.lives.standing[peer] === Standing.active) this.settle(peer, now)
    if (this.account.tokens >= this.setup.tokens) {
      this.account.finished = true
      this.over = true
    } else this.scheduleReview(now)
  }

  private takePart(peer: number, now: number): void {
    this.lives.standing[peer] = Standing.active
    this.account.active.add(1, now)
    this.since[peer] = now
  }

  /** Adds the rounds that a peer has finished by now. */
  private follow(peer: number, now: number, spent: Spent): void {
    const { roundsAlike } = this.lives
    const { exchangeSeconds } = this.setup
    let rounds = this.rounds[peer] ?? 0
    let since = this.since[peer] ?? 0
    for (;;) {
      const alike = roundsAlike === Infinity ? Infinity : roundsAlike - (rounds % roundsAlike)
      const computing = this.lives.computing(peer, rounds)
      const seconds = computing + exchangeSeconds
      const finished = Math.min(alike, Math.floor((now - since) / seconds))
      rounds += finished
      since += finished * seconds
      spent.compute += finished * computing
      spent.wait += finished * exchangeSeconds
      spent.tokens += finished * this.tokensPerRound
      spent.exchanges += finished
      if (finished < alike) break
    }
    this.followedRounds = rounds
    this.followedSince = since
  }

  private settle(peer: number, now: number): void {
    this.follow(peer, now, this.account)
    this.rounds[peer] = this.followedRounds
    this.since[peer] = this.followedSince
  }

  /** A peer that took part stops in the middle of a round. */
  private stop(peer: number, now: number): void {
    this.settle(peer, now)
    this.account.lost += now - this.followedSince
    this.account.active.add(-1, now)
  }

  private change(peer: number, now: number): void {
    const { account, lives } = this
    const standing = lives.standing[peer]
    const change = lives.next(peer)
    if (change === Change.join) {
      lives.join(peer, now)
      account.present.add(1, now)
      if (lives.standing[peer] === Standing.down) account.down.add(1, now)
      else this.takePart(peer, now)
    } else if (change === Change.recovery) {
      lives.recover(peer)
      account.down.add(-1, now)
      this.takePart(peer, now)
    } else {
      if (standing === Standing.active) this.stop(peer, now)
      if (change === Change.failure) {
        lives.fail(peer, now)
        lives.down(peer, now)
        if (standing !== Standing.down) account.down.add(1, now)
      } else {
        lives.leave(peer, now)
        account.present.add(-1, now)
        if (standing === Standing.down) account.down.add(-1, now)
      }
    }
  }
}
