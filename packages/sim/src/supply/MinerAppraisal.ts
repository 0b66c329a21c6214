/** What a site's owner thinks that each way to use a megawatt is worth.
 *
 * Everything is per gross MW and in differences to staying: what a form brings, minus what mining, selling power back or idling would
 * have brought in the same years, at the cost of capital of that form. A form is taken when this value reaches the capital times a
 * threshold: one for a take-or-pay contract (its income is fixed, the offer lapses), the option's threshold for network income.
 *
 * Since every value is linear in the rent (or in the network's income), each decision comes down to one number, the *reservation*:
 * the least rent or income at which the owner says yes.
 *
 * Payments come at the end of each year after the lead time; a building is paid when the decision falls, GPUs on delivery. */
import * as Catalog from "../catalog/Catalog.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import * as Time from "../units/Time.ts"
import { residualShare } from "./GpuResale.ts"
import { yearlyRent } from "./HostingContracts.ts"
import type { MinerConfig } from "./MinerConfig.ts"
import { Form } from "./MinerForm.ts"
import { expectedHashPrice, type Outlook, outlookOf } from "./MinerOutlook.ts"
import { bestUse, type HourlyChoice, type PowerMarket, revenuePerMwh } from "./MinerRevenue.ts"
import type { SiteColumns } from "./MinerSite.ts"
import { annuity, discount } from "./Discounting.ts"
import { entryThreshold, exitThreshold, expectedExcess, softened } from "./OptionValue.ts"

/** USD a year from a MW of IT load per USD/kW-month of rent. */
const yearlyPerRent = yearlyRent(1)
/** Samples of the expected hash price in each year ahead. */
const samples = 4

/** What a tenant offers. */
export interface Offer {
  readonly form: typeof Form.colocation | typeof Form.cloud
  /** USD/kW-month of IT load. */
  readonly rent: number
  /** Years. */
  readonly term: number
  /** The tenant pays the building. */
  readonly tenantPays: boolean
  readonly investmentGrade: boolean
}

/** A prospect per gross MW: value now = `perUnit` × price − `fixed`, for capital worth `capital` − `prepaid` × price now. The price is a
 * rent in USD/kW-month or an income in USD per GPU-hour. */
export interface Prospect {
  perUnit: number
  fixed: number
  capital: number
  /** USD that the capital is when it is paid, be that now or later. */
  readonly outlay: number
  prepaid: number
  threshold: number
}

/** The least price at which a prospect is taken. */
export const reservation = ({ perUnit, fixed, capital, prepaid, threshold }: Prospect): number => {
  const gain = perUnit + threshold * prepaid
  return gain > 0 ? (threshold * capital + fixed) / gain : Number.POSITIVE_INFINITY
}

/** USD per gross MW that a prospect is worth at a price, after its capital. */
export const presentValue = (prospect: Prospect, price: number): number =>
  (prospect.perUnit + prospect.prepaid) * price - prospect.fixed - prospect.capital

export class Appraisal {
  outlook: Outlook = outlookOf(0)
  /** What power fetches, USD/MWh: the last month's mean. */
  readonly market: { base: number; peak: number; peakShare: number }
  /** USD per MW of IT load of a GPU cloud now. */
  private cloudCapital: number
  /** Times its capital that uncontracted income must be worth, and the share of the sale value below which GPUs are sold. */
  readonly enter: number
  readonly leave: number
  private readonly contracted: number
  private readonly choice: HourlyChoice = { margin: 0, mining: 0, selling: 0, idle: 0 }
  private readonly config: MinerConfig
  private readonly sites: SiteColumns
  private readonly courses: SeriesConfig.Courses

  /** `courses` are the files that the config names. */
  constructor(config: MinerConfig, sites: SiteColumns, courses: SeriesConfig.Courses = {}) {
    this.config = config
    this.sites = sites
    this.courses = courses
    const { enabled, take_or_pay_removes } = config.waiting
    this.enter = enabled ? entryThreshold(config.waiting) : 1
    this.leave = enabled ? exitThreshold(config.waiting) : 1
    this.contracted = softened(this.enter, take_or_pay_removes)
    this.market = { base: 0, peak: 0, peakShare: config.power_market.peak_share }
    this.cloudCapital = 0
    this.follow(0, 0)
  }

  /** Brings prices that follow files to what they were on average since `from` (power) and are at `now` (GPUs). */
  follow(from: number, now: number): void {
    const { config, sites } = this
    this.market.base = this.mean(config.power_market.base, from, now)
    this.market.peak = this.mean(config.power_market.peak, from, now)
    this.cloudCapital = SeriesConfig.at(SeriesConfig.given(config.gpu_cloud.capital, this.courses), now)
    const medians = Object.values(config.cohorts).map(({ power_price }) => this.mean(power_price, from, now))
    for (let site = 0; site < sites.count; site++) {
      sites.powerPrice[site] = (medians[sites.cohort[site] ?? 0] ?? 0) * (sites.powerSpread[site] ?? 1)
    }
  }

