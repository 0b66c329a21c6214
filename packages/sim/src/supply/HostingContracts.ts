/** Arithmetic of hosting contracts: what a landlord earns per kilowatt, and how dear Bitcoin's hash must be before he refuses.
 *
 * Contracts are quoted per kW of contracted IT load and month; the tenant pays the power (it is passed through), so the
 * rent times the margin of the site is what is left. A site draws more than its IT load: `grossPerIt` is 1.43 at Core Scientific's
 * Muskogee (100 MW gross, 70 MW IT). */
import { hashPriceForRevenue } from "./MinerRevenue.ts"
import { hoursPerYear } from "../units/Time.ts"

const monthsPerYear = 12

/** USD per kW-month of a contract: 120.8 for 8.7 billion USD over 500 MW and 144 months. */
export const rentPerKilowattMonth = (total: number, megawatts: number, months: number): number =>
  total / (megawatts * 1000) / months

/** USD a year from one MW of IT load. */
export const yearlyRent = (rent: number): number => rent * 1000 * monthsPerYear

/** USD that the landlord keeps per MWh that the site draws. */
export const marginPerGrossMwh = (rent: number, grossPerIt: number, margin: number): number =>
  (yearlyRent(rent) / hoursPerYear / grossPerIt) * margin

/** Hash price (USD/PH/day) at which mining earns as much after power as the contract whose tenant pays the capital: about 63 at
 * 21.2 J/TH and 52 at 17.5 for 121 USD/kW-month, 1.43 gross per IT, 77.5% margin and power at 34 USD/MWh. */
export const breakEvenHashPrice = (contract: {
  readonly rent: number
  readonly grossPerIt: number
  readonly margin: number
  readonly powerPrice: number
  readonly efficiency: number
}): number =>
  hashPriceForRevenue(
    marginPerGrossMwh(contract.rent, contract.grossPerIt, contract.margin) + contract.powerPrice,
    contract.efficiency
  )
