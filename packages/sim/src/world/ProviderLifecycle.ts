/** How providers come, go, break and are repaired; what that does to their offers and to the jobs that they run. */
import { Phase } from "../kernel/Phase.ts"
import { ProviderState } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import { Event } from "./Event.ts"
import { countOffered, meter, moreAvailable, tellMarkets, working } from "./Availability.ts"
import { interrupt, orderAgain, serveAll } from "./JobLifecycle.ts"
import type { World } from "./World.ts"

/** GPUs of one machine: what breaks together. 8 as in HGX and DGX servers. */
const gpusOfMachine = 8
/** Room for the number of broken GPUs in the subject of a repair. */
export const repairRadix = 256
/** Share of its reputation that a provider loses when it breaks a lease: an assumption. */
const reputationLost = 0.2

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
  const { providers, simulation } = world
  const back = darkUntil(world, provider)
  providers.nextEvent[provider] =
    back <= world.length ? simulation.schedule(back, Phase.failure, Event.providerReturns, provider) : none
}

/** A provider's machines go away at once; what runs on them is interrupted and orders again. */
export const sleep = (world: World, provider: number, now: number): void => {
  goAway(world, provider, now)
  serveAll(world, now)
  orderAgain(world, now)
}

/** The same without ordering again: for several providers that go at once, or jobs would move to those that go next. */
export const goAway = (world: World, provider: number, now: number): void => {
  const { providers, offers, leases } = world
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
    breakLease(world, provider, leases.job[lease] ?? none, now)
  }
  providers.free[provider] = 0
}

const breakLease = (world: World, provider: number, job: number, now: number): void => {
  const { providers } = world
  interrupt(world, job, now)
  providers.reputation[provider] = (providers.reputation[provider] ?? 1) * (1 - reputationLost)
}

// ── Failures and repairs ────────────────────────────────────────────────────────────────────────────────────────────────

/** Puts the next failure of a provider's GPUs into the pending events: exponential, at the rate of all of them. */
export const scheduleFailure = (world: World, provider: number, now: number): void => {
  const { providers, draws, simulation } = world
  const { failureEvery, failurePurpose } = world.reliability(provider)
  const gpus = providers.gpus[provider] ?? 0
  providers.nextFailure[provider] = none
  if (failureEvery === 0 || gpus === 0) return
  const luck = draws
    .at(failurePurpose, providers.number[provider] ?? 0, providers.failures[provider] ?? 0)
    .exponential()
  const at = now + (luck * failureEvery) / gpus
  if (at <= world.length)
    providers.nextFailure[provider] = simulation.schedule(at, Phase.failure, Event.gpusFail, provider)
}

/** A machine breaks: its GPUs leave the market until they are repaired, and what ran on them is interrupted. */
export const fail = (world: World, provider: number, now: number): void => {
  const { providers, draws, simulation } = world
  const attempt = providers.failures[provider] ?? 0
  const number = providers.number[provider] ?? 0
  const { victimPurpose, repairPurpose, repair } = world.reliability(provider)
  providers.failures[provider] = attempt + 1
  scheduleFailure(world, provider, now)
  const broken = Math.min(gpusOfMachine, working(world, provider))
  if (providers.state[provider] !== ProviderState.online || broken === 0) return
  meter(world, provider, now)
  breakGpus(world, provider, broken, draws.at(victimPurpose, number, attempt).uniform(), now)
  countOffered(world, provider, -broken, now)
  tellMarkets(world, provider)
  const repaired = now + draws.at(repairPurpose, number, attempt).exponential() * repair
  if (repaired <= world.length)
    simulation.schedule(repaired, Phase.failure, Event.gpusRepaired, provider * repairRadix + broken)
  serveAll(world, now)
  orderAgain(world, now)
}

/** Takes GPUs out of service. `luck` says which machine it is: an idle one, or one of a lease in proportion to its GPUs. */
const breakGpus = (world: World, provider: number, broken: number, luck: number, now: number): void => {
  const { providers, leases } = world
  let left = luck * working(world, provider) - (providers.free[provider] ?? 0)
  let missing = left < 0 ? broken - takeFree(world, provider, broken) : broken
  let lease = providers.firstLease[provider] ?? none
  for (; lease !== none && left >= (leases.gpus[lease] ?? 0); lease = leases.nextOfProvider[lease] ?? none) {
    left -= leases.gpus[lease] ?? 0
  }
  if (lease === none) lease = providers.firstLease[provider] ?? none
  while (missing > 0 && lease !== none) {
    breakLease(world, provider, leases.job[lease] ?? none, now)
    missing -= takeFree(world, provider, missing)
    lease = providers.firstLease[provider] ?? none
  }
}

const takeFree = (world: World, provider: number, wanted: number): number => {
  const { providers } = world
  const free = providers.free[provider] ?? 0
  const taken = Math.min(wanted, free)
  providers.free[provider] = free - taken
  providers.down[provider] = (providers.down[provider] ?? 0) + taken
  return taken
}

/** Broken GPUs work again. A provider that has left meanwhile gives its row back with the last of them. */
export const repaired = (world: World, provider: number, gpus: number, now: number): void => {
  const { providers } = world
  meter(world, provider, now)
  providers.down[provider] = (providers.down[provider] ?? 0) - gpus
  if (providers.state[provider] === ProviderState.left) {
    if (providers.down[provider] === 0) providers.release(provider)
    return
  }
  if (providers.state[provider] !== ProviderState.online) return
  providers.free[provider] = (providers.free[provider] ?? 0) + gpus
  countOffered(world, provider, gpus, now)
  moreAvailable(world, provider)
  serveAll(world, now)
}
