/** Stake that weighs by its lock and stake that others lend, as calculators. */
import { Schema } from "effect"
import * as Delegation from "../token/stake/Delegation.ts"
import * as StakeBoost from "../token/stake/StakeBoost.ts"
import * as Field from "../units/Field.ts"
import { day } from "../units/Time.ts"
import { mechanism, some } from "./Mechanism.ts"

const tokens = (description: string) => Field.number()({ description, unit: "tokens" })
const part = (description: string) => Field.number()({ description })

const nosana = "nosana-ci/nosana-programs: programs/nosana-staking"

const boost = mechanism({
  name: "stake-boost",
  description: "Nosana: stake that weighs more the longer it is locked, and how it comes back",
  rules:
    "xNOS = NOS × (1 + d / (4 × 365 / 12 days)) for a lock d of 14 to 365 days: 1.115 to 4 times. With the notice the weight is gone, and the tokens come back evenly over d.",
  source: nosana,
  input: Schema.Struct({
    stakes: Field.list(
      Schema.Struct({
        tokens: some("Staked", "tokens"),
        days: Field.number({ minimum: 0 })({ description: "Length of the lock", unit: "days" }),
        days_since_notice: Schema.optionalKey(some("Time since notice was given, if it was", "days"))
      }).check(
        Schema.makeFilter(({ days }) =>
          days >= 14 && days <= 365 ? undefined : { path: ["days"], issue: "Expected 14 to 365 days" }
        )
      )
    )({ description: "Who has staked what" })
  }),
  output: Schema.Struct({
    stakes: Field.list(
      Schema.Struct({
        boost: part("What one token weighs"),
        weight: part("Weight of the stake"),
        share: part("Its share of all weight, and of what is shared out"),
        free: tokens("Come back so far")
      })
    )({ description: "In the order of the stakes" }),
    weight: part("All weight")
  }),
  example: {
    stakes: [
      { tokens: 1000, days: 14 },
      { tokens: 1000, days: 365 },
      { tokens: 1000, days: 100, days_since_notice: 25 }
    ]
  },
  compute: ({ stakes }) => {
    const rule = StakeBoost.nosana
    const rows = stakes.map(({ days, days_since_notice, tokens }) => ({
      boost: days_since_notice === undefined ? StakeBoost.boost(rule, days * day) : 0,
      weight: StakeBoost.weight(rule, tokens, days * day, days_since_notice !== undefined),
      free: StakeBoost.free(tokens, days * day, (days_since_notice ?? 0) * day)
    }))
    const weight = rows.reduce((sum, each) => sum + each.weight, 0)
    return { stakes: rows.map((each) => ({ ...each, share: weight > 0 ? each.weight / weight : 0 })), weight }
  }
})

const delegation = mechanism({
  name: "delegation",
  description: "What an operator and those who lend it stake get of a reward, and lose by a slash",
  rules:
    "The operator keeps its commission of what lent stake earns; the rest goes by stake. A slash takes the same part of everybody's stake.",
  source: "Cosmos SDK, x/distribution, x/slashing (Akash: commission of at least 5%); subtensor: 18% by default",
  input: Schema.Struct({
    reward: some("Reward of the operator and its delegators", "tokens"),
    own: some("Stake of the operator's own", "tokens"),
    delegated: Field.list(some("Stake of a delegator", "tokens"))({ description: "In any order" }),
    commission: Field.share({ description: "What the operator keeps", default: 0.05, source: "Akash: at least 5%" }),
    slashed: Field.share({ description: "Share of all stake that a fault takes", default: 0, source: "setting" })
  }),
  output: Schema.Struct({
    operator: tokens("Reward of the operator"),
    delegators: Field.list(tokens("Reward of a delegator"))({ description: "In the order of the delegators" }),
    per_token: part("What a token lent to the operator earns"),
    operator_loss: tokens("What a fault costs the operator"),
    delegator_losses: Field.list(tokens("What it costs a delegator"))({ description: "In the order of the delegators" })
  }),
  example: { reward: 100, own: 500, delegated: [300, 200], commission: 0.18, slashed: 0.05 },
  compute: ({ commission, delegated, own, reward, slashed }) => {
    const lost = Delegation.slash(slashed, own, delegated)
    const { delegators, operator } = Delegation.divide(reward, own, delegated, commission)
    const all = delegated.reduce((sum, each) => sum + each, own)
    return {
      operator,
      delegators,
      per_token: Delegation.delegatorYield(reward, all, commission),
      operator_loss: lost.operator,
      delegator_losses: lost.delegators
    }
  }
})

export const stakes = [boost, delegation]
