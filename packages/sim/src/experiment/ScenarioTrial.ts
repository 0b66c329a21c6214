/** The trial behind `lode run`: one replication of a scenario, in slices, with its series, its providers and, if wanted, its jobs. */
import * as Catalog from "../catalog/Catalog.ts"
import type { Gang } from "../training/network/Gang.ts"
import type { Command } from "../world/Command.ts"
import type { Inputs } from "../world/Compile.ts"
import { gauges } from "../world/Gauges.ts"
import { measure } from "../world/Metrics.ts"
import { Run } from "../world/Run.ts"
import { settleProviders } from "../world/ProviderBooks.ts"
import type { Scenario } from "../world/Scenario.ts"
import type { World } from "../world/World.ts"
import type { Measured } from "./MetricDefinition.ts"
import type { Replication } from "./Replicate.ts"
import type { Trial } from "./Runner.ts"
import { jobRow, openJobs, providerRow, remaining, type Row, siteRows } from "./RunRows.ts"

export { nameOfProvider, providerColumns, type Row } from "./RunRows.ts"

/** What a replication is given: plain data, so that it can be sent to a worker or to another machine. */
export interface Assignment {
  readonly scenario: Scenario
  readonly inputs: Inputs
  readonly commands: ReadonlyArray<Command>
  /** Time removed from the start, s. */
  readonly warmUp: number
  /** Whether rows are wanted: of each job, of each provider, and the series also of replications after the first. */
  readonly jobs: boolean
}

/** The series of a run: a row per sample, columns named and with units. */
export interface RunSeries {
  readonly names: ReadonlyArray<string>
  readonly units: ReadonlyArray<string>
  /** Instants of the rows, s. */
  readonly time: Float64Array
  /** Values, row after row. */
  readonly values: Float64Array
}

/** What a replication gives. */
export interface RunOutcome {
  readonly measured: Measured
  /** Empty when it is not wanted. */
  readonly series: RunSeries
  /** Empty when they are not wanted. */
  readonly providers: ReadonlyArray<Row>
  readonly events: number
  readonly jobs: number
  /** By class of training jobs: the first gang that it got on a network. */
  readonly gangs: Readonly<Record<string, FirstGang>>
}

/** Members of a gang, and the tokens of the job that it trained. */
export interface FirstGang {
  readonly tokens: number
  readonly members: ReadonlyArray<{
    readonly gpuModel: string
    readonly gpus: number
    readonly region: string
    /** Access link, bit/s. */
    readonly upload: number
    readonly download: number
  }>
}

/** Events between two slices: some ten milliseconds. */
const eventsOfSlice = 8192

/** One replication. */
export const scenarioTrial: Trial<Replication<Assignment>, RunOutcome, ReadonlyArray<Row>> = function* ({
  replication,
  scenario: assignment,
  seed
}) {
  const run = Run.make(assignment.scenario, { seed, inputs: assignment.inputs, commands: assignment.commands })
  const { world } = run
  const jobs: Array<Row> = []
  const left: Array<Row> = []
  if (assignment.jobs) {
    world.record({
      job: (_: World, job: number, now: number) => jobs.push(jobRow(world, job, now, replication)),
      provider: (_: World, provider: number, now: number) => left.push(providerRow(world, provider, now))
    })
  }
  const sampler = new Sampler(world, assignment.scenario.sample_every, assignment.jobs || replication === 0)
  let warm = assignment.warmUp === 0
  while (!run.isOver) {
    const until = warm ? sampler.nextAt : Math.min(sampler.nextAt, assignment.warmUp)
    const before = world.simulation.handled
    run.advance(until, eventsOfSlice)
    const paused = world.simulation.handled - before === eventsOfSlice && world.simulation.peek() <= until
    if (!paused) {
      if (!warm && until >= assignment.warmUp) {
        settleProviders(world, until)
        world.clearTallies(until)
        warm = true
      }
      if (until >= sampler.nextAt) sampler.sample(until)
    }
    yield jobs.length > 0 ? { done: run.now / world.length, chunk: jobs.splice(0) } : { done: run.now / world.length }
  }
  if (assignment.jobs) {
    const open = openJobs(world, replication)
    if (open.length > 0) yield { done: 1, chunk: open }
  }
  return {
    measured: measure(world),
    series: sampler.series(),
    providers: assignment.jobs ? [...left, ...remaining(world), ...siteRows(world)] : [],
    events: world.simulation.handled,
    jobs: world.jobsRequested,
    gangs: Object.fromEntries(
      world.streams.flatMap(({ firstGang, firstTokens, name }) =>
        firstGang.count === 0 ? [] : [[name, { tokens: firstTokens, members: membersOf(firstGang) }]]
      )
    )
  }
}

const membersOf = (gang: Gang): FirstGang["members"] =>
  Array.from({ length: gang.count }, (_, member) => ({
    gpuModel: Catalog.gpuAt(gang.gpuModel[member] ?? 0).name,
    gpus: gang.gpus[member] ?? 0,
    region: Catalog.regionAt(gang.region[member] ?? 0).name,
    upload: gang.upload[member] ?? 0,
    download: gang.download[member] ?? 0
  }))

class Sampler {
  nextAt = 0
  private readonly world: World
  private readonly every: number
  private readonly keeps: boolean
  private samples = 0
  private readonly columns: ReturnType<typeof gauges>
  private readonly time: Array<number> = []
  private readonly values: Array<number> = []

  /** `keeps`: whether the series is wanted. */
  constructor(world: World, every: number, keeps: boolean) {
    this.world = world
    this.every = every
    this.keeps = keeps
    this.columns = keeps ? gauges(world) : []
  }

  sample(now: number): void {
    if (this.keeps) this.time.push(now)
    for (const { of } of this.columns) this.values.push(of(this.world))
    const next = ++this.samples * this.every
    this.nextAt = next > this.world.length && now < this.world.length ? this.world.length : next
  }

  series(): RunSeries {
    return {
      names: this.columns.map(({ name }) => name),
      units: this.columns.map(({ unit }) => unit),
      time: Float64Array.from(this.time),
      values: Float64Array.from(this.values)
    }
  }
}