  private mean(config: SeriesConfig.SeriesConfig, from: number, now: number): number {
    return SeriesConfig.meanOver(SeriesConfig.given(config, this.courses), from, now)
  }

  powerPrice(site: number): number {
    return this.sites.powerPrice[site] ?? 0
  }

  /** The best use of each hour at a hash price; the result is overwritten by the next call. */
  hourly(site: number, hashPrice: number): HourlyChoice {
    const { sites, choice } = this
    const market: PowerMarket = this.market
    const revenue = revenuePerMwh(hashPrice, sites.efficiency[site] ?? 1) - this.config.mining.upkeep
    bestUse(choice, revenue, this.powerPrice(site), sites.resale[site] ?? 0, market)
    return choice
  }

  /** USD per MWh expected of a site in so many years: in each block of hours what selling brings, and the option to mine instead when
   * the hash price is high enough. */
  private margin(site: number, years: number): number {
    const { sites, market } = this
    const { drift, upkeep, volatility } = this.config.mining
    const revenue = revenuePerMwh(expectedHashPrice(this.outlook, drift, years), sites.efficiency[site] ?? 1)
    const cost = this.powerPrice(site)
    const resale = sites.resale[site] ?? 0
    const deviation = volatility * Math.sqrt(years)
    const peak = resale > 0 ? Math.max(0, market.peak * resale - cost) : 0
    const base = resale > 0 ? Math.max(0, market.base * resale - cost) : 0
    return (
      market.peakShare * (peak + expectedExcess(revenue, cost + upkeep + peak, deviation)) +
      (1 - market.peakShare) * (base + expectedExcess(revenue, cost + upkeep + base, deviation))
    )
  }

  /** USD a year per MW from mining, selling and idling, expected on average between two times ahead (in years), before the cost of holding. */
  earnings(site: number, from: number, to: number): number {
    let sum = 0
    for (let sample = 0; sample < samples; sample++) {
      sum += this.margin(site, from + ((to - from) * (sample + 0.5)) / samples)
    }
    return (sum / samples) * Time.hoursPerYear
  }

  /** USD now per MW that is given up by not staying: a part of the lead time and all of the term. */
  private givenUp(site: number, lead: number, term: number, rate: number): number {
    const { downtime, mining } = this.config
    let value = lead > 0 ? downtime * lead * (this.earnings(site, 0, lead) - mining.holding) * discount(rate, lead) : 0
    for (let year = 0; year < term; year++) {
      const end = Math.min(year + 1, term)
      value +=
        (end - year) * (this.earnings(site, lead + year, lead + end) - mining.holding) * discount(rate, lead + end)
    }
    return value
  }

  private rate(site: number, base: number): number {
    return Math.max(0.01, base + (this.sites.spread[site] ?? 0))
  }

  /** What a tenant's offer is to a site. */
  contract(site: number, offer: Offer): Prospect {
    return offer.form === Form.cloud ? this.cloud(site, offer) : this.colocation(site, offer)
  }

  private colocation(site: number, offer: Offer): Prospect {
    const { colocation: terms, cost_of_capital: cost } = this.config
    const rate = this.rate(site, offer.investmentGrade ? cost.investment_grade : cost.other_tenant)
    const lead = terms.lead_time / Time.year
    const perGross = 1 / (this.sites.grossPerIt[site] ?? 1)
    const capital = offer.tenantPays ? 0 : terms.building * perGross
    const years = annuity(rate, offer.term) * discount(rate, lead)
    return {
      perUnit: yearlyPerRent * perGross * terms.margin * years,
      fixed: this.givenUp(site, lead, offer.term, rate) - terms.residual * capital * discount(rate, lead + offer.term),
      capital,
      outlay: capital,
      prepaid: 0,
      threshold: this.contracted
    }
  }

  private cloud(site: number, offer: Offer): Prospect {
    const { gpu_cloud: terms, cost_of_capital: cost } = this.config
    const tenant = offer.investmentGrade ? cost.investment_grade : cost.other_tenant
    const rate = this.rate(site, tenant + cost.cloud_premium)
    const lead = terms.lead_time / Time.year
    const perGross = 1 / (this.sites.grossPerIt[site] ?? 1)
    const years = annuity(rate, offer.term) * discount(rate, lead)
    const left = this.cloudCapital * residualShare(offer.term) + terms.building * terms.building_residual
    return {
      perUnit: yearlyPerRent * perGross * (1 - terms.prepaid - terms.operations) * years,
      fixed:
        this.givenUp(site, lead, offer.term, rate) +
        Time.hoursPerYear * this.powerPrice(site) * years -
        left * perGross * discount(rate, lead + offer.term),
      capital: (this.cloudCapital * discount(rate, lead) + terms.building) * perGross,
      outlay: (this.cloudCapital + terms.building) * perGross,
      prepaid: yearlyPerRent * perGross * offer.term * terms.prepaid,
      threshold: this.contracted
    }
  }

