/** Inflation that steers how much of a token is bonded: more new tokens for those who bond while fewer do than the network wants.
 *
 * **Livepeer.** Once a round (417 a year) the part of the supply that is minted moves by a fixed step: up while bonded / supply is below the target, down while it is above, not
 * below 0, and then mints that part of the supply.
 *
 * **Cosmos SDK** (Akash and others). Each block the yearly inflation moves by (1 − bonded / goal) × rate change / blocks a year, between a least and a greatest,
 * and mints supply × inflation / blocks a year.
 *
 * So a step looks only at the sign of what is missing, a rate at how much is missing.
 *
 * Source: livepeer/protocol, contracts/token/Minter.sol (`setInflation`, `setCurrentRewardTokens`); cosmos/cosmos-sdk, x/mint (`NextInflationRate`, `BlockProvision`).
 *
 * **Gotchas** In real numbers: the contracts cut off to whole minor units, and Livepeer's rates to parts in a thousand million. */

/** Livepeer's rule; shares are of the supply. */
export interface LivepeerRule {
  readonly change: number
  readonly target: number
  /** Share of the new tokens that is bonded at once. */
  readonly rebonded: number
}

/** What a round starts with; inflation is by round. */
export interface LivepeerState {
  readonly supply: number
  readonly bonded: number
  readonly inflation: number
}

/** What a period has minted and what it leaves. */
export type Minted<State> = State & { readonly minted: number }

/** One round. */
export const livepeerRound = (rule: LivepeerRule, state: LivepeerState): Minted<LivepeerState> => {
  const { bonded, supply } = state
  const rate = supply > 0 ? bonded / supply : 0
  const step = Math.sign(rule.target - rate) * rule.change
  const inflation = Math.max(0, state.inflation + step)
  const minted = supply * inflation
  return { supply: supply + minted, bonded: bonded + rule.rebonded * minted, inflation, minted }
}

/** The Cosmos SDK's rule; inflation is by year. */
export interface CosmosRule {
  readonly rateChange: number
  readonly lowest: number
  readonly highest: number
  readonly goal: number
  readonly blocksPerYear: number
}

/** What a block starts with; inflation is by year. */
export interface CosmosState {
  readonly supply: number
  readonly inflation: number
}

/** One block. */
export const cosmosBlock = (rule: CosmosRule, bondedRatio: number, state: CosmosState): Minted<CosmosState> => {
  const change = ((1 - bondedRatio / rule.goal) * rule.rateChange) / rule.blocksPerYear
  const inflation = Math.max(rule.lowest, Math.min(rule.highest, state.inflation + change))
  const minted = (state.supply * inflation) / rule.blocksPerYear
  return { supply: state.supply + minted, inflation, minted }
}
