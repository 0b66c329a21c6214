/** What providers offered, earned and spent, and what tokens did. */
import * as Concentration from "./Concentration.ts"
import { hour, type Metric, metric, sumOver } from "./Metric.ts"
import { sinceSettled } from "./ProviderBooks.ts"
import type { World } from "./World.ts"

const offeredCentral = (world: World): number =>
  sumOver(world, false, (venue) => venue.offered.integralUntil(world.simulation.now) / hour)
const rentedHours = (isNetwork: boolean) => (world: World) =>
  sumOver(world, isNetwork, (venue) => venue.rented.integralUntil(world.simulation.now) / hour)

export const supply: ReadonlyArray<Metric> = [
  metric(
    "offered_gpu_hours_network",
    "GPU-hours",
    "total",
    "GPU-hours on offer on networks; a GPU on several counts once",
    (world) => world.onNetworks.integralUntil(world.simulation.now) / hour
  ),
  metric("offered_gpu_hours_central", "GPU-hours", "total", "GPU-hours on offer in central clouds", offeredCentral),
  metric(
    "rented_gpu_hours_network",
    "GPU-hours",
    "total",
    "GPU-hours rented on networks, running jobs included",
    rentedHours(true)
  ),
  metric(
    "rented_gpu_hours_central",
    "GPU-hours",
    "total",
    "GPU-hours rented in central clouds, running jobs included",
    rentedHours(false)
  ),
  metric("gpus_online", "GPUs", "mean", "GPUs that can be rented or are rented, mean over time", (world) =>
    world.online.mean(world.simulation.now)
  ),
  metric("providers", "providers", "mean", "providers at the end, away or online", (world) => world.providers.live),
  metric("entries", "providers", "total", "owners who came", (world) => world.supplied.entries),
  metric("exits", "providers", "total", "owners who left", (world) => world.supplied.exits, "lower"),
  metric(
    "provider_income_usd",
    "USD",
    "total",
    "what data centres and owners of idle GPUs earned from jobs and rewards, after fees",
    (world) => world.supplied.ownersIncomeUsd
  ),
  metric(
    "provider_cost_usd",
    "USD",
    "total",
    "full cost of what data centres and owners of idle GPUs offered",
    (world) => world.supplied.ownersCostUsd + sinceSettled(world).ownersCostUsd,
    "lower"
  ),
  metric(
    "energy",
    "MWh",
    "total",
    "energy drawn by rented GPUs at their rated power",
    (world) => world.supplied.energyMwh + sinceSettled(world).energyMwh,
    "lower"
  ),
  metric(
    "gini",
    "",
    "mean",
    "Gini coefficient of what providers earned: 0 all alike, 1 one has all",
    (world) => Concentration.gini(world),
    "lower"
  ),
  metric(
    "hhi",
    "",
    "mean",
    "Herfindahl index of what providers earned: 1 one has all",
    (world) => Concentration.herfindahl(world),
    "lower"
  ),
  metric(
    "nakamoto",
    "providers",
    "mean",
    "providers who together earned more than half",
    (world) => Concentration.nakamoto(world),
    "higher"
  )
]

export const token: ReadonlyArray<Metric> = [
  metric(
    "rewards_usd",
    "USD",
    "total",
    "worth of the tokens minted for providers, at the price of the day",
    (world) => world.supplied.rewardedUsd
  ),
  metric("burned_usd", "USD", "total", "worth of the tokens burned", (world) => world.supplied.burnedUsd),
  metric(
    "fake_work_usd",
    "USD",
    "total",
    "work that providers paid themselves for",
    (world) => world.supplied.fakeUsd,
    "lower"
  ),
  metric(
    "token_price",
    "USD",
    "mean",
    "price of the first network's token at the end",
    (world) => firstToken(world)?.price ?? Number.NaN
  ),
  metric(
    "token_supply",
    "token",
    "mean",
    "tokens of the first network at the end",
    (world) => firstToken(world)?.supply ?? Number.NaN
  ),
  metric(
    "sell_pressure",
    "USD/day",
    "mean",
    "tokens sold by providers on the last day",
    (world) => firstToken(world)?.sellPressureUsdPerDay ?? Number.NaN
  )
]

const firstToken = (world: World) =>
  world.venues.find((venue) => venue.incentives.token !== undefined)?.incentives.signals
