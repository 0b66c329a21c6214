/** Helium: emission that halves every two years, burned tokens minted again within a cap, data credits, and a band around what deployers earn.
 *
 * - *Emission*: 60M HNT a year until 1 August 2021, half of the rate before every two years from then on.
 * - *Net emission*: burned HNT comes back, smoothed over a week and at most 1,643.83561643 a day: T_t = 6/7 T_{t−1} + 1/7 burn_t, min(T_t, cap).
 * - *Data credits*: worth 0.00001 USD each, made only by burning HNT at the oracle price; a GB of mobile data costs 10,000, a packet of IoT data one for every 24 bytes begun.
 * - *Band* (HIP 149): mobile deployers earn between half and three times what payers pay. Below, new HNT is minted until they earn half, but never more than was burned beyond
 *   what net emission brings back; above, the surplus goes to stakers. New HNT passes through the usual split, so `alpha`, the deployers' part of all emission, divides.
 * - *Supplement* (HIP 149): 196,000 HNT a day for 360 days, then falling in a straight line to nothing over 720: 141M in all.
 *
 * Source: helium/docs (HNT, data credits, net emissions); helium/HIP 20, 143, 149; caps and splits of June 2026 (70% data, 24% service provider, 6% delegators). */
import { daysPerYear } from "../../units/Time.ts"

/** HNT a year before the first halving. */
const firstYearly = 60_000_000
const monthsPerHalving = 24

/** Months from August 2021, when the emission first halved, to a month of the calendar; negative before. */
export const monthsSinceFirstHalving = (year: number, month: number): number => (year - 2021) * 12 + (month - 8)

/** How often the emission has halved in a month of the calendar. */
export const halvings = (year: number, month: number): number => {
  const months = monthsSinceFirstHalving(year, month)
  return months < 0 ? 0 : 1 + Math.floor(months / monthsPerHalving)
}

/** HNT a year after so many halvings. */
export const yearlyEmission = (halved: number): number => firstYearly / 2 ** halved

/** HNT a day: 20,548 from August 2025 to July 2027. */
export const dailyEmission = (halved: number): number => yearlyEmission(halved) / daysPerYear

/** HNT a day that net emission may bring back: 600,000 a year. */
export const netEmissionCap = 1643.83561643
/** Weight of the day in the smoothed burn. */
const smoothing = 1 / 7

/** The smoothed burn after a day on which `burned` HNT were destroyed. */
export const smoothedBurn = (before: number, burned: number): number => (1 - smoothing) * before + smoothing * burned

/** HNT that a day's net emission mints again. */
export const reminted = (smoothed: number, cap = netEmissionCap): number => Math.min(smoothed, cap)

/** USD of a data credit. */
export const creditPrice = 0.00001
/** Bytes that one credit carries on the IoT network. */
const bytesPerCredit = 24

/** Credits that burning HNT makes. */
export const creditsFor = (hnt: number, price: number): number => (hnt * price) / creditPrice

/** HNT to burn for credits. */
export const burnFor = (credits: number, price: number): number => (credits * creditPrice) / price

/** Credits of an IoT packet. */
export const packetCredits = (bytes: number): number => Math.ceil(bytes / bytesPerCredit)

/** Of what the mobile network gets: to those who carry data, to the service provider, to those who delegate. */
export interface MobileSplit {
  readonly data: number
  readonly serviceProvider: number
  readonly delegators: number
}
export const mobileSplit: MobileSplit = { data: 0.7, serviceProvider: 0.24, delegators: 0.06 }

/** The deployers' part of all emission. */
export const deployersPart = (mobileShare: number, split: MobileSplit = mobileSplit): number => mobileShare * split.data

/** What the band looks at: one day. */
export interface Day {
  /** USD that payers pay: gigabytes times the payer rate. */
  readonly paid: number
  /** USD per HNT. */
  readonly price: number
  /** HNT that deployers get without a top-up. */
  readonly baseline: number
  /** Their part of all emission. */
  readonly alpha: number
  /** HNT burned a day, smoothed as for net emission. */
  readonly smoothedBurn: number
}

export interface Band {
  /** Multiples of what payers pay between which deployers earn. */
  readonly floor: number
  readonly ceiling: number
  /** HNT a day that net emission already brings back. */
  readonly netCap: number
}

/** HIP 149 as approved in June 2026. */
export const approvedBand: Band = { floor: 0.5, ceiling: 3, netCap: netEmissionCap }

export interface Backstop {
  /** HNT at which deployers earn the floor, and the ceiling. */
  readonly target: number
  readonly limit: number
  /** HNT minted on top, through the usual split. */
  readonly topUp: number
  /** HNT that would be minted if burns allowed it. */
  readonly wanted: number
  /** HNT that go to stakers. */
  readonly overflow: number
  /** HNT that deployers get in the end. */
  readonly deployers: number
  /** The worth of it over what payers pay. */
  readonly multiple: number
  /** USD per HNT below which the floor binds, and above which the ceiling does. */
  readonly floorPrice: number
  readonly ceilingPrice: number
}

/** What the band does on a day. With 91,000 GB at 0.10 USD, a baseline of 13,870 HNT and alpha 0.625 the floor binds below 0.328 USD; at 0.10 the top-up is 50,608. */
export const backstop = (day: Day, band: Band = approvedBand): Backstop => {
  const { paid } = day
  const target = (band.floor * paid) / day.price
  const limit = (band.ceiling * paid) / day.price
  const wanted = Math.max(0, (target - day.baseline) / day.alpha)
  const topUp = Math.min(Math.max(0, day.smoothedBurn - band.netCap), wanted)
  const pool = day.baseline + day.alpha * topUp
  const overflow = Math.max(0, pool - limit)
  const deployers = pool - overflow
  return {
    target,
    limit,
    topUp,
    wanted,
    overflow,
    deployers,
    multiple: paid > 0 ? (deployers * day.price) / paid : 0,
    floorPrice: day.baseline > 0 ? (band.floor * paid) / day.baseline : Number.POSITIVE_INFINITY,
    ceilingPrice: day.baseline > 0 ? (band.ceiling * paid) / day.baseline : Number.POSITIVE_INFINITY
  }
}

const flatDays = 360
const taperDays = 720
const supplementPerDay = 196_000
/** Part of the supplement that pays the advisory council (HIP 149, Decision 4). */
export const councilShare = 0.0125

/** HNT of the supplement from its start until `days` have passed. */
export const supplementUntil = (days: number): number => {
  const flat = Math.min(Math.max(0, days), flatDays)
  const tapered = Math.min(Math.max(0, days - flatDays), taperDays)
  return supplementPerDay * (flat + tapered - tapered ** 2 / (2 * taperDays))
}

/** HNT a day of the supplement when `days` have passed. */
export const supplementRate = (days: number): number =>
  days < 0 || days >= flatDays + taperDays
    ? 0
    : supplementPerDay * (days < flatDays ? 1 : 1 - (days - flatDays) / taperDays)
