/** How a provider is put into the tables: its row, its wallets, its offers; and how its books are closed. */
import { none } from "../state/Table.ts"
import { type ProviderKind, ProviderState } from "../state/Providers.ts"
import { settleProvider } from "./ProviderBooks.ts"
import { scheduleFailure, sleep } from "./ProviderLifecycle.ts"
import type { World } from "./World.ts"

/** What a new provider is. */
export interface Enrolment {
  readonly kind: ProviderKind
  /** Position of its cohort, cloud or site. */
  readonly cohort: number
  /** Number of its owner there. */
  readonly number: number
  readonly gpuModel: number
  readonly region: number
  readonly gpus: number
  /** Access link, bit/s. */
  readonly upload: number
  readonly download: number
  /** Whole micro-USD per GPU-hour. */
  readonly price: number
  readonly costPerOfferedHour: number
  readonly costPerRentedHour: number
  readonly venues: ReadonlyArray<number>
  /** How often its machines broke, came and went in earlier stays: its luck goes on where it was. */
  readonly failures?: number
  readonly turns?: number
}

/** Adds a provider, asleep, with an offer on each of its venues. Returns its row. */
export const enrol = (world: World, enrolment: Enrolment, now: number): number => {
  const { providers, offers, ledger } = world
  const { number } = enrolment
  const row = providers.add(
    number,
    enrolment.kind,
    enrolment.cohort,
    enrolment.gpuModel,
    enrolment.region,
    enrolment.gpus,
    now
  )
  providers.failures[row] = enrolment.failures ?? 0
  providers.turns[row] = enrolment.turns ?? 0
  providers.upload[row] = enrolment.upload
  providers.download[row] = enrolment.download
  providers.costPerOfferedHour[row] = enrolment.costPerOfferedHour
  providers.costPerRentedHour[row] = enrolment.costPerRentedHour
  providers.wallet[row] = ledger.account("provider", world.dollars, { number: row })
  for (const index of enrolment.venues) {
    const venue = world.venue(index)
    providers.firstOffer[row] = offers.add(row, index, enrolment.price, providers.firstOffer[row])
    venue.reserve(row + 1)
    const { token } = venue.incentives
    venue.tokenWallets[row] = token === undefined ? none : ledger.account("provider", token, { number: row })
  }
  scheduleFailure(world, row, now)
  return row
}

/** Closes the books of a provider that leaves: what it holds goes home with its owner. */
const closeBooks = (world: World, provider: number): void => {
  const { providers, ledger, offers } = world
  const wallet = providers.wallet[provider] ?? none
  for (
    let offer = providers.firstOffer[provider] ?? none;
    offer !== none;
    offer = offers.nextOfProvider[offer] ?? none
  ) {
    const venue = world.venue(offers.venue[offer] ?? 0)
    const tokenWallet = venue.tokenWallets[provider] ?? none
    venue.incentives.leave(provider, wallet, tokenWallet)
    if (tokenWallet !== none) ledger.close(tokenWallet)
    venue.tokenWallets[provider] = none
    venue.offeredGpuHours[provider] = 0
    venue.cashNeedUsd[provider] = 0
  }
  ledger.transferLarge(wallet, world.owners, ledger.balance(wallet))
  ledger.close(wallet)
  providers.wallet[provider] = none
}

/** A provider leaves for good: its offers are withdrawn, its books closed, its row given back when nothing of it is broken. */
export const leave = (world: World, provider: number, now: number): void => {
  const { providers, offers, simulation } = world
  sleep(world, provider, now)
  settleProvider(world, provider, now)
  world.recordProvider(provider, now)
  closeBooks(world, provider)
  for (const event of [providers.nextEvent[provider] ?? none, providers.nextFailure[provider] ?? none]) {
    if (event !== none) simulation.cancel(event)
  }
  for (let offer = providers.firstOffer[provider] ?? none; offer !== none;) {
    const next = offers.nextOfProvider[offer] ?? none
    offers.release(offer)
    offer = next
  }
  providers.firstOffer[provider] = none
  providers.state[provider] = ProviderState.left
  if (providers.down[provider] === 0) providers.release(provider)
}
