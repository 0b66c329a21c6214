/** Machines that come and go as a file recorded it: at each of its steps, members of a cohort come online or go away. */
import { none } from "../state/Table.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import type { Cohort } from "./Cohort.ts"
import { Event } from "./Event.ts"
import { orderAgain, serveAll } from "./JobLifecycle.ts"
import { goAway, wake } from "./ProviderLifecycle.ts"
import type { World } from "./World.ts"

/** Rows without a change that are passed over at once; after so many an event is scheduled all the same. */
const mostPassedOver = 1000

/** The number of machines changes: as many members as it asks for come or go. */
export const callRoll = (world: World, cohort: Cohort, now: number): void => {
  const { roll } = cohort
  if (roll === undefined) return
  if (roll.missing(now) < 0) {
    while (roll.missing(now) < 0) takeAway(world, cohort.rows[roll.take(world.draws)] ?? none, now)
    orderAgain(world, now)
    serveAll(world, now)
  }
  while (roll.missing(now) > 0) bring(world, cohort.rows[roll.add(world.draws)] ?? none, now)
  scheduleRoll(world, cohort, now)
}

/** Puts the next change into the pending events. */
export const scheduleRoll = (world: World, cohort: Cohort, now: number): void => {
  const { roll } = cohort
  if (roll === undefined || !SeriesConfig.moves(roll.course)) return
  let next = SeriesConfig.nextRow(roll.course, now)
  for (let passed = 0; passed < mostPassedOver && next <= world.length && roll.missing(next) === 0; passed++) {
    next = SeriesConfig.nextRow(roll.course, next)
  }
  world.schedule(next, Event.rollChanges, cohort.index)
}

const takeAway = (world: World, provider: number, now: number): void => {
  if (provider >= 0) goAway(world, provider, now)
}

/** A provider whose region has failed returns when that is over: its return is already scheduled. */
const bring = (world: World, provider: number, now: number): void => {
  if (provider >= 0 && world.providers.nextEvent[provider] === none) wake(world, provider, now)
}
