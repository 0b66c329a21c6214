/** Stake that others lend to an operator: rewards, commission and losses.
 *
 * The operator keeps its commission of what the stake of others earns; the rest goes by stake, its own included. A slash takes the same part of everybody's stake, so
 * delegators have a reason to look whom they lend to.
 *
 * Sources: Cosmos SDK, x/distribution and x/slashing (Akash: at least 5% commission); subtensor, 18% default take. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"

/** Operators may take stake of others. */
export const Delegation = Schema.Struct({
  kind: Schema.tag("delegation"),
  commission: Field.share({
    description: "Share that an operator keeps of what stake lent to it earns",
    default: "5%",
    source: "Akash: at least 5% (chain parameters)"
  })
}).annotate({ description: "operators take stake of others for a commission" })
export type Delegation = typeof Delegation.Type

/** Who gets what. */
export interface Division {
  readonly operator: number
  /** In the order of the delegators. */
  readonly delegators: ReadonlyArray<number>
}

/** Divides a reward between an operator with a stake of its own and its delegators. Without any stake the operator gets it all. */
export const divide = (reward: number, own: number, delegated: ReadonlyArray<number>, commission: number): Division => {
  const total = delegated.reduce((sum, stake) => sum + stake, own)
  if (!(total > 0)) return { operator: reward, delegators: delegated.map(() => 0) }
  const delegators = delegated.map((stake) => (reward * (1 - commission) * stake) / total)
  return { operator: reward - delegators.reduce((sum, part) => sum + part, 0), delegators }
}

/** Takes a share of all stake; returns what each one loses. */
export const slash = (share: number, own: number, delegated: ReadonlyArray<number>): Division => ({
  operator: share * own,
  delegators: delegated.map((stake) => share * stake)
})

/** What a delegator earns on one token: the reward by stake, less commission. */
export const delegatorYield = (reward: number, totalStake: number, commission: number): number =>
  totalStake > 0 ? (reward * (1 - commission)) / totalStake : 0
