/** Seeds of replications: common random numbers across scenarios, independent luck across replications.
 *
 * Replication 0 of seed s *is* the plain run with seed s. Replication r > 0 gets a seed from a fixed hash of (s, r): the two 32-bit halves
 * of s and then r are folded into two lanes, and 53 bits are kept. It depends on nothing else, so two scenarios (or two policies)
 * compared under the same s meet the same luck in each replication, and it never changes from release to release. */

const limb = 4_294_967_296

/** MurmurHash3's 32-bit finaliser. */
const scramble = (word: number): number => {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

/** The seed of replication `replication` of `seed`: a whole number below 2^53. */
export const ofReplication = (seed: number, replication: number): number => {
  if (replication === 0) return seed
  let high = 0x510e527f
  let low = 0x9b05688c
  for (const word of [seed | 0, (seed / limb) | 0, replication | 0]) {
    high = scramble(high ^ word)
    low = scramble((Math.imul(low, 0x9e3779b1) + word + high) | 0)
  }
  return (high >>> 11) * limb + (low >>> 0)
}
