/** Converted miners: site owners who mine, sell power back or stand idle, and who may turn megawatts into colocation, GPU cloud or
 * spot supply to the network.
 *
 * Once a month the world calls `books.operate` (what the month earned and cost: `MinerBooks.ts`) and then `review` (what the owners decide). `review`
 * leaves a list of actions; the world schedules the completion and the end of what was signed and calls `complete` and `end` at those times,
 * puts spot GPUs on the network and takes them off, and pays network income in with `books.earnNetwork`.
 *
 * An owner decides by reservation: see `MinerAppraisal`. In one review contracts come before the network, since offers lapse and the
 * network does not. A request goes, block by block, to the willing site that would do it for the least; sites go to the network in the
 * order of the income that they need, each counting those who are already on the way. Nothing converts by date or by script. */
import type { Draws } from "../kernel/Draws.ts"
import type { Courses } from "../state/SeriesConfig.ts"
import { hoursPerYear, year } from "../units/Time.ts"
import { payBack } from "./Discounting.ts"
import { yearlyRent } from "./HostingContracts.ts"
import { Appraisal, type Prospect, presentValue, reservation } from "./MinerAppraisal.ts"
import { MinerBooks } from "./MinerBooks.ts"
import type { MinerConfig } from "./MinerConfig.ts"
import { ContractColumns, ContractState } from "./MinerContracts.ts"
import { Form, Use, uses } from "./MinerForm.ts"
import { expectedIncome, type Outlook } from "./MinerOutlook.ts"
import { hashRate } from "./MinerRevenue.ts"
import { drawSites, type SiteColumns } from "./MinerSite.ts"
import { type TenantRequest, Tenants } from "./MinerTenants.ts"

/** MW below which nothing is left: sums of modules carry rounding. */
const dust = 1e-6

/** What a review can decide. */
export const Action = { signed: 0, left: 1, closed: 2 } as const
export type Action = (typeof Action)[keyof typeof Action]

const converting = {
  [Form.colocation]: Use.convertingColocation,
  [Form.cloud]: Use.convertingCloud,
  [Form.spot]: Use.convertingSpot
}
const running = { [Form.colocation]: Use.colocation, [Form.cloud]: Use.cloud, [Form.spot]: Use.spot }
type Converted = keyof typeof converting

const convertedForm = (form: number | undefined): Converted => {
  if (form === Form.colocation || form === Form.cloud || form === Form.spot) return form
  throw new RangeError(`a contract has a form, not ${form}`)
}

export class MinerSites {
  readonly sites: SiteColumns
  readonly contracts = new ContractColumns()
  readonly tenants: Tenants
  readonly appraisal: Appraisal
  readonly books: MinerBooks
  /** What the last review decided: kind, and contract or −1. */
  actionKind: Array<Action> = []
  actionContract: Array<number> = []
  /** GPUs that are being installed for the network. */
  arriving = 0
  /** GPUs that are on the network. */
  online = 0
  private readonly config: MinerConfig

  /** `courses` are the files that the config names. */
  constructor(config: MinerConfig, draws: Draws, courses: Courses = {}) {
    this.config = config
    this.sites = drawSites(config, draws, courses)
    this.tenants = new Tenants(config.tenants, draws)
    this.appraisal = new Appraisal(config, this.sites, courses)
    this.books = new MinerBooks(config, this.sites, this.contracts, this.appraisal)
  }

  /** EH/s of all our sites' mining machines: what the network's hash rate gains or loses by our decisions. */
  hashRate(): number {
    const { sites } = this
    let sum = 0
    for (let site = 0; site < sites.count; site++) {
      sum += hashRate(sites.megawatts(site, Use.mining), sites.efficiency[site] ?? 1)
    }
    return sum
  }

  /** Name of a site for people and files: its cohort and its number there. */
  name(site: number): string {
    const cohort = this.sites.cohort[site] ?? 0
    let first = site
    while (first > 0 && this.sites.cohort[first - 1] === cohort) first--
    return `${Object.keys(this.config.cohorts)[cohort] ?? "site"}-${site - first + 1}`
  }

  /** Lets every owner decide at `now`. The lists of actions are those of this review. */
  review(now: number, outlook: Outlook): void {
    this.actionKind.length = this.actionContract.length = 0
    this.appraisal.outlook = outlook
    this.tenants.advance(now)
    for (const request of this.tenants.open) this.award(request, now)
    this.leaveNetwork(now, outlook)
    this.joinNetwork(now, outlook)
    for (let site = 0; site < this.sites.count; site++) this.closeWhenHopeless(site, now)
  }

  private act(kind: Action, contract: number): void {
    this.actionKind.push(kind)
    this.actionContract.push(contract)
  }

