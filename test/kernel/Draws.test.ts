import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"

const arbitraryKey = fc.record({
  purpose: fc.integer({ min: 0, max: 4_294_967_295 }),
  entity: fc.maxSafeNat(),
  attempt: fc.nat()
})

/** The statistic of a chi-square test of even counts, as a standard normal (Wilson and Hilferty 1931). */
const evenness = (counts: ReadonlyArray<number>): number => {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  const degrees = counts.length - 1
  return (Math.cbrt(statistic / degrees) - (1 - 2 / (9 * degrees))) / Math.sqrt(2 / (9 * degrees))
}
const histogram = (bins: number, values: Iterable<number>): Array<number> => {
  const counts = Array.from({ length: bins }, () => 0)
  for (const value of values) {
    const bin = Math.floor(value * bins)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}
const correlation = (x: ReadonlyArray<number>, y: ReadonlyArray<number>): number => {
  const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length
  const meanX = mean(x)
  const meanY = mean(y)
  let xy = 0
  let xx = 0
  let yy = 0
  x.forEach((value, index) => {
    const other = y[index] ?? 0
    xy += (value - meanX) * (other - meanY)
    xx += (value - meanX) ** 2
    yy += (other - meanY) ** 2
  })
  return xy / Math.sqrt(xx * yy)
}

describe("Draws", () => {
  it("gives a key the same draws whatever was drawn before", () => {
    fc.assert(
      fc.property(arbitraryKey, fc.array(arbitraryKey, { maxLength: 5 }), (key, others) => {
        const all = (draws: Draws) => {
          draws.at(key.purpose, key.entity, key.attempt)
          return [
            draws.uniform(),
            draws.normal(),
            draws.gamma(0.4),
            draws.exponential(),
            draws.gamma(7),
            draws.normal()
          ]
        }
        const alone = all(new Draws(17))
        const draws = new Draws(17)
        others.forEach((other, index) => {
          draws.at(other.purpose, other.entity, other.attempt)
          for (let time = 0; time <= index; time++) draws.gamma(0.4 + index)
          draws.normal()
        })
        expect(all(draws)).toEqual(alone)
      })
    )
  })

  it("gives different draws to keys that differ in one part", () => {
    fc.assert(
      fc.property(arbitraryKey, arbitraryKey, fc.maxSafeNat(), fc.maxSafeNat(), (key, other, seed, otherSeed) => {
        const first = (key: { purpose: number; entity: number; attempt: number }, of: number) =>
          new Draws(of).at(key.purpose, key.entity, key.attempt).uniform()
        const own = first(key, seed)
        if (other.purpose !== key.purpose) expect(first({ ...key, purpose: other.purpose }, seed)).not.toBe(own)
        if (other.entity !== key.entity) expect(first({ ...key, entity: other.entity }, seed)).not.toBe(own)
        if (other.attempt !== key.attempt) expect(first({ ...key, attempt: other.attempt }, seed)).not.toBe(own)
        if (otherSeed !== seed) expect(first(key, otherSeed)).not.toBe(own)
      })
    )
  })

  it("tells entities apart that differ only above 32 bits", () => {
    const draws = new Draws(1)
    const seen = new Set(Array.from({ length: 1000 }, (_, high) => draws.at(5, high * 4_294_967_296 + 7, 0).uniform()))
    expect(seen.size).toBe(1000)
  })

  it("does not repeat a first draw among two million keys", () => {
    const draws = new Draws(3)
    const values = new Float64Array(2_000_000)
    for (let index = 0; index < values.length; index++)
      values[index] = draws.at(9 + (index & 3), index >> 4, (index >> 2) & 3).uniform()
    values.sort()
    // Of 2^53 values two million keys hit one twice with probability 0.0002.
    let repeats = 0
    for (let index = 1; index < values.length; index++) if (values[index] === values[index - 1]) repeats++
    expect(repeats).toBe(0)
  })

  it.each([
    ["entities", (draws: Draws, n: number) => draws.at(1, n, 0)],
    ["attempts", (draws: Draws, n: number) => draws.at(1, 2, n)],
    ["purposes", (draws: Draws, n: number) => draws.at(n, 2, 0)],
    ["entities far apart", (draws: Draws, n: number) => draws.at(1, n * 4_294_967_296, 0)],
    ["entities and attempts together", (draws: Draws, n: number) => draws.at(1, n, n)]
  ])("is uniform and uncorrelated across neighbouring %s", (_, key) => {
    const draws = new Draws(2026)
    const first: Array<number> = []
    const second: Array<number> = []
    for (let n = 0; n < 100_000; n++) {
      first.push(key(draws, n).uniform())
      second.push(draws.uniform())
    }
    // Each is standard normal if the draws are good: beyond 4.5 once in 150,000.
    const limit = 4.5
    const scale = Math.sqrt(first.length)
    expect(Math.abs(evenness(histogram(256, first)))).toBeLessThan(limit)
    expect(Math.abs(evenness(histogram(256, second)))).toBeLessThan(limit)
    expect(Math.abs(correlation(first, second)) * scale).toBeLessThan(limit)
    for (const lag of [1, 2, 3, 16, 1024])
      expect(Math.abs(correlation(first.slice(lag), first.slice(0, -lag))) * scale).toBeLessThan(limit)
    const pairs = first.slice(1).map((value, index) => (Math.floor(value * 16) + (first[index] ?? 0)) / 16)
    expect(Math.abs(evenness(histogram(256, pairs)))).toBeLessThan(limit)
  })

  it("changes half of the bits when one bit of the key changes", () => {
    const bits = (value: number): bigint => BigInt(value * 9_007_199_254_740_992)
    const draws = new Draws(4)
    for (let bit = 0; bit < 53; bit++) {
      let changed = 0
      for (let entity = 0; entity < 500; entity++) {
        const number = entity * 1_048_583
        const flipped = Math.floor(number / 2 ** bit) % 2 === 0 ? number + 2 ** bit : number - 2 ** bit
        const difference = bits(draws.at(1, number, 0).uniform()) ^ bits(draws.at(1, flipped, 0).uniform())
        changed += difference.toString(2).replaceAll("0", "").length
      }
      expect(changed / 500 / 53).toBeCloseTo(0.5, 1)
    }
  })

  it.each([
    ["exponential", (draws: Draws) => draws.exponential(), [1, 2, 6]],
    ["normal", (draws: Draws) => draws.normal(), [0, 1, 0]],
    ["gamma of shape 0.3", (draws: Draws) => draws.gamma(0.3), [0.3, 0.39, 0.897]],
    ["gamma of shape 1", (draws: Draws) => draws.gamma(1), [1, 2, 6]],
    ["gamma of shape 4", (draws: Draws) => draws.gamma(4), [4, 20, 120]],
    ["uniform", (draws: Draws) => draws.uniform(), [1 / 2, 1 / 3, 1 / 4]]
  ])("has the first three moments of the %s distribution", (_, draw, moments) => {
    const draws = new Draws(99)
    const count = 100_000
    moments.forEach((expected, index) => {
      let sum = 0
      let squares = 0
      for (let entity = 0; entity < count; entity++) {
        const value = draw(draws.at(12, entity, 0)) ** (index + 1)
        sum += value
        squares += value * value
      }
      const mean = sum / count
      const standardError = Math.sqrt((squares / count - mean * mean) / count)
      expect(Math.abs(mean - expected) / standardError).toBeLessThan(4.5)
    })
  })

  it("draws whole numbers below a bound evenly", () => {
    const draws = new Draws(5)
    const values = Array.from({ length: 70_000 }, (_, entity) => draws.at(1, entity, 0).integer(7))
    expect(
      Math.abs(
        evenness(
          histogram(
            7,
            values.map((value) => value / 7 + 1e-9)
          )
        )
      )
    ).toBeLessThan(4.5)
  })

  it("refuses a seed that is not a whole number from 0 to 2^53 − 1", () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => new Draws(seed)).toThrow(RangeError)
  })

  it("keeps giving what it gave when it was written, so that a seed means the same run tomorrow", () => {
    const draws = new Draws(42).at(Draws.purpose("arrivals/training"), 7, 1)
    expect([draws.uniform(), draws.exponential(), draws.normal(), draws.gamma(2.5)]).toMatchInlineSnapshot(`
      [
        0.7279323081615187,
        0.5639120527363437,
        -0.8754025144867248,
        5.786386289559795,
      ]
    `)
  })
})
