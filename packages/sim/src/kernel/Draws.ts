/** Random draws that are keyed, not queued.
 *
 * A draw belongs to (seed, purpose, entity, attempt): `at` starts a small generator of its own for that key, so one more uniform for a
 * rejection sampler, one more provider or another policy disturbs no other draw, and two policies meet the same luck.
 *
 * The generator is xoshiro128** (Blackman and Vigna, 2018), its 128 bits filled from the key by the 32-bit finaliser of MurmurHash3.
 * Standard draws come from d3-random with this generator as their source, and are scaled by whoever asks. */
import { randomExponential, randomGamma, randomNormal } from "d3-random"

const scramble = (word: number): number => {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
const limb = 4_294_967_296

/** Keyed random draws of one run. */
export class Draws {
  readonly seed: number
  private readonly seedLow: number
  private readonly seedHigh: number
  private s0 = 1
  private s1 = 0
  private s2 = 0
  private s3 = 0
  private readonly standardExponential: () => number
  private readonly standardNormal: () => number
  private readonly source: () => number

  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0)
      throw new RangeError(`a seed is a whole number from 0 to 2^53 − 1, not ${seed}`)
    this.seed = seed
    this.seedLow = scramble((seed >>> 0) ^ 0x9e3779b9)
    this.seedHigh = scramble(Math.floor(seed / limb) ^ 0x7f4a7c15)
    this.source = () => this.uniform()
    this.standardExponential = randomExponential.source(this.source)(1)
    this.standardNormal = randomNormal.source(this.source)(0, 1)
    Object.freeze(this.source)
  }

  /** A stable 32-bit number for the name of a purpose (`"arrivals/training"`). Compute it once, not for every draw. */
  static purpose(name: string): number {
    let hash = 0x811c9dc5
    for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
    return scramble(hash) >>> 0
  }

  /** Starts the generator of a key. `entity` may be any whole number below 2^53, `attempt` below 2^32. */
  at(purpose: number, entity: number, attempt: number): this {
    const low = scramble((entity >>> 0) ^ this.seedLow ^ Math.imul(purpose, 0x9e3779b1))
    const high = scramble(Math.floor(entity / limb) ^ this.seedHigh ^ Math.imul(attempt + 1, 0x85ebca77))
    this.s0 = scramble((low + Math.imul(high, 0xc2b2ae3d)) | 0)
    this.s1 = scramble((high + Math.imul(purpose ^ low, 0x27d4eb2f)) | 0)
    this.s2 = scramble((low ^ (high << 15) ^ (high >>> 17) ^ 0x165667b1) | 0)
    this.s3 = scramble((this.s0 ^ this.s1 ^ attempt ^ 0x61c88647) | 0) | 1
    return this
  }

  private word(): number {
    const scaled = Math.imul(this.s1, 5)
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9)
    const shifted = this.s1 << 9
    this.s2 ^= this.s0
    this.s3 ^= this.s1
    this.s1 ^= this.s2
    this.s0 ^= this.s3
    this.s2 ^= shifted
    this.s3 = (this.s3 << 11) | (this.s3 >>> 21)
    return result >>> 0
  }

  /** Uniform on [0, 1) with 53 bits. */
  uniform(): number {
    const high = this.word() >>> 5
    const low = this.word() >>> 6
    return (high * 67_108_864 + low) / 9_007_199_254_740_992
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return this.standardExponential()
  }

  /** Normal with mean 0 and variance 1. */
  normal(): number {
    const value = this.standardNormal()
    // d3 makes two values at a time and keeps one: take it out, so that no draw depends on the draw before it.
    this.standardNormal()
    return value
  }

  /** Gamma with the given shape and scale 1. */
  gamma(shape: number): number {
    // A new sampler each time: d3's gamma keeps a normal of its own, with its spare value.
    return randomGamma.source(this.source)(shape, 1)()
  }

  /** A whole number from 0 to `below` − 1, each alike. */
  integer(below: number): number {
    return Math.floor(this.uniform() * below)
  }
}