  /** Gives a request, block by block, to the willing sites, the lowest reservation first. */
  private award(request: TenantRequest, now: number): void {
    const { sites, appraisal, config } = this
    const least = new Float64Array(sites.count)
    const willing = new Int32Array(sites.count)
    let count = 0
    for (let site = 0; site < sites.count; site++) {
      if (sites.suitable[site] === 0 || sites.free(site) < config.module - dust) continue
      least[site] = reservation(appraisal.contract(site, request))
      if ((least[site] ?? 0) <= request.rent) willing[count++] = site
    }
    const order = willing.subarray(0, count).sort((a, b) => (least[a] ?? 0) - (least[b] ?? 0) || a - b)
    for (const site of order) {
      if (request.left <= dust) return
      this.sign(site, request, now)
    }
  }

  private sign(site: number, request: TenantRequest, now: number): void {
    const { sites, config } = this
    const terms = request.form === Form.cloud ? config.gpu_cloud : config.colocation
    const prospect = this.appraisal.contract(site, request)
    const perIt = sites.grossPerIt[site] ?? 1
    const outlay = Math.max(0, prospect.outlay - prospect.prepaid * request.rent)
    const equity = Math.max(0, prospect.outlay * (1 - terms.debt) - prospect.prepaid * request.rent)
    const power = this.block(site, request, this.affordable(site, equity), reservation(prospect))
    const load = Math.min(request.left, power / perIt)
    if (power <= 0 || load < Math.min(config.tenants.smallest_block, request.left) - dust) return
    const rent = (request.rent * load * perIt) / power
    this.tenants.sign(request, load)
    this.convert(site, {
      form: request.form,
      power,
      rent,
      gpus: 0,
      gpuPrice: 0,
      signedAt: now,
      startsAt: now + terms.lead_time,
      endsAt: now + terms.lead_time + request.term * year,
      capital: prospect.outlay * power,
      equity: equity * power,
      value: presentValue(prospect, rent) * power,
      payBack: this.payBackYears(terms.lead_time, outlay, this.yearlyGain(site, request, prospect))
    })
  }

  /** Whole modules for what is left of a request. The last one may be larger than the tenant needs, if the site would still say yes at the
   * rent per MW that remains; else it is left out. */
  private block(site: number, request: TenantRequest, affordable: number, least: number): number {
    const { module } = this.config
    const needed = request.left * (this.sites.grossPerIt[site] ?? 1)
    const most = Math.ceil(needed / module - dust) * module
    if (affordable < most) return affordable
    return (request.rent * needed) / most >= least ? most : most - module
  }

  /** Whole modules of free megawatts that the owner's money allows at `equity` USD per MW. */
  private affordable(site: number, equity: number): number {
    const { sites, config } = this
    const money = equity > 0 ? (sites.capital[site] ?? 0) / equity : Number.POSITIVE_INFINITY
    return Math.floor(Math.min(sites.free(site), money) / config.module + dust) * config.module
  }

  /** USD a year per MW that a contract earns more than staying does today. */
  private yearlyGain(site: number, request: TenantRequest, prospect: Prospect): number {
    const { sites, config, appraisal } = this
    const rent = yearlyRent(request.rent) / (sites.grossPerIt[site] ?? 1)
    const kept =
      request.form === Form.cloud
        ? rent * (1 - config.gpu_cloud.operations) -
          (prospect.prepaid * request.rent) / request.term -
          hoursPerYear * appraisal.powerPrice(site)
        : rent * config.colocation.margin
    return kept - appraisal.earnings(site, 0, 0) + config.mining.holding
  }

  private payBackYears(lead: number, capital: number, yearly: number): number {
    return capital <= 0 ? 0 : lead / year + payBack(capital, yearly)
  }

  private convert(
    site: number,
    deal: Omit<Parameters<ContractColumns["sign"]>[0], "site"> & { payBack: number }
  ): void {
    const { sites } = this
    const { payBack: years, ...signing } = deal
    const row = this.contracts.sign({ site, ...signing })
    sites.take(site, deal.power)
    sites.add(site, converting[convertedForm(deal.form)], deal.power)
    sites.capital[site] = Math.max(0, (sites.capital[site] ?? 0) - deal.equity)
    sites.invested[site] = (sites.invested[site] ?? 0) + deal.capital
    sites.value[site] = (sites.value[site] ?? 0) + deal.value
    this.arriving += deal.gpus
    if (sites.form[site] === Form.none) {
      sites.form[site] = deal.form
      sites.convertedAt[site] = deal.signedAt
      sites.payBack[site] = years
    }
    this.act(Action.signed, row)
  }

