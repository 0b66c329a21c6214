/** The loss that a model reaches: from its parameters and the tokens that it saw.
 *
 * L(N, D) = E + A / N^alpha + B / D^beta, in nats per token: E is what no model can learn, the second term what a model of this size
 * cannot hold, the third what it has not seen yet. Two published sets of constants for it (`laws`), both fitted to the same runs.
 *
 * **Gotchas** The power laws of Charles et al. 2025 (arXiv 2503.09799), which have no floor, are not among them: they end 3 to 4% low at 10B parameters, which is more than all that
 * DiLoCo costs. Losses depend on the tokens' vocabulary and on the text: those of two sources differ by more than any arm of a comparison. */
import { Schema } from "effect"

/** Constants of L(N, D) = floor + a / N^alpha + b / D^beta, nats per token. */
export interface Law {
  readonly name: string
  /** E: the loss that is left with any model and any number of tokens. */
  readonly floor: number
  readonly a: number
  readonly b: number
  readonly alpha: number
  readonly beta: number
  readonly source: string
  /** Standard errors of the constants, where they are believable. */
  readonly errors?: LawErrors
}

export interface LawErrors {
  readonly floor: number
  readonly a: number
  readonly b: number
  readonly alpha: number
  readonly beta: number
}

/** Published constants. The refit read the runs off a figure of Hoffmann et al. and found that their constants fit them badly, and that
 * their intervals are too narrow to be believed: so that set has no errors. */
export const laws = {
  refit: {
    name: "refit",
    floor: 1.8172,
    a: 482.01,
    b: 2085.43,
    alpha: 0.3478,
    beta: 0.3658,
    source: "Besiroglu et al. 2024, Chinchilla Scaling: A replication attempt (arXiv 2404.10102)",
    errors: { floor: 0.03, a: 124.58, b: 1293.23, alpha: 0.02, beta: 0.02 }
  },
  hoffmann: {
    name: "hoffmann",
    floor: 1.69,
    a: 406.4,
    b: 410.7,
    alpha: 0.34,
    beta: 0.28,
    source: "Hoffmann et al. 2022, Training Compute-Optimal Large Language Models (arXiv 2203.15556), approach 3"
  }
} as const satisfies Record<string, Law>

/** Loss of a model of so many parameters after so many tokens, nats per token. */
export const lossAt = (law: Law, parameters: number, tokens: number): number =>
  floorOf(law, parameters) + law.b * tokens ** -law.beta

/** The loss that a model of this size comes near with ever more tokens, and never reaches. */
export const floorOf = (law: Law, parameters: number): number => law.floor + law.a * parameters ** -law.alpha

/** Tokens after which a model has this loss; `Infinity` at its floor and below: `belowFloor` then says what would work. */
export const tokensFor = (law: Law, parameters: number, loss: number): number => {
  const learnt = loss - floorOf(law, parameters)
  return learnt > 0 ? (law.b / learnt) ** (1 / law.beta) : Number.POSITIVE_INFINITY
}

/** Parameters that a model needs more than, if it is to reach this loss with any number of tokens; `Infinity` at the law's own floor and
 * below. */
export const smallestModel = (law: Law, loss: number): number =>
  loss > law.floor ? (law.a / (loss - law.floor)) ** (1 / law.alpha) : Number.POSITIVE_INFINITY

/** A model and its tokens. */
export interface Run {
  readonly parameters: number
  readonly tokens: number
}

/** The run that reaches a loss with the least compute, 6 N D; `undefined` at the law's floor and below. At the least, another percent of
 * parameters buys as much loss as another percent of tokens: alpha A / N^alpha = beta B / D^beta. */
export const cheapestRun = (law: Law, loss: number): Run | undefined => {
  const above = loss - law.floor
  if (!(above > 0)) return undefined
  const exponents = law.alpha + law.beta
  return {
    parameters: ((law.a * exponents) / (above * law.beta)) ** (1 / law.alpha),
    tokens: ((law.b * exponents) / (above * law.alpha)) ** (1 / law.beta)
  }
}

/** The run of least loss for a budget of FLOP = 6 N D (Hoffmann et al. 2022, equation 4).
 *
 * **Gotchas** Tokens a parameter are no constant of a law: at Chinchilla's own budget, 5.76e23 FLOP, the refit gives 18 and Hoffmann's
 * constants, as rounded, 93; the famous 20 are those of Hoffmann et al.'s approaches 1 and 2. */
export const computeOptimal = (law: Law, flop: number): Run => {
  const exponents = law.alpha + law.beta
  const balance = ((law.alpha * law.a) / (law.beta * law.b)) ** (1 / exponents)
  const parameters = balance * (flop / 6) ** (law.beta / exponents)
  return { parameters, tokens: flop / 6 / parameters }
}

/** A target loss that a model cannot reach. */
export class TargetBelowFloor extends Schema.TaggedError<TargetBelowFloor>()("TargetBelowFloor", {
  law: Schema.String,
  parameters: Schema.Number,
  loss: Schema.Number,
  /** What this model comes near with any number of tokens. */
  floor: Schema.Number,
  /** What any model comes near. */
  lawFloor: Schema.Number,
  /** A model must be larger than this; `Infinity`: none is large enough. */
  smallestModel: Schema.Number,
  /** The run that reaches the loss with the least compute, if any does. */
  cheapest: Schema.optionalKey(Schema.Struct({ parameters: Schema.Number, tokens: Schema.Number }))
}) {
  /** What the program ends with: the user can put it right. */
  get exitCode(): number {
    return 2
  }

  override get message(): string {
    const found = `a loss of ${this.loss} is out of reach for ${count(this.parameters)} parameters`
    const allowed = `by the law "${this.law}" they come near ${this.floor.toFixed(3)} with any number of tokens`
    if (this.cheapest === undefined)
      return `${found}: ${allowed}, and any model near ${this.lawFloor.toFixed(3)}; ask for a loss above that`
    const { parameters, tokens } = this.cheapest
    const model = `more than ${count(this.smallestModel)} parameters`
    const run = `the least compute takes ${count(parameters)} parameters and ${count(tokens)} tokens`
    return `${found}: ${allowed}; ask for a loss above that, or take ${model}: ${run}`
  }
}

/** Why a model cannot reach a loss, and what would; `undefined` if it can. For an arm whose loss is multiplied and added to, ask for the
 * loss that the law itself must reach: (loss - added) / multiplier. */
export const belowFloor = (law: Law, parameters: number, loss: number): TargetBelowFloor | undefined => {
  const floor = floorOf(law, parameters)
  if (loss > floor) return undefined
  const cheapest = cheapestRun(law, loss)
  return new TargetBelowFloor({
    law: law.name,
    parameters,
    loss,
    floor,
    lawFloor: law.floor,
    smallestModel: smallestModel(law, loss),
    ...(cheapest === undefined ? {} : { cheapest })
  })
}

/** A number with three digits and the letter of its thousands. */
const count = (value: number): string => {
  for (const [letter, size] of [
    ["T", 1e12],
    ["B", 1e9],
    ["M", 1e6],
    ["k", 1e3]
  ] as const)
    if (value >= 0.9995 * size && value < 1e18) return `${Number((value / size).toPrecision(3))}${letter}`
  return String(Number(value.toPrecision(3)))
}
