/** The sites of converted miners as columns: what they are, what their megawatts do, what they earned and cost.
 *
 * The megawatts of a site over all uses always add up to its gross power. */
import * as Catalog from "../catalog/Catalog.ts"
import { Draws } from "../kernel/Draws.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import type { CohortConfig, MinerConfig } from "./MinerConfig.ts"
import type { Revenue } from "./MinerForm.ts"
import { Form, revenues, Use, uses } from "./MinerForm.ts"

export class SiteColumns {
  readonly count: number
  /** Gross MW. */
  readonly gross: Float64Array
  /** J/TH of its mining machines. */
  readonly efficiency: Float64Array
  /** USD/MWh all-in, and as a multiple of its cohort's median. */
  readonly powerPrice: Float64Array
  readonly powerSpread: Float64Array
  /** Position in the catalogue. */
  readonly region: Uint8Array
  readonly grossPerIt: Float64Array
  /** 1 when tenants accept it. */
  readonly suitable: Uint8Array
  /** Share of the market price of power that it gets; 0 when it cannot sell. */
  readonly resale: Float64Array
  /** Added to the cost of capital, per year. */
  readonly spread: Float64Array
  /** USD of own money left for conversion. */
  readonly capital: Float64Array
  /** Position of its cohort in the order of the scenario. */
  readonly cohort: Uint16Array
  /** MW by use, `uses` columns a site. */
  readonly power: Float64Array
  /** USD by source since the start, `revenues` columns a site. */
  readonly revenue: Float64Array
  /** USD of running cost since the start. */
  readonly cost: Float64Array
  /** USD put into conversion, lenders', tenants' (prepaid) and own, less what sold GPUs brought. */
  readonly invested: Float64Array
  /** USD: net present value of all conversions, each when it was decided. */
  readonly value: Float64Array
  /** Years until the capital of its first conversion is back by the difference that it makes; NaN before it converts. */
  readonly payBack: Float64Array
  /** When the first conversion was decided, s; NaN before. */
  readonly convertedAt: Float64Array
  /** When the last megawatt was closed, s; NaN before. */
  readonly exitedAt: Float64Array
  /** Form of the first conversion. */
  readonly form: Uint8Array

  constructor(count: number) {
    const column = () => new Float64Array(count)
    this.count = count
    this.gross = column()
    this.efficiency = column()
    this.powerPrice = column()
    this.powerSpread = column()
    this.region = new Uint8Array(count)
    this.grossPerIt = column()
    this.suitable = new Uint8Array(count)
    this.resale = column()
    this.spread = column()
    this.capital = column()
    this.cohort = new Uint16Array(count)
    this.power = new Float64Array(count * uses)
    this.revenue = new Float64Array(count * revenues)
    this.cost = column()
    this.invested = column()
    this.value = column()
    this.payBack = column().fill(Number.NaN)
    this.convertedAt = column().fill(Number.NaN)
    this.exitedAt = column().fill(Number.NaN)
    this.form = new Uint8Array(count).fill(Form.none)
  }

  /** MW of a site in one use. */
  megawatts(site: number, use: Use): number {
    return this.power[site * uses + use] ?? 0
  }

  /** MW of all sites in one use. */
  total(use: Use): number {
    let sum = 0
    for (let site = 0; site < this.count; site++) sum += this.megawatts(site, use)
    return sum
  }

  /** MW that are neither converted, converting nor closed. */
  free(site: number): number {
    return this.megawatts(site, Use.mining) + this.megawatts(site, Use.selling) + this.megawatts(site, Use.idle)
  }

  /** Takes MW away from mining, selling and idling, in the shares of the hour. Asks for no more than is free. */
  take(site: number, megawatts: number): void {
    const free = this.free(site)
    const kept = free > 0 ? Math.max(0, 1 - megawatts / free) : 0
    for (const use of [Use.mining, Use.selling, Use.idle]) {
      this.power[site * uses + use] = (this.power[site * uses + use] ?? 0) * kept
    }
  }

  add(site: number, use: Use, megawatts: number): void {
    const cell = site * uses + use
    this.power[cell] = Math.max(0, (this.power[cell] ?? 0) + megawatts)
  }

  earn(site: number, source: Revenue, dollars: number): void {
    this.revenue[site * revenues + source] = (this.revenue[site * revenues + source] ?? 0) + dollars
  }

  revenueOf(site: number, source: Revenue): number {
    return this.revenue[site * revenues + source] ?? 0
  }

  /** USD a site has been paid from all sources. */
  income(site: number): number {
    let sum = 0
    for (let source = 0; source < revenues; source++) sum += this.revenue[site * revenues + source] ?? 0
    return sum
  }
}

const spread = (median: number, deviation: number, normal: number): number => median * Math.exp(deviation * normal)

const draw = (
  sites: SiteColumns,
  site: number,
  name: string,
  cohort: CohortConfig,
  index: number,
  draws: Draws,
  courses: SeriesConfig.Courses
): void => {
  const normal = (what: string) => draws.at(Draws.purpose(`miners/${name}/${what}`), index, 0).normal()
  const gross = spread(cohort.power, cohort.power_spread, normal("power"))
  sites.gross[site] = gross
  sites.efficiency[site] = spread(cohort.efficiency, cohort.efficiency_spread, normal("efficiency"))
  const power = spread(1, cohort.power_price_spread, normal("power-price"))
  sites.powerSpread[site] = power
  sites.powerPrice[site] = SeriesConfig.at(SeriesConfig.given(cohort.power_price, courses), 0) * power
  sites.region[site] = Catalog.regionIndex(cohort.region)
  sites.grossPerIt[site] = cohort.gross_per_it
  const accepted = draws.at(Draws.purpose(`miners/${name}/suitable`), index, 0).uniform() < cohort.suitable
  sites.suitable[site] = accepted ? 1 : 0
  sites.resale[site] = cohort.resale
  sites.spread[site] = normal("cost-of-capital")
  sites.capital[site] = cohort.capital * gross
  sites.power[site * uses + Use.mining] = gross
}

/** Draws the sites of all cohorts. A site's draws belong to its cohort's name and its number there, so that another cohort or a larger
 * one leaves it as it was. */
export const drawSites = (config: MinerConfig, draws: Draws, courses: SeriesConfig.Courses = {}): SiteColumns => {
  const cohorts = Object.entries(config.cohorts)
  const sites = new SiteColumns(cohorts.reduce((sum, [, cohort]) => sum + cohort.count, 0))
  let site = 0
  for (const [position, [name, cohort]] of cohorts.entries()) {
    for (let index = 0; index < cohort.count; index++, site++) {
      draw(sites, site, name, cohort, index, draws, courses)
      sites.cohort[site] = position
      sites.spread[site] = (sites.spread[site] ?? 0) * config.cost_of_capital.spread
    }
  }
  return sites
}
