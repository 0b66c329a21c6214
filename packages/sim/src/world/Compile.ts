/** From a decoded scenario to a world at time zero: venues, streams of jobs, cohorts, clouds, sites, and the first events. */
import * as Catalog from "../catalog/Catalog.ts"
import { plan, planned, type RecordedJobs, type TracePlan } from "../demand/TraceDemand.ts"
import { Draws } from "../kernel/Draws.ts"
import { Simulation } from "../kernel/Simulation.ts"
import { Ledger } from "../ledger/Ledger.ts"
import { microUsd, usd } from "../ledger/Money.ts"
import type { MarketTables } from "../market/Market.ts"
import * as MarketConfig from "../market/MarketConfig.ts"
import { ProviderKind } from "../state/Providers.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import { offersOn } from "../supply/CohortConfig.ts"
import { HashPrice } from "../supply/HashPrice.ts"
import { MinerSites } from "../supply/MinerSites.ts"
import { makeIncentives } from "../token/MakeIncentives.ts"
import { NoIncentives } from "../token/NoIncentives.ts"
import { SubnetChain } from "../token/subnet/SubnetChain.ts"
import { day, month } from "../units/Time.ts"
import { Cloud } from "./Cloud.ts"
import { Cohort, reliabilityOf } from "./Cohort.ts"
import { enrol } from "./Enrolment.ts"
import { join } from "./Entry.ts"
import { Event } from "./Event.ts"
import { scheduleNextRequest } from "./JobLifecycle.ts"
import { JobStream } from "./JobStream.ts"
import { wake } from "./ProviderLifecycle.ts"
import type { Scenario } from "./Scenario.ts"
import { scheduleRoll } from "./RollCall.ts"
import { Venue } from "./Venue.ts"
import { scheduleVotes } from "./Votes.ts"
import { World } from "./World.ts"

const bytesPerGigabyte = 1e9

/** What a scenario reads from files: recorded jobs by the path that it names, series by `SeriesConfig.key`. */
export interface Inputs {
  readonly traces: Readonly<Record<string, RecordedJobs>>
  readonly series: SeriesConfig.Courses
}
export const noInputs: Inputs = { traces: {}, series: {} }

/** The courses, frozen again where a message between threads has copied them: they are configuration, not state. */
const frozen = (courses: SeriesConfig.Courses): SeriesConfig.Courses =>
  Object.freeze(Object.fromEntries(Object.entries(courses).map(([key, course]) => [key, Object.freeze(course)])))

// Part of every host (Node, browsers, workers), though not of the language's own library.
declare const structuredClone: <T>(value: T) => T

/** A world at time zero. The same scenario, seed and inputs give the same world. */
export const compile = (written: Scenario, seed: number, inputs: Inputs = noInputs): World => {
  // A copy that commands may write to, while the scenario itself stays as it was.
  const scenario = structuredClone(written)
  const ledger = new Ledger()
  const dollars = ledger.asset(usd.name, usd.decimals)
  const world = new World(scenario, new Simulation(), new Draws(seed), ledger, dollars)
  const courses = frozen(inputs.series)
  addVenues(world, courses)
  addStreams(world, inputs)
  addCohorts(world, courses)
  addClouds(world)
  addSites(world, courses)
  scheduleCalendar(world)
  return world
}

const addVenues = (world: World, courses: SeriesConfig.Courses): void => {
  const { scenario, ledger, draws, dollars, venues } = world
  const tables: MarketTables = Object.freeze({
    providers: world.providers,
    offers: world.offers,
    jobs: world.jobs,
    speeds: Catalog.speeds,
    basePrices: Float64Array.from(Catalog.gpuNames, (_, index) =>
      Math.round(Catalog.gpuAt(index).marketPrice.value * microUsd)
    )
  })
  const models = Catalog.gpuNames.length
  const chain = scenario.subnets === undefined ? undefined : new SubnetChain(scenario.subnets, ledger, draws, courses)
  world.chain = chain
  for (const [name, network] of Object.entries(scenario.networks)) {
    const market = MarketConfig.make(network.market, tables)
    const incentives = makeIncentives(network.token, ledger, draws, venues.length, courses, chain)
    const escrow = ledger.account(`escrow of ${name}`, dollars)
    const egress = network.egress / bytesPerGigabyte
    venues.push(new Venue(venues.length, name, true, market, incentives, escrow, egress, models, world.all))
  }
  for (const [name, cloud] of Object.entries(scenario.clouds)) {
    const market = MarketConfig.make({ kind: "first-come-queue", backfill: cloud.backfill }, tables)
    const escrow = ledger.account(`escrow of ${name}`, dollars)
    const egress = cloud.egress / bytesPerGigabyte
    world.clouds.push(new Cloud(world.clouds.length, name, cloud, venues.length, courses))
    venues.push(
      new Venue(venues.length, name, false, market, new NoIncentives(ledger), escrow, egress, models, world.all)
    )
  }
  world.moreOnOffer = new Uint8Array(venues.length)
  world.utilities = new Float64Array(venues.length)
}

