/** The crossing: how fast the access links of a training run over the internet must be for it to cost as much, at equal loss, as in a data centre. */
import { hour } from "../units/Time.ts"
import { tokensFactor } from "./model/CriticalBatch.ts"
import { Gang } from "./network/Gang.ts"
import { Pace, type Training } from "./Pace.ts"
import { lossAt } from "./model/ScalingLaw.ts"

export interface LevelQuestion {
  readonly training: Training
  /** Who trains, over whichever links: these are replaced. */
  readonly gang: Gang
  /** GPUs that share the batch. */
  readonly wanted: number
  /** Tokens for which a data centre with a small batch would have the loss at which costs are compared. */
  readonly reference: number
  /** phi: tokens for each that those need, for rare and late exchanges. Links do not change it. */
  readonly tokensRatio: number
  readonly usdPerGpuHour: number
  readonly usdPerGigabyte: number
  /** Share of the GPU time that failures leave. */
  readonly goodput: number
  /** USD a useful FLOP in the data centre. */
  readonly central: number
}

/** Why no bandwidth makes the two level: even without waiting at equal tokens a FLOP costs more (`price`), or only with the tokens that rare exchanges
 * take (`replicas`), or with those that the batch takes (`critical batch`), or waiting is for something else than the access links: one flow between regions, delay, slower members
 * (`distance`), or data itself (`egress`). */
export type Hindrance = "price" | "egress" | "replicas" | "critical batch" | "distance"

export type Level =
  /** Up- and download of every owner, bit/s. */
  | { readonly kind: "at"; readonly bandwidth: number }
  /** Cheaper over any link that was looked at, down to this one. */
  | { readonly kind: "always"; readonly bandwidth: number }
  | {
      readonly kind: "never"
      /** Each of these alone would have to go, or all of them together. */
      readonly because: ReadonlyArray<Hindrance>
      readonly together: boolean
      readonly cost: number
    }

/** Slowest and fastest link looked at, bit/s. */
export const slowest = 1e4
export const fastest = 1e13

/** Finds it by bisection: cost never rises with bandwidth. One owner alone has no links: then price decides. */
export const levelBandwidth = (question: LevelQuestion): Level => {
  const { central } = question
  const cost = (bandwidth: number): number => costPerFlop(question, bandwidth)
  if (cost(slowest) <= central) return { kind: "always", bandwidth: slowest }
  const least = cost(fastest)
  if (least > central) return { kind: "never", ...hindrancesOf(question), cost: least }
  let low = Math.log(slowest)
  let high = Math.log(fastest)
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2
    if (cost(Math.exp(middle)) <= central) high = middle
    else low = middle
  }
  return { kind: "at", bandwidth: Math.exp(high) }
}

/** USD a useful FLOP over links of this bandwidth in both directions. */
export const costPerFlop = (question: LevelQuestion, bandwidth: number): number => {
  const pace = paceOver(question, bandwidth)
  return costPerToken(question, pace) * question.tokensRatio * batchFactorOf(question, pace)
}

/** USD a FLOP that is trained, useful or not. */
const costPerToken = (
  { gang, goodput, training, usdPerGigabyte, usdPerGpuHour }: LevelQuestion,
  pace: Pace
): number => {
  const machines = (gang.size * usdPerGpuHour) / hour / goodput
  const data = (pace.sending / 8e9) * usdPerGigabyte
  return (machines + data) / pace.tokensPerSecond / training.flop
}

const batchFactorOf = ({ reference, training }: LevelQuestion, pace: Pace): number => {
  const all = pace.tokensPerSecond * pace.step
  const loss = lossAt(training.law, training.practice.model.parameters, reference)
  return tokensFactor(pace.innerSteps > 1 ? all / pace.replicas : all, loss)
}

const paceOver = ({ gang, reference, training, wanted }: LevelQuestion, bandwidth: number): Pace => {
  const over = new Gang()
  for (let member = 0; member < gang.count; member++)
    over.add(gang.gpuModel[member] ?? 0, gang.gpus[member] ?? 0, gang.region[member] ?? 0, bandwidth, bandwidth)
  const pace = new Pace()
  if (!training.pace(over, reference, wanted, pace)) throw new RangeError("the gang does not hold the model")
  return pace
}

/** What is in the way when even the fastest links are not enough: every cause whose removal alone would make the two level; if none would, all that cost something. */
const hindrancesOf = (question: LevelQuestion): Pick<Level & { readonly kind: "never" }, "because" | "together"> => {
  const { central, gang, goodput, tokensRatio, training, usdPerGpuHour } = question
  const pace = paceOver(question, fastest)
  const perSecond = (gang.size * usdPerGpuHour) / hour / goodput
  // Nobody waits for anybody.
  const bare = (perSecond * pace.compute) / pace.step / pace.tokensPerSecond / training.flop
  if (bare > central) return { because: ["price"], together: false }
  const all = costPerFlop(question, fastest)
  const token = costPerToken(question, pace)
  const batch = batchFactorOf(question, pace)
  const data = ((pace.sending / 8e9) * question.usdPerGigabyte) / pace.tokensPerSecond / training.flop
  const without: ReadonlyArray<readonly [Hindrance, number]> = [
    ["distance", (bare + data) * tokensRatio * batch],
    ["egress", (token - data) * tokensRatio * batch],
    ["replicas", token * batch],
    ["critical batch", token * tokensRatio]
  ]
  const alone = without.filter(([, cost]) => cost <= central)
  const some = without.filter(([, cost]) => cost < 0.99 * all)
  return { because: (alone.length > 0 ? alone : some).map(([name]) => name), together: alone.length === 0 }
}
