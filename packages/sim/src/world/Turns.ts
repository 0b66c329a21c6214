/** When an owner's machines come online and go away: always there, by the hour of the day, or at random. */
import * as Catalog from "../catalog/Catalog.ts"
import { Phase } from "../kernel/Phase.ts"
import { ProviderKind, ProviderState } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import { Event } from "./Event.ts"
import { sleep, wake } from "./ProviderLifecycle.ts"
import type { World } from "./World.ts"

const hour = 3600
const day = 86_400

/** Starts the comings and goings of a member of a cohort that has just joined. */
export const firstTurn = (world: World, provider: number, now: number): void => {
  const { providers } = world
  const { availability } = world.cohort(providers.cohort[provider] ?? 0).config
  if (availability.kind === "always" || (availability.kind === "daily" && isOnline(world, provider, now))) {
    wake(world, provider, now)
  } else if (availability.kind === "random") {
    const cohort = world.cohort(providers.cohort[provider] ?? 0)
    const luck = world.draws.at(cohort.availabilityPurpose, providers.number[provider] ?? 0, 2 ** 31).uniform()
    if (luck < availability.online / (availability.online + availability.offline)) wake(world, provider, now)
  }
  scheduleTurn(world, provider, now)
}

/** A provider's machines come online or go away, whichever is next. */
export const turn = (world: World, provider: number, now: number): void => {
  const { providers } = world
  providers.turns[provider] = (providers.turns[provider] ?? 0) + 1
  if (providers.state[provider] === ProviderState.online) sleep(world, provider, now)
  else wake(world, provider, now)
  scheduleTurn(world, provider, now)
}

/** A provider of a failed region is back, and goes on with its comings and goings. */
export const comeBack = (world: World, provider: number, now: number): void => {
  wake(world, provider, now)
  const kind = world.providers.kind[provider]
  if (kind === ProviderKind.dataCentre || kind === ProviderKind.idleOwner) scheduleTurn(world, provider, now)
}

const scheduleTurn = (world: World, provider: number, now: number): void => {
  const { providers, draws, simulation } = world
  const cohort = world.cohort(providers.cohort[provider] ?? 0)
  const { availability } = cohort.config
  providers.nextEvent[provider] = none
  if (availability.kind === "always") return
  const online = providers.state[provider] === ProviderState.online
  const number = providers.number[provider] ?? 0
  const luck = draws.at(cohort.availabilityPurpose, number, providers.turns[provider] ?? 0)
  const at =
    availability.kind === "random"
      ? now + luck.exponential() * (online ? availability.online : availability.offline)
      : nextEdge(
          now,
          localHour(world, provider, now),
          online ? availability.from_hour + availability.hours : availability.from_hour,
          (luck.uniform() * 2 - 1) * availability.spread
        )
  if (at > world.length) return
  providers.nextEvent[provider] = simulation.schedule(at, Phase.failure, Event.providerComesOrGoes, provider)
}

const localHour = (world: World, provider: number, now: number): number => {
  const offset = Catalog.regionAt(world.providers.region[provider] ?? 0).utcOffset
  return (((now / hour + offset) % 24) + 24) % 24
}

/** The next instant at which the local clock shows `edge` (h), moved by `spread` (h); at least a minute away. */
const nextEdge = (now: number, local: number, edge: number, spread: number): number => {
  const ahead = (((edge + spread - local) % 24) + 24) % 24
  const seconds = ahead * hour
  return now + (seconds < 60 ? seconds + day : seconds)
}

const isOnline = (world: World, provider: number, now: number): boolean => {
  const { availability } = world.cohort(world.providers.cohort[provider] ?? 0).config
  if (availability.kind !== "daily") return true
  const since = (((localHour(world, provider, now) - availability.from_hour) % 24) + 24) % 24
  return since < availability.hours
}
