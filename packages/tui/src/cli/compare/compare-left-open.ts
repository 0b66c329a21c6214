/** What the laws of loss leave open about a comparison: how many tokens equal loss takes is an estimate, and time, cost and energy of a training job go with it. */
import { Catalog, EqualLoss, Gang, LevelBandwidth, Pace, type Scenario, type ScenarioTrial, Training } from "@lode/sim"

type TrainingConfig = NonNullable<Scenario["demand"][string]["training"]>
type Gangs = ScenarioTrial.RunOutcome["gangs"]

/** Factors on what the second side takes, at both ends of the middle 95%; `Infinity`: it never gets there. */
export interface LeftOpen {
  readonly low: number
  readonly high: number
}

const bitsOfGigabyte = 8e9
const secondsOfHour = 3600

/** A gang that a class got, to be asked what is open about it. */
export class AskedGang {
  readonly training: Training
  readonly tokens: number
  private readonly gang = new Gang()
  private readonly pace = new Pace()
  private readonly holds: boolean

  constructor(config: TrainingConfig, { members, tokens }: ScenarioTrial.FirstGang) {
    this.training = new Training(config)
    this.tokens = tokens
    for (const { download, gpuModel, gpus, region, upload } of members)
      this.gang.add(Catalog.gpuIndex(gpuModel), gpus, Catalog.regionIndex(region), upload, download)
    this.holds = this.training.pace(this.gang, tokens, this.gang.size, this.pace)
  }

  /** What its exchanges do to the loss. */
  get exchanging(): EqualLoss.Arm {
    return this.holds ? this.training.lossOfExchanging(this.pace.replicas) : EqualLoss.plain
  }

  /** Tokens for each that one data centre needs for the same loss; `undefined` for a gang that does not hold the model. */
  tokensRatio(): EqualLoss.Range | undefined {
    if (!this.holds) return undefined
    const { pace, tokens, training } = this
    const { parameters } = training.practice.model
    const { estimate, high, low } = EqualLoss.interval(training.law, parameters, tokens, this.exchanging).tokensRatio
    // What a batch beyond the critical one takes besides is the same whatever the law of replicas.
    const batch = Number.isFinite(estimate) ? pace.tokensRatio / estimate : 1
    return { estimate: batch * estimate, low: batch * low, high: batch * high }
  }

  /** The crossing at the estimate and at both ends of what is left open; `undefined` where exchanges take a measured time, which links do not change.
   *
   * @param usdPerGpuHour all that was paid for a GPU-hour: what its members sent each other is in it, and counted with the links instead */
  levels(
    central: number,
    usdPerGpuHour: number,
    usdPerGigabyte: number
  ): Readonly<Record<"estimate" | "low" | "high", LevelBandwidth.Level>> | undefined {
    const { gang, pace, tokens, training } = this
    if (training.synchronisation.measuredExchange > 0 || !this.holds) return undefined
    const { parameters } = training.practice.model
    const { estimate, high, low } = EqualLoss.interval(training.law, parameters, tokens, this.exchanging).tokensRatio
    const usdOfSending = ((pace.sending / bitsOfGigabyte) * usdPerGigabyte * secondsOfHour) / gang.size
    const level = (tokensRatio: number): LevelBandwidth.Level =>
      LevelBandwidth.levelBandwidth({
        training,
        gang,
        wanted: gang.size,
        reference: tokens,
        tokensRatio,
        usdPerGpuHour: Math.max(0, usdPerGpuHour - usdOfSending),
        usdPerGigabyte,
        goodput: 1,
        central
      })
    return { estimate: level(estimate), low: level(low), high: level(high) }
  }
}

/** One side of a comparison: its scenario, and the first gang on a network of each class in its first replication. Who trains in one place has none. */
export interface TrainingSide {
  readonly scenario: Scenario
  readonly gangs: Gangs
}

/** Figures that go with the tokens of all training jobs, and those that do where nobody does anything else. */
const ofTraining = ["training_run_mean", "usd_per_effective_exaflop"]
const ofAllJobs = ["turnaround_mean", "run_mean", "paid_per_job", "energy_per_job", "gpu_hours", "paid_usd"]
const ofOneClass = ["run_mean", "usd_per_effective_exaflop"]

/** What is open about the metrics of the second side against the first, by name. Several classes together: the widest of theirs.
 *
 * *Gotchas* Both sides meet the same errors of the law, so two variants that exchange alike leave nothing open. */
export const leftOpen = (first: TrainingSide, second: TrainingSide): ReadonlyMap<string, LeftOpen> => {
  const found = new Map<string, LeftOpen>()
  const classes = Object.entries(second.scenario.demand)
  const all: Array<LeftOpen> = []
  for (const [name, { training }] of classes) {
    const open = training === undefined ? undefined : openOfClass(name, training, first, second)
    if (open === undefined) continue
    all.push(open)
    for (const metric of ofOneClass) found.set(`${name}.${metric}`, open)
  }
  if (all.length === 0) return found
  const widest = { low: Math.min(...all.map(({ low }) => low)), high: Math.max(...all.map(({ high }) => high)) }
  const trainsOnly = classes.every(([, { training }]) => training !== undefined)
  for (const metric of [...ofTraining, ...(trainsOnly ? ofAllJobs : [])]) found.set(metric, widest)
  return found
}

const openOfClass = (
  name: string,
  training: TrainingConfig,
  first: TrainingSide,
  second: TrainingSide
): LeftOpen | undefined => {
  const before = first.scenario.demand[name]?.training
  if (before === undefined) return undefined
  const [one, other] = [asked(before, first.gangs[name]), asked(training, second.gangs[name])]
  const known = other ?? one
  // Of another model or law the same loss means something else.
  if (known === undefined || before.law !== training.law) return undefined
  if (before.model.parameters !== training.model.parameters) return undefined
  const { estimate, high, low } = EqualLoss.tokensBetween(
    known.training.law,
    training.model.parameters,
    known.tokens,
    one?.exchanging ?? EqualLoss.plain,
    other?.exchanging ?? EqualLoss.plain
  )
  if (!(estimate > 0 && estimate < Infinity) || low === high) return undefined
  return { low: low / estimate, high: high / estimate }
}

const asked = (config: TrainingConfig, gang: ScenarioTrial.FirstGang | undefined): AskedGang | undefined =>
  gang === undefined ? undefined : new AskedGang(config, gang)
