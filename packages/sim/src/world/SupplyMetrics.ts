/** What providers offered, earned and spent, and what tokens did. */
import { hour } from "../units/Time.ts"
import * as Concentration from "./Concentration.ts"
import { type Metric, metric, sumOver } from "./Metric.ts"
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
    "tokens",
    "mean",
    "tokens of the first network at the end, those in a vault left out",
    (world) => firstToken(world)?.supply ?? Number.NaN
  ),
  metric(
    "tokens_added",
    "tokens",
    "total",
    "tokens of the first network minted less burned, grants that unlocked included and a vault left out; below 0 when more were burned",
    (world) => {
      const venue = firstWithToken(world)
      return venue === undefined ? Number.NaN : venue.incentives.signals.supply - venue.tokensBefore
    }
  ),
  metric(
    "sell_pressure",
    "USD/day",
    "mean",
    "tokens sold by providers on the last day",
    (world) => firstToken(world)?.sellPressureUsdPerDay ?? Number.NaN
  ),
  metric(
    "fees_usd",
    "USD",
    "total",
    "what networks with a token kept of payments, fees of fake work included",
    (world) => (firstToken(world) === undefined ? Number.NaN : world.supplied.feesUsd)
  ),
  metric(
    "staked_usd",
    "USD",
    "mean",
    "worth of what the first network's providers have staked, at the end",
    (world) => {
      const signals = firstToken(world)
      return signals === undefined ? Number.NaN : signals.staked * signals.price
    }
  ),
  metric(
    "falsified_usd",
    "USD",
    "total",
    "work that users paid for and whose results were made up, where results are checked",
    (world) => (some(world, isChecked) ? world.supplied.falsifiedUsd : Number.NaN),
    "lower"
  ),
  metric(
    "checking_usd",
    "USD",
    "total",
    "what doing work again to check it cost",
    (world) => (some(world, isChecked) ? world.supplied.checkingUsd : Number.NaN),
    "lower"
  ),
  metric(
    "net_value_usd",
    "USD",
    "total",
    "what honest work was worth to those who asked for it, less the full cost of owners' machines and of checking, where results are checked",
    (world) => {
      if (!some(world, isChecked)) return Number.NaN
      const { all, supplied } = world
      const honest = all.paidUsd > 0 ? 1 - supplied.falsifiedUsd / all.paidUsd : 1
      const cost = supplied.ownersCostUsd + sinceSettled(world).ownersCostUsd + supplied.checkingUsd
      return (all.surplusUsd + all.paidUsd) * honest - cost
    },
    "higher"
  ),
  metric("credits_usd", "USD", "mean", "credits outstanding at the end, where users pay with credits", (world) =>
    some(world, paysCredits) ? (firstToken(world)?.creditsUsd ?? Number.NaN) : Number.NaN
  ),
  metric("collateral_ratio", "", "mean", "vault over credits at the end, where users pay with credits", (world) =>
    some(world, paysCredits) ? (firstToken(world)?.collateralRatio ?? Number.NaN) : Number.NaN
  ),
  metric(
    "halted_days",
    "days",
    "total",
    "days on which nobody could buy credits",
    (world) => (some(world, paysCredits) ? world.supplied.haltedDays : Number.NaN),
    "lower"
  ),
  metric("proposals_passed", "proposals", "total", "proposals that holders of stake have passed by now", (world) =>
    Object.values(world.scenario.networks).some(({ governance }) => governance !== undefined)
      ? world.proposalsPassed
      : Number.NaN
  )
]

const firstWithToken = (world: World) => world.venues.find((venue) => venue.incentives.token !== undefined)
const firstToken = (world: World) => firstWithToken(world)?.incentives.signals

type Token = Extract<World["scenario"]["networks"][string]["token"], { readonly kind: "network-token" }>
const some = (world: World, holds: (token: Token) => boolean): boolean =>
  Object.values(world.scenario.networks).some(
    (network) => network.token.kind === "network-token" && holds(network.token)
  )
const isChecked = ({ verification }: Token): boolean => verification.kind !== "none"
const paysCredits = ({ sink }: Token): boolean => sink.payment === "credits"
