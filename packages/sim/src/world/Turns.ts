/** When an owner's machines come online and go away: always there, by the hour of the day, or at random (as a file says: `RollCall.ts`). */
import * as Catalog from "../catalog/Catalog.ts"
import { ProviderKind, ProviderState } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import { Event } from "./Event.ts"
import type { Availability } from "../supply/CohortConfig.ts"
import { hour } from "../units/Time.ts"
import { darkUntil, scheduleReturn, sleep, wake } from "./ProviderLifecycle.ts"
import type { World } from "./World.ts"

type Daily = Extract<Availability, { readonly kind: "daily" }>

/** Starts the comings and goings of a member of a cohort that has just joined. */
export const firstTurn = (world: World, provider: number, now: number): void => {
  const { providers } = world
  if (now < darkUntil(world, provider)) return scheduleReturn(world, provider)
  const cohort = world.cohort(providers.cohort[provider] ?? 0)
  const { availability } = cohort.config
  if (
    availability.kind === "always" ||
    (availability.kind === "daily" && isOnline(world, availability, provider, now))
  ) {
    wake(world, provider, now)
  } else if (availability.kind === "random") {
    const luck = world.draws.at(cohort.availabilityPurpose, providers.number[provider] ?? 0, 2 ** 31).uniform()
    if (luck < availability.online / (availability.online + availability.offline)) wake(world, provider, now)
  } else if (isOnRoll(world, provider)) wake(world, provider, now)
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

/** The region of a provider works again: it is back, if its hours are not over, and goes on with its comings and goings. */
export const comeBack = (world: World, provider: number, now: number): void => {
  const kind = world.providers.kind[provider]
  if (now < darkUntil(world, provider)) return scheduleReturn(world, provider)
  if (kind !== ProviderKind.dataCentre && kind !== ProviderKind.idleOwner) return wake(world, provider, now)
  const { availability } = world.cohort(world.providers.cohort[provider] ?? 0).config
  const isAway =
    (availability.kind === "daily" && !isOnline(world, availability, provider, now)) ||
    (availability.kind === "trace" && !isOnRoll(world, provider))
  if (!isAway) wake(world, provider, now)
  scheduleTurn(world, provider, now)
}

/** Whether a provider of a cohort that follows a file is there. */
const isOnRoll = (world: World, provider: number): boolean =>
  world.cohort(world.providers.cohort[provider] ?? 0).roll?.has(world.providers.number[provider] ?? none) === true

const scheduleTurn = (world: World, provider: number, now: number): void => {
  const { providers, draws } = world
  const cohort = world.cohort(providers.cohort[provider] ?? 0)
  const { availability } = cohort.config
  // A provider of a failed region already has its next event: its return.
  if (now < darkUntil(world, provider)) return
  providers.nextEvent[provider] = none
  if (availability.kind === "always" || availability.kind === "trace") return
  const online = providers.state[provider] === ProviderState.online
  const number = providers.number[provider] ?? 0
  const at =
    availability.kind === "daily"
      ? nextEdge(world, availability, provider, now)
      : now +
        draws.at(cohort.availabilityPurpose, number, providers.turns[provider] ?? 0).exponential() *
          (online ? availability.online : availability.offline)
  providers.nextEvent[provider] = world.schedule(at, Event.providerComesOrGoes, provider)
}

// ── By the hour of the day ──────────────────────────────────────────────────────────────────────────────────────────────
//
// On each local day d an owner is there once, for all of its hours: from `from_hour` moved by that day's luck. So the mean is what the
// scenario says, whatever the spread; which is cut where the stays of two days would meet.

/** First day that has a draw: local time may be behind UTC, and the stay of the day before may last until now. */
const daysBefore = 8

const startOf = (world: World, { from_hour, hours, spread }: Daily, provider: number, day: number): number => {
  const { providers, draws } = world
  const { availabilityPurpose } = world.cohort(providers.cohort[provider] ?? 0)
  const luck = draws.at(availabilityPurpose, providers.number[provider] ?? 0, day + daysBefore).uniform() * 2 - 1
  const shift = luck * Math.min(spread, (24 - hours) / 2)
  return (day * 24 + from_hour + shift - utcOffset(world, provider)) * hour
}

const utcOffset = (world: World, provider: number): number =>
  Catalog.regionAt(world.providers.region[provider] ?? 0).utcOffset

const localDay = (world: World, provider: number, now: number): number =>
  Math.floor((now / hour + utcOffset(world, provider)) / 24)

const isOnline = (world: World, daily: Daily, provider: number, now: number): boolean => {
  if (daily.hours >= 24) return true
  const today = localDay(world, provider, now)
  for (let day = today - 2; day <= today + 1; day++) {
    const start = startOf(world, daily, provider, day)
    if (start <= now && now < start + daily.hours * hour) return true
  }
  return false
}

/** The next instant at which a stay begins or ends. */
const nextEdge = (world: World, daily: Daily, provider: number, now: number): number => {
  if (daily.hours >= 24) return Infinity
  const today = localDay(world, provider, now)
  for (let day = today - 2; day <= today + 2; day++) {
    const start = startOf(world, daily, provider, day)
    if (start > now) return start
    if (start + daily.hours * hour > now) return start + daily.hours * hour
  }
  return Infinity
}
