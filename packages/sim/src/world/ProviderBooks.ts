/** What a provider offered, rented out, earned and spent since it was last settled. */
import * as Catalog from "../catalog/Catalog.ts"
import { isOwner, ProviderKind } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import { move } from "../ledger/Money.ts"
import { meter } from "./Availability.ts"
import type { World } from "./World.ts"

const microUsd = 1e6
const hour = 3600

/** Brings a provider's books up to now: meters, running costs paid in cash, what incentives want to know of it.
 *
 * **Gotchas** A converted miner's machines cost nothing here: the site books their cost. */
export const settleProvider = (world: World, provider: number, now: number): void => {
  const { providers, offers, supplied } = world
  meter(world, provider, now)
  const offered = ((providers.offeredGpuSeconds[provider] ?? 0) - (providers.offeredBefore[provider] ?? 0)) / hour
  const rented = ((providers.rentedGpuSeconds[provider] ?? 0) - (providers.rentedBefore[provider] ?? 0)) / hour
  providers.offeredBefore[provider] = providers.offeredGpuSeconds[provider] ?? 0
  providers.rentedBefore[provider] = providers.rentedGpuSeconds[provider] ?? 0
  const model = providers.gpuModel[provider] ?? 0
  supplied.offeredGpuHours += offered
  supplied.rentedGpuHours += rented
  supplied.energyMwh += (rented * Catalog.gpuAt(model).power.value) / 1e6
  const underLoad = rented * (providers.costPerRentedHour[provider] ?? 0)
  const full = offered * (providers.costPerOfferedHour[provider] ?? 0) + underLoad
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
    venue.offeredGpuHours[provider] = offered
    venue.cashNeedUsd[provider] = lacking / microUsd
    venue.takings.offer(model, offered)
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
