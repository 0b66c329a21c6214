/** What a provider has on offer: its meters, and what markets are told of it.
 *
 * A provider may be listed on several venues; its GPUs are sold once, so every one of them hears of every change. */
import { ProviderKind, ProviderState } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import type { World } from "./World.ts"

/** Brings the integrals of a provider up to now. Call it before its free, broken or owned GPUs change. */
export const meter = (world: World, provider: number, now: number): void => {
  const { providers } = world
  const seconds = now - (providers.meteredAt[provider] ?? now)
  providers.meteredAt[provider] = now
  if (seconds === 0 || providers.state[provider] !== ProviderState.online) return
  const offered = working(world, provider)
  const rented = offered - (providers.free[provider] ?? 0)
  providers.offeredGpuSeconds[provider] = (providers.offeredGpuSeconds[provider] ?? 0) + offered * seconds
  providers.rentedGpuSeconds[provider] = (providers.rentedGpuSeconds[provider] ?? 0) + rented * seconds
}

/** Tells every market on which a provider is listed that its free GPUs changed. They are sold once, wherever they are listed. */
export const tellMarkets = (world: World, provider: number): void => {
  const { offers, providers } = world
  if (providers.state[provider] !== ProviderState.online) return
  for (
    let offer = providers.firstOffer[provider] ?? none;
    offer !== none;
    offer = offers.nextOfProvider[offer] ?? none
  ) {
    world.venue(offers.venue[offer] ?? 0).market.availabilityChanged(offer)
  }
}

/** The same after GPUs came free; the venues concerned are served at the next `serveAll`. */
export const moreAvailable = (world: World, provider: number): void => {
  const { offers, providers, moreOnOffer } = world
  if (providers.state[provider] !== ProviderState.online) return
  for (
    let offer = providers.firstOffer[provider] ?? none;
    offer !== none;
    offer = offers.nextOfProvider[offer] ?? none
  ) {
    const venue = offers.venue[offer] ?? 0
    world.venue(venue).market.availabilityChanged(offer)
    moreOnOffer[venue] = 1
  }
}

/** GPUs that a provider offers went up or down, apart from renting. */
export const countOffered = (world: World, provider: number, change: number, now: number): void => {
  const { offers, providers } = world
  world.online.add(change, now)
  // Once, however many networks list it.
  if (providers.kind[provider] !== ProviderKind.cloud) world.onNetworks.add(change, now)
  for (
    let offer = providers.firstOffer[provider] ?? none;
    offer !== none;
    offer = offers.nextOfProvider[offer] ?? none
  ) {
    world.venue(offers.venue[offer] ?? 0).offered.add(change, now)
  }
}

/** GPUs of a provider that are not broken. */
export const working = (world: World, provider: number): number =>
  (world.providers.gpus[provider] ?? 0) - (world.providers.down[provider] ?? 0)
