/** Share of its first price that a GPU of an age still fetches: a straight line from 1 through 30% at three years to nothing at six.
 *
 * 25 to 35% after 36 months is quoted by financiers of 8 x H100 nodes (trade press 2026); the end at six years is an assumption that
 * follows the books of the large clouds. The general fall of GPU prices is in it. */
export const residualShare = (years: number): number =>
  years <= 3 ? 1 - (0.7 * years) / 3 : Math.max(0, 0.3 * (1 - (years - 3) / 3))
