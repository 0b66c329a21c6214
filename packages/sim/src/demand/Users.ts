/** The stock of users of a job class: it grows toward a ceiling and shrinks by churn, faster where they were not served.
 *
 * Logistic growth with churn in steps: `users += users × (growth × (1 − users ÷ ceiling) − churn × unmet share) × years`. */

/** How a stock of users moves. */
export interface UserGrowth {
  /** Net growth a year of a small stock, as a rate: 0.5 is e^0.5 in a year. */
  readonly growth: number
  /** Users at which growth stops; Infinity: none. */
  readonly ceiling: number
  /** Share of the users who leave in a year when nothing they ask for is served. */
  readonly churn: number
}

/** The stock after `years`, from what it was and the share of requests that went unserved. Never below zero. */
export const nextUsers = (users: number, growth: UserGrowth, unmetShare: number, years: number): number =>
  Math.max(0, users + users * (growth.growth * (1 - users / growth.ceiling) - growth.churn * unmetShare) * years)
