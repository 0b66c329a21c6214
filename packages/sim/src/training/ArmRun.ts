/** The run of an arm, simulated with its failures: whose machines, what for, and how long it takes them under as many lucks as asked for. */
import tQuantile from "@stdlib/stats-base-dists-t-quantile"
import type * as EqualLoss from "./model/EqualLoss.ts"
import type { Pace } from "./Pace.ts"
import type { Law } from "./model/ScalingLaw.ts"
import * as TrainingRun from "./run/TrainingRun.ts"
import { hour } from "../units/Time.ts"

/** A run that takes this many times as long as without failures is not going to end. */
const horizonFactor = 50
/** Events that all simulations of an arm may take together, about: a longer run is simulated in part, and the rest goes like that part. */
const mostEvents = 4e6

/** Machines that train, and what they cost. */
export interface Machines {
  readonly pace: Pace
  /** GPUs that take part at a time, on average. */
  readonly gpus: number
  /** Parties that come, go and fail as one, there or not: replicas. */
  readonly peers: number
  readonly waits: boolean
  /** Mean USD of a GPU-hour. */
  readonly price: number
  /** Mean kW of a GPU, with its share of the site. */
  readonly power: number
  /** USD/GB. */
  readonly egress: number
  /** Time in which a party that joins fetches the state, s, and bytes that it fetches; means. */
  readonly joining: { readonly seconds: number; readonly bytes: number }
  /** What rare and late exchanges do to the loss. */
  readonly exchanging: EqualLoss.Arm
  readonly churn?: TrainingRun.TrainingRunSetup["churn"]
}

/** What the arms of a set-up have in common. */
export interface Goal {
  readonly law: Law
  readonly parameters: number
  /** FLOP of a token. */
  readonly flop: number
  /** Tokens that are trained on, in every arm; `undefined`: as many as the target takes. */
  readonly tokens: number | undefined
  /** Tokens of the law that stand for the loss at which arms are compared: those of a data centre with a batch up to the critical one. */
  readonly reference: number
  /** FLOP/s, s and the like of the run: see `TrainingRunSetup`. */
  readonly failuresPerGpuHour: number
  readonly restartSeconds: number
  readonly checkpoint: { readonly every: number; readonly stall: number }
  readonly continuation: "restart" | "elastic"
  readonly replications: number
  readonly seed: number
}

/** A mean over simulations with the half-width of its 95% interval. */
export interface Estimate {
  readonly mean: number
  readonly halfWidth: number
}

/** What came out of all simulations: times and GPU-hours of each, the others as means. */
export interface Simulated {
  readonly seconds: ReadonlyArray<number>
  readonly gpuHours: ReadonlyArray<number>
  readonly goodput: number
  readonly failures: number
  /** Times that a party fetched the state. */
  readonly joins: number
  readonly finishes: boolean
  readonly simulated: number
}

/** Simulates the run under as many lucks as asked for. Steps last as their pace says, waiting included. */
export const simulate = (goal: Goal, machines: Machines, tokens: number): Simulated => {
  const { churn, gpus, pace, peers, waits } = machines
  const gpusPerPeer = gpus / pace.replicas
  const tokensPerStep = (pace.tokensPerSecond * pace.step) / pace.replicas
  const ideal = tokens / pace.tokensPerSecond
  // Seconds that a simulation may last; a quarter of it without failures, since with them it takes longer.
  const longest = mostEvents / goal.replications / eventRateOf(goal, machines)
  const simulated = Math.min(1, longest / 4 / ideal)
  const seconds: Array<number> = []
  const gpuHours: Array<number> = []
  let goodput = 0
  let failures = 0
  let joins = 0
  let finishes = true
  for (let replication = 0; replication < goal.replications; replication++) {
    const run = TrainingRun.run(
      {
        peers,
        // Whose GPUs are idle may fail as they like.
        gpusPerPeer: pace.working * gpusPerPeer,
        stepSeconds: pace.step,
        innerSteps: pace.innerSteps,
        exchangeSeconds: 0,
        tokensPerStep,
        waits,
        continuation: goal.continuation,
        failuresPerGpuHour: goal.failuresPerGpuHour,
        restartSeconds: goal.restartSeconds,
        joinSeconds: machines.joining.seconds,
        checkpoint: goal.checkpoint,
        ...(churn === undefined ? {} : { churn }),
        straggle: 0,
        tokens: simulated * tokens,
        horizon: Math.max(2 * pace.step * pace.innerSteps, Math.min(longest, horizonFactor * simulated * ideal))
      },
      goal.seed + replication
    )
    // The last round is whole, and so may train on more; what was not reached takes as long again.
    const scale = tokens / run.tokens
    seconds.push(run.seconds * scale)
    const steps = tokens / tokensPerStep
    gpuHours.push((steps * pace.step * gpusPerPeer) / run.goodput / hour)
    goodput += run.goodput / goal.replications
    failures += (run.failures * scale) / goal.replications
    // Under `restart` all still hold the checkpoint; else who failed has lost what it held.
    const fetched = run.joins + (waits && goal.continuation === "restart" ? 0 : run.failures)
    joins += (fetched * scale) / goal.replications
    finishes &&= run.finished
  }
  return { seconds, gpuHours, goodput, failures, joins, finishes, simulated }
}

/** Events a second, about: changes of peers, checkpoints, exchanges of islands. */
const eventRateOf = (goal: Goal, { churn, gpus, pace, peers, waits }: Machines): number => {
  const failing = (goal.failuresPerGpuHour * pace.working * gpus) / hour
  const changing = 2 * (failing + (churn === undefined ? 0 : peers / (churn.stay + churn.away)))
  const rounds = 1 / (pace.step * pace.innerSteps)
  const saving = Math.min(rounds, 1 / Math.max(60, goal.checkpoint.every))
  return changing + (waits ? saving + changing : rounds * pace.replicas)
}

export const average = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length

/** Mean and half of its 95% interval, Student's t. */
export const estimate = (values: ReadonlyArray<number>): Estimate => {
  const mean = average(values)
  if (!Number.isFinite(mean)) return { mean, halfWidth: 0 }
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0)
  const deviation = Math.sqrt(squares / (values.length - 1))
  return { mean, halfWidth: (tQuantile(0.975, values.length - 1) * deviation) / Math.sqrt(values.length) }
}
