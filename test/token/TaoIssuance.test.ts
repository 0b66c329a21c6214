import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  blockEmission,
  blocksPerDay,
  blocksUntilHalving,
  emittedOver,
  halvings,
  halvingThreshold,
  raoPerTao,
  taoSchedule
} from "../../packages/sim/src/token/subnet/TaoIssuance.ts"

/** Rao of whole thousandths of a TAO. */
const thousandths = (count: bigint): bigint => (count * raoPerTao) / 1000n

describe("halving by issuance", () => {
  it.each([
    [10_499_999_999n, 1_000_000_000n],
    [10_500_000_000n, 500_000_000n],
    [15_749_999_999n, 500_000_000n],
    [15_750_000_000n, 250_000_000n],
    [18_375_000_000n, 125_000_000n],
    [19_687_500_000n, 62_500_000n],
    [20_343_750_000n, 31_250_000n],
    [0n, 1_000_000_000n],
    [21_000_000_000n, 0n]
  ])("at %d thousandths of a TAO a block mints %d rao", (issued, emission) => {
    expect(blockEmission(thousandths(issued))).toBe(emission)
  })

  it("halves exactly at each threshold, and not one rao before", () => {
    for (let count = 1; count <= 30; count++) {
      const at = halvingThreshold(count)
      expect(halvings(at)).toBe(count)
      expect(halvings(at - 1n)).toBe(count - 1)
      expect(blockEmission(at)).toBe(raoPerTao >> BigInt(count))
    }
  })

  it("mints 7,200 a day before the first halving and 3,600 after it", () => {
    expect(emittedOver(0n, BigInt(blocksPerDay))).toBe(7200n * raoPerTao)
    expect(emittedOver(thousandths(10_500_000_000n), BigInt(blocksPerDay))).toBe(3600n * raoPerTao)
  })

  it("agrees with the formula in logarithms wherever doubles can tell", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (share) => {
        const log = Math.log2(1 / (1 - share))
        fc.pre(Math.abs(log - Math.round(log)) > 1e-6)
        expect(halvings(BigInt(Math.round(share * 21e6)) * raoPerTao)).toBe(
          Math.floor(Math.log2(1 / (1 - Math.round(share * 21e6) / 21e6)))
        )
      })
    )
  })
})

describe("an interval of blocks", () => {
  const issued = fc.bigInt({ min: 0n, max: taoSchedule.cap })

  it("mints what its blocks mint one by one, across halvings too", () => {
    const near = fc
      .record({ count: fc.integer({ min: 1, max: 20 }), before: fc.bigInt({ min: 0n, max: 200n * raoPerTao }) })
      .map(({ before, count }) => halvingThreshold(count) - before)
    fc.assert(
      fc.property(fc.oneof(issued, near), fc.integer({ min: 0, max: 500 }), (from, blocks) => {
        let now = from < 0n ? 0n : from
        const start = now
        for (let block = 0; block < blocks; block++) now += blockEmission(now)
        expect(emittedOver(start, BigInt(blocks))).toBe(now - start)
      })
    )
  })

  it("may be cut anywhere", () => {
    const blocks = fc.bigInt({ min: 0n, max: 100_000_000n })
    fc.assert(
      fc.property(issued, blocks, blocks, (from, first, second) => {
        const half = emittedOver(from, first)
        expect(half + emittedOver(from + half, second)).toBe(emittedOver(from, first + second))
      })
    )
  })

  it("never passes the cap, with any schedule", () => {
    const schedule = fc.record({
      first: fc.bigInt({ min: 1n, max: 1000n }),
      cap: fc.bigInt({ min: 1n, max: 100_000n })
    })
    fc.assert(
      fc.property(schedule, fc.bigInt({ min: 0n, max: 10n ** 9n }), (given, blocks) => {
        expect(emittedOver(0n, blocks, given) <= given.cap).toBe(true)
      })
    )
  })

  it("knows when the next halving comes", () => {
    fc.assert(
      fc.property(issued, (from) => {
        const blocks = blocksUntilHalving(from)
        if (blocks === 0n) return
        const before = from + emittedOver(from, blocks - 1n)
        expect(halvings(before)).toBe(halvings(from))
        expect(halvings(before + blockEmission(before))).toBeGreaterThan(halvings(from))
      })
    )
  })
})
