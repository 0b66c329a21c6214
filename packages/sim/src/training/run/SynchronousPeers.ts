/** A training run whose peers wait for each other, round by round: a round lasts as long as the slowest peer computes, and the exchange.
 *
 * Peers join at the next round's start. One that fails or leaves in the middle loses its own round (`elastic`: the others go on without it), or halts
 * everybody, who then go back to the last checkpoint (`restart`). When the last peer goes nobody holds the state any more, and work since the last checkpoint
 * is lost under both.
 *
 * As long as nothing changes, rounds are alike and need no event each: one event stands for all rounds until the next checkpoint, the end of the budget, or the moment
 * when peers become faster and slower. */
import { Phase } from "../../kernel/Phase.ts"
import { type Model, Simulation } from "../../kernel/Simulation.ts"
import * as Checkpoints from "./Checkpoints.ts"
import { Change, PeerLives, Standing } from "./PeerLives.ts"
import { RoundMembers } from "./RoundMembers.ts"
import { RunAccount } from "./RunAccount.ts"
import type { TrainingRunResult, TrainingRunSetup } from "./TrainingRunSetup.ts"
import { WaitingLine } from "./WaitingLine.ts"

const kinds = { life: 0, clock: 1 } as const
const none = -1

/** What all peers that take part are doing: nobody is there, rounds, a checkpoint, or coming back after a halt. */
const Doing = { nothing: 0, rounds: 1, saving: 2, restarting: 3 } as const

export class SynchronousPeers implements Model {
  readonly simulation = new Simulation()
  readonly account = new RunAccount()
  readonly lives: PeerLives
  over = false
  private readonly setup: TrainingRunSetup
  private readonly most: number
  private readonly tokensPerRound: number
  /** Time in rounds between checkpoints, s. */
  private readonly saveEvery: number
  private readonly restarts: boolean

  private readonly members: RoundMembers
  private readonly line: WaitingLine

  private doing: number = Doing.nothing
  /** Since when, s: start of the current round, of the checkpoint or of the halt. */
  private since = 0
  /** The pending end of what they are doing. */
  private clock = none
  private roundSeconds = 0
  private roundsAhead = 0
  /** Rounds since the start, also those that were lost. */
  private rounds = 0
  /** Number of the luck that the members' computing times belong to. */
  private luck = 0

  /** Time in rounds since the last checkpoint, and what would be lost: peer-seconds and tokens. */
  private sinceSaved = 0
  private unsavedCompute = 0
  private unsavedWait = 0
  private unsavedTokens = 0

  constructor(setup: TrainingRunSetup, seed: number) {
    const { checkpoint, churn, peers } = setup
    this.setup = setup
    this.most = churn?.most ?? Infinity
    this.tokensPerRound = setup.innerSteps * setup.tokensPerStep
    this.restarts = setup.continuation === "restart"
    this.saveEvery =
      checkpoint.every > 0
        ? checkpoint.every
        : Checkpoints.youngDaly(checkpoint.stall, Checkpoints.rateOfGoingBack(setup))
    this.members = new RoundMembers(peers)
    this.line = new WaitingLine(peers)
    this.lives = new PeerLives(setup, seed)
    for (let peer = 0; peer < peers; peer++) {
      if (this.lives.standing[peer] === Standing.waiting) {
        this.account.present.add(1, 0)
        this.account.waiting.add(1, 0)
        this.line.push(peer)
      }
      this.scheduleLife(peer)
    }
    this.begin(0)
  }

  handle(kind: number, subject: number, now: number): void {
    if (this.over) return
    if (kind === kinds.clock) {
      this.clock = none
      this.end(now)
    } else {
      this.change(subject, now)
      this.scheduleLife(subject)
    }
  }

  /** The result at `now`; what is not saved counts, because the run as it is could be saved. */
  result(now: number): TrainingRunResult {
    const spent = this.account.spent()
    const { computing, count } = this.members
    spent.compute += this.unsavedCompute
    spent.wait += this.unsavedWait
    spent.tokens += this.unsavedTokens
    const elapsed = count * (now - this.since)
    if (this.doing === Doing.saving) spent.checkpoint += elapsed
    if (this.doing === Doing.restarting) spent.restart += elapsed
    if (this.doing === Doing.rounds) {
      const rounds = this.wholeRounds(now)
      spent.compute += rounds * computing
      spent.wait += rounds * (count * this.roundSeconds - computing)
      spent.tokens += rounds * count * this.tokensPerRound
      spent.exchanges += rounds
      spent.lost += elapsed - rounds * count * this.roundSeconds
    }
    return this.account.result(this.setup, this.lives, spent, now)
  }