  /** Sites go to the network in the order of the income that they need, as long as what is left after those before them is enough. */
  private joinNetwork(now: number, outlook: Outlook): void {
    const { sites, appraisal } = this
    const income = expectedIncome(outlook, this.arriving)
    const needed = new Float64Array(sites.count)
    const order = new Int32Array(sites.count)
    let candidates = 0
    for (let site = 0; site < sites.count; site++) {
      if (sites.free(site) < this.config.module - dust) continue
      // Most months most sites are far from it: look first at what they need even if staying earned nothing.
      if (reservation(appraisal.spot(site, now, false)) > income) continue
      needed[site] = reservation(appraisal.spot(site, now))
      order[candidates++] = site
    }
    order.subarray(0, candidates).sort((a, b) => (needed[a] ?? 0) - (needed[b] ?? 0) || a - b)
    for (let index = 0; index < candidates; index++) {
      const site = order[index] ?? 0
      if ((needed[site] ?? 0) > expectedIncome(outlook, this.arriving)) return
      this.join(site, needed[site] ?? 0, now, outlook)
    }
  }

  private join(site: number, needed: number, now: number, outlook: Outlook): void {
    const { config, appraisal } = this
    const prospect = appraisal.spot(site, now)
    const equity = prospect.outlay * (1 - config.spot.debt)
    const gpus = Math.floor(appraisal.gpusPerMegawatt(site) * config.module)
    const most = Math.round(this.affordable(site, equity) / config.module)
    let modules = 0
    while (modules < most && expectedIncome(outlook, this.arriving + (modules + 1) * gpus) >= needed) modules++
    if (modules === 0 || gpus === 0) return
    const power = modules * config.module
    const income = expectedIncome(outlook, this.arriving + modules * gpus)
    const perMegawatt = hoursPerYear * appraisal.gpusPerMegawatt(site) * (income - appraisal.runningCost(site))
    const gain = perMegawatt - appraisal.earnings(site, 0, 0) + config.mining.holding
    const lead = config.spot.lead_time
    const capital = prospect.outlay * power
    this.convert(site, {
      form: Form.spot,
      power,
      rent: 0,
      gpus: modules * gpus,
      gpuPrice: appraisal.gpuPrice(now),
      signedAt: now,
      startsAt: now + lead,
      endsAt: now + lead + config.spot.life * year,
      capital,
      equity: equity * power,
      value: presentValue(prospect, income) * power,
      payBack: this.payBackYears(lead, capital, gain * power)
    })
  }

  /** Running spot GPUs whose future is worth less than waiting with the sale: sold, and the megawatts go back to what pays. */
  private leaveNetwork(now: number, outlook: Outlook): void {
    const { contracts } = this
    const income = expectedIncome(outlook, 0)
    for (let row = 0; row < contracts.count; row++) {
      if (contracts.form[row] !== Form.spot || contracts.state[row] !== ContractState.running) continue
      const site = contracts.site[row] ?? 0
      const age = (now - (contracts.startsAt[row] ?? 0)) / year
      if (income >= this.appraisal.leavingIncome(site, age, contracts.gpuPrice[row] ?? 0)) continue
      this.end(row, now)
      this.act(Action.left, row)
    }
  }

  private closeWhenHopeless(site: number, now: number): void {
    const { sites } = this
    const free = sites.free(site)
    if (free <= dust || !this.appraisal.isHopeless(site)) return
    for (const use of [Use.mining, Use.selling, Use.idle]) sites.power[site * uses + use] = 0
    sites.add(site, Use.closed, free)
    if ((sites.gross[site] ?? 0) - sites.megawatts(site, Use.closed) <= dust) sites.exitedAt[site] = now
    this.act(Action.closed, -1)
  }

  /** A conversion is finished: rent begins, or its GPUs are on the network. */
  complete(contract: number): void {
    const { contracts, sites } = this
    if (contracts.state[contract] !== ContractState.building) return
    const form = convertedForm(contracts.form[contract])
    const site = contracts.site[contract] ?? 0
    const power = contracts.power[contract] ?? 0
    contracts.state[contract] = ContractState.running
    sites.add(site, converting[form], -power)
    sites.add(site, running[form], power)
    this.arriving -= contracts.gpus[contract] ?? 0
    this.online += contracts.gpus[contract] ?? 0
  }

  /** A contract is over, or the GPUs of a spot conversion are sold or worn out: the megawatts are free again. */
  end(contract: number, now: number): void {
    const { contracts, sites } = this
    if (contracts.state[contract] !== ContractState.running) return
    this.books.bookContract(contract, now)
    const form = convertedForm(contracts.form[contract])
    const site = contracts.site[contract] ?? 0
    const power = contracts.power[contract] ?? 0
    contracts.state[contract] = ContractState.ended
    contracts.endsAt[contract] = now
    sites.add(site, running[form], -power)
    sites.add(site, Use.idle, power)
    if (form !== Form.spot) return
    const gpus = contracts.gpus[contract] ?? 0
    const age = (now - (contracts.startsAt[contract] ?? 0)) / year
    const fetched = this.appraisal.salePrice(age, contracts.gpuPrice[contract] ?? 0) * gpus
    this.online -= gpus
    sites.invested[site] = (sites.invested[site] ?? 0) - fetched
    sites.capital[site] = (sites.capital[site] ?? 0) + fetched
  }
}
