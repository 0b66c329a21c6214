import { Phase } from "../kernel/Phase.ts"

/** What can happen in a run. The subject of an event is a number: a row of a table or a position in the scenario. */
export const Event = {
  /** A class asks: the subject is the position of the class. */
  jobArrives: 0,
  /** A job has done its work: the subject is its row. */
  jobCompletes: 1,
  /** A waiting job has lost patience: its row. */
  jobGivesUp: 2,
  /** A GPU of a provider breaks: its row. */
  gpuFails: 3,
  /** A GPU of a provider works again: its row. */
  gpuRepaired: 4,
  /** An owner's machines come online or go away: row of the provider. */
  providerComesOrGoes: 5,
  /** Owners of a cohort think about coming and leaving: position of the cohort. */
  cohortReviews: 6,
  /** Machines that were decided on come: cohort and number of the owner. */
  providerJoins: 7,
  /** A market clears: position of the venue. */
  marketClears: 8,
  /** A cloud looks at its utilisation: position of the cloud. */
  cloudReviews: 9,
  /** Ordered GPUs reach a cloud: cloud and position of the expansion. */
  cloudGrows: 10,
  /** Books of the day. */
  daySettles: 11,
  /** Miner sites operate and decide. */
  sitesReview: 12,
  /** A contract of a site starts or ends: its row. */
  contractStarts: 13,
  contractEnds: 14,
  /** A shock of the scenario: its position. */
  shockStrikes: 15,
  /** A provider of a failed region is back: its row. */
  providerReturns: 16,
  /** A recorded number of machines changes: position of the cohort. */
  rollChanges: 17,
  /** All jobs that end at this instant have ended: those who wait may start. */
  venuesServe: 18,
  /** A vote ends, or what it decided takes effect: network and position of the proposal. */
  voteEnds: 19,
  proposalTakesEffect: 20
} as const
export type Event = (typeof Event)[keyof typeof Event]

/** When at one instant it is an event's turn. */
export const phaseOf: Readonly<Record<Event, Phase>> = {
  [Event.jobCompletes]: Phase.completion,
  [Event.venuesServe]: Phase.completion,
  [Event.jobGivesUp]: Phase.failure,
  [Event.gpuFails]: Phase.failure,
  [Event.gpuRepaired]: Phase.failure,
  [Event.providerComesOrGoes]: Phase.failure,
  [Event.providerReturns]: Phase.failure,
  [Event.rollChanges]: Phase.failure,
  [Event.shockStrikes]: Phase.failure,
  [Event.voteEnds]: Phase.failure,
  [Event.proposalTakesEffect]: Phase.failure,
  [Event.jobArrives]: Phase.arrival,
  [Event.marketClears]: Phase.clearing,
  [Event.daySettles]: Phase.settlement,
  [Event.cohortReviews]: Phase.settlement,
  [Event.providerJoins]: Phase.settlement,
  [Event.cloudReviews]: Phase.settlement,
  [Event.cloudGrows]: Phase.settlement,
  [Event.sitesReview]: Phase.settlement,
  [Event.contractStarts]: Phase.settlement,
  [Event.contractEnds]: Phase.settlement
}
