/** How often to save a run that goes back to its last checkpoint when anything fails. Times in seconds, rates per second. */

/** The interval at which least is lost to first order: √(2 stall / rate) (Young 1974). Infinity when nothing fails, 0 when saving is free. */
export const youngDaly = (stall: number, failuresPerSecond: number): number => {
  if (stall === 0) return 0
  return Math.sqrt((2 * stall) / failuresPerSecond)
}

/** Rate, per second, at which the last of some peers goes, while any is there: then nobody holds the state any more. Each comes and goes on its own, with mean
 * times `there` and `gone`. One peer: 1 / there. */
export const rateOfLosingAll = (peers: number, there: number, gone: number): number => {
  const absent = gone / (there + gone)
  const nobody = absent ** peers
  return there === Infinity ? 0 : (peers * (1 - absent) * absent ** (peers - 1)) / (there * (1 - nobody))
}