const addStreams = (world: World, inputs: Inputs): void => {
  const { scenario, ledger, dollars, draws } = world
  const venues = world.venues.map((venue) => venue.name)
  for (const [name, config] of Object.entries(scenario.demand)) {
    const { requests } = config
    const users = ledger.account(`users: ${name}`, dollars, { outside: true })
    const isRead = requests.kind === "trace" && Object.hasOwn(inputs.traces, requests.file)
    const recorded = isRead ? inputs.traces[requests.file] : undefined
    const known: TracePlan | undefined =
      requests.kind === "planned"
        ? planned(requests.at, requests.each)
        : requests.kind === "trace" && recorded !== undefined
          ? plan(recorded, requests, draws, name, world.length)
          : undefined
    world.streams.push(new JobStream(world.streams.length, name, config, venues, users, known))
  }
}

const addCohorts = (world: World, courses: SeriesConfig.Courses): void => {
  const { scenario, venues } = world
  const networks = venues.filter((venue) => venue.isNetwork)
  for (const [name, config] of Object.entries(scenario.supply.cohorts)) {
    const listed = networks.filter((venue) => offersOn(config, venue.name))
    const cohort = new Cohort(
      world.cohorts.length,
      name,
      config,
      listed.map((venue) => venue.index),
      world.draws,
      courses
    )
    world.cohorts.push(cohort)
    for (const member of cohort.starters()) join(world, cohort, member, 0)
    scheduleRoll(world, cohort, 0)
    if (cohort.potential > 0) world.schedule(config.review_every, Event.cohortReviews, cohort.index)
  }
}

const addClouds = (world: World): void => {
  for (const cloud of world.clouds) {
    cloud.config.fleets.forEach((fleet, index) => {
      const price = SeriesConfig.at(cloud.prices[index] ?? 0, 0)
      const row = enrol(
        world,
        {
          kind: ProviderKind.cloud,
          cohort: cloud.index,
          number: index,
          gpuModel: Catalog.gpuIndex(fleet.gpu_model),
          region: Catalog.regionIndex(fleet.region),
          gpus: fleet.gpus,
          upload: fleet.upload,
          download: fleet.download,
          price: Math.round(price * microUsd),
          costPerOfferedHour: fleet.cost,
          costPerRentedHour: 0,
          venues: [cloud.venue]
        },
        0
      )
      cloud.rows.push(row)
      cloud.ordered.push(0)
      cloud.rentedBefore.push(0)
      cloud.offeredBefore.push(0)
      wake(world, row, 0)
    })
    world.schedule(cloud.config.review_every, Event.cloudReviews, cloud.index)
  }
}

const addSites = (world: World, courses: SeriesConfig.Courses): void => {
  const { scenario, draws } = world
  const config = scenario.supply.miners
  if (config === undefined) return
  const miners = new MinerSites(config.sites, draws, courses)
  const hashPrice = new HashPrice(config.hash_price, draws, miners.hashRate(), courses)
  const { spot } = config.sites
  const reliability = reliabilityOf("miners", spot.failure_every, spot.repair)
  world.sites = { miners, hashPrice, spot, reliability, rows: [] }
  world.schedule(month, Event.sitesReview, 0)
}

const scheduleCalendar = (world: World): void => {
  for (const stream of world.streams) scheduleNextRequest(world, stream, 0)
  for (const venue of world.venues) {
    const { clearingInterval } = venue.market
    if (clearingInterval > 0) world.schedule(clearingInterval, Event.marketClears, venue.index)
  }
  world.schedule(day, Event.daySettles, 0)
  scheduleVotes(world)
  world.scenario.shocks.forEach(({ at }, index) => world.schedule(at, Event.shockStrikes, index))
}
