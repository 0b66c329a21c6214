/** Owners of a cohort who come when offering pays and leave when it does not. */
import { microUsd } from "../ledger/Money.ts"
import { none } from "../state/Table.ts"
import { Away, type Cohort } from "./Cohort.ts"
import { enrol, leave } from "./Enrolment.ts"
import { Event } from "./Event.ts"
import { goAway } from "./ProviderLifecycle.ts"
import { incomeOf } from "./Settlement.ts"
import * as Subject from "./Subject.ts"
import { firstTurn } from "./Turns.ts"
import type { World } from "./World.ts"

/** Owners compare what an offered GPU-hour earns with what it costs them; a share of those who would gain acts. */
export const reviewCohort = (world: World, cohort: Cohort, now: number): void => {
  const { config, rows } = cohort
  const income = expectedIncome(world, cohort)
  const review = cohort.reviews++
  const leavers: Array<number> = []
  for (let member = 0; member < cohort.potential; member++) {
    const row = rows[member] ?? none
    if (row === Away.coming) continue
    const wants =
      row === Away.out
        ? income > cohort.costAt(member, now) * (1 + config.margin)
        : income < (world.providers.costPerOfferedHour[row] ?? 0) * config.running_cost
    if (!wants) continue
    if (world.draws.at(cohort.responsePurpose, member, review).uniform() >= config.response) continue
    if (row === Away.out) decideToJoin(world, cohort, member, now)
    else leavers.push(member)
  }
  // All machines go before anyone orders again, or jobs would flee to those who leave next.
  for (const member of leavers) goAway(world, rows[member] ?? none, now)
  for (const member of leavers) exit(world, cohort, member, rows[member] ?? none, now)
  world.schedule(now + config.review_every, Event.cohortReviews, cohort.index)
}

/** USD that an owner expects from an offered GPU-hour after fees and the power that a rented GPU draws, all its networks together, since the
 * same machine can be listed on each. Tokens count for less than USD. */
export const expectedIncome = (world: World, cohort: Cohort): number => {
  let jobs = 0
  let rewards = 0
  for (const index of cohort.venues) {
    const venue = world.venue(index)
    const income = incomeOf(venue, cohort.gpuModel)
    jobs += income.jobs - income.load * cohort.powerPerRentedHour
    rewards += income.rewards
  }
  return jobs + rewards * (1 - cohort.config.token_discount)
}

const decideToJoin = (world: World, cohort: Cohort, member: number, now: number): void => {
  cohort.rows[member] = Away.coming
  world.schedule(now + cohort.config.entry_delay, Event.providerJoins, Subject.pair(cohort.index, member))
}

const exit = (world: World, cohort: Cohort, member: number, row: number, now: number): void => {
  cohort.rows[member] = Away.out
  cohort.failures[member] = world.providers.failures[row] ?? 0
  cohort.turns[member] = world.providers.turns[row] ?? 0
  world.supplied.exits++
  leave(world, row, now)
}

/** Micro-USD per GPU-hour: what was drawn, but owners who adapt their price and come later begin at what is paid by then, or they would stand
 * empty for months in a market whose prices have fallen. */
const firstPrice = (world: World, cohort: Cohort, member: number, now: number): number => {
  const drawn = cohort.price[member] ?? 0
  if (now === 0 || cohort.config.asking.kind === "fixed") return drawn
  const rates = cohort.venues.map((index) => world.venue(index).takings.goingRate(cohort.gpuModel))
  const best = Math.max(...rates.filter(Number.isFinite))
  return best > 0 && best < Infinity ? Math.round(best * microUsd) : drawn
}

/** A member's machines are there. */
export const join = (world: World, cohort: Cohort, member: number, now: number): void => {
  const row = enrol(
    world,
    {
      kind: cohort.kind,
      cohort: cohort.index,
      number: member,
      gpuModel: cohort.gpuModel,
      region: cohort.regionOf(member),
      gpus: cohort.gpus[member] ?? 0,
      upload: cohort.upload[member] ?? 0,
      download: cohort.download[member] ?? 0,
      price: firstPrice(world, cohort, member, now),
      costPerOfferedHour: cohort.costAt(member, now),
      costPerRentedHour: cohort.powerPerRentedHour,
      venues: cohort.venues,
      failures: cohort.failures[member] ?? 0,
      turns: cohort.turns[member] ?? 0
    },
    now
  )
  cohort.rows[member] = row
  if (now > 0) world.supplied.entries++
  firstTurn(world, row, now)
}
