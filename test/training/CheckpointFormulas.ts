/** What the simulation of checkpoints is judged by: what is lost, by formula.
 *
 * All times in seconds, rates per second. `interval` is the computing between two checkpoints, `stall` what saving stops it for, `restart` the
 * time from a failure until computing goes on. */

/** Share of the time that is lost, to first order: saving, half an interval for each failure, and the restart. Good as long as it is small. */
export const lostShare = (interval: number, stall: number, failuresPerSecond: number, restart: number): number =>
  stall / interval + failuresPerSecond * (interval / 2 + restart)

/** Expected share of the time that becomes lasting progress in a long run, exact for failures that come at a constant rate, also while saving and
 * restarting: R t e^(−R r) / (e^(R (t + c)) − 1) (Daly 2006, "A higher order estimate of the optimum checkpoint interval for restart dumps"). */
export const expectedGoodput = (
  interval: number,
  stall: number,
  failuresPerSecond: number,
  restart: number
): number => {
  const segment = interval + stall
  // e^x − 1 over x goes to 1: without failures only saving costs, and without saving an interval of 0 loses nothing.
  const growth =
    failuresPerSecond * segment === 0 ? 1 : Math.expm1(failuresPerSecond * segment) / (failuresPerSecond * segment)
  const computing = segment === 0 ? 1 : interval / segment
  return (computing * Math.exp(-failuresPerSecond * restart)) / growth
}
