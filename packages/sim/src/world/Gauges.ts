/** Gauges: the figures of one instant that a series, a chart or a screen shows. */
import { Use, useNames } from "../supply/MinerForm.ts"
import { hour } from "../units/Time.ts"
import type { Venue } from "./Venue.ts"
import type { World } from "./World.ts"

/** One column of the series. */
export interface Gauge {
  readonly name: string
  readonly unit: string
  readonly of: (world: World) => number
}

const gauge = (name: string, unit: string, of: (world: World) => number): Gauge => ({ name, unit, of })
const hoursPerSecond = 1 / hour

const waitingJobs = ({ market, recruits }: Venue): number => market.waiting - recruits

const ofVenue = ({ index, name, incentives }: Venue): ReadonlyArray<Gauge> => {
  const venue = (world: World) => world.venue(index)
  const always = [
    gauge(`${name}.gpus_offered`, "GPUs", (world) => venue(world).offered.value),
    gauge(`${name}.gpus_rented`, "GPUs", (world) => venue(world).rented.value),
    gauge(`${name}.waiting`, "jobs", (world) => waitingJobs(venue(world))),
    gauge(`${name}.quoted_wait`, "h", (world) => venue(world).quotedWaitHours),
    gauge(`${name}.paid_usd`, "USD", (world) => venue(world).tally.paidUsd),
    gauge(`${name}.gpu_hours`, "GPU-hours", (world) => venue(world).tally.gpuSeconds * hoursPerSecond)
  ]
  if (incentives.token === undefined) return always
  const signals = (world: World) => venue(world).incentives.signals
  return [
    ...always,
    gauge(`${name}.token_price`, "USD", (world) => signals(world).price),
    gauge(`${name}.token_supply`, "token", (world) => signals(world).supply),
    gauge(`${name}.emission_usd`, "USD/day", (world) => signals(world).emissionUsd),
    gauge(`${name}.subsidy`, "USD/GPU-hour", (world) => signals(world).subsidyPerOfferedGpuHour),
    gauge(`${name}.fake_work_usd`, "USD/day", (world) => signals(world).fakeWorkUsd),
    gauge(`${name}.sell_pressure`, "USD/day", (world) => signals(world).sellPressureUsdPerDay),
    gauge(`${name}.staked`, "token", (world) => signals(world).staked),
    ...(incentives.paysCredits === true
      ? [
          gauge(`${name}.credits_usd`, "USD", (world) => signals(world).creditsUsd),
          gauge(`${name}.collateral_ratio`, "", (world) => signals(world).collateralRatio)
        ]
      : [])
  ]
}

const ofSites: ReadonlyArray<Gauge> = [
  gauge("hash_price", "USD/PH/day", (world) => world.sites?.hashPrice.hashPrice ?? Number.NaN),
  gauge("hash_rate", "EH/s", (world) => world.sites?.hashPrice.hashRate ?? Number.NaN),
  ...useNames.map((name, use) =>
    gauge(`mw.${name}`, "MW", (world) => {
      const known = Object.values(Use).find((candidate) => candidate === use)
      return known === undefined ? Number.NaN : (world.sites?.miners.sites.total(known) ?? Number.NaN)
    })
  )
]

/** The columns that a world's series has, in order. Totals (USD, GPU-hours) are since the tallies were cleared. */
export const gauges = (world: World): ReadonlyArray<Gauge> => [
  gauge(
    "jobs_running",
    "jobs",
    ({ jobs, venues }) => jobs.live - venues.reduce((sum, venue) => sum + venue.market.waiting, 0)
  ),
  gauge("jobs_waiting", "jobs", ({ venues }) => venues.reduce((sum, venue) => sum + waitingJobs(venue), 0)),
  gauge("providers", "providers", ({ providers }) => providers.live),
  gauge("gpus_online", "GPUs", ({ online }) => online.value),
  ...world.venues.flatMap(ofVenue),
  ...world.streams.map(({ index, name }) => gauge(`${name}.users`, "users", (running) => running.stream(index).stock)),
  ...(world.sites === undefined ? [] : ofSites)
]
