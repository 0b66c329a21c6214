/** The books of the day: costs, incentives, prices, what venues tell and classes remember, how many users there are. */
import { nextUsers } from "../demand/Users.ts"
import { Draws } from "../kernel/Draws.ts"
import { microUsd } from "../ledger/Money.ts"
import { isOwner, ProviderKind, ProviderState } from "../state/Providers.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import { none } from "../state/Table.ts"
import type { Owner } from "../token/Incentives.ts"
import { day, daysPerYear } from "../units/Time.ts"
import { postPrices } from "./CloudReview.ts"
import { Event } from "./Event.ts"
import { serveAll } from "./JobLifecycle.ts"
import type { JobStream } from "./JobStream.ts"
import { settleProviders } from "./ProviderBooks.ts"
import type { Venue } from "./Venue.ts"
import type { World } from "./World.ts"

/** Prices that move by less are left alone. */
const smallestMove = 0.002

/** Settles the day that ends now, and puts the next one into the pending events. */
export const settleDay = (world: World, now: number): void => {
  const { providers } = world
  settleProviders(world, now)
  const seconds = now - world.settledAt
  world.chain?.openEpoch(now, seconds)
  for (const venue of world.venues) settleVenue(world, venue, now)
  world.chain?.closeEpoch(providers.wallet, providers.used, seconds)
  followPrices(world, now)
  for (let row = 0; row < providers.used; row++) {
    // Also of those who are away just now, or owners whose machines sleep at midnight UTC would never move their price.
    if (providers.state[row] !== ProviderState.left) reprice(world, row)
  }
  for (const stream of world.streams) settleStream(world, stream, now)
  world.settledAt = now
  world.settledDays++
  world.schedule((world.settledDays + 1) * day, Event.daySettles, 0)
  serveAll(world, now)
}

/** The hash price of a new day, and prices that follow files. */
const followPrices = (world: World, now: number): void => {
  const { providers, sites } = world
  sites?.hashPrice.advance(now, sites.miners.hashRate())
  for (const cloud of world.clouds) if (cloud.follows) postPrices(world, cloud, now)
  for (const cohort of world.cohorts) {
    if (!SeriesConfig.moves(cohort.powerPrice)) continue
    cohort.powerPerRentedHour = cohort.powerPerHourAt(now)
    for (const row of cohort.rows) if (row >= 0) providers.costPerRentedHour[row] = cohort.powerPerRentedHour
  }
}

/** By the names in the scenario, so that draws for an owner do not depend on the row where it stands. A site is one owner, whatever it has installed. */
const ownerOf = (world: World, provider: number): Owner => {
  const { providers, sites } = world
  const position = providers.cohort[provider] ?? 0
  if (providers.kind[provider] === ProviderKind.minerSite) {
    return { group: Draws.purpose(`supply/miners/${sites?.miners.name(position) ?? ""}`), number: 0 }
  }
  return { group: Draws.purpose(`supply/${world.cohort(position).name}`), number: providers.number[provider] ?? 0 }
}

const settleVenue = (world: World, venue: Venue, now: number): void => {
  const { providers, supplied } = world
  venue.reserve(providers.used)
  venue.incentives.settleEpoch({
    now,
    seconds: now - world.settledAt,
    providers: providers.used,
    offeredGpuHours: venue.offeredGpuHours,
    rentedGpuHours: venue.rentedHoursOfDay,
    gpuModels: providers.gpuModel,
    cashNeedUsd: venue.cashNeedUsd,
    usdWallets: providers.wallet,
    tokenWallets: venue.tokenWallets,
    ownerOf: (provider) => ownerOf(world, provider)
  })
  const { rewardUsd, fakeUsd, signals } = venue.incentives
  let rewards = 0
  for (let row = 0; row < rewardUsd.length && row < providers.used; row++) {
    const reward = rewardUsd[row] ?? 0
    if (reward === 0) continue
    rewards += reward
    providers.rewarded[row] = (providers.rewarded[row] ?? 0) + reward
    if (isOwner(providers, row)) supplied.ownersIncomeUsd += reward
  }
  for (let row = 0; row < fakeUsd.length && row < providers.used; row++) supplied.fakeUsd += fakeUsd[row] ?? 0
  supplied.rewardedUsd += rewards
  supplied.burnedUsd += signals.burnedUsd
  supplied.feesUsd += signals.feesUsd
  supplied.checkingUsd += signals.checkingUsd
  supplied.falsifiedUsd += signals.falsifiedUsd
  supplied.haltedDays += (signals.halted * (now - world.settledAt)) / day
  venue.takings.endDay(now)
  venue.quotedWaitHours = venue.startsOfDay > 0 ? venue.waitHoursOfDay / venue.startsOfDay : venue.quotedWaitHours
  venue.waitHoursOfDay = 0
  venue.startsOfDay = 0
  venue.offeredGpuHours.fill(0)
  venue.rentedHoursOfDay = 0
  venue.cashNeedUsd.fill(0)
}

