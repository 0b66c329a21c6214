import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { residualShare } from "../../packages/sim/src/supply/GpuResale.ts"
import * as Hosting from "../../packages/sim/src/supply/HostingContracts.ts"
import * as Revenue from "../../packages/sim/src/supply/MinerRevenue.ts"
import { annuity, payBack } from "../../packages/sim/src/supply/Discounting.ts"
import { entryThreshold, exitThreshold, softened } from "../../packages/sim/src/supply/OptionValue.ts"

describe("mining", () => {
  it.each([
    [55, 15, 152.8],
    [43.1, 21.2, 84.7],
    [38.2, 21.2, 75.1],
    [38.2, 17.5, 91.0],
    [30, 25, 50.0]
  ])("at %d USD/PH/day and %d J/TH earns %d USD/MWh", (hashPrice, efficiency, expected) => {
    expect(Revenue.revenuePerMwh(hashPrice, efficiency)).toBeCloseTo(expected, 1)
    expect(Revenue.hashPriceForRevenue(Revenue.revenuePerMwh(hashPrice, efficiency), efficiency)).toBeCloseTo(hashPrice)
  })

  it("turns megawatts into hash rate", () => {
    expect(Revenue.hashRate(50, 21.2)).toBeCloseTo(2.358, 3)
  })

  it("sells power in the peak, mines in the base hours and stands idle when neither pays", () => {
    const choice = { margin: 0, mining: 0, selling: 0, idle: 0 }
    const market = { base: 30, peak: 400, peakShare: 0.05 }
    Revenue.bestUse(choice, 75, 34, 1, market)
    expect(choice).toEqual({ margin: 0.95 * 41 + 0.05 * 366, mining: 0.95, selling: 0.05, idle: 0 })
    Revenue.bestUse(choice, 20, 34, 0, market)
    expect(choice).toEqual({ margin: 0, mining: 0, selling: 0, idle: 1 })
    Revenue.bestUse(choice, 20, 25, 1, market)
    expect(choice.selling).toBe(1)
  })

  it("never earns less at a higher hash price, and uses each hour once", () => {
    const price = fc.double({ min: 0, max: 500, noNaN: true })
    fc.assert(
      fc.property(
        price,
        price,
        price,
        price,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (low, more, power, peak, share) => {
          const a = { margin: 0, mining: 0, selling: 0, idle: 0 }
          const b = { margin: 0, mining: 0, selling: 0, idle: 0 }
          const market = { base: 30, peak, peakShare: share }
          Revenue.bestUse(a, low, power, 0.9, market)
          Revenue.bestUse(b, low + more, power, 0.9, market)
          expect(b.margin).toBeGreaterThanOrEqual(a.margin)
          expect(a.margin).toBeGreaterThanOrEqual(0)
          expect(a.mining + a.selling + a.idle).toBeCloseTo(1, 12)
        }
      )
    )
  })
})

describe("capital", () => {
  it("is repaid by 41.6% of it a year over three years at 12%", () => {
    expect(1 / annuity(0.12, 3)).toBeCloseTo(0.41635, 5)
    expect(annuity(0, 10)).toBe(10)
  })

  it("is the sum of a geometric series", () => {
    const rate = fc.double({ min: 0.001, max: 1, noNaN: true })
    fc.assert(
      fc.property(rate, fc.integer({ min: 1, max: 40 }), (r, years) => {
        expect(annuity(r, years) * r).toBeCloseTo(1 - (1 + r) ** -years, 9)
      })
    )
  })

  it("values a broken last year at its own end", () => {
    expect(annuity(0.1, 1.5)).toBeCloseTo(1 / 1.1 + 0.5 / 1.1 ** 1.5, 12)
  })

  it("comes back in price over income", () => {
    expect(payBack(9, 1.5)).toBe(6)
    expect(payBack(9, 0)).toBe(Number.POSITIVE_INFINITY)
    expect(payBack(0, 0)).toBe(0)
  })

  it("leaves a GPU less with every year", () => {
    expect([0, 3, 4.5, 6, 9].map(residualShare)).toEqual([1, expect.closeTo(0.3), expect.closeTo(0.15), 0, 0])
  })
})

describe("waiting", () => {
  const waiting = (volatility: number) => ({ rate: 0.12, payout: 0.08, volatility })

  it("asks for 3.0 times the capital at volatility 0.4 and 4.4 times at 0.6", () => {
    expect(entryThreshold(waiting(0.4))).toBeCloseTo(3, 1)
    expect(entryThreshold(waiting(0.6))).toBeCloseTo(4.4, 1)
  })

  it("opens a gap between entering and leaving that grows with uncertainty", () => {
    let [enter, leave] = [entryThreshold(waiting(0)), exitThreshold(waiting(0))]
    for (const volatility of [0.05, 0.1, 0.3, 0.6, 1]) {
      expect(entryThreshold(waiting(volatility))).toBeGreaterThan(enter)
      expect(exitThreshold(waiting(volatility))).toBeLessThan(leave)
      enter = entryThreshold(waiting(volatility))
      leave = exitThreshold(waiting(volatility))
    }
    expect(leave).toBeGreaterThan(0)
  })

  it("is removed by a contract in the share that the contract removes", () => {
    expect(softened(4.4, 1)).toBe(1)
    expect(softened(4.4, 0)).toBeCloseTo(4.4)
    expect(softened(4.4, 0.5)).toBeCloseTo(2.7)
  })
})

describe("hosting contracts", () => {
  const contract = { rent: 121, grossPerIt: 1.43, margin: 0.775, powerPrice: 34 }

  it("of 8.7 billion USD over 500 MW and twelve years pay 120.8 USD/kW-month, and 9.7 billion over 200 MW and five years 808", () => {
    expect(Hosting.rentPerKilowattMonth(8.7e9, 500, 144)).toBeCloseTo(120.83, 2)
    expect(Hosting.rentPerKilowattMonth(9.7e9, 200, 60)).toBeCloseTo(808.3, 1)
  })

  it("leave 89 to 90 USD per MWh that the site draws", () => {
    expect(Hosting.marginPerGrossMwh(121, 1.43, 0.775)).toBeCloseTo(89.8, 1)
  })

  it("break even with mining at about 63 USD/PH/day at 21.2 J/TH and 52 at 17.5", () => {
    expect(Hosting.breakEvenHashPrice({ ...contract, efficiency: 21.2 })).toBeCloseTo(63, 0)
    expect(Hosting.breakEvenHashPrice({ ...contract, efficiency: 17.5 })).toBeCloseTo(52, 0)
  })

  it("repay 9M USD a MW over ten years at 8% and not at 12%", () => {
    const income = 1.85e6 * 0.85
    const needed = (rate: number) => 9e6 / annuity(rate, 10)
    expect(needed(0.08)).toBeCloseTo(1.341e6, -3)
    expect(needed(0.12)).toBeCloseTo(1.593e6, -3)
    expect(needed(0.08)).toBeLessThan(income)
    expect(needed(0.12)).toBeGreaterThan(income)
  })
})
