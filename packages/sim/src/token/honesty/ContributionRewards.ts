/** What iExec pays for a task whose result is final, and what it takes when none becomes so.
 *
 * Workers stake a share of the price, the scheduler of the pool 30% of it. Stakes of those who disagreed are added to the price; the scheduler keeps its share of the sum, the rest goes to
 * the workers who agreed, by the binary logarithm of their weights. A task that fails costs the scheduler its stake, which goes into the kitty; whoever brings the next task to its end gets a
 * tenth of the kitty, at least one RLC of it.
 *
 * Source: iExecBlockchainComputing/PoCo, IexecPoco2Facet (`distributeRewards`, `successWork`, `failedWork`) and its tests. */
import { type Contribution, weightOf } from "./ProofOfContribution.ts"

/** What a pool and a price settle, in whole minor units (nRLC). */
export interface TaskTerms {
  readonly price: bigint
  /** Of the price, percent. */
  readonly workerStakePercent: bigint
  /** Of price and seized stakes, percent. */
  readonly schedulerPercent: bigint
  /** What the kitty holds. */
  readonly kitty: bigint
}

/** Part of the price that the scheduler stakes, percent. */
const schedulerStakePercent = 30n
/** Part of the kitty that a finished task brings, percent, and the least. */
const kittyPercent = 10n
const leastOfKitty = 1_000_000_000n

const percent = (amount: bigint, of: bigint): bigint => (amount * of) / 100n

export const workerStake = ({ price, workerStakePercent }: TaskTerms): bigint => percent(price, workerStakePercent)
export const schedulerStake = ({ price }: TaskTerms): bigint => percent(price, schedulerStakePercent)

/** What weighs in the sharing out: the whole part of the binary logarithm. */
const logarithmOf = (weight: bigint): bigint => BigInt(weight.toString(2).length - 1)

const fromKitty = (kitty: bigint): bigint => {
  const wanted = percent(kitty, kittyPercent)
  const least = wanted > leastOfKitty ? wanted : leastOfKitty
  return least < kitty ? least : kitty
}

/** Who gets what beside the return of the stakes of those who agreed. */
export interface TaskPayment {
  /** In the order of the contributions. */
  readonly workers: ReadonlyArray<bigint>
  /** Stakes taken from those who disagreed. */
  readonly seized: bigint
  /** Rest for the scheduler, without what the kitty adds. */
  readonly scheduler: bigint
  readonly fromKitty: bigint
}

/** Shares out the price of a task whose result is final. */
export const payTask = (terms: TaskTerms, contributions: ReadonlyArray<Contribution>, result: string): TaskPayment => {
  const agrees = contributions.map((each) => each.result === result)
  const logarithms = contributions.map(({ score }, index) =>
    agrees[index] === true ? logarithmOf(weightOf(score)) : 0n
  )
  const all = logarithms.reduce((sum, each) => sum + each, 0n)
  const seized = BigInt(agrees.filter((right) => !right).length) * workerStake(terms)
  const pot = terms.price + seized
  const forWorkers = percent(pot, 100n - terms.schedulerPercent)
  const workers = logarithms.map((each) => (all > 0n ? (forWorkers * each) / all : 0n))
  return {
    workers,
    seized,
    scheduler: workers.reduce((left, each) => left - each, pot),
    fromKitty: fromKitty(terms.kitty)
  }
}
