/** How providers come, go, break and are repaired; what that does to their offers and to the jobs that they run. */
import { ProviderState } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import { Event } from "./Event.ts"
import { countOffered, meter, moreAvailable, tellMarkets, working } from "./Availability.ts"
import { loseMember } from "./GangChanges.ts"
import { interrupt, orderAgain, serveAll } from "./JobLifecycle.ts"
import type { World } from "./World.ts"

// ── Coming and going ────────────────────────────────────────────────────────────────────────────────────────────────────

/** A provider's machines come online; in a region that has failed, when it works again. */
export const wake = (world: World, provider: number, now: number): void => {
  const { providers, offers } = world
  if (providers.state[provider] !== ProviderState.asleep) return
  if (now < darkUntil(world, provider)) return scheduleReturn(world, provider)
  meter(world, provider, now)
  providers.state[provider] = ProviderState.online
  providers.free[provider] = working(world, provider)
  for (
    let offer = providers.firstOffer[provider] ?? none;
    offer !== none;
    offer = offers.nextOfProvider[offer] ?? none
  ) {
    world.venue(offers.venue[offer] ?? 0).market.list(offer)
  }
  countOffered(world, provider, working(world, provider), now)
  moreAvailable(world, provider)
  serveAll(world, now)
}

/** Until when the region of a provider has failed; what is past when it works. */
export const darkUntil = (world: World, provider: number): number =>
  world.darkUntil[world.providers.region[provider] ?? 0] ?? 0

/** Lets a provider return when its region works again. */
export const scheduleReturn = (world: World, provider: number): void => {
  world.providers.nextEvent[provider] = world.schedule(darkUntil(world, provider), Event.providerReturns, provider)
}

/** A provider's machines go away at once; what runs on them is interrupted and orders again. */
export const sleep = (world: World, provider: number, now: number): void => {
  goAway(world, provider, now)
  orderAgain(world, now)
  serveAll(world, now)
}

/** The same without ordering again: for several providers that go at once, or jobs would move to those that go next. */
export const goAway = (world: World, provider: number, now: number): void => {
  const { providers, offers } = world
  if (providers.state[provider] !== ProviderState.online) return
  meter(world, provider, now)
  for (
    let offer = providers.firstOffer[provider] ?? none;
    offer !== none;
    offer = offers.nextOfProvider[offer] ?? none
  ) {
    world.venue(offers.venue[offer] ?? 0).market.unlist(offer)
  }
  providers.state[provider] = ProviderState.asleep
  countOffered(world, provider, -working(world, provider), now)
  for (
    let lease = providers.firstLease[provider] ?? none;
    lease !== none;
    lease = providers.firstLease[provider] ?? none
  ) {
    breakLease(world, provider, lease, now)
  }
  providers.free[provider] = 0
}

const breakLease = (world: World, provider: number, lease: number, now: number): void => {
  const { leases, providers } = world
  if (!loseMember(world, lease, now)) interrupt(world, leases.job[lease] ?? none, now)
  providers.reputation[provider] = (providers.reputation[provider] ?? 1) * (1 - world.scenario.supply.reputation.lost)
}

// ── Failures and repairs ────────────────────────────────────────────────────────────────────────────────────────────────

/** Puts the next failure of a provider's GPUs into the pending events: exponential, at the rate of all of them. */
export const scheduleFailure = (world: World, provider: number, now: number): void => {
  const { providers, draws } = world
  const { failureEvery, failurePurpose } = world.reliability(provider)
  const gpus = providers.gpus[provider] ?? 0
  providers.nextFailure[provider] = none
  if (failureEvery === 0 || gpus === 0) return
  const luck = draws
    .at(failurePurpose, providers.number[provider] ?? 0, providers.failures[provider] ?? 0)
    .exponential()
  providers.nextFailure[provider] = world.schedule(now + (luck * failureEvery) / gpus, Event.gpuFails, provider)
}

/** A GPU breaks: it leaves the market until it is repaired, and the gang that it worked in is interrupted. So a gang of n GPUs breaks n times
 * as often as a single one, as the rate per GPU-hour says. */
export const fail = (world: World, provider: number, now: number): void => {
  const { providers, draws } = world
  const attempt = providers.failures[provider] ?? 0
  const number = providers.number[provider] ?? 0
  const { victimPurpose, repairPurpose, repair } = world.reliability(provider)
  providers.failures[provider] = attempt + 1
  scheduleFailure(world, provider, now)
  if (providers.state[provider] !== ProviderState.online || working(world, provider) === 0) return
  meter(world, provider, now)
  breakGpu(world, provider, draws.at(victimPurpose, number, attempt).uniform(), now)
  countOffered(world, provider, -1, now)
  tellMarkets(world, provider)
  const repaired = now + draws.at(repairPurpose, number, attempt).exponential() * repair
  world.schedule(repaired, Event.gpuRepaired, provider)
  orderAgain(world, now)
  serveAll(world, now)
}

/** Takes a GPU out of service. `luck` says which: an idle one, or one of a lease in proportion to its GPUs. */
const breakGpu = (world: World, provider: number, luck: number, now: number): void => {
  const { providers, leases } = world
  let left = luck * working(world, provider) - (providers.free[provider] ?? 0)
  if (left >= 0) {
    let lease = providers.firstLease[provider] ?? none
    while (lease !== none && left >= (leases.gpus[lease] ?? 0)) {
      left -= leases.gpus[lease] ?? 0
      lease = leases.nextOfProvider[lease] ?? none
    }
    if (lease !== none) breakLease(world, provider, lease, now)
  }
  providers.free[provider] = (providers.free[provider] ?? 0) - 1
  providers.down[provider] = (providers.down[provider] ?? 0) + 1
}

/** A broken GPU works again. A provider that has left meanwhile gives its row back with the last of them. */
export const repaired = (world: World, provider: number, now: number): void => {
  const { providers } = world
  meter(world, provider, now)
  providers.down[provider] = (providers.down[provider] ?? 0) - 1
  if (providers.state[provider] === ProviderState.left) {
    if (providers.down[provider] === 0) providers.release(provider)
    return
  }
  if (providers.state[provider] !== ProviderState.online) return
  providers.free[provider] = (providers.free[provider] ?? 0) + 1
  countOffered(world, provider, 1, now)
  moreAvailable(world, provider)
  serveAll(world, now)
}
