/** What a GPU costs its owner for each hour that somebody rents it.
 *
 * User cost of capital (Jorgenson 1963): the owner buys at K, sells at the residual S after n years and must earn r on the money in between. */
import { capitalRecovery, discount } from "./NetPresentValue.ts"
import { hoursPerYear } from "../units/Time.ts"

export interface Machine {
  /** USD per GPU, with its share of the node. */
  readonly price: number
  /** Share of the price that it sells for at the end. */
  readonly residual: number
  /** Years of use. */
  readonly life: number
}

/** USD a year that repays the machine: (K − S/(1 + r)^n) × r/(1 − (1 + r)^−n). */
export const yearlyCost = ({ price, residual, life }: Machine, rate: number): number =>
  price * (1 - residual * discount(rate, life)) * capitalRecovery(rate, life)

/** USD per rented hour that repays the machine, before site and power: 1.90 for an H100 at 40.6 thousand USD, 80% rented, 12% a year,
 * over three years with 30% left, and 1.41 over six with nothing left. */
export const userCost = (machine: Machine, rate: number, utilisation: number): number =>
  yearlyCost(machine, rate) / (hoursPerYear * utilisation)

/** Share of its first price that a GPU of an age still fetches: a straight line from 1 through 30% at three years to nothing at six.
 *
 * 25 to 35% after 36 months is quoted by financiers of 8 x H100 nodes (trade press 2026); the end at six years is an assumption that
 * follows the books of the large clouds. The general fall of GPU prices is in it. */
export const residualShare = (years: number): number =>
  years <= 3 ? 1 - (0.7 * years) / 3 : Math.max(0, 0.3 * (1 - (years - 3) / 3))
