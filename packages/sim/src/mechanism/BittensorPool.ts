/** A subnet's pool as a calculator. */
import { Schema } from "effect"
import { leastWeight, SubnetPool } from "../token/subnet/SubnetPool.ts"
import * as Field from "../units/Field.ts"
import { mechanism } from "./Mechanism.ts"

const source = "opentensor/subtensor: pallets/swap/src/pallet/balancer.rs"
const positive = { minimum: 0 }
const weights = { minimum: leastWeight, maximum: 1 - leastWeight }

const Step = Schema.Union([
  Schema.Struct({
    kind: Schema.tag("buy"),
    tao: Field.number(positive)({ description: "TAO that goes in, fee included", unit: "TAO" })
  }).annotate({ description: "buys alpha" }),
  Schema.Struct({
    kind: Schema.tag("sell"),
    alpha: Field.number(positive)({ description: "Alpha that goes in, fee included", unit: "token" })
  }).annotate({ description: "sells alpha" }),
  Schema.Struct({
    kind: Schema.tag("sell-for"),
    tao: Field.number(positive)({ description: "TAO that shall come out, less than there is", unit: "TAO" })
  }).annotate({ description: "sells so much alpha as brings the TAO" }),
  Schema.Struct({
    kind: Schema.tag("inject"),
    tao: Field.number(positive)({ description: "TAO added", unit: "TAO", default: 0, source: "setting" }),
    alpha: Field.number(positive)({ description: "Alpha added", unit: "token", default: 0, source: "setting" })
  }).annotate({ description: "adds liquidity without moving the price" }),
  Schema.Struct({
    kind: Schema.tag("move"),
    price: Field.number(positive)({ description: "Price to trade to", unit: "TAO" })
  }).annotate({ description: "buys or sells until the price is reached" })
])

const Input = Schema.Struct({
  alpha: Field.number(positive)({ description: "Alpha in the pool", unit: "token" }),
  tao: Field.number(positive)({ description: "TAO in the pool", unit: "TAO" }),
  alpha_weight: Schema.optionalKey(
    Field.number(weights)({ description: "Weight of the alpha side; from price, or a half, when not given" })
  ),
  price: Schema.optionalKey(Field.number(positive)({ description: "Price that the weights shall make", unit: "TAO" })),
  fee: Field.number({ minimum: 0, maximum: 65_534 })({
    description:
      "Share of what goes in that leaves the pool for the block's author, in parts of 65535; the runtime sets 33",
    default: 0,
    source: "setting"
  }),
  steps: Field.list(Step)({ description: "What happens, in order" })
})
type Input = typeof Input.Type

/** Weight of the alpha side; not within its limits when no such pool can be. */
const weightOf = ({ alpha, alpha_weight, price, tao }: Input): number =>
  alpha_weight ?? (price === undefined ? 0.5 : (price * alpha) / (price * alpha + tao))

const possible = Schema.makeFilter((input: Input) => {
  if (!(input.alpha > 0)) return { path: ["alpha"], issue: "Expected more than 0" }
  if (!(input.tao > 0)) return { path: ["tao"], issue: "Expected more than 0" }
  if (input.price !== undefined && input.alpha_weight !== undefined) {
    return { path: ["price"], issue: "Expected either a price or alpha_weight: one follows from the other" }
  }
  const weight = weightOf(input)
  if (!(weight >= weights.minimum && weight <= weights.maximum)) {
    const least = (weights.minimum / weights.maximum) * (input.tao / input.alpha)
    const most = (weights.maximum / weights.minimum) * (input.tao / input.alpha)
    return {
      path: ["price"],
      issue: `Expected ${least} to ${most} with these reserves: no weight may be below ${leastWeight}`
    }
  }
  const at = input.steps.findIndex((step) => step.kind === "move" && !(step.price > 0))
  return at < 0 ? undefined : { path: ["steps", at, "price"], issue: "Expected more than 0" }
})