/** Owners who adapt their price raise it when they were busier than they aim at, and lower it otherwise, never below what running costs. */
const reprice = (world: World, provider: number): void => {
  const { providers, offers } = world
  const rule = askingRule(world, provider)
  const offer = providers.firstOffer[provider] ?? none
  const offered = (providers.offeredGpuSeconds[provider] ?? 0) - (providers.pricedOffered[provider] ?? 0)
  if (rule === undefined || offer === none || offered <= 0) return
  const rented = (providers.rentedGpuSeconds[provider] ?? 0) - (providers.pricedRented[provider] ?? 0)
  providers.pricedOffered[provider] = providers.offeredGpuSeconds[provider] ?? 0
  providers.pricedRented[provider] = providers.rentedGpuSeconds[provider] ?? 0
  // Linear on both sides, so that a price comes to rest where the mean utilisation is the target, however much it swings from day to day.
  const pull = (rented / offered - rule.target) / Math.max(rule.target, 1 - rule.target)
  const before = offers.price[offer] ?? 0
  const price = Math.round(Math.max(rule.floor * microUsd, before * (1 + rule.step * pull)))
  if (Math.abs(price - before) <= smallestMove * before) return
  for (let listed = offer; listed !== none; listed = offers.nextOfProvider[listed] ?? none) {
    const venue = world.venue(offers.venue[listed] ?? 0)
    venue.market.reprice(listed, price)
    if (price < before) world.moreOnOffer[venue.index] = 1
  }
}

interface AskingRule {
  readonly target: number
  readonly step: number
  /** USD per GPU-hour. */
  readonly floor: number
}

const askingRule = (world: World, provider: number): AskingRule | undefined => {
  const { providers } = world
  const underLoad = providers.costPerRentedHour[provider] ?? 0
  const kind = providers.kind[provider]
  if (kind === ProviderKind.cloud) return undefined
  if (kind === ProviderKind.minerSite) {
    if (world.sites === undefined) return undefined
    const { target_utilisation, price_step } = world.sites.spot
    return { target: target_utilisation, step: price_step, floor: underLoad }
  }
  const { asking, running_cost } = world.cohort(providers.cohort[provider] ?? 0).config
  if (asking.kind === "fixed") return undefined
  const floor = underLoad + running_cost * (providers.costPerOfferedHour[provider] ?? 0)
  return { target: asking.target_utilisation, step: asking.step, floor }
}

const settleStream = (world: World, stream: JobStream, now: number): void => {
  const years = (now - world.settledAt) / day / daysPerYear
  const { memory_of_quotes, requests } = stream.config
  for (const venue of world.venues) {
    const before = stream.remembered[venue.index] ?? 0
    stream.remembered[venue.index] = before + memory_of_quotes * (venue.quotedWaitHours - before)
  }
  if (requests.kind === "users" && stream.arrivals !== undefined) {
    const unserved = stream.requestsOfDay > 0 ? Math.min(1, stream.unservedOfDay / stream.requestsOfDay) : 0
    stream.stock = nextUsers(stream.stock, requests, unserved, years)
    stream.arrivals.ratePerSecond = stream.stock * requests.requests_per_user
  }
  stream.requestsOfDay = 0
  stream.unservedOfDay = 0
}

/** USD that an offered GPU-hour of a model earns on a venue: jobs after the venue's fee and the return asked on the stake, rewards at today's price. `load` is the share of
 * the hour that is rented. */
export const incomeOf = (
  venue: Venue,
  model: number
): { readonly jobs: number; readonly rewards: number; readonly load: number } => {
  const { takings, incentives } = venue
  const { stakeCostPerOfferedGpuHour, subsidyPerOfferedGpuHour, subsidyPerWorkedUsd } = incentives.signals
  const paid = takings.income[model] ?? 0
  return {
    jobs: paid * (1 - incentives.feeShare) - stakeCostPerOfferedGpuHour,
    rewards: subsidyPerOfferedGpuHour * (incentives.capacityFactor?.(model) ?? 1) + subsidyPerWorkedUsd * paid,
    load: takings.load[model] ?? 0
  }
}
