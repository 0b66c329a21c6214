/** What queueing theory says about waiting in a first-come queue with Poisson arrivals, in closed form.
 *
 * Formulas: any textbook, e.g. L. Kleinrock, *Queueing Systems*, volume 1 (1975), chapters 3 and 5. Times are in the unit of the
 * mean service time that is passed. */

/** Probability that an arrival has to wait when `servers` serve an offered load (arrival rate × mean service time): Erlang's C.
 * Through the recursion of Erlang's B, which never overflows. */
export const probabilityOfWaiting = (servers: number, offered: number): number => {
  let blocking = 1
  for (let k = 1; k <= servers; k++) blocking = (offered * blocking) / (k + offered * blocking)
  const load = offered / servers
  return blocking / (1 - load * (1 - blocking))
}

/** Mean waiting time in M/M/c. */
export const meanWait = (servers: number, offered: number, meanService: number): number =>
  (probabilityOfWaiting(servers, offered) * meanService) / (servers - offered)

/** Time below which a share of the waiting times of M/M/c lies (0 when that share does not wait at all). */
export const waitQuantile = (share: number, servers: number, offered: number, meanService: number): number =>
  Math.max(0, (Math.log(probabilityOfWaiting(servers, offered) / (1 - share)) * meanService) / (servers - offered))

/** Mean waiting time in M/G/1 (Pollaczek and Khinchine); `cv` is the service time's coefficient of variation: 0 for M/D/1, 1 for M/M/1. */
export const meanWaitOneServer = (load: number, meanService: number, cv: number): number =>
  (load * meanService * (1 + cv ** 2)) / (2 * (1 - load))
