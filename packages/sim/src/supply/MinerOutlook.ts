/** What an owner sees when he decides, and what he makes of it.
 *
 * Owners expect today's hash price to go on, with the drift of the scenario and the halvings that everybody knows of; they expect the
 * network's income per GPU-hour to thin out as the GPUs that are already being installed arrive. They do not know the future. */
import { year } from "../units/Time.ts"

export interface Outlook {
  /** USD/PH/day now. */
  hashPrice: number
  /** To the next halving; infinite when none is due. */
  secondsToHalving: number
  /** From that to the ones after it; infinite when only one is due. */
  secondsBetweenHalvings: number
  /** What a halving leaves of the hash price. */
  halvingFactor: number
  /** USD per offered hour of a GPU of the spot model from jobs: price × share of the time rented, after the venue's fees. */
  jobIncome: number
  /** USD per offered hour of such a GPU from the token: rewards at today's price. */
  tokenIncome: number
  /** Share of the token income that the owner does not count on, 0 to 1. */
  tokenDiscount: number
  /** GPUs that the network offers now, in GPUs of the spot model; infinite when newcomers do not thin the income. */
  networkGpus: number
}

/** An outlook without network and without halvings. */
export const outlookOf = (hashPrice: number): Outlook => ({
  hashPrice,
  secondsToHalving: Number.POSITIVE_INFINITY,
  secondsBetweenHalvings: Number.POSITIVE_INFINITY,
  halvingFactor: 1,
  jobIncome: 0,
  tokenIncome: 0,
  tokenDiscount: 0,
  networkGpus: Number.POSITIVE_INFINITY
})

const halvingsWithin = (outlook: Outlook, years: number): number => {
  const beyond = years * year - outlook.secondsToHalving
  return beyond < 0 ? 0 : 1 + Math.floor(beyond / outlook.secondsBetweenHalvings)
}

/** The hash price that an owner expects in so many years, with a drift per year besides the halvings. */
export const expectedHashPrice = (outlook: Outlook, drift: number, years: number): number =>
  outlook.hashPrice * (1 + drift) ** years * outlook.halvingFactor ** halvingsWithin(outlook, years)

/** USD per offered GPU-hour that an owner counts on when `arriving` more GPUs come to the network: income in proportion thinner, as fees
 * and emission are shared by more. */
export const expectedIncome = (outlook: Outlook, arriving: number): number => {
  const today = outlook.jobIncome + outlook.tokenIncome * (1 - outlook.tokenDiscount)
  if (!Number.isFinite(outlook.networkGpus)) return today
  const offered = Math.max(1, outlook.networkGpus)
  return (today * offered) / (offered + arriving)
}
