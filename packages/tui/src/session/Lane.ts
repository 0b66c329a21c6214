/** One lane: a run with its past. It goes on in slices, and back to any instant that it has been to.
 *
 * Whoever watches changes nothing: the run gets the same calls of `advance`, in slices of another size, and its journal of commands. So
 * `Run.make(scenario, { seed, inputs, commands: lane.journal })` played through headless gives the same bytes. */
import { Catalog, type Command, type Gauges, Run } from "@lode/sim"
import { columnsOf } from "./Columns.ts"
import { EventLog, shockText } from "./EventLog.ts"
import { History, spacingOf } from "./History.ts"
import { knobsOf, shocksOf, valueOf } from "./Knobs.ts"
import { pictureOf } from "./Pictures.ts"
import type { About, Knob, LaneFrame } from "./Frame.ts"
import type { Picture } from "./Picture.ts"
import type { Change, LaneOrder, Lens, Subject } from "./Wish.ts"
import { restore, Snapshots } from "./Snapshots.ts"
import { Teller } from "./Story.ts"

/** Bytes of snapshots that a lane may keep. */
const snapshotBudget = 192 * 2 ** 20

/** Where to go: an instant, and if given, only so many events from the start. */
export interface Place {
  readonly at: number
  readonly events?: number
}

export class Lane {
  readonly name: string
  readonly about: About
  readonly history: History
  log: EventLog
  readonly snapshots: Snapshots
  private run: Run
  private readonly order: LaneOrder
  private readonly seed: number
  private readonly columns: ReadonlyArray<Gauges.Gauge>
  private readonly knobs: ReadonlyArray<Knob>
  private commands: Array<Command.Command>
  /** How many of the commands have been told in the log. */
  private told = 0
  /** Who tells the story that is asked for. */
  private teller: Teller | undefined
  /** What the screen knows: rows of the history, entries of the log. */
  private sentRows = 0
  private sentEntries = 0

  private constructor(order: LaneOrder, seed: number, run: Run, snapshots: Snapshots, history?: History) {
    this.name = order.name
    this.order = order
    this.seed = seed
    this.run = run
    this.commands = [...order.commands].sort((a, b) => a.at - b.at)
    this.columns = columnsOf(run.world)
    this.log = new EventLog(run)
    this.snapshots = snapshots
    this.knobs = knobsOf(order.scenario)
    const { length } = run.world
    this.history =
      history ??
      new History(
        this.columns.map(({ name }) => name),
        spacingOf(length)
      )
    this.about = this.describe()
  }

  /** A lane at time zero. Throws a `CommandError` when a command of the order cannot be. */
  static make(order: LaneOrder, seed: number, budget = snapshotBudget): Lane {
    const run = Run.make(order.scenario, { seed, inputs: order.inputs, commands: order.commands })
    const lane = new Lane(order, seed, run, new Snapshots(budget))
    lane.keep()
    return lane
  }

  get now(): number {
    return this.run.now
  }

  /** Events handled since the start. */
  get events(): number {
    return this.run.world.simulation.handled
  }

  /** Instant of the next event. */
  get next(): number {
    return this.run.world.simulation.peek()
  }

  get isOver(): boolean {
    return this.run.isOver
  }

  /** How far the past is known, s. */
  get reached(): number {
    return Math.max(this.now, (this.history.rows - 1) * this.history.every)
  }

  /** Commands of the run, in the order of instants; those to come included. */
  get journal(): ReadonlyArray<Command.Command> {
    return this.commands
  }

  /** What begins this lane anew, with everything that was changed. */
  get again(): LaneOrder {
    return { ...this.order, commands: this.commands }
  }

  /** A copy of the state of the run, to compare it. */
  snapshot(): ReturnType<Run["snapshot"]> {
    return this.run.snapshot()
  }

  /** Goes on until an instant, by so many events at most; gives how many. */
  advance(until: number, maxEvents = Infinity): number {
    const { history, run } = this
    const end = Math.min(until, run.world.length)
    let events = 0
    for (;;) {
      const nextSample = this.nextSample()
      const command = this.commands[this.told]
      const stop = Math.min(end, nextSample, command?.at ?? Infinity)
      const handled = run.advance(stop, maxEvents - events, this.log)
      events += handled
      if (events >= maxEvents && run.world.simulation.peek() <= stop) return events
      while ((this.commands[this.told]?.at ?? Infinity) <= stop) this.tell()
      if (stop === nextSample) history.write(Math.round(stop / history.every), this.values())
      if (stop >= end) return events
      if (events >= maxEvents) return events
    }
  }

  /** Keeps the state of now among the snapshots. */
  keep(): void {
    this.snapshots.take(this.run, { logged: this.log.next, told: this.told })
  }

  /** Goes back to the last snapshot before a place; `advance` does the rest. False when the place lies ahead and no snapshot is nearer. */
  rewind({ at, events = Infinity }: Place): boolean {
    const saved = this.snapshots.before(at, events)
    const behind = this.now > at || this.events > events
    if (saved === undefined || (!behind && saved.events <= this.events)) return false
    restore(this.run, saved)
    this.teller = undefined
    this.told = saved.told
    this.log.rewind(saved.logged)
    this.sentEntries = Math.min(this.sentEntries, saved.logged)
    return true
  }

