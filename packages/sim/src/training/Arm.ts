/** One way to carry out a training run, reckoned through: from how fast its machines train to what the whole run takes and costs. The order is that of `armOf`: tokens,
 * the run simulated with its failures, money and energy, where the GPU time went. */
import { average, estimate, type Estimate, type Goal, type Machines, simulate } from "./ArmRun.ts"
import { criticalBatch, tokensFactor } from "./model/CriticalBatch.ts"
import * as EqualLoss from "./model/EqualLoss.ts"
import type { Pace } from "./Pace.ts"
import { lossAt, tokensFor } from "./model/ScalingLaw.ts"

export type { Estimate } from "./ArmRun.ts"

const bitsOfGigabyte = 8e9
/** What the loss of the comparison takes: at the mean of the luck, and in the middle 95% of what the laws of loss leave open. `Infinity`: never reached. */
export interface EqualLossTakes {
  readonly tokens: EqualLoss.Range
  /** s */
  readonly seconds: EqualLoss.Range
  readonly gpuHours: EqualLoss.Range
  /** MWh */
  readonly energy: EqualLoss.Range
  /** USD */
  readonly cost: EqualLoss.Range
  /** USD for each FLOP that a data centre with a small batch needs to that loss. */
  readonly costPerFlop: EqualLoss.Range
}

/** Shares of the GPU time that was paid for; they add up to one. */
export interface Shares {
  /** Computing that one data centre with a small batch would need too. */
  readonly compute: number
  /** Tokens that make up for rare exchanges. */
  readonly replicas: number
  /** Tokens that make up for a large batch. */
  readonly criticalBatch: number
  readonly stragglers: number
  readonly memory: number
  readonly bandwidth: number
  readonly latency: number
  /** Of owners that do not hold a replica where others do. */
  readonly idle: number
  /** Work lost, restarts, checkpoints, waiting to take part. */
  readonly failures: number
}
export type Cause = keyof Shares

export interface Arm {
  readonly pace: Readonly<Pace>
  readonly gpus: number
  /** USD a GPU-hour. */
  readonly price: number
  /** Of a party that joins, see `Machines`. */
  readonly joining: Machines["joining"]
  /** Tokens of a step that are averaged as one: all, or those of a replica where they average weights every so often. */
  readonly batch: number
  readonly criticalBatch: number
  /** Tokens needed over those of a batch up to the critical one; 1 or more. */
  readonly batchFactor: number
  /** phi at the loss of the comparison, with what it could be; 1 or more in the middle. */
  readonly tokensRatio: EqualLoss.Range
  /** Tokens of the run. */
  readonly tokens: number
  readonly equalLoss: EqualLossTakes
  readonly loss: EqualLoss.Range
  /** Time if nothing failed and nobody left, s. */
  readonly secondsWithoutFailures: number
  readonly seconds: Estimate
  /** Whether all simulations reached the end in fifty times that. */
  readonly finishes: boolean
  /** Share of the run that was simulated. */
  readonly simulated: number
  readonly failures: number
  /** Share of the GPU time that became lasting steps. */
  readonly goodput: number
  readonly gpuHours: number
  /** MWh. */
  readonly energy: number
  /** Bytes that parties sent each other. */
  readonly sent: number
  readonly egressCost: number
  /** USD, egress included. */
  readonly cost: Estimate
  readonly shares: Shares
}

/** Tokens averaged as one step: where replicas train alone for many steps it is each for itself (Charles et al. 2025, arXiv 2503.09799: DiLoCo hardly minds a batch twice
 * or four times as large, data-parallel does). */
export const batchOf = (pace: Readonly<Pace>): number => {
  const all = pace.tokensPerSecond * pace.step
  return pace.innerSteps > 1 ? all / pace.replicas : all
}

/** Loss after so many tokens: the larger the batch, the fewer of them count, and how many depends on the loss reached. */
export const lossAfter = (
  { law, parameters }: Pick<Goal, "law" | "parameters">,
  { exchanging, pace }: Pick<Machines, "pace" | "exchanging">,
  tokens: number
): number => {
  const batch = batchOf(pace)
  const lossWith = (factor: number): number =>
    exchanging.multiplier * lossAt(law, parameters, tokens / factor) + exchanging.addedLoss
  let loss = lossWith(1)
  for (let round = 0; round < 50; round++) loss = lossWith(tokensFactor(batch, loss))
  return loss
}

