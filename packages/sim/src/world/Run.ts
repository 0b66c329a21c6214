/** One run: the world, the one switch that says who handles which event, and the verbs of a driver.
 *
 * A run is a pure function of (scenario, seed, commands). `advance` may be called in slices of any size: the result is the same. */
import type { Model } from "../kernel/Simulation.ts"
import * as Snapshot from "../kernel/Snapshot.ts"
import { grow, reviewCloud } from "./CloudReview.ts"
import { apply, check, type Command, CommandError } from "./Command.ts"
import { compile, type Inputs, noInputs } from "./Compile.ts"
import { join, reviewCohort } from "./Entry.ts"
import { Event } from "./Event.ts"
import { complete, giveUp, request, serve, serveAll } from "./JobLifecycle.ts"
import { fail, repaired } from "./ProviderLifecycle.ts"
import { callRoll } from "./RollCall.ts"
import type { Scenario } from "./Scenario.ts"
import { settleDay } from "./Settlement.ts"
import { strike } from "./Shocks.ts"
import { endContract, reviewSites, startContract } from "./SiteReview.ts"
import * as Subject from "./Subject.ts"
import { comeBack, turn } from "./Turns.ts"
import { endVote, takeEffect } from "./Votes.ts"
import type { Sites, World } from "./World.ts"

const sitesOf = (world: World): Sites => {
  if (world.sites === undefined) throw new RangeError("an event of miners in a scenario without miners")
  return world.sites
}

export class Run implements Model {
  readonly world: World
  /** The journal, in the order of instants. No state: what is restored into this run goes on under this run's journal. */
  readonly #journal: Array<Command>
  /** Instant of the last command, and how many of that instant have been applied. */
  private commandedAt = -1
  private commandedThen = 0

  private constructor(world: World, commands: ReadonlyArray<Command>) {
    this.world = world
    this.#journal = [...commands].sort((a, b) => a.at - b.at)
  }

  /** A run at time zero. Throws a `CommandError` when a command could not be applied to this scenario. */
  static make(
    scenario: Scenario,
    options: { readonly seed?: number; readonly inputs?: Inputs; readonly commands?: ReadonlyArray<Command> } = {}
  ): Run {
    const world = compile(scenario, options.seed ?? scenario.seed, options.inputs ?? noInputs)
    const run = new Run(world, options.commands ?? [])
    check(world.scenario, run.#journal)
    return run
  }

  /** Seconds since the start. */
  get now(): number {
    return this.world.simulation.now
  }

  /** Whether everything that the horizon holds has happened. */
  get isOver(): boolean {
    const { simulation, length } = this.world
    return simulation.now >= length && simulation.peek() > length
  }

  /** Handles events up to `until` (at most to the horizon), at most `maxEvents`; gives how many. Commands take effect after the events
   * of their instant.
   *
   * Who wants to see each event gives an `observer`: it is handed every event and must hand it on to this run's `handle`, once, and change nothing. */
  advance(until: number, maxEvents = Infinity, observer: Model = this): number {
    const { world } = this
    const end = Math.min(until, world.length)
    let position = this.applied()
    let events = 0
    for (;;) {
      const command = this.#journal[position]
      const stop = command !== undefined && command.at <= end ? command.at : end
      events += world.simulation.runUntil(observer, stop, maxEvents - events)
      if (events >= maxEvents && world.simulation.peek() <= stop) return events
      if (command === undefined || command.at > end) return events
      apply(world, command, stop)
      this.commandedThen = command.at === this.commandedAt ? this.commandedThen + 1 : 1
      this.commandedAt = command.at
      position++
    }
  }

  /** How many commands of the journal lie behind: those before now, and those of this instant that have been applied. */
  private applied(): number {
    const { now } = this
    const before = this.#journal.findIndex(({ at }) => at >= now)
    if (before < 0) return this.#journal.length
    return this.commandedAt === now ? before + this.commandedThen : before
  }

  /** Adds a command to the journal, behind those of its instant. Throws a `CommandError` when its instant is past, or when it and those still to
   * come cannot be applied. */
  append(command: Command): void {
    if (command.at < this.now) {
      throw new CommandError({ message: `A command cannot come at ${command.at} s: it is ${this.now} s` })
    }
    const journal = this.#journal
    const behind = journal.findIndex(({ at }) => at > command.at)
    const position = behind < 0 ? journal.length : behind
    const toCome = journal.slice(this.applied())
    toCome.splice(position - this.applied(), 0, command)
    check(this.world.scenario, toCome)
    journal.splice(position, 0, command)
  }

  /** Runs to the horizon. */
  finish(): void {
    this.advance(Infinity)
  }

  /** A copy of the whole run but its journal; `restore` goes on from it, with the same journal to the same bytes. */
  snapshot(): Snapshot.Saved {
    return Snapshot.take(this)
  }

  /** Goes back, or over, to a state. Of this run's journal, what lies after its instant is still to come. */
  restore(saved: Snapshot.Saved): void {
    Snapshot.restore(this, saved)
  }

  handle(kind: number, subject: number, now: number): void {
    const { world } = this
    switch (kind) {
      case Event.jobArrives:
        return request(world, world.stream(subject), now)
      case Event.jobCompletes:
        return complete(world, subject, now)
      case Event.venuesServe:
        return serveAll(world, now)
      case Event.jobGivesUp:
        return giveUp(world, subject, now)
      case Event.gpuFails:
        return fail(world, subject, now)
      case Event.gpuRepaired:
        return repaired(world, subject, now)
      case Event.providerComesOrGoes:
        return turn(world, subject, now)
      case Event.cohortReviews:
        return reviewCohort(world, world.cohort(subject), now)
      case Event.providerJoins:
        return join(world, world.cohort(Subject.first(subject)), Subject.second(subject), now)
      case Event.marketClears:
        return clearMarket(world, subject, now)
      case Event.cloudReviews:
        return reviewCloud(world, world.cloud(subject), now)
      case Event.cloudGrows:
        return grow(world, world.cloud(Subject.first(subject)), Subject.second(subject), now)
      case Event.daySettles:
        return settleDay(world, now)
      case Event.sitesReview:
        return reviewSites(world, sitesOf(world), now)
      case Event.contractStarts:
        return startContract(world, sitesOf(world), subject, now)
      case Event.contractEnds:
        return endContract(world, sitesOf(world), subject, now)
      case Event.shockStrikes: {
        const shock = world.scenario.shocks[subject]
        return shock === undefined ? undefined : strike(world, shock, now)
      }
      case Event.providerReturns:
        return comeBack(world, subject, now)
      case Event.voteEnds:
        return endVote(world, Subject.first(subject), Subject.second(subject), now)
      case Event.proposalTakesEffect:
        return takeEffect(world, Subject.first(subject), Subject.second(subject), now)
      case Event.rollChanges:
        return callRoll(world, world.cohort(subject), now)
      default:
        throw new RangeError(`no event of kind ${kind}`)
    }
  }
}

const clearMarket = (world: World, index: number, now: number): void => {
  const venue = world.venue(index)
  venue.market.clear(now)
  serve(world, venue, now)
  world.schedule(now + venue.market.clearingInterval, Event.marketClears, index)
}