  /** Changes the run now, after the events of this instant. What was changed later, before one went back, is forgotten, and so is the future that
   * was known; commands that the lane was given stay. Throws a `CommandError` when it cannot be; then everything is as before. */
  change(change: Change): void {
    const { now } = this
    const command: Command.Command =
      "shock" in change
        ? { at: now, shock: { ...change.shock, at: now } }
        : { at: now, set: change.set, value: change.value }
    this.forgetCommands()
    this.run.append(command)
    this.teller = undefined
    this.commands.splice(this.told, 0, command)
    this.snapshots.forgetAfter(now, this.events)
    this.history.truncate(Math.floor(now / this.history.every + 1e-9) + 1)
    this.sentRows = Math.min(this.sentRows, this.history.rows)
    this.advance(now)
    // a sample of this very instant shows what holds from now on
    const row = now / this.history.every
    if (Number.isInteger(row)) {
      this.history.write(row, this.values())
      this.sentRows = Math.min(this.sentRows, row)
    }
  }

  /** A second lane that goes on from here by itself. */
  branch(name: string): Lane {
    const order = { ...this.order, name, commands: this.commands.slice(0, this.told) }
    const lane = new Lane(order, this.seed, this.runWith(order.commands), this.snapshots.copy(), this.history.copy())
    lane.log = this.log.copyFor(lane.run)
    lane.told = this.told
    return lane
  }

  /** Goes on telling the story of a subject, by so many events at most; true when it has come to now. */
  listen(subject: Subject | undefined, maxEvents: number): boolean {
    if (subject === undefined) {
      this.teller = undefined
      return true
    }
    const { teller } = this
    if (teller === undefined || JSON.stringify(teller.subject) !== JSON.stringify(subject)) {
      this.teller = this.tellerOf(subject)
    }
    this.teller?.advance(this.now, Math.min(maxEvents, this.events - this.teller.events))
    return this.isTold
  }

  private get isTold(): boolean {
    return this.teller === undefined || this.teller.events >= this.events
  }

  /** A second run that starts before the subject came. Nobody knows when a provider did, so its story starts at the start. */
  private tellerOf(subject: Subject): Teller | undefined {
    const { inputs, scenario } = this.order
    const from = subject.kind === "job" ? this.snapshots.ofJob(subject.number) : this.snapshots.before(0)
    const run = Run.make(scenario, { seed: this.seed, inputs, commands: this.commands })
    if (from !== undefined) restore(run, from)
    return new Teller(run, subject)
  }

  /** The figures of now. */
  picture(lens: Lens): Picture {
    return pictureOf(this.run.world, this.columns, lens)
  }

  /** The next frame tells everything anew. */
  tellAll(): void {
    this.sentRows = 0
    this.sentEntries = 0
  }

  /** What the screen does not know yet. From now on it is held to know it. */
  frame(lens: Lens): LaneFrame {
    const { history, log } = this
    const [fromRow, fromEntry] = [this.sentRows, this.sentEntries]
    this.sentRows = history.rows
    this.sentEntries = log.next
    return {
      picture: this.picture(lens),
      history: { from: fromRow, values: history.since(fromRow) },
      log: { from: fromEntry, entries: log.since(fromEntry) },
      journal: this.commands,
      knobs: this.knobs.map(({ path }) => valueOf(this.run.world.scenario, path)),
      story: this.teller?.story(this.isTold)
    }
  }

  /** The columns as they stand now. */
  values(): Float64Array {
    return Float64Array.from(this.columns, ({ of }) => of(this.run.world))
  }

  /** Instant of the first row that is not written, or is written and lies ahead: it is the same then. */
  private nextSample(): number {
    const { every } = this.history
    const row = Math.floor(this.now / every + 1e-9)
    const here = row * every
    return here >= this.now && row >= this.history.rows ? here : (row + 1) * every
  }

  private tell(): void {
    const command = this.commands[this.told++]
    if (command === undefined) return
    if ("shock" in command) this.log.add(command.at, "shock", `by hand: ${shockText(command.shock)}`)
    else this.log.add(command.at, "command", `${command.set} is set to ${Number(command.value.toPrecision(6))}`)
  }

  /** The same state under a journal without what was done by hand and lies ahead. */
  private forgetCommands(): void {
    const kept = this.commands.filter((command, place) => place < this.told || this.order.commands.includes(command))
    if (kept.length === this.commands.length) return
    this.commands = kept
    this.run = this.runWith(this.commands)
    this.log.run = this.run
  }

  private runWith(commands: ReadonlyArray<Command.Command>): Run {
    const { inputs, scenario } = this.order
    const run = Run.make(scenario, { seed: this.seed, inputs, commands })
    run.restore(this.run.snapshot())
    return run
  }

  private describe(): About {
    const { scenario } = this.order
    const { world } = this.run
    return {
      name: this.name,
      title: scenario.name,
      question: scenario.question,
      length: world.length,
      seed: this.seed,
      sampleEvery: this.history.every,
      columns: this.columns.map(({ name, unit }) => ({ name, unit })),
      venues: world.venues.map(({ incentives, isNetwork, name }) => ({
        name,
        isNetwork,
        hasToken: incentives.token !== undefined
      })),
      classes: world.streams.map(({ config, name, training }) => ({
        name,
        trains: training !== undefined,
        isPlanned: config.requests.kind === "planned",
        flopPerGpuHour: training === undefined ? 0 : training.tokensOf(3600, 1) * training.flop
      })),
      warmUp: scenario.horizon.kind === "steady" ? scenario.horizon.warm_up : 0,
      regions: Catalog.regionNames,
      gpuModels: Array.from(Catalog.speeds, (_, model) => Catalog.gpuAt(model).name),
      hasMiners: world.sites !== undefined,
      knobs: this.knobs,
      shocks: shocksOf(scenario)
    }
  }
}
