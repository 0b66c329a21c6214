/** What stakers of a Bittensor subnet get of its validators' dividends, as a calculator. */
import { Schema } from "effect"
import { divideDividends } from "../token/subnet/SubnetDividends.ts"
import { initialTaoWeight } from "../token/subnet/SubnetShares.ts"
import * as Field from "../units/Field.ts"
import { mechanism } from "./Mechanism.ts"

const positive = { minimum: 0 }

const Validator = Schema.Struct({
  alpha: Field.number(positive)({ description: "Alpha staked on it in the subnet", unit: "rao" }),
  root_tao: Field.number(positive)({
    description: "TAO staked on it on root",
    unit: "rao",
    default: 0,
    source: "setting"
  }),
  dividend: Field.number(positive)({ description: "Its dividend by consensus, in any unit" })
})

export const dividends = mechanism({
  name: "subnet-dividends",
  description: "Bittensor: what each validator's stakers get, by alpha on the subnet and by TAO on root",
  rules:
    "With A alpha and T TAO on root behind a validator, r = w·T / (A + w·T) of its dividend counts as root's and the rest as alpha's. The alpha for validators goes by the one, the alpha for root by the other. " +
    "The validator keeps its take of both, and the rest goes to its stakers by stake.",
  source: "opentensor/subtensor: pallets/subtensor/src/coinbase/run_coinbase.rs (calculate_dividend_distribution)",
  input: Schema.Struct({
    validators: Field.list(Validator)({ description: "All validators with a dividend" }),
    pending_alpha: Field.number(positive)({ description: "Alpha for stake on the subnet", unit: "rao" }),
    pending_root_alpha: Field.number(positive)({
      description: "Alpha for stake on root",
      unit: "rao",
      default: 0,
      source: "setting"
    }),
    tao_weight: Field.number({ minimum: 0, maximum: 1 })({
      description: "What a TAO on root weighs against one alpha, w",
      default: initialTaoWeight,
      source: "opentensor/subtensor: runtime defaults"
    }),
    take: Field.share({ description: "What a validator keeps", default: 0.18, source: "opentensor/subtensor: 18%" })
  }),
  output: Schema.Struct({
    validators: Field.list(
      Schema.Struct({
        root_proportion: Field.number()({ description: "Part of its dividend that counts as root's, r" }),
        alpha: Field.number()({ description: "Alpha for stake on the subnet, its take included", unit: "rao" }),
        root: Field.number()({ description: "Alpha for stake on root, its take included", unit: "rao" }),
        take: Field.number()({ description: "What the validator keeps of both", unit: "rao" }),
        per_alpha: Field.number()({ description: "What one alpha staked on it gets" }),
        per_tao: Field.number()({ description: "Alpha that one TAO staked on it on root gets" })
      })
    )({ description: "In the order of the validators" })
  }),
  example: {
    validators: [
      { alpha: 1000, root_tao: 4000, dividend: 0.6 },
      { alpha: 3000, dividend: 0.4 }
    ],
    pending_alpha: 500,
    pending_root_alpha: 100
  },
  compute: ({ pending_alpha, pending_root_alpha, take, tao_weight, validators }) => {
    const rows = validators.map(({ alpha, dividend, root_tao }) => ({ alpha, dividend, rootTao: root_tao }))
    const paid = divideDividends(rows, pending_alpha, pending_root_alpha, tao_weight)
    const per = (amount: number, stake: number) => (stake > 0 ? ((1 - take) * amount) / stake : 0)
    return {
      validators: rows.map(({ alpha, rootTao }, at) => {
        const toAlpha = paid.alpha[at] ?? 0
        const toRoot = paid.root[at] ?? 0
        const weighted = tao_weight * rootTao
        return {
          root_proportion: weighted > 0 ? weighted / (alpha + weighted) : 0,
          alpha: toAlpha,
          root: toRoot,
          take: take * (toAlpha + toRoot),
          per_alpha: per(toAlpha, alpha),
          per_tao: per(toRoot, rootTao)
        }
      })
    }
  }
})
