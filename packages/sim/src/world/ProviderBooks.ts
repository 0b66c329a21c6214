/** What a provider offered, rented out, earned and spent since it was last settled. */
import * as Catalog from "../catalog/Catalog.ts"
import { isOwner, ProviderKind, ProviderState } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import { microUsd, move } from "../ledger/Money.ts"
import { hour } from "../units/Time.ts"
import { meter, working } from "./Availability.ts"
import type { World } from "./World.ts"

/** GPU-hours that a provider offered and rented out since it was last settled, and what these cost. Changes nothing. */
const unsettled = (world: World, provider: number, now: number) => {
  const { providers } = world
  const online = providers.state[provider] === ProviderState.online
  const seconds = online ? now - (providers.meteredAt[provider] ?? now) : 0
  const inUse = working(world, provider) - (providers.free[provider] ?? 0)
  const offeredTo = (providers.offeredGpuSeconds[provider] ?? 0) + working(world, provider) * seconds
  const rentedTo = (providers.rentedGpuSeconds[provider] ?? 0) + inUse * seconds
  const offered = (offeredTo - (providers.offeredBefore[provider] ?? 0)) / hour
  const rented = (rentedTo - (providers.rentedBefore[provider] ?? 0)) / hour
  const underLoad = rented * (providers.costPerRentedHour[provider] ?? 0)
  return {
    offered,
    rented,
    underLoad,
    full: offered * (providers.costPerOfferedHour[provider] ?? 0) + underLoad,
    energyMwh: (rented * Catalog.gpuAt(providers.gpuModel[provider] ?? 0).power.value) / 1e6
  }
}

/** Cost and energy since the last settlement, so that a run may be measured at any instant. Changes nothing. */
export const sinceSettled = (world: World): { readonly ownersCostUsd: number; readonly energyMwh: number } => {
  const { providers, simulation } = world
  let ownersCostUsd = 0
  let energyMwh = 0
  for (let row = 0; row < providers.used; row++) {
    if (providers.state[row] === ProviderState.left) continue
    const part = unsettled(world, row, simulation.now)
    if (isOwner(providers, row)) ownersCostUsd += part.full
    energyMwh += part.energyMwh
  }
  return { ownersCostUsd, energyMwh }
}

/** Brings a provider's books up to now: meters, running costs paid in cash, what incentives want to know of it. May be called at any instant:
 * what it tells incentives adds up until they are settled.
 *
 * **Gotchas** A converted miner's machines cost nothing here: the site books their cost. */
export const settleProvider = (world: World, provider: number, now: number): void => {
  const { providers, offers, supplied } = world
  const { energyMwh, full, offered, rented, underLoad } = unsettled(world, provider, now)
  meter(world, provider, now)
  providers.offeredBefore[provider] = providers.offeredGpuSeconds[provider] ?? 0
  providers.rentedBefore[provider] = providers.rentedGpuSeconds[provider] ?? 0
  supplied.offeredGpuHours += offered
  supplied.rentedGpuHours += rented
  supplied.energyMwh += energyMwh
  if (isOwner(providers, provider)) supplied.ownersCostUsd += full
  providers.cost[provider] = (providers.cost[provider] ?? 0) + full
  const cash = offered * (providers.costPerOfferedHour[provider] ?? 0) * runningShare(world, provider) + underLoad
  const lacking = payCosts(world, provider, Math.round(cash * microUsd))
  for (
    let offer = providers.firstOffer[provider] ?? none;
    offer !== none;
    offer = offers.nextOfProvider[offer] ?? none
  ) {
    const venue = world.venue(offers.venue[offer] ?? 0)
    venue.reserve(provider + 1)
    venue.offeredGpuHours[provider] = (venue.offeredGpuHours[provider] ?? 0) + offered
    venue.cashNeedUsd[provider] = (venue.cashNeedUsd[provider] ?? 0) + lacking / microUsd
    venue.rentedHoursOfDay += rented
    venue.takings.offer(providers.gpuModel[provider] ?? 0, offered)
  }
}

/** Brings the books of all providers up to now. */
export const settleProviders = (world: World, now: number): void => {
  for (let row = 0; row < world.providers.used; row++) {
    if (world.providers.state[row] !== ProviderState.left) settleProvider(world, row, now)
  }
}

const runningShare = (world: World, provider: number): number => {
  const kind = world.providers.kind[provider]
  if (kind === ProviderKind.minerSite || kind === ProviderKind.cloud) return 1
  return world.cohort(world.providers.cohort[provider] ?? 0).config.running_cost
}

/** Pays running costs from the wallet; what it lacks comes from the owner. Returns what the owner had to add, micro-USD. */
const payCosts = (world: World, provider: number, amount: number): number => {
  const { ledger, providers, owners, suppliers } = world
  if (amount === 0) return 0
  const wallet = providers.wallet[provider] ?? none
  const held = ledger.covers(wallet, amount) ? amount : Math.floor(ledger.approximateBalance(wallet))
  if (held > 0) move(ledger, wallet, suppliers, held)
  if (held < amount) move(ledger, owners, suppliers, amount - held)
  return amount - held
}
