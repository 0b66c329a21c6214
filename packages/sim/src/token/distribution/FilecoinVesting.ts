/** How locked tokens of a Filecoin provider come free: in a straight line over a period, in steps that fall on a grid of epochs.
 *
 * Three quarters of a block reward are locked so: over 180 days, in steps of a day, on a grid of half days that is shifted by the start of the provider's proving period.
 *
 * Source: filecoin-project/builtin-actors, actors/miner/src/vesting_state.rs and policy.rs (`REWARD_VESTING_SPEC`, `locked_reward_from_reward`).
 *
 * **Gotchas** What vests at an epoch can be taken from the epoch after on. A grid wider than the steps joins several of them. */

/** Lengths in epochs. */
export interface VestingRule {
  /** From the locking until vesting begins. */
  readonly delay: number
  /** Over which everything vests. */
  readonly period: number
  /** From one step to the next. */
  readonly step: number
  /** Distance of the epochs on which steps fall. */
  readonly quantum: number
}

/** Of block rewards. */
export const rewardVesting: VestingRule = { delay: 0, period: 180 * 2_880, step: 2_880, quantum: 1_440 }

/** What vests at an epoch, in whole minor units. */
export interface VestingStep {
  readonly epoch: number
  readonly amount: bigint
}

/** The first epoch of the grid that is not before `epoch`. */
const onGrid = (epoch: number, quantum: number, offset: number): number =>
  offset + Math.ceil((epoch - offset) / quantum) * quantum

/** When tokens that are locked at `now` come free; `offset` shifts the grid. */
export const vestingSteps = (
  rule: VestingRule,
  locked: bigint,
  now: number,
  offset: number
): ReadonlyArray<VestingStep> => {
  const begin = now + rule.delay
  const steps: Array<VestingStep> = []
  let vested = 0n
  for (let at = begin + rule.step; vested < locked; at += rule.step) {
    const epoch = onGrid(at, rule.quantum, offset)
    const elapsed = epoch - begin
    const target = elapsed < rule.period ? (locked * BigInt(elapsed)) / BigInt(rule.period) : locked
    if (target > vested) steps.push({ epoch, amount: target - vested })
    vested = target
  }
  return steps
}
