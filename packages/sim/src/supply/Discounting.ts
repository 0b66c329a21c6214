/** What money at another time is worth now.
 *
 * Rates are effective per year, times are years, and payments come at the end of each year, as investors' tables have them. */

/** Value now of one unit at the end of `years` years. */
export const discount = (rate: number, years: number): number => (1 + rate) ** -years

/** Value now of one unit at the end of each of `years` years; a last part of a year pays its part at its own end. */
export const annuity = (rate: number, years: number): number => {
  let sum = 0
  for (let year = 1; year < years + 1; year++) {
    const end = Math.min(year, years)
    sum += (end - (year - 1)) * discount(rate, end)
  }
  return sum
}

/** Years of a level income until it has repaid the capital, without interest: infinite when nothing comes in. */
export const payBack = (capital: number, income: number): number =>
  capital <= 0 ? 0 : income > 0 ? capital / income : Number.POSITIVE_INFINITY
