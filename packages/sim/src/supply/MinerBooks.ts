/** What sites earned and spent: the hourly choice of free megawatts, rent and cost of running contracts, income from the network. A share of the profit
 * becomes own money for conversion.
 *
 * **Gotchas** Running cost of spot GPUs is booked here, so the world must not charge its providers for it again. */
import { hour, hoursPerYear } from "../units/Time.ts"
import { yearlyRent } from "./HostingContracts.ts"
import type { Appraisal } from "./MinerAppraisal.ts"
import type { MinerConfig } from "./MinerConfig.ts"
import { type ContractColumns, ContractState } from "./MinerContracts.ts"
import { Form, Revenue, Use, uses } from "./MinerForm.ts"
import { revenuePerMwh } from "./MinerRevenue.ts"
import type { SiteColumns } from "./MinerSite.ts"

export class MinerBooks {
  /** Instant up to which contracts are booked, s. */
  private bookedTo = 0
  private readonly config: MinerConfig
  private readonly sites: SiteColumns
  private readonly contracts: ContractColumns
  private readonly appraisal: Appraisal

  constructor(config: MinerConfig, sites: SiteColumns, contracts: ContractColumns, appraisal: Appraisal) {
    this.config = config
    this.sites = sites
    this.contracts = contracts
    this.appraisal = appraisal
  }

  /** Books the last `hours`, up to `now`, at a hash price. */
  operate(hours: number, hashPrice: number, now: number = this.bookedTo + hours * hour): void {
    const { sites } = this
    for (let site = 0; site < sites.count; site++) {
      const before = sites.income(site) - (sites.cost[site] ?? 0)
      this.bookFree(site, hours, hashPrice)
      const profit = sites.income(site) - (sites.cost[site] ?? 0) - before
      this.reinvest(site, profit)
    }
    const { contracts } = this
    for (let row = 0; row < contracts.count; row++) {
      if (contracts.state[row] === ContractState.running) this.bookContract(row, now)
    }
    this.bookedTo = now
  }

  /** Income of a site from the network: jobs and rewards, in USD of the day. */
  earnNetwork(site: number, dollars: number): void {
    this.sites.earn(site, Revenue.network, dollars)
    this.reinvest(site, dollars)
  }

  private reinvest(site: number, profit: number): void {
    const kept = this.config.reinvested * profit
    this.sites.capital[site] = Math.max(0, (this.sites.capital[site] ?? 0) + kept)
  }

  private bookFree(site: number, hours: number, hashPrice: number): void {
    const { sites, appraisal } = this
    const free = sites.free(site)
    // Half-built modules go on mining for the part of the lead time that is not downtime.
    const waiting = [Use.convertingColocation, Use.convertingCloud, Use.convertingSpot]
    const partly = waiting.reduce((sum, use) => sum + sites.megawatts(site, use), 0) * (1 - this.config.downtime)
    const choice = appraisal.hourly(site, hashPrice)
    const hourMegawatts = hours * (free + partly)
    const mined = hourMegawatts * choice.mining
    const sold = hourMegawatts * choice.selling
    const revenue = revenuePerMwh(hashPrice, sites.efficiency[site] ?? 1)
    const { mining } = this.config
    const powerCost = (mined + sold) * appraisal.powerPrice(site)
    sites.earn(site, Revenue.mining, mined * revenue)
    // The margin of the choice is revenue and sales less upkeep and power.
    sites.earn(site, Revenue.power, hourMegawatts * choice.margin - mined * (revenue - mining.upkeep) + powerCost)
    const holding = ((free + partly) * mining.holding * hours) / hoursPerYear
    const spent = powerCost + mined * mining.upkeep + holding
    sites.cost[site] = (sites.cost[site] ?? 0) + spent
    sites.power[site * uses + Use.mining] = free * choice.mining
    sites.power[site * uses + Use.selling] = free * choice.selling
    sites.power[site * uses + Use.idle] = free * choice.idle
  }

  /** Books a contract since it started or was last booked. */
  bookContract(row: number, now: number): void {
    const { contracts, sites, config } = this
    const hours = Math.max(0, now - Math.max(this.bookedTo, contracts.startsAt[row] ?? 0)) / hour
    const site = contracts.site[row] ?? 0
    const gross = contracts.power[row] ?? 0
    const years = hours / hoursPerYear
    const rent = (yearlyRent(contracts.rent[row] ?? 0) * gross * years) / (sites.grossPerIt[site] ?? 1)
    const form = contracts.form[row]
    let cost = 0
    let prepaid = 0
    if (form === Form.colocation) {
      sites.earn(site, Revenue.colocation, rent)
      cost = rent * (1 - config.colocation.margin)
    } else if (form === Form.cloud) {
      sites.earn(site, Revenue.cloud, rent)
      // Came in when the contract was signed, and paid for GPUs then.
      prepaid = rent * config.gpu_cloud.prepaid
      cost = rent * config.gpu_cloud.operations + gross * hours * this.appraisal.powerPrice(site)
    } else {
      cost = (contracts.gpus[row] ?? 0) * hours * this.appraisal.runningCost(site)
    }
    sites.cost[site] = (sites.cost[site] ?? 0) + cost
    this.reinvest(site, rent - prepaid - cost)
  }
}
