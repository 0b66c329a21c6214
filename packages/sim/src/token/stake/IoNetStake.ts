/** io.net's stake by hardware: a base for every GPU, times what the GPU earns as a multiple where that is more than one.
 *
 *     8 × H100, multiplier 10:    200 IO × 10 × 8 = 16,000 IO
 *     4 × RTX 4070, multiplier 0.25: 200 IO × 1 × 4 = 800 IO
 *
 * Source: io.net docs, "$IO Staking". Spoofing is slashed, with a month to appeal; each device has one co-staker at most. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"

/** Tokens by what each model of GPU earns. */
export const StakeByHardware = Schema.Struct({
  kind: Schema.tag("stake-by-hardware"),
  base: Field.quantity("tokens")({
    description: "Least tokens to lock for one GPU",
    default: "200 tokens",
    source: "io.net: 200 IO a card (docs)"
  }),
  multipliers: Field.named(
    Field.number({ minimum: 0 })({ description: "Earning multiplier of one GPU of this model" })
  )({
    description: "Earning multipliers by model of GPU",
    default: { H100: 10, "RTX 4070": 0.25 },
    source: "io.net: multipliers of the staking examples (docs)"
  }),
  otherwise: Field.number({ minimum: 0 })({
    description: "Earning multiplier of models that the list does not name",
    default: 1,
    source: "assumption"
  }),
  unbonding: Field.quantity("duration")({
    description: "Time from giving up capacity until its stake is free; it no longer counts meanwhile",
    default: "14 days",
    source: "io.net: 14 d cooldown (docs)"
  }),
  slashing: Field.share({
    description: "Share of its stake that a provider loses for one proven fault",
    default: "100%",
    source: "assumption"
  })
}).annotate({ description: "tokens by what each model of GPU earns (io.net)" })
export type StakeByHardware = typeof StakeByHardware.Type

/** Earning multiplier of a model. */
export const multiplierOf = (
  { multipliers, otherwise }: Pick<StakeByHardware, "multipliers" | "otherwise">,
  model: string
): number => (Object.hasOwn(multipliers, model) ? (multipliers[model] ?? otherwise) : otherwise)

/** Tokens to lock for so many GPUs of one earning multiplier. */
export const required = (base: number, multiplier: number, gpus: number): number =>
  base * Math.max(1, multiplier) * gpus

/** Tokens to lock for so many GPUs of a model. */
export const requiredFor = (
  rule: Pick<StakeByHardware, "base" | "multipliers" | "otherwise">,
  model: string,
  gpus: number
): number => required(rule.base, multiplierOf(rule, model), gpus)
