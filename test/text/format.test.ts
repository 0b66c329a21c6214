import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Format from "../../packages/tui/src/text/format.ts"

describe("number", () => {
  it("has as many digits as asked, and never fewer than the whole part", () => {
    expect([12_345.6, 0.041234, 2.5, 999.96, 0.99961, -1234.5].map((value) => Format.number(value))).toEqual([
      "12,346",
      "0.0412",
      "2.5",
      "1,000",
      "1",
      "-1,235"
    ])
  })

  it("writes what is very large or very small with an exponent", () => {
    expect([1.2e-7, 3e20, 0].map((value) => Format.number(value))).toEqual(["1.2e-7", "3e20", "0"])
  })

  it("says when a value is not known or has no end", () => {
    expect([Number.NaN, Number.POSITIVE_INFINITY].map((value) => Format.number(value))).toEqual(["-", "infinite"])
  })

  it("is within half a unit of the third digit", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e14, noNaN: true }), (value) => {
        expect(Math.abs(Number(Format.number(value).replaceAll(",", "")) - value)).toBeLessThanOrEqual(value * 0.0051)
      })
    )
  })
})

describe("interval", () => {
  it("rounds the mean where its half-width begins", () => {
    expect(Format.interval(0.41234, 0.0131)).toBe("0.412 ± 0.013")
    expect(Format.interval(12_345.6, 1234)).toBe("12,300 ± 1,200")
    expect(Format.interval(0.41234, 0.0996)).toBe("0.41 ± 0.10")
    expect(Format.interval(-Math.PI, 0.5)).toBe("-3.14 ± 0.50")
  })

  it("copes with a half-width of zero, none, or larger than the mean", () => {
    expect(Format.interval(0.4, 0)).toBe("0.4")
    expect(Format.interval(0.4, Number.NaN)).toBe("0.4 ± -")
    expect(Format.interval(0.01, 25)).toBe("0 ± 25")
    expect(Format.interval(Number.NaN, 1)).toBe("-")
  })

  it("leaves out a half-width that is only rounding, and shows one that is small", () => {
    expect(Format.interval(3, 1.7e-9)).toBe("3")
    expect(Format.quantity(3, "USD", 1.7e-9)).toBe("3 USD")
    expect(Format.interval(0.5, 2e-5)).toBe("0.500000 ± 0.000020")
    expect(Format.interval(0, 1e-9)).toBe("0 ± 1e-9")
    expect(Format.interval(2e-7, 3e-8)).toBe("2e-7 ± 3e-8")
  })

  it("keeps two digits of every half-width and as many decimals for the mean", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }).filter((mean) => mean === 0 || Math.abs(mean) > 1e-4),
        fc.double({ min: 2e-4, max: 1e6, noNaN: true }),
        (mean, least) => {
          const halfWidth = Math.max(least, 2e-6 * Math.abs(mean))
          const [left = "", right = ""] = Format.interval(mean, halfWidth).split(" ± ")
          const decimals = (text: string): number => text.split(".")[1]?.length ?? 0
          expect(decimals(left)).toBe(decimals(right))
          expect(Math.abs(Number(right.replaceAll(",", "")) - halfWidth)).toBeLessThanOrEqual(halfWidth * 0.0501)
        }
      )
    )
  })
})

describe("quantity", () => {
  it("shows base units of the model in the unit that fits their size", () => {
    expect(Format.quantity(11_520, "s")).toBe("3.2 h")
    expect(Format.quantity(0.25, "s")).toBe("250 ms")
    expect(Format.quantity(9 * 2_628_000, "s")).toBe("9 months")
    expect(Format.quantity(0.412, "share")).toBe("41.2%")
    expect(Format.quantity(1500, "MW")).toBe("1.5 GW")
    expect(Format.quantity(0.02, "MWh")).toBe("20 kWh")
    expect(Format.quantity(4e10, "B")).toBe("40 GB")
    expect(Format.quantity(2.1, "USD/GPU-hour")).toBe("2.1 USD/GPU-hour")
    expect(Format.quantity(12_345, "GPU-hours")).toBe("12,345 GPU-hours")
    expect(Format.quantity(7)).toBe("7")
  })

  it("shows mean and half-width in the same unit", () => {
    expect(Format.quantity(0.412, "share", 0.013)).toBe("41.2 ± 1.3%")
    expect(Format.quantity(1.234e6, "USD", 5.6e4)).toBe("1.234M ± 0.056M USD")
    expect(Format.quantity(11_520, "s", 360)).toBe("3.20 ± 0.10 h")
    expect(Format.quantity(0, "s")).toBe("0 s")
    expect(Format.quantity(0, "share", 0)).toBe("0%")
    expect(Format.quantity(Number.NaN, "s", 1)).toBe("-")
  })
})

describe("timeLeft", () => {
  it("speaks of seconds, minutes and hours as people do", () => {
    expect([5.4, 125, 4805, 360_000, Number.POSITIVE_INFINITY].map(Format.timeLeft)).toEqual([
      "5 s",
      "2 min 05 s",
      "1 h 20 min",
      "100 h 00 min",
      "-"
    ])
  })
})

describe("scaled", () => {
  it("shows values of one unit side by side in one step, that of the largest", () => {
    const money = Format.scaled([1.2e6, 3e4, Number.NaN], "USD")
    expect([money.unit, money.number(1.2e6), money.number(3e4)]).toEqual(["M USD", "1.2", "0.03"])
    expect(money.interval(-1.17e6, 5e4)).toBe("-1.170 ± 0.050")
    expect(Format.scaled([0.412, 0.1], "share").unit).toBe("%")
    expect(Format.scaled([0, 0], "s").unit).toBe("s")
  })
})