  // What all do together.

  /** A new stretch of rounds, with whoever waited. */
  private begin(now: number): void {
    this.admit(now)
    const { members } = this
    this.since = now
    this.doing = members.count === 0 ? Doing.nothing : Doing.rounds
    if (members.count === 0) return
    const alike = this.lives.roundsAlike
    const luck = alike === Infinity ? 0 : Math.floor(this.rounds / alike)
    if (luck !== this.luck) {
      this.luck = luck
      members.measure((peer) => this.lives.computing(peer, this.rounds))
    }
    this.roundSeconds = members.slowest + this.setup.exchangeSeconds
    const left = this.setup.tokens - this.account.tokens - this.unsavedTokens
    this.roundsAhead = Math.max(
      1,
      Math.min(
        alike === Infinity ? Infinity : alike - (this.rounds % alike),
        // The nearest round's end, but not before one round.
        this.savesForNothing ? Infinity : Math.ceil((this.saveEvery - this.sinceSaved) / this.roundSeconds - 0.5),
        Math.ceil(left / (members.count * this.tokensPerRound)),
        Math.floor((this.setup.horizon - now) / this.roundSeconds) + 1
      )
    )
    this.setClock(now + this.roundsAhead * this.roundSeconds)
  }

  /** What they were doing is over. */
  private end(now: number): void {
    const { doing } = this
    if (doing === Doing.rounds) {
      this.countRounds(this.roundsAhead)
      if (this.account.tokens + this.unsavedTokens >= this.setup.tokens) {
        // Nothing of the next round has begun.
        this.since = now
        this.account.finished = true
        this.over = true
      } else if (this.sinceSaved + this.roundSeconds / 2 < this.saveEvery) this.begin(now)
      else if (this.setup.checkpoint.stall === 0) {
        this.save()
        this.begin(now)
      } else {
        this.doing = Doing.saving
        this.since = now
        this.setClock(now + this.setup.checkpoint.stall)
      }
    } else {
      this.charge(now)
      if (doing === Doing.saving) this.save()
      this.begin(now)
    }
  }

  /** Everybody halts and goes back to the last checkpoint. */
  private halt(now: number): void {
    this.charge(now)
    this.goBack()
    this.doing = Doing.restarting
    this.since = now
    this.setClock(now + this.setup.restartSeconds)
  }

  /** Books what was done until now: whole rounds count, an unfinished one is lost with everybody's time. */
  private charge(now: number): void {
    const { account, doing, members } = this
    if (doing === Doing.rounds) this.settle(now)
    const elapsed = members.count * (now - this.since)
    if (doing === Doing.rounds) account.lost += elapsed
    if (doing === Doing.saving) account.checkpoint += elapsed
    if (doing === Doing.restarting) account.restart += elapsed
    this.since = now
  }

  private goBack(): void {
    this.account.lost += this.unsavedCompute + this.unsavedWait
    this.forgetUnsaved()
  }

  private save(): void {
    this.account.compute += this.unsavedCompute
    this.account.wait += this.unsavedWait
    this.account.tokens += this.unsavedTokens
    this.forgetUnsaved()
  }

  private forgetUnsaved(): void {
    this.sinceSaved = 0
    this.unsavedCompute = 0
    this.unsavedWait = 0
    this.unsavedTokens = 0
  }

  /** Whether every round is saved as soon as it is over and nobody notices. */
  private get savesForNothing(): boolean {
    return this.saveEvery === 0 && this.setup.checkpoint.stall === 0
  }

  private setClock(at: number): void {
    this.simulation.cancel(this.clock)
    // A round that ends this instant, because everybody else had finished, may come out a rounding error before it.
    this.clock = this.simulation.schedule(Math.max(at, this.simulation.now), Phase.completion, kinds.clock, 0)
  }

  // Rounds.

  private wholeRounds(now: number): number {
    return Math.min(this.roundsAhead, Math.floor((now - this.since) / this.roundSeconds))
  }

  /** Counts the rounds that were finished before now; `since` becomes the start of the current one. */
  private settle(now: number): void {
    const rounds = this.wholeRounds(now)
    if (rounds === 0) return
    this.since += rounds * this.roundSeconds
    this.roundsAhead -= rounds
    this.countRounds(rounds)
  }