const Told = Schema.Struct({
  alpha_out: Field.number()({ description: "Alpha that came out", unit: "token" }),
  tao_out: Field.number()({ description: "TAO that came out", unit: "TAO" }),
  alpha_in: Field.number()({ description: "Alpha that went in, fee included", unit: "token" }),
  tao_in: Field.number()({ description: "TAO that went in, fee included", unit: "TAO" }),
  done: Field.flag({
    description:
      "Whether it was done: an injection that brings a weight below 0.01 is not, nor a sale for more TAO than there is"
  }),
  alpha: Field.number()({ description: "Alpha in the pool after it", unit: "token" }),
  tao: Field.number()({ description: "TAO in the pool after it", unit: "TAO" }),
  alpha_weight: Field.number()({ description: "Weight of the alpha side after it" }),
  price: Field.number()({ description: "Price after it", unit: "TAO" })
})

type Trade = Exclude<typeof Step.Type, { readonly kind: "inject" }>
const taoFor = (pool: SubnetPool, step: Trade): number =>
  step.kind === "buy" ? step.tao : step.kind === "move" ? pool.taoToReach(step.price) : 0
const alphaFor = (pool: SubnetPool, step: Trade): number => {
  if (step.kind === "sell") return step.alpha
  if (step.kind === "sell-for") return pool.alphaFor(step.tao)
  return step.kind === "move" ? pool.alphaToReach(step.price) : 0
}

const perform = (pool: SubnetPool, step: typeof Step.Type): typeof Told.Type => {
  let alphaIn = 0
  let taoIn = 0
  let alphaOut = 0
  let taoOut = 0
  let done = true
  if (step.kind === "inject") {
    done = pool.inject(step.tao, step.alpha)
    taoIn = done ? step.tao : 0
    alphaIn = done ? step.alpha : 0
  } else {
    taoIn = taoFor(pool, step)
    alphaIn = alphaFor(pool, step)
    done = Number.isFinite(alphaIn)
    if (!done) alphaIn = 0
    alphaOut = pool.buy(taoIn)
    taoOut = pool.sell(alphaIn)
  }
  return {
    alpha_out: alphaOut,
    tao_out: taoOut,
    alpha_in: alphaIn,
    tao_in: taoIn,
    done,
    alpha: pool.alpha,
    tao: pool.tao,
    alpha_weight: pool.alphaWeight,
    price: pool.price
  }
}

export const pool = mechanism({
  name: "subnet-pool",
  description: "Bittensor: trades and injections in a subnet's weighted pool of alpha and TAO",
  rules:
    "With x alpha of weight w₁ and y TAO of weight w₂ = 1 − w₁ the price is w₁y / (w₂x). Buying with Δy gives x · (1 − (y / (y + Δy))^(w₂/w₁)), selling Δx gives y · (1 − (x / (x + Δx))^(w₁/w₂)), after the fee on what goes in. " +
    "Equal weights are a constant product. Injected liquidity moves the weights so that the price stays; one that would bring a weight below 0.01 is refused. Alpha that brings Δy: x · ((y / (y − Δy))^(w₂/w₁) − 1). To reach p′ by buying takes y · ((p′/p)^w₁ − 1), by selling x · ((p/p′)^w₂ − 1).",
  source,
  input: Input.check(possible),
  output: Schema.Struct({
    price: Field.number()({ description: "Price before the first step", unit: "TAO" }),
    steps: Field.list(Told)({ description: "What each step did, and the pool after it" }),
    alpha_fees: Field.number()({ description: "Fees in alpha", unit: "token" }),
    tao_fees: Field.number()({ description: "Fees in TAO", unit: "TAO" })
  }),
  example: {
    alpha: 1000,
    tao: 100,
    fee: 33,
    steps: [
      { kind: "buy", tao: 10 },
      { kind: "inject", tao: 5, alpha: 10 },
      { kind: "sell", alpha: 50 }
    ]
  },
  compute: (input) => {
    const pool = new SubnetPool(input.alpha, input.tao, weightOf(input), input.fee / 65_535)
    const price = pool.price
    const steps = input.steps.map((step) => perform(pool, step))
    return { price, steps, alpha_fees: pool.alphaFees, tao_fees: pool.taoFees }
  }
})