/** Tokens that these machines need for the loss of the comparison. */
export const tokensForEqualLoss = (
  goal: Pick<Goal, "law" | "parameters" | "reference">,
  machines: Machines
): number => {
  const { addedLoss, multiplier } = machines.exchanging
  return (
    withoutExchanging(goal, machines) *
    EqualLoss.tokensRatio(goal.law, goal.parameters, goal.reference, multiplier, addedLoss)
  )
}

/** The same if exchanges were not rare: the batch alone counts. */
const withoutExchanging = (
  { law, parameters, reference }: Pick<Goal, "law" | "parameters" | "reference">,
  { pace }: Machines
): number => reference * tokensFactor(batchOf(pace), lossAt(law, parameters, reference))

/** Reckons an arm through. */
export const armOf = (goal: Goal, machines: Machines): Arm => {
  const { law, parameters, reference } = goal
  const { exchanging, gpus, pace, price } = machines
  const batch = batchOf(pace)
  const tokens = goal.tokens ?? tokensForEqualLoss(goal, machines)
  const reached = lossAfter(goal, machines, tokens)
  const batchFactor = tokensFactor(batch, reached)
  const run = simulate(goal, machines, tokens)
  const secondsOfSteps = tokens / pace.tokensPerSecond
  // Of a run that never ends, what the tokens take: the rest has no end either.
  const fetched = Number.isFinite(run.joins) ? run.joins * machines.joining.bytes : 0
  const sent = (pace.sending * secondsOfSteps) / 8 + fetched
  const egressCost = ((8 * sent) / bitsOfGigabyte) * machines.egress
  const gpuHours = average(run.gpuHours)
  const cost = estimate(run.gpuHours.map((hours) => hours * price + egressCost))
  const energy = (gpuHours * machines.power) / 1000
  const { tokensRatio } = EqualLoss.interval(law, parameters, reference, exchanging)
  // All that a run takes goes with its tokens.
  const needed = scaled(tokensRatio, withoutExchanging(goal, machines))
  const takes = (whole: number): EqualLoss.Range => scaled(needed, whole / tokens)
  const seconds = estimate(run.seconds)
  return {
    pace,
    gpus,
    price,
    joining: machines.joining,
    batch,
    criticalBatch: criticalBatch(reached),
    batchFactor,
    tokensRatio,
    tokens,
    equalLoss: {
      tokens: needed,
      seconds: takes(seconds.mean),
      gpuHours: takes(gpuHours),
      energy: takes(energy),
      cost: takes(cost.mean),
      costPerFlop: takes(cost.mean / (goal.flop * reference))
    },
    loss: EqualLoss.interval(law, parameters, tokens / batchFactor, exchanging).loss,
    secondsWithoutFailures: secondsOfSteps,
    seconds,
    finishes: run.finishes,
    simulated: run.simulated,
    failures: run.failures,
    goodput: run.goodput,
    gpuHours,
    energy,
    sent,
    egressCost,
    cost,
    shares: sharesOf(
      pace,
      run.goodput,
      exchanging.multiplier > 1 || exchanging.addedLoss > 0 ? phiOf(goal, tokens / batchFactor, reached) : 1,
      batchFactor
    )
  }
}

const scaled = ({ estimate, high, low }: EqualLoss.Range, by: number): EqualLoss.Range => ({
  estimate: estimate * by,
  low: low * by,
  high: high * by
})

/** Tokens over those that the law needs for the loss that was reached. */
const phiOf = ({ law, parameters }: Goal, tokens: number, loss: number): number =>
  Math.max(1, tokens / tokensFor(law, parameters, loss))

const sharesOf = (pace: Pace, goodput: number, ratio: number, batchFactor: number): Shares => {
  const working = goodput * pace.working
  const of = (seconds: number): number => (working * seconds) / pace.step
  const computing = of(pace.compute)
  const needed = computing / ratio
  return {
    compute: needed / batchFactor,
    replicas: computing - needed,
    criticalBatch: needed - needed / batchFactor,
    stragglers: of(pace.stragglers),
    memory: of(pace.memory),
    bandwidth: of(pace.bandwidth),
    latency: of(pace.latency),
    idle: goodput - working,
    // A goodput of all but everything may come out a rounding error above one.
    failures: Math.max(0, 1 - goodput)
  }
}