  private countRounds(rounds: number): void {
    const { roundSeconds } = this
    const { computing, count } = this.members
    this.rounds += rounds
    this.account.exchanges += rounds
    this.sinceSaved += rounds * roundSeconds
    this.unsavedCompute += rounds * computing
    this.unsavedWait += rounds * (count * roundSeconds - computing)
    this.unsavedTokens += rounds * count * this.tokensPerRound
    if (this.savesForNothing) this.save()
  }

  /** The current round becomes the last of its stretch: somebody waits, or the next ones will be shorter. */
  private endWithThisRound(): void {
    // At the very end of the stretch its clock is about to strike.
    if (this.roundsAhead === 0) return
    this.roundsAhead = 1
    this.setClock(this.since + this.roundSeconds)
  }

  // Who takes part.

  private admit(now: number): void {
    const { account, line, lives, members } = this
    const admitted = Math.min(line.length, this.most - members.count)
    if (admitted <= 0) return
    for (let turn = 0; turn < admitted; turn++) {
      const peer = line.shift()
      lives.standing[peer] = Standing.active
      members.add(peer, lives.computing(peer, this.rounds))
    }
    account.waiting.add(-admitted, now)
    account.active.set(members.count, now)
  }

  private dismiss(peer: number, now: number): void {
    this.members.remove(peer)
    this.account.active.set(this.members.count, now)
  }

  /** A peer goes and the others go on: its part of the round is lost. */
  private goOnWithout(peer: number, now: number): void {
    const { doing, members } = this
    const { slowest } = members
    if (doing === Doing.rounds) {
      this.settle(now)
      this.account.lost += now - this.since
    } else this.charge(now)
    this.dismiss(peer, now)
    if (members.count === 0) this.giveUp(now)
    else if (doing === Doing.rounds && members.slowest < slowest) {
      // This was the one whom all waited for. If they still compute, this round is over sooner.
      if (now < this.since + slowest)
        this.roundSeconds = Math.max(now - this.since, members.slowest) + this.setup.exchangeSeconds
      this.endWithThisRound()
    } else if (doing === Doing.rounds && this.roundsAhead > 1 && this.line.length > 0) this.endWithThisRound()
  }

  /** Nobody is left who holds the state. */
  private giveUp(now: number): void {
    this.goBack()
    this.simulation.cancel(this.clock)
    this.clock = none
    this.begin(now)
  }

  // Lives.

  private scheduleLife(peer: number): void {
    const at = this.lives.nextAt(peer)
    if (at <= this.setup.horizon) this.simulation.schedule(at, Phase.failure, kinds.life, peer)
  }

  private change(peer: number, now: number): void {
    const change = this.lives.next(peer)
    if (change === Change.join) {
      this.lives.join(peer, now)
      this.account.present.add(1, now)
      if (this.lives.standing[peer] === Standing.down) this.account.down.add(1, now)
      else this.wait(peer, now)
    } else if (change === Change.recovery) {
      this.lives.recover(peer)
      this.account.down.add(-1, now)
      this.wait(peer, now)
    } else if (change === Change.failure) this.fail(peer, now)
    else this.leave(peer, now)
  }

  private wait(peer: number, now: number): void {
    this.line.push(peer)
    this.account.waiting.add(1, now)
    if (this.doing === Doing.nothing) this.begin(now)
    else if (this.doing === Doing.rounds && this.roundsAhead > 1 && this.members.count < this.most) {
      this.settle(now)
      this.endWithThisRound()
    }
  }

  private fail(peer: number, now: number): void {
    const standing = this.lives.standing[peer]
    this.lives.fail(peer, now)
    if (standing === Standing.active && this.restarts) this.halt(now)
    else {
      if (standing === Standing.active) this.goOnWithout(peer, now)
      if (standing === Standing.waiting) this.leaveLine(peer, now)
      if (standing !== Standing.down) this.account.down.add(1, now)
      this.lives.down(peer, now)
    }
  }

  private leave(peer: number, now: number): void {
    const standing = this.lives.standing[peer]
    this.lives.leave(peer, now)
    this.account.present.add(-1, now)
    if (standing === Standing.waiting) this.leaveLine(peer, now)
    if (standing === Standing.down) this.account.down.add(-1, now)
    if (standing !== Standing.active) return
    if (this.restarts) {
      this.halt(now)
      this.dismiss(peer, now)
      if (this.members.count === 0) this.giveUp(now)
    } else this.goOnWithout(peer, now)
  }

  private leaveLine(peer: number, now: number): void {
    this.line.remove(peer)
    this.account.waiting.add(-1, now)
  }
}
