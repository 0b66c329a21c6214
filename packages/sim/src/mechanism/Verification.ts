/** Checks of work, and what stake has to do with them: sampled re-execution and proof of contribution, as calculators. */
import { Schema } from "effect"
import * as ContributionRewards from "../token/honesty/ContributionRewards.ts"
import * as Detection from "../token/honesty/Detection.ts"
import * as ProofOfContribution from "../token/honesty/ProofOfContribution.ts"
import * as Field from "../units/Field.ts"
import { mechanism, some } from "./Mechanism.ts"

const tokens = (description: string) => Field.number()({ description, unit: "tokens" })
const usd = (description: string) => Field.number()({ description, unit: "USD" })
const someUsd = (description: string) =>
  Field.number({ minimum: 0 })({ description, unit: "USD", default: 0, source: "setting" })
const part = (description: string) => Field.number()({ description })

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

const nrlc = (description: string) => Field.number()({ description, unit: "nRLC" })
const Payment = Schema.Struct({
  price: Field.count()({ description: "Price of the task for the pool", unit: "nRLC" }),
  worker_stake: Field.share({
    description: "Share of the price that a worker stakes",
    default: 0.3,
    source: "setting"
  }),
  scheduler_reward: Field.share({
    description: "Share of price and seized stakes that the scheduler keeps",
    default: 0.01,
    source: "setting"
  }),
  kitty: Field.count()({
    description: "In the kitty of failed tasks before",
    unit: "nRLC",
    default: 0,
    source: "setting"
  })
})
const percent = (share: number): bigint => BigInt(Math.round(share * 100))

const paymentOf = (
  { kitty, price, scheduler_reward, worker_stake }: typeof Payment.Type,
  contributions: ReadonlyArray<ProofOfContribution.Contribution>,
  result: string | undefined
) => {
  const terms: ContributionRewards.TaskTerms = {
    price: BigInt(price),
    workerStakePercent: percent(worker_stake),
    schedulerPercent: percent(scheduler_reward),
    kitty: BigInt(kitty)
  }
  const stakes = {
    worker_stake: Number(ContributionRewards.workerStake(terms)),
    scheduler_stake: Number(ContributionRewards.schedulerStake(terms))
  }
  if (result === undefined) {
    const lost = { workers: contributions.map(() => 0), seized: 0, scheduler: 0, from_kitty: 0 }
    return { ...stakes, ...lost, kitty: kitty + stakes.scheduler_stake }
  }
  const paid = ContributionRewards.payTask(terms, contributions, result)
  return {
    ...stakes,
    workers: paid.workers.map(Number),
    seized: Number(paid.seized),
    scheduler: Number(paid.scheduler),
    from_kitty: Number(paid.fromKitty),
    kitty: Number(terms.kitty - paid.fromKitty)
  }
}

const poco = mechanism({
  name: "proof-of-contribution",
  description: "iExec: whether the answers so far make a result final at the trust that was asked for",
  rules:
    "A worker weighs max(⌊score / 3⌋, 3) − 1. Weights of workers with the same result multiply to g; the total T starts at 1 and grows with each group. A result is final when g × trust > T × (trust − 1): n new workers who agree " +
    "do it exactly when trust < 2ⁿ + 1. A right result adds 1 to a score where more than one worker answered, a wrong one takes a third. With a payment: those who disagree lose their stake to the pot of price and stakes, of which the " +
    "scheduler keeps its share and those who agree get the rest by the whole part of log₂ of their weights; the scheduler also gets 10% of the kitty, at least a billion of its units. When no result becomes final, its stake of 30% of the price goes into the kitty.",
  source: "iExecBlockchainComputing/PoCo: IexecPoco2Facet and its tests; iexec-doc, Replication & Trust",
  input: Schema.Struct({
    trust: Field.count()({ description: "Trust that was asked for: a result may be false with probability 1/trust" }),
    contributions: Field.list(
      Schema.Struct({
        result: Field.text({ description: "What the worker says; equal texts agree" }),
        score: Field.count()({ description: "Score of the worker", default: 0, source: "setting" })
      })
    )({ description: "In the order of arrival", default: [], source: "setting" }),
    payment: Schema.optionalKey(Field.group(Payment)({ description: "What the task pays, if that is asked" }))
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
    new_workers_needed: Field.count()({ description: "Fewest new workers who make a result final by agreeing" }),
    payment: Schema.optionalKey(
      Field.group(
        Schema.Struct({
          worker_stake: nrlc("Stake of a worker: lost by those who disagree with what is final"),
          scheduler_stake: nrlc("Stake of the scheduler: lost to the kitty when no result becomes final"),
          workers: Field.list(nrlc("Reward of a worker, beside its stake"))({ description: "By contribution" }),
          seized: nrlc("Stakes taken from those who disagreed"),
          scheduler: nrlc("Rest of price and stakes, for the scheduler"),
          from_kitty: nrlc("Out of the kitty, for the scheduler"),
          kitty: nrlc("In the kitty afterwards")
        })
      )({ description: "Who gets what; left out when no payment was given" })
    )
  }),
  example: {
    trust: 3,
    contributions: ["a", "b", "a", "a"].map((result) => ({ result, score: 1 })),
    payment: { price: 1_000_000_000 }
  },
  compute: ({ contributions, payment, trust }) => {
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
              .map((each) =>
                ProofOfContribution.scoreAfter(each.score, each.result === result, outcome.contributions > 1)
              ),
      new_workers_needed: ProofOfContribution.workersNeeded(trust),
      ...(payment === undefined
        ? {}
        : { payment: paymentOf(payment, contributions.slice(0, outcome.contributions), result) })
    }
  }
})

export const verification = [reExecution, poco]
