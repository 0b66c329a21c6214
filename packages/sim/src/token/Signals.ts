/** What a token tells the rest of the model, and what is measured of it. All zero while nothing has been settled, and always without a token. */
export class Signals {
  /** USD per token after the last settlement. */
  price = 0
  /** Tokens in existence: minted less burned, and less those in a vault. */
  supply = 0
  /** Tokens burned since the start. */
  burned = 0
  /** Tokens locked by providers, unbonding ones included. */
  staked = 0
  /** Tokens taken from stakes and burned since the start, for fake work and made-up results. */
  slashed = 0
  /** Rewards that are paid and may not be sold yet, tokens. */
  vesting = 0
  /** Tokens of grants that were released and wait for a buyer. */
  unlocked = 0
  /** Of the last epoch: tokens minted for providers. */
  emitted = 0
  /** Of the last epoch: worth of the tokens minted for providers, USD. */
  emissionUsd = 0
  /** Of the last epoch: worth of the tokens minted for capacity and of what a fee vault paid for it, USD per GPU-hour offered. */
  subsidyPerOfferedGpuHour = 0
  /** Of the last epoch: worth of the tokens minted for work, USD per USD of measured work (fake work included: what a provider sees). */
  subsidyPerWorkedUsd = 0
  /** Of the last epoch: what the return on stakes that owners ask comes to, USD per GPU-hour offered. */
  stakeCostPerOfferedGpuHour = 0
  /** Of the last epoch: work that users paid for, USD. */
  trueWorkUsd = 0
  /** Of the last epoch: work that providers paid themselves for, USD. */
  fakeWorkUsd = 0
  /** Of the last epoch: USD that providers got for tokens, per day. */
  sellPressureUsdPerDay = 0
  /** Of the last epoch: USD spent in the pool by users, buy-backs and stakers, per day. */
  buyPressureUsdPerDay = 0
  /** Of the last epoch: worth of the tokens burned, USD. */
  burnedUsd = 0
  /** Of the last epoch: what the network kept of payments, fees of fake work included, USD. */
  feesUsd = 0
  /** Of the last epoch: work that users paid for and whose results were made up; what checking by doing work again cost, USD. */
  falsifiedUsd = 0
  checkingUsd = 0
  /** Credits outstanding, USD; vault over credits at the price of the day (0 without credits); 1 while nobody can buy credits. */
  creditsUsd = 0
  collateralRatio = 0
  halted = 0
  /** USD side of the pool. */
  poolDepthUsd = 0
}