  /** GPUs of the spot model that a gross MW of a site carries. */
  gpusPerMegawatt(site: number): number {
    return 1000 / (this.spotModel().nodePower.value * (this.sites.grossPerIt[site] ?? 1))
  }

  private spotModel() {
    return Catalog.gpuAt(Catalog.gpuIndex(this.config.spot.gpu))
  }

  /** USD for one GPU of the spot model with its node, bought `now`. */
  gpuPrice(now: number): number {
    const first = SeriesConfig.given(this.config.spot.price ?? this.spotModel().purchasePrice.value, this.courses)
    if (SeriesConfig.moves(first)) return SeriesConfig.at(first, now)
    return first * (1 + this.config.gpu_price_change) ** (now / Time.year)
  }

  /** USD that a GPU of an age in years fetches, bought at `price`. */
  salePrice(age: number, price: number): number {
    return price * residualShare(age) * (1 - this.config.spot.sale_cost)
  }

  /** USD per GPU-hour that a running GPU costs a site besides its capital: staff and power, the building's share of power included. */
  runningCost(site: number): number {
    const kilowatts = this.spotModel().nodePower.value * (this.sites.grossPerIt[site] ?? 1)
    return this.config.spot.operations + (kilowatts / 1000) * this.powerPrice(site)
  }

  /** What going to the network is to a site, in USD per offered GPU-hour at the start of service, for the number of years of use
   * that asks for the least. `staying` false leaves out what staying would earn: cheaper to compute, and never more than the whole. */
  spot(site: number, now: number, staying = true): Prospect {
    const { spot: terms, cost_of_capital: cost } = this.config
    const rate = this.rate(site, cost.spot)
    const lead = terms.lead_time / Time.year
    const gpus = this.gpusPerMegawatt(site)
    const hardware = gpus * this.gpuPrice(now)
    const building = terms.building / (this.sites.grossPerIt[site] ?? 1)
    const capital = hardware * discount(rate, lead) + building
    const outlay = hardware + building
    const best: Prospect = { perUnit: 0, fixed: 0, capital, outlay, prepaid: 0, threshold: this.enter }
    let fixed = lead > 0 ? this.config.downtime * lead * this.kept(site, 0, lead, staying) * discount(rate, lead) : 0
    let perUnit = 0
    let least = Number.POSITIVE_INFINITY
    for (let year = 1; year <= terms.life; year++) {
      const end = lead + year
      const worth = discount(rate, end)
      perUnit += Time.hoursPerYear * gpus * (1 + terms.income_change) ** (end - 1) * worth
      fixed += (Time.hoursPerYear * gpus * this.runningCost(site) + this.kept(site, end - 1, end, staying)) * worth
      const sold = this.salePrice(year, hardware) * worth
      const needed = (best.threshold * capital + fixed - sold) / perUnit
      if (needed >= least) continue
      least = needed
      best.perUnit = perUnit
      best.fixed = fixed - sold
    }
    return best
  }

  /** USD a year per MW that staying brings after the cost of holding; without its earnings, that cost alone. */
  private kept(site: number, from: number, to: number, staying: boolean): number {
    return (staying ? this.earnings(site, from, to) : 0) - this.config.mining.holding
  }

  /** The income per offered GPU-hour under which a site sells GPUs of an age (in years) and goes back to what it was: when running them
   * to their end is worth less than the option's share of what they fetch now. */
  leavingIncome(site: number, age: number, price: number): number {
    const { spot: terms, cost_of_capital: cost } = this.config
    const rate = this.rate(site, cost.spot)
    const gpus = this.gpusPerMegawatt(site)
    const fetched = (years: number) => gpus * this.salePrice(years, price)
    const left = Math.max(1, Math.ceil(terms.life - age))
    let perUnit = 0
    let fixed = 0
    for (let year = 1; year <= left; year++) {
      perUnit += Time.hoursPerYear * gpus * (1 + terms.income_change) ** (year - 1) * discount(rate, year)
      fixed +=
        (Time.hoursPerYear * gpus * this.runningCost(site) + this.kept(site, year - 1, year, true)) *
        discount(rate, year)
    }
    fixed -= fetched(age + left) * discount(rate, left)
    return (this.leave * fetched(age) + fixed) / perUnit
  }

  /** Whether free megawatts are not worth holding any longer: the options to mine or sell power in the years ahead cost more to keep than
   * they are worth. */
  isHopeless(site: number): boolean {
    const { mining, cost_of_capital: cost } = this.config
    const rate = this.rate(site, cost.mining)
    const needed = mining.holding * annuity(rate, mining.horizon)
    let income = 0
    for (let year = 1; year <= mining.horizon && income < needed; year++) {
      income += this.earnings(site, year - 1, year) * discount(rate, year)
    }
    return income < needed
  }
}
