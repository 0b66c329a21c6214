/** Converted miners in the run: once a month sites book what they did and owners decide; what they sign becomes events and providers. */
import * as Catalog from "../catalog/Catalog.ts"
import { microUsd } from "../ledger/Money.ts"
import { ProviderKind, ProviderState } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import { Form } from "../supply/MinerForm.ts"
import { outlookOf } from "../supply/MinerOutlook.ts"
import { Action } from "../supply/MinerSites.ts"
import { hoursPerMonth, month } from "../units/Time.ts"
import { enrol, leave } from "./Enrolment.ts"
import { Event } from "./Event.ts"
import { goAway, wake } from "./ProviderLifecycle.ts"
import { incomeOf } from "./Settlement.ts"
import type { Sites, World } from "./World.ts"

/** 210,000 blocks of ten minutes. */
const secondsBetweenHalvings = 126_000_000

/** Books the month, lets owners decide, and schedules what was signed. */
export const reviewSites = (world: World, sites: Sites, now: number): void => {
  const { miners, hashPrice } = sites
  miners.appraisal.follow(now - month, now)
  hashPrice.advance(now, miners.hashRate())
  miners.books.operate(hoursPerMonth, hashPrice.takeMean(), now)
  collectNetworkIncome(world, sites)
  miners.review(now, outlook(world, sites, now))
  for (const [index, kind] of miners.actionKind.entries()) {
    const row = sites.rows[miners.actionContract[index] ?? none] ?? none
    if (kind === Action.left && row !== none) goAway(world, row, now)
  }
  miners.actionKind.forEach((kind, index) => {
    const contract = miners.actionContract[index] ?? none
    if (kind === Action.signed) scheduleContract(world, sites, contract)
    if (kind === Action.left) takeOff(world, sites, contract, now)
  })
  world.schedule(now + month, Event.sitesReview, 0)
}

const scheduleContract = (world: World, { miners }: Sites, contract: number): void => {
  const { contracts } = miners
  world.schedule(contracts.startsAt[contract] ?? Infinity, Event.contractStarts, contract)
  world.schedule(contracts.endsAt[contract] ?? Infinity, Event.contractEnds, contract)
}

const outlook = (world: World, { hashPrice, spot }: Sites, now: number) => {
  const model = Catalog.gpuIndex(spot.gpu)
  let jobIncome = 0
  let tokenIncome = 0
  for (const venue of world.venues) {
    if (!venue.isNetwork) continue
    const income = incomeOf(venue, model)
    jobIncome += income.jobs
    tokenIncome += income.rewards
  }
  return {
    ...outlookOf(hashPrice.hashPrice),
    secondsToHalving: hashPrice.secondsToHalving(now),
    secondsBetweenHalvings,
    halvingFactor: hashPrice.halvingFactor(),
    jobIncome,
    tokenIncome,
    tokenDiscount: spot.token_discount,
    networkGpus: Math.max(1, gpusOnNetworks(world, model))
  }
}

/** GPUs on offer on networks, in GPUs of one model by their speed: what newcomers would share the income with. */
const gpusOnNetworks = ({ providers }: World, model: number): number => {
  let sum = 0
  for (let row = 0; row < providers.used; row++) {
    if (providers.state[row] !== ProviderState.online || providers.kind[row] === ProviderKind.cloud) continue
    const working = (providers.gpus[row] ?? 0) - (providers.down[row] ?? 0)
    sum += working * (Catalog.speeds[providers.gpuModel[row] ?? 0] ?? 1)
  }
  return sum / (Catalog.speeds[model] ?? 1)
}

/** Brings what a site's GPUs earned on networks into the site's books. */
const collectNetworkIncome = (world: World, { miners, rows }: Sites): void => {
  const { providers } = world
  rows.forEach((row, contract) => {
    if (row === none) return
    const income = (providers.earned[row] ?? 0) + (providers.rewarded[row] ?? 0)
    const site = miners.contracts.site[contract] ?? 0
    miners.books.earnNetwork(site, income - (providers.collected[row] ?? 0))
    providers.collected[row] = income
  })
}

/** A conversion is finished; GPUs for the network go on offer. */
export const startContract = (world: World, sites: Sites, contract: number, now: number): void => {
  const { miners, spot } = sites
  const { contracts } = miners
  miners.complete(contract)
  while (sites.rows.length <= contract) sites.rows.push(none)
  const gpus = contracts.gpus[contract] ?? 0
  if (contracts.form[contract] !== Form.spot || gpus === 0) return
  const site = contracts.site[contract] ?? 0
  const model = Catalog.gpuIndex(spot.gpu)
  const networks = world.venues.filter((venue) => venue.isNetwork)
  const quotes = networks.map((venue) => venue.market.quote(1 << model, Catalog.allRegions)).filter(Number.isFinite)
  const fallback = Catalog.gpuAt(model).marketPrice.value * microUsd
  const row = enrol(
    world,
    {
      kind: ProviderKind.minerSite,
      cohort: site,
      number: contract,
      gpuModel: model,
      region: miners.sites.region[site] ?? 0,
      gpus,
      upload: spot.link,
      download: spot.link,
      price: Math.round(quotes.length > 0 ? Math.min(...quotes) * (Catalog.speeds[model] ?? 1) : fallback),
      costPerOfferedHour: 0,
      costPerRentedHour: 0,
      venues: networks.map((venue) => venue.index)
    },
    now
  )
  sites.rows[contract] = row
  wake(world, row, now)
}

/** A contract is over. */
export const endContract = (world: World, sites: Sites, contract: number, now: number): void => {
  sites.miners.end(contract, now)
  takeOff(world, sites, contract, now)
}

const takeOff = (world: World, sites: Sites, contract: number, now: number): void => {
  const row = sites.rows[contract] ?? none
  if (row === none || world.providers.state[row] === ProviderState.left) return
  collectNetworkIncome(world, sites)
  sites.rows[contract] = none
  leave(world, row, now)
}
