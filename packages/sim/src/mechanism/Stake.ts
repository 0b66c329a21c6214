/** Stake: boost by lock, delegation, sampled re-execution and proof of contribution, as calculators. */
import { Schema } from "effect"
import * as Delegation from "../token/Delegation.ts"
import * as Detection from "../token/Detection.ts"
import * as ProofOfContribution from "../token/ProofOfContribution.ts"
import * as StakeBoost from "../token/StakeBoost.ts"
import * as Field from "../units/Field.ts"
import { day } from "../units/Time.ts"
import { mechanism } from "./Mechanism.ts"

const tokens = (description: string) => Field.number()({ description, unit: "tokens" })
const some = (description: string, unit: string) => Field.number({ minimum: 0 })({ description, unit })
const usd = (description: string) => Field.number()({ description, unit: "USD" })
const someUsd = (description: string) =>
  Field.number({ minimum: 0 })({ description, unit: "USD", default: 0, source: "setting" })
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
    operator_loss: tokens("What a fault costs the operator"),
    delegator_losses: Field.list(tokens("What it costs a delegator"))({ description: "In the order of the delegators" })
  }),
  example: { reward: 100, own: 500, delegated: [300, 200], commission: 0.18, slashed: 0.05 },
  compute: ({ commission, delegated, own, reward, slashed }) => {
    const lost = Delegation.slash(slashed, own, delegated)
    const { delegators, operator } = Delegation.divide(reward, own, delegated, commission)
    return { operator, delegators, operator_loss: lost.operator, delegator_losses: lost.delegators }
  }
})

const reExecution = mechanism({
  name: "sampled-re-execution",
  description: "Doing a sample of the work again: what is found, what false alarms cost, and whether cheating pays",
  rules:
    "A share q of jobs is done again; a false result is recognised with probability c, an honest one taken for false with f. d = q c; honest iff d (S p + rents) ≥ (1 − d) g + false alarms, false alarms = q f (S p + rents) " +
    "unless given. When the token falls, so does what is at stake.",
  source: "expected profit of a cheat against that of an honest provider",
  input: Schema.Struct({
    sample: Field.share({ description: "Share of jobs that is done again, q" }),
    recognised: Field.share({ description: "Probability that a false result shows, c", default: 1, source: "setting" }),
    false_alarm: Field.share({
      description: "Probability that an honest result is taken for false, f",
      default: 0,
      source: "setting"
    }),
    stake: some("Tokens lost when found, S", "tokens"),
    price: some("Price of the token, p", "USD/token"),
    rents: someUsd("Future income lost when found"),
    gain: some("Gain of one cheated job, g", "USD"),
    false_alarm_cost: Schema.optionalKey(some("Cost of false alarms per job, in place of q f (S p + rents)", "USD")),
    jobs: Field.count()({ description: "Jobs that somebody cheats on", default: 100, source: "setting" })
  }),
  output: Schema.Struct({
    detection: part("Probability that one cheated job is found, d"),
    false_alarm_cost: usd("Cost of false alarms to the honest, per job"),
    cheating_profit: usd("What cheating on one job brings beyond honesty"),
    honest: Field.flag({ description: "Whether honesty pays at least as much" }),
    stake_needed: Schema.optionalKey(tokens("Least stake at these costs of false alarms; left out when none suffices")),
    detection_needed: Schema.optionalKey(
      part("Least detection at these costs of false alarms; left out when none suffices")
    ),
    found_within: part("Probability that somebody who cheats on so many jobs has been found"),
    extra_work: part("Work that checking adds, as a share")
  }),
  example: { sample: 0.02, recognised: 0.99, false_alarm: 0.001, stake: 16_000, price: 0.2, rents: 500, gain: 40 },
  compute: (input) => {
    const rule: Detection.SampledReExecution = {
      kind: "sampled-re-execution",
      sample: input.sample,
      recognised: input.recognised,
      false_alarm: input.false_alarm
    }
    const detection = Detection.detection(rule)
    const atRisk = input.stake * input.price + input.rents
    const falseAlarms = input.false_alarm_cost ?? Detection.falseAlarmCost(rule, atRisk)
    const { gain, price, rents, stake } = input
    const temptation = { detection, stake, price, rents, gain, falseAlarms }
    const needed = Detection.stakeNeeded(temptation)
    const least = Detection.detectionNeeded(temptation)
    return {
      detection,
      false_alarm_cost: falseAlarms,
      cheating_profit: Detection.cheatingProfit(temptation),
      honest: Detection.isHonest(temptation),
      ...(Number.isFinite(needed) ? { stake_needed: needed } : {}),
      ...(Number.isFinite(least) ? { detection_needed: least } : {}),
      found_within: Detection.foundWithin(detection, input.jobs),
      extra_work: Detection.checkingCost(rule)
    }
  }
})

/** Weights multiply without bound, and JSON has no infinity. */
const bounded = (weight: bigint): number => Math.min(Number.MAX_VALUE, Number(weight))

const poco = mechanism({
  name: "proof-of-contribution",
  description: "iExec: whether the answers so far make a result final at the trust that was asked for",
  rules:
    "A worker weighs max(⌊score / 3⌋, 3) − 1. Weights of workers with the same result multiply to g; the total T starts at 1 and grows with each group. A result is final when g × trust > T × (trust − 1): n new workers who agree " +
    "do it exactly when trust < 2ⁿ + 1. A right result adds 1 to a score, a wrong one takes a third.",
  source: "iExecBlockchainComputing/PoCo: IexecPoco2Delegate; iexec-doc, Replication & Trust",
  input: Schema.Struct({
    trust: Field.count()({ description: "Trust that was asked for: a result may be false with probability 1/trust" }),
    contributions: Field.list(
      Schema.Struct({
        result: Field.text({ description: "What the worker says; equal texts agree" }),
        score: Field.count()({ description: "Score of the worker", default: 0, source: "setting" })
      })
    )({ description: "In the order of arrival", default: [], source: "setting" })
  }),
  output: Schema.Struct({
    final: Field.flag({ description: "Whether a result is final" }),
    result: Schema.optionalKey(Field.text({ description: "Which; left out while none is" })),
    contributions: Field.count()({ description: "Answers that were needed, or were not enough" }),
    total: Field.number()({ description: "Total weight, T" }),
    groups: Field.named(Field.number()({ description: "Weight of the group, g" }))({ description: "By result" }),
    scores: Field.list(Field.number()({ description: "Score afterwards" }))({
      description: "Scores of those who contributed, once a result is final"
    }),
    new_workers_needed: Field.count()({ description: "Fewest new workers who make a result final by agreeing" })
  }),
  example: { trust: 8, contributions: [{ result: "a" }, { result: "a" }, { result: "a" }] },
  compute: ({ contributions, trust }) => {
    const outcome = ProofOfContribution.decide(contributions, trust)
    const { result } = outcome
    return {
      final: result !== undefined,
      ...(result === undefined ? {} : { result }),
      contributions: outcome.contributions,
      total: bounded(outcome.total),
      groups: Object.fromEntries([...outcome.groups].map(([name, weight]) => [name, bounded(weight)])),
      scores:
        result === undefined
          ? []
          : contributions
              .slice(0, outcome.contributions)
              .map((each) => ProofOfContribution.scoreAfter(each.score, each.result === result)),
      new_workers_needed: ProofOfContribution.workersNeeded(trust)
    }
  }
})

export const stake = [boost, delegation, reExecution, poco]
