/** Random draws that are keyed, not queued.
 *
 * A draw belongs to (seed, purpose, entity, attempt): `at` starts a small generator of its own for that key, so one more uniform for a
 * rejection sampler, one more provider or another policy disturbs no other draw, and two policies meet the same luck (common random
 * numbers).
 *
 *     draws.at(repairTime, provider, failureNumber).exponential() * meanRepairTime
 *
 * The generator is xoshiro128** (Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators"). The key is folded word
 * by word into two 32-bit lanes; each step is a bijection of the word it takes in, so two keys that differ in one word never share a lane.
 * MurmurHash3's finaliser then spreads the lanes over the 128 bits of the generator. Two keys share a generator with probability 2^-64.
 *
 * Standard draws are scaled by whoever asks. Gammas come from d3-random with this generator as their source; exponentials and normals are written out,
 * because every job draws a few and a call through d3's closures costs twice as much.
 *
 * **Gotchas** `at` starts a generator that goes on until the next `at` of the same `Draws`: finish with one key before starting another.
 * A `Draws` that is started once and never again is an ordinary sequential stream (and a snapshot keeps its place). */
import { randomGamma } from "d3-random"

const limb = 4_294_967_296
const twoToMinus53 = 1 / 9_007_199_254_740_992

/** MurmurHash3's 32-bit finaliser: every bit of the word reaches every bit of the result. */
const scramble = (word: number): number => {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
const foldA = (lane: number, word: number): number => {
  const mixed = Math.imul(lane ^ word, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}
const foldB = (lane: number, word: number): number => {
  const mixed = Math.imul((lane + word) | 0, 0x2c1b3c6d)
  return mixed ^ (mixed >>> 12)
}

/** Keyed random draws of one run. */
export class Draws {
  readonly seed: number
  private readonly seedA: number
  private readonly seedB: number
  // The 128 bits of the generator: 32-bit integers, never all zero.
  private s0 = 1
  private s1 = 0
  private s2 = 0
  private s3 = 0

  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0)
      throw new RangeError(`a seed is a whole number from 0 to 2^53 − 1, not ${seed}`)
    this.seed = seed
    const low = seed | 0
    const high = (seed / limb) | 0
    this.seedA = foldA(scramble(foldA(0x243f6a88, low)), high)
    this.seedB = foldB(scramble(foldB(0x13198a2e, low)), high)
    this.at(0, 0, 0)
  }

  /** A stable 32-bit number for the name of a purpose (`"arrivals/training"`). Compute it once, not for every draw. */
  static purpose(name: string): number {
    let hash = 0x811c9dc5
    for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
    return scramble(hash) >>> 0
  }

  /** Starts the generator of a key. `entity` may be any whole number from 0 to 2^53 − 1, `attempt` from 0 to 2^32 − 1. */
  at(purpose: number, entity: number, attempt = 0): this {
    const low = entity | 0
    const high = (entity / limb) | 0
    const a = foldA(foldA(foldA(foldA(this.seedA, purpose), low), high), attempt)
    const b = foldB(foldB(foldB(foldB(this.seedB, purpose), low), high), attempt)
    this.s0 = scramble(a)
    this.s1 = scramble(b)
    this.s2 = scramble((a + Math.imul(b, 0x9e3779b1)) | 0)
    this.s3 = scramble(Math.imul(a, 0x85ebca77) ^ b ^ 0x61c88647) | 1
    return this
  }

  /** The next 32 bits, as a signed integer. */
  private word(): number {
    const s1 = this.s1
    const s2 = this.s2 ^ this.s0
    const s3 = this.s3 ^ s1
    const scaled = Math.imul(s1, 5)
    this.s1 = s1 ^ s2
    this.s0 = this.s0 ^ s3
    this.s2 = s2 ^ (s1 << 9)
    this.s3 = (s3 << 11) | (s3 >>> 21)
    return Math.imul((scaled << 7) | (scaled >>> 25), 9)
  }

  /** Uniform on [0, 1) with 53 bits. */
  uniform(): number {
    const high = this.word() >>> 5
    const low = this.word() >>> 6
    return (high * 67_108_864 + low) * twoToMinus53
  }

  /** A whole number from 0 to `below` − 1, each alike (to 2^-53). */
  integer(below: number): number {
    return Math.floor(this.uniform() * below)
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -Math.log1p(-this.uniform())
  }

  /** Normal with mean 0 and variance 1: the polar method (Marsaglia and Bray 1964). The second normal that it could make of the same pair is not
   * kept, since that would carry luck from one key to the next. */
  normal(): number {
    for (;;) {
      const x = this.uniform() * 2 - 1
      const y = this.uniform() * 2 - 1
      const square = x * x + y * y
      if (square > 0 && square <= 1) return y * Math.sqrt((-2 * Math.log(square)) / square)
    }
  }

  /** Gamma with the given shape (above 0) and scale 1: mean and variance are `shape`. */
  gamma(shape: number): number {
    current = this
    const sampler = gammaSampler(shape)
    const value = sampler.draw()
    drain(sampler)
    return value
  }
}

// The gamma samplers of d3-random are built once for the whole process and ask whichever `Draws` is drawing. Inside they make normals in pairs and
// keep the second for the next call, in a closure that no snapshot sees and that would carry luck from one key to the next. So `drain` takes
// the spare out.
let current = new Draws(0)

interface GammaSampler {
  readonly shape: number
  readonly draw: () => number
  /** Draws from a gamma that shares the hidden normal. */
  readonly flush: () => number
}

let draining = false
let asked = 0
const gammaSource = (): number => {
  if (!draining) return current.uniform()
  asked++
  return 0.75
}
const makeGammaSampler = (shape: number): GammaSampler => {
  const family = randomGamma.source(gammaSource)
  return { shape, draw: family(shape, 1), flush: family(1e6, 1) }
}

/** Empties the hidden normal. With 0.75 for every uniform each pair of normals is accepted at once, and so is each gamma of a
 * large shape. A flush that asks for one uniform used up a spare normal; one that asks for three made a pair and left a spare. */
const drain = (sampler: GammaSampler): void => {
  draining = true
  do {
    asked = 0
    sampler.flush()
  } while (asked !== 1)
  draining = false
}

/** Samplers by shape, the one used last first. A memory of work done, not state: a sampler holds nothing between draws. */
const gammaSamplers: Array<GammaSampler> = []
const mostGammaSamplers = 64
const gammaSampler = (shape: number): GammaSampler => {
  const first = gammaSamplers[0]
  if (first !== undefined && first.shape === shape) return first
  const index = gammaSamplers.findIndex((known) => known.shape === shape)
  const sampler = gammaSamplers[index] ?? makeGammaSampler(shape)
  if (index >= 0) gammaSamplers.splice(index, 1)
  gammaSamplers.unshift(sampler)
  if (gammaSamplers.length > mostGammaSamplers) gammaSamplers.pop()
  return sampler
}
