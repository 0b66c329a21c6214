import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dimensions, names } from "../../packages/sim/src/units/Dimension.ts"
import { nearest } from "../../packages/sim/src/units/Nearest.ts"
import * as Quantity from "../../packages/sim/src/units/Quantity.ts"

const dimension = fc.constantFrom(...names)

describe("reading a quantity", () => {
  it("knows every unit of every dimension, each a multiple of its base unit", () => {
    for (const name of names) {
      const { base, units } = dimensions[name]
      for (const unit of Object.keys(units))
        expect(Quantity.parse(name, `2 ${unit}`), `${name} ${unit}`).toBeGreaterThan(0)
      expect(Quantity.parse(name, `3 ${base}`)).toBe(3)
    }
  })

  it("reads its own examples", () => {
    for (const name of names) expect(Quantity.parse(name, dimensions[name].example), name).toBeDefined()
  })

  it.each([
    ["power", "50 MW", 50],
    ["power", "50MW", 50],
    ["power", "1_000 kW", 1],
    ["power", "1e3 kW", 1],
    ["power", "  .5   GW ", 500],
    ["duration", "9 months", 9 * 730 * 3600],
    ["duration", "1 year", 8760 * 3600],
    ["energyPrice", "38 USD/MWh", 38],
    ["energyPrice", "0.05 USD/kWh", 50],
    ["bandwidth", "1.2 Gbit/s", 1.2e9],
    ["money", "1.5M USD", 1.5e6],
    ["money", "1.5 MUSD", 1.5e6],
    ["tokens", "10B tokens", 1e10],
    ["capitalPerPower", "9M USD/MW", 9e6],
    ["rate", "12 per hour", 12 / 3600],
    ["share", "5%", 0.05],
    ["share", "0.05", 0.05],
    ["rateOfReturn", "12% per year", 0.12]
  ] as const)("%s: %s", (name, text, value) => {
    expect(Quantity.parse(name, text)).toBe(value)
  })

  it.each([
    ["power", "50"],
    ["power", "50 mw"],
    ["power", "5 kMW"],
    ["power", "MW"],
    ["power", "50 MW and more"],
    ["duration", "50 MW"],
    ["power", "1e999 MW"],
    ["power", ""],
    ["duration", "3 Bs"],
    ["share", "5 percent"],
    ["power", "5 toString"]
  ] as const)("%s is not written %j", (name, text) => {
    expect(Quantity.parse(name, text)).toBeUndefined()
  })

  it("reads numbers in words", () => {
    expect(["12", "1_000", "10B", "1.5M", "3k", "2T", "-4", "1e3"].map(Quantity.parseNumber)).toEqual([
      12, 1000, 1e10, 1.5e6, 3000, 2e12, -4, 1000
    ])
    expect(["ten", "10 MW", "", "1e999", "10 X"].map(Quantity.parseNumber)).toEqual(Array(5).fill(undefined))
  })
})

describe("writing a quantity", () => {
  it("writes a text that reads as the very same number", () => {
    const figure = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.double({ min: 1e-9, max: 1e12, noNaN: true })
    )
    fc.assert(
      fc.property(dimension, figure, (name, value) => {
        // minus zero is written as zero
        expect(Quantity.parse(name, Quantity.format(name, value))).toBe(value === 0 ? 0 : value)
      })
    )
  })

  it("gives back what a person wrote in a readable unit", () => {
    const readable = ["50 MW", "30.3 kW", "700 W"].map((text) => ["power", text] as const)
    const more = [
      ["duration", "9 months"],
      ["duration", "18 months"],
      ["duration", "1 month"],
      ["duration", "36 h"],
      ["duration", "90 s"],
      ["duration", "2 weeks"],
      ["bandwidth", "1.2 Gbit/s"],
      ["money", "1.5M USD"],
      ["money", "150000 USD"],
      ["tokens", "10B tokens"],
      ["capitalPerPower", "9M USD/MW"],
      ["rate", "12 per hour"],
      ["share", "5.25%"],
      ["rateOfReturn", "12% per year"],
      ["hashRate", "1000 EH/s"],
      ["bytes", "80 GiB"]
    ] as const
    for (const [name, text] of [...readable, ...more]) {
      expect(Quantity.format(name, Quantity.parse(name, text) ?? Number.NaN)).toBe(text)
    }
  })

  it("rounds for a table when digits are asked for", () => {
    expect(Quantity.format("power", 51.2345, { digits: 3 })).toBe("51.2 MW")
    expect(Quantity.format("duration", 4_000_000, { digits: 2 })).toBe("1.5 months")
    expect(Quantity.format("share", 0.12345, { digits: 2 })).toBe("12%")
  })

  it("has a pattern that accepts what can be read, so that an editor and the program agree", () => {
    const text = fc
      .tuple(dimension, fc.double({ min: 1e-6, max: 1e9, noNaN: true }), fc.nat())
      .map(([name, value, pick]) => {
        const units = Object.keys(dimensions[name].units)
        return [name, `${value} ${units[pick % units.length]}`] as const
      })
    fc.assert(
      fc.property(text, ([name, written]) => {
        expect(Quantity.parse(name, written)).toBeDefined()
        expect(written).toMatch(new RegExp(Quantity.pattern(name)))
      })
    )
    expect("50 MW").not.toMatch(new RegExp(Quantity.pattern("duration")))
    expect("10B").toMatch(new RegExp(Quantity.numberPattern))
  })
})

describe("a quantity that does not fit", () => {
  it.each([
    ["duration", "50 MW", "50 MW is a power, a duration such as 9 months is wanted"],
    ["power", "9 months", "9 months is a duration, a power such as 50 MW is wanted"],
    ["power", 50, "50 has no unit; a power such as 50 MW is wanted"],
    ["power", "50", "50 has no unit; a power such as 50 MW is wanted"],
    ["power", "fifty", '"fifty" does not begin with a number; a power such as 50 MW is wanted'],
    ["power", "50 mw", '"mw" is no unit that fits, did you mean MW? (a power such as 50 MW is wanted)'],
    [
      "duration",
      "9 mnths",
      '"mnths" is no unit that fits, did you mean months? (a duration such as 9 months is wanted)'
    ],
    ["power", "5 furlongs", '"furlongs" is no unit that fits; a power such as 50 MW is wanted (units: W, kW, MW, GW)']
  ] as const)("%s: %s", (name, written, message) => {
    expect(Quantity.explainFailure(name, written)).toBe(message)
  })

  it("is told to be of another dimension only when it is", () => {
    expect(Quantity.dimensionsOf("50 MW")).toEqual(["power"])
    expect(Quantity.dimensionsOf("50")).toEqual([])
    expect(Quantity.dimensionsOf("12%")).toEqual(["share", "rateOfReturn"])
  })
})

describe("the nearest word", () => {
  const words = ["lead_time", "power", "price", "reverse-auction", "double-auction"]
  it.each([
    ["powr", "power"],
    ["lead-time", "lead_time"],
    ["Power", "power"],
    ["lead", "lead_time"],
    ["reverse_aution", "reverse-auction"],
    ["pwoer", "power"],
    ["zebra", undefined],
    ["x", undefined],
    ["", undefined]
  ])("of %j is %j", (word, expected) => {
    expect(nearest(word, words)).toBe(expected)
  })
})
