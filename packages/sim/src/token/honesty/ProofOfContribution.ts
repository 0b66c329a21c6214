/** iExec's Proof of Contribution: how many workers must agree before a result is taken.
 *
 * Each worker has a weight by its score, max(⌊score / 3⌋, 3) − 1, at least 2. The weights of workers with the same result multiply to the weight g of their group; the total T starts
 * at 1 and grows with every group. A result is final when g × trust > T × (trust − 1): when it is false with probability of at most 1/trust.
 *
 * So n new workers who agree, and nobody else, make a result final exactly when trust < 2ⁿ + 1.
 *
 * A right result adds 1 to the score of each worker of the group where more than one worker answered; a wrong one takes a third. What is paid: `ContributionRewards.ts`.
 *
 * Source: iExecBlockchainComputing/PoCo (IexecPoco2Delegate); iexec-doc, "Replication & Trust" (after Sarmenta 2002).
 *
 * **Gotchas** Weights multiply, so they are kept in whole numbers of any size. */

/** One worker's answer. */
export interface Contribution {
  /** Right results so far, less penalties. */
  readonly score: number
  /** What it says; equal texts agree. */
  readonly result: string
}

/** Weight of a worker of that score. */
export const weightOf = (score: number): bigint => {
  const third = BigInt(Math.floor(Math.max(0, score) / 3))
  return (third > 3n ? third : 3n) - 1n
}

/** Where a task stands. */
export interface Consensus {
  /** Weight of each result's group. */
  readonly groups: ReadonlyMap<string, bigint>
  readonly total: bigint
}

export const noContributions: Consensus = { groups: new Map(), total: 1n }

/** Takes one answer in. */
export const contribute = ({ groups, total }: Consensus, { result, score }: Contribution): Consensus => {
  const before = groups.get(result) ?? 0n
  const after = (before > 1n ? before : 1n) * weightOf(score)
  return { groups: new Map(groups).set(result, after), total: total + after - before }
}

/** Whether a group outweighs the rest for a requester who asks for that trust; trust 0 asks as much as 1, nothing. */
export const isFinal = (group: bigint, total: bigint, trust: number): boolean => {
  const asked = BigInt(Math.max(1, Math.floor(trust)))
  return group * asked > total * (asked - 1n)
}

/** How a task ends. */
export interface Outcome extends Consensus {
  /** The result that is final, if there is one. */
  readonly result: string | undefined
  /** Answers that were taken in until then. */
  readonly contributions: number
}

/** Takes answers in, in order, until one of the results is final; it is the group just added to that may become so. */
export const decide = (contributions: ReadonlyArray<Contribution>, trust: number): Outcome => {
  let consensus = noContributions
  for (const [index, contribution] of contributions.entries()) {
    consensus = contribute(consensus, contribution)
    const { result } = contribution
    if (isFinal(consensus.groups.get(result) ?? 0n, consensus.total, trust))
      return { ...consensus, result, contributions: index + 1 }
  }
  return { ...consensus, result: undefined, contributions: contributions.length }
}

/** Fewest new workers who make a result final by agreeing. */
export const workersNeeded = (trust: number): number => {
  const asked = BigInt(Math.max(1, Math.floor(trust)))
  let workers = 1
  while ((1n << BigInt(workers)) + 1n <= asked) workers++
  return workers
}

/** Score of a worker after a task; being right counts only where others answered too. */
export const scoreAfter = (score: number, right: boolean, replicated: boolean): number =>
  right ? score + (replicated ? 1 : 0) : Math.floor((score * 2) / 3)
