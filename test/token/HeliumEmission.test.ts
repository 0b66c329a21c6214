/** Helium's emission, credits and band against published figures, and what must hold whatever the price. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  approvedBand,
  backstop,
  burnFor,
  creditsFor,
  dailyEmission,
  type Day,
  deployersPart,
  halvings,
  mobileSplit,
  netEmissionCap,
  packetCredits,
  reminted,
  smoothedBurn,
  supplementRate,
  supplementUntil,
  yearlyEmission
} from "../../packages/sim/src/token/emission/HeliumEmission.ts"

describe("emission", () => {
  it.each([
    [2020, 1, 60_000_000],
    [2021, 7, 60_000_000],
    [2021, 8, 30_000_000],
    [2023, 7, 30_000_000],
    [2023, 8, 15_000_000],
    [2025, 7, 15_000_000],
    [2025, 8, 7_500_000],
    [2027, 7, 7_500_000],
    [2027, 8, 3_750_000]
  ])("in %i-%i the rate is %i HNT a year", (year, month, rate) => {
    expect(yearlyEmission(halvings(year, month))).toBe(rate)
  })

  it("is 20,548 HNT a day from August 2025", () => {
    expect(Math.round(dailyEmission(halvings(2026, 6)))).toBe(20_548)
  })

  it("divides the mobile network's part whole", () => {
    const { data, delegators, serviceProvider } = mobileSplit
    expect(data + delegators + serviceProvider).toBeCloseTo(1, 15)
    expect(deployersPart(0.893)).toBeCloseTo(0.625, 3)
  })
})

describe("net emission", () => {
  it("brings back a steady burn below the cap whole, and no more than 600,000 a year", () => {
    let smoothed = 0
    for (let day = 0; day < 200; day++) smoothed = smoothedBurn(smoothed, 1000)
    expect(reminted(smoothed)).toBeCloseTo(1000, 6)
    expect(reminted(1e6) * 365).toBeCloseTo(600_000, 3)
    expect(reminted(1e6)).toBe(netEmissionCap)
  })

  it("never brings back more than was burned", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }), { maxLength: 100 }), (burns) => {
        let [smoothed, burned, minted] = [0, 0, 0]
        for (const burn of burns) {
          smoothed = smoothedBurn(smoothed, burn)
          burned += burn
          minted += reminted(smoothed)
          expect(minted).toBeLessThanOrEqual(burned * (1 + 1e-12) + 1e-9)
        }
      })
    )
  })
})

describe("data credits", () => {
  it("cost 0.00001 USD each: a GB for 0.10 USD is 10,000 of them, 0.2 HNT at 0.50", () => {
    expect(burnFor(10_000, 0.5)).toBeCloseTo(0.2, 12)
    expect(creditsFor(0.2, 0.5)).toBeCloseTo(10_000, 6)
  })

  it("count 24 bytes begun", () => {
    expect([0, 1, 24, 25, 48, 49].map(packetCredits)).toEqual([0, 1, 1, 2, 2, 3])
  })
})

/** The day of the proposal's example: 91,000 GB at 0.10 USD. */
const example: Day = {
  paid: 91_000 * 0.1,
  price: 0.1,
  baseline: 13_870,
  alpha: 0.625,
  smoothedBurn: 91_000
}

describe("the band of HIP 149", () => {
  it("binds below 0.328 USD and above 1.97 USD", () => {
    expect(backstop(example).floorPrice).toBeCloseTo(0.328, 3)
    expect(backstop(example).ceilingPrice).toBeCloseTo(1.97, 2)
    expect(backstop({ ...example, price: 0.329 }).wanted).toBe(0)
    expect(backstop({ ...example, price: 0.327 }).wanted).toBeGreaterThan(0)
  })

  it("tops up 50,608 HNT at 0.10 USD, of which deployers get what brings them to half the payer rate", () => {
    const result = backstop(example)
    expect(Math.abs(result.topUp / 50_608 - 1)).toBeLessThan(1e-3)
    expect(result.multiple).toBeCloseTo(0.5, 12)
  })

  it("mints no more than was burned beyond net emission: the floor then delivers less", () => {
    const result = backstop({ ...example, smoothedBurn: 10_000 })
    expect(result.topUp).toBeCloseTo(10_000 - netEmissionCap, 8)
    expect(result.multiple).toBeLessThan(0.5)
    expect(backstop({ ...example, smoothedBurn: 1000 }).topUp).toBe(0)
  })

  it("sends to stakers what would pay more than three times the payer rate", () => {
    const result = backstop({ ...example, price: 4 })
    expect(result.topUp).toBe(0)
    expect(result.multiple).toBeCloseTo(3, 12)
    expect(result.overflow).toBeCloseTo(13_870 - 6825, 8)
  })

  it("holds deployers within the band whenever burns suffice, and never mints and overflows at once", () => {
    const price = fc.double({ min: 0.001, max: 100, noNaN: true })
    const volume = fc.double({ min: 1, max: 1e6, noNaN: true })
    const baseline = fc.double({ min: 0, max: 1e5, noNaN: true })
    const alpha = fc.double({ min: 0.05, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        price,
        volume,
        baseline,
        alpha,
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (at, gigabytes, base, part, burn) => {
          const result = backstop({
            paid: gigabytes * 0.1,
            price: at,
            baseline: base,
            alpha: part,
            smoothedBurn: burn
          })
          expect(result.multiple).toBeLessThanOrEqual(3 * (1 + 1e-9))
          expect(result.topUp).toBeLessThanOrEqual(Math.max(0, burn - netEmissionCap))
          if (result.topUp === result.wanted) expect(result.multiple).toBeGreaterThanOrEqual(0.5 * (1 - 1e-9))
          expect(Math.min(result.topUp, result.overflow)).toBe(0)
          expect(result.deployers + result.overflow).toBeCloseTo(base + part * result.topUp, 3)
        }
      )
    )
  })

  it("takes another band", () => {
    expect(backstop(example, { ...approvedBand, floor: 0.8 }).target).toBeCloseTo(72_800, 6)
  })
})

describe("the supplement of HIP 149", () => {
  it("is about 141M HNT, half of it in the first window", () => {
    expect(supplementUntil(360)).toBe(70_560_000)
    expect(supplementUntil(5000)).toBe(141_120_000)
  })

  it("is the integral of its rate", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1200, noNaN: true }), (day) => {
        const step = 0.01
        const rate = (supplementUntil(day + step) - supplementUntil(day)) / step
        expect(Math.abs(rate - supplementRate(day + step / 2))).toBeLessThan(1)
      })
    )
  })
})
