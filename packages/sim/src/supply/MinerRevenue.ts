/** What a megawatt-hour earns in a Bitcoin mine, and the hourly choice between mining, selling the power back and standing idle. */

/** USD per MWh before power: hash price / (0.024 × J/TH). One MWh at e J/TH computes 41.67/e PH-days. 38.2 USD/PH/day at 21.2 J/TH is 75.1. */
export const revenuePerMwh = (hashPrice: number, efficiency: number): number => hashPrice / (0.024 * efficiency)

/** The hash price at which a MWh earns `revenue`: the inverse of `revenuePerMwh`. */
export const hashPriceForRevenue = (revenue: number, efficiency: number): number => revenue * 0.024 * efficiency

/** EH/s of machines that draw `megawatts` at `efficiency` J/TH: 2.36 for 50 MW at 21.2. */
export const hashRate = (megawatts: number, efficiency: number): number => megawatts / efficiency

/** The power market as a site meets it: in a share of the hours a peak price, in the others a base price, USD/MWh. */
export interface PowerMarket {
  readonly base: number
  readonly peak: number
  /** Share of the hours at the peak price. */
  readonly peakShare: number
}

/** Best margin per MWh of capacity over a period, and the shares of the time that earn it. The site owns power at `powerPrice` (a block
 * bought ahead): each hour it mines, sells the block back at `resale` of the market price, or draws nothing. */
export interface HourlyChoice {
  margin: number
  mining: number
  selling: number
  idle: number
}

const choose = (choice: HourlyChoice, share: number, mining: number, selling: number): void => {
  if (mining > 0 && mining >= selling) {
    choice.mining += share
    choice.margin += share * mining
  } else if (selling > 0) {
    choice.selling += share
    choice.margin += share * selling
  } else {
    choice.idle += share
  }
}

/** Fills `choice` with the best use of each hour. `revenue` is what a mined MWh earns after all but power. */
export const bestUse = (
  choice: HourlyChoice,
  revenue: number,
  powerPrice: number,
  resale: number,
  market: PowerMarket
): void => {
  choice.margin = choice.mining = choice.selling = choice.idle = 0
  const canSell = resale > 0
  choose(choice, 1 - market.peakShare, revenue - powerPrice, canSell ? market.base * resale - powerPrice : 0)
  choose(choice, market.peakShare, revenue - powerPrice, canSell ? market.peak * resale - powerPrice : 0)
}
