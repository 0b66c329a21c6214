/** What a scenario can measure: each dimension with its base unit, the units that a text may name, and how people say it.
 *
 * A month is 730 h and a year 8,760 h everywhere, so that lengths of time do not depend on a calendar.
 *
 * **Gotchas** Units tell upper from lower case (`MW` is a megawatt). Where the units have no prefixes of their own, a figure may
 * carry one of `k`, `M`, `B` (or `G`) and `T`: `1.5M USD`, `10B tokens` (`multiples`). `shown` are the units that texts are
 * written in, from small to large; `wording` is how a message names the dimension. */
import { day, daysPerYear, hour, hoursPerMonth, hoursPerYear, minute, month, week, year } from "./Time.ts"

interface Described {
  readonly base: string
  readonly wording: string
  readonly example: string
  readonly units: Readonly<Record<string, number>>
  readonly shown: ReadonlyArray<string>
  readonly multiples?: true
}

/** All dimensions by name. Factors are multiples of the base unit. */
export const dimensions = {
  duration: {
    base: "s",
    wording: "a duration",
    example: "9 months",
    units: {
      ms: 1e-3,
      s: 1,
      second: 1,
      seconds: 1,
      min: minute,
      minute,
      minutes: minute,
      h: hour,
      hour,
      hours: hour,
      d: day,
      day,
      days: day,
      week,
      weeks: week,
      month,
      months: month,
      y: year,
      year,
      years: year
    },
    shown: ["ms", "s", "min", "h", "days", "weeks", "months", "years"]
  },
  power: {
    base: "MW",
    wording: "a power",
    example: "50 MW",
    units: { W: 1e-6, kW: 1e-3, MW: 1, GW: 1e3 },
    shown: ["W", "kW", "MW", "GW"]
  },
  energy: {
    base: "MWh",
    wording: "an energy",
    example: "20 MWh",
    units: { Wh: 1e-6, kWh: 1e-3, MWh: 1, GWh: 1e3, TWh: 1e6 },
    shown: ["Wh", "kWh", "MWh", "GWh", "TWh"]
  },
  money: {
    base: "USD",
    wording: "an amount of money",
    example: "1.5M USD",
    units: { USD: 1, kUSD: 1e3, MUSD: 1e6 },
    shown: ["USD", "M USD", "B USD"],
    multiples: true
  },
  energyPrice: {
    base: "USD/MWh",
    wording: "a price of energy",
    example: "38 USD/MWh",
    units: { "USD/MWh": 1, "USD/kWh": 1e3 },
    shown: ["USD/MWh"]
  },
  gpuHourPrice: {
    base: "USD/GPU-hour",
    wording: "a price per GPU-hour",
    example: "2.1 USD/GPU-hour",
    units: { "USD/GPU-hour": 1, "USD/GPUh": 1, "USD/h": 1 },
    shown: ["USD/GPU-hour"]
  },
  capacityRent: {
    base: "USD/kW-month",
    wording: "a rent of capacity",
    example: "121 USD/kW-month",
    units: { "USD/kW-month": 1, "USD/MW-month": 1e-3, "USD/kW-year": 1 / 12, "USD/MW-year": 1 / 12_000 },
    shown: ["USD/kW-month"],
    multiples: true
  },
  capitalPerPower: {
    base: "USD/MW",
    wording: "capital per power",
    example: "9M USD/MW",
    units: { "USD/MW": 1, "USD/kW": 1e3, "USD/W": 1e6 },
    shown: ["USD/MW", "M USD/MW"],
    multiples: true
  },
  hashPrice: {
    base: "USD/PH/day",
    wording: "a hash price",
    example: "38.2 USD/PH/day",
    units: { "USD/PH/day": 1, "USD/TH/day": 1e3 },
    shown: ["USD/PH/day"]
  },
  hashRate: {
    base: "EH/s",
    wording: "a hash rate",
    example: "1000 EH/s",
    units: { "TH/s": 1e-6, "PH/s": 1e-3, "EH/s": 1, "ZH/s": 1e3 },
    shown: ["PH/s", "EH/s"]
  },
  hashEfficiency: {
    base: "J/TH",
    wording: "an efficiency of mining",
    example: "21.2 J/TH",
    units: { "J/TH": 1 },
    shown: ["J/TH"]
  },
  bandwidth: {
    base: "bit/s",
    wording: "a bandwidth",
    example: "1.2 Gbit/s",
    units: {
      "bit/s": 1,
      "kbit/s": 1e3,
      "Mbit/s": 1e6,
      "Gbit/s": 1e9,
      "Tbit/s": 1e12,
      bps: 1,
      kbps: 1e3,
      Mbps: 1e6,
      Gbps: 1e9,
      Tbps: 1e12,
      "B/s": 8,
      "MB/s": 8e6,
      "GB/s": 8e9
    },
    shown: ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"]
  },
  bytes: {
    base: "B",
    wording: "an amount of data",
    example: "40 GB",
    units: {
      B: 1,
      kB: 1e3,
      MB: 1e6,
      GB: 1e9,
      TB: 1e12,
      PB: 1e15,
      KiB: 1024,
      MiB: 1_048_576,
      GiB: 1_073_741_824,
      TiB: 1_099_511_627_776
    },
    shown: ["B", "kB", "MB", "MiB", "GB", "GiB", "TB", "PB"]
  },
  transferPrice: {
    base: "USD/GB",
    wording: "a price of data transfer",
    example: "0.09 USD/GB",
    units: { "USD/GB": 1, "USD/TB": 1e-3 },
    shown: ["USD/GB"]
  },
  rate: {
    base: "per second",
    wording: "a rate",
    example: "12 per hour",
    units: {
      "per second": 1,
      "per minute": 1 / 60,
      "per hour": 1 / hour,
      "per day": 1 / day,
      "per week": 1 / (7 * day),
      "per month": 1 / month,
      "per year": 1 / year,
      "/s": 1,
      "/min": 1 / 60,
      "/h": 1 / hour,
      "/hour": 1 / hour,
      "/day": 1 / day,
      "/week": 1 / (7 * day),
      "/month": 1 / month,
      "/year": 1 / year
    },
    shown: ["per year", "per month", "per week", "per day", "per hour", "per minute", "per second"],
    multiples: true
  },
  tokens: {
    base: "token",
    wording: "an amount of tokens",
    example: "1M tokens",
    units: { token: 1, tokens: 1 },
    shown: ["tokens", "M tokens", "B tokens"],
    multiples: true
  },
  tokenRate: {
    base: "token/day",
    wording: "an emission of tokens",
    example: "50000 tokens/day",
    units: {
      "token/day": 1,
      "tokens/day": 1,
      "tokens/hour": 24,
      "tokens/month": 1 / (hoursPerMonth / 24),
      "tokens/year": 1 / daysPerYear
    },
    shown: ["tokens/year", "tokens/month", "tokens/day"],
    multiples: true
  },
  tokenPrice: {
    base: "USD/token",
    wording: "a price of a token",
    example: "0.35 USD/token",
    units: { "USD/token": 1 },
    shown: ["USD/token"]
  },
  gpuHours: {
    base: "GPU-hour",
    wording: "an amount of GPU-hours",
    example: "500 GPU-hours",
    units: {
      "GPU-hour": 1,
      "GPU-hours": 1,
      GPUh: 1,
      "GPU-day": 24,
      "GPU-days": 24,
      "GPU-year": hoursPerYear,
      "GPU-years": hoursPerYear
    },
    shown: ["GPU-hours", "M GPU-hours"],
    multiples: true
  },
  gpuPrice: {
    base: "USD/GPU",
    wording: "a price of a GPU",
    example: "25000 USD/GPU",
    units: { "USD/GPU": 1 },
    shown: ["USD/GPU"],
    multiples: true
  },
  flop: {
    base: "FLOP",
    wording: "an amount of floating-point work",
    example: "6e22 FLOP",
    units: { FLOP: 1, GFLOP: 1e9, TFLOP: 1e12, PFLOP: 1e15, EFLOP: 1e18, ZFLOP: 1e21, YFLOP: 1e24 },
    shown: ["FLOP", "GFLOP", "TFLOP", "PFLOP", "EFLOP", "ZFLOP", "YFLOP"]
  },
  share: { base: "", wording: "a share", example: "20%", units: { "%": 0.01 }, shown: ["%"] },
  rateOfReturn: {
    base: "per year",
    wording: "a yearly rate",
    example: "12% per year",
    units: { "per year": 1, "% per year": 0.01, "%/year": 0.01, "% a year": 0.01, "%": 0.01 },
    shown: ["% per year"]
  }
} as const satisfies Record<string, Described>

/** The name of a dimension. */
export type Dimension = keyof typeof dimensions

export const isDimension = (name: string): name is Dimension => Object.hasOwn(dimensions, name)

/** All names, in the order of the table. */
export const names: ReadonlyArray<Dimension> = Object.keys(dimensions).filter(isDimension)

/** The description of a dimension, with its units as a plain record. */
export const describe = (dimension: Dimension): Described => dimensions[dimension]
