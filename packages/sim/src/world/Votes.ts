/** Proposals that the holders of a network's stake vote on during the run: a passed one takes effect as a command would. */
import { verdictOf } from "../token/governance/Ballots.ts"
import { apply, setting } from "./Command.ts"
import { Event } from "./Event.ts"
import * as Subject from "./Subject.ts"
import type { World } from "./World.ts"

const ballotsOf = (world: World, network: number) => world.scenario.networks[world.venue(network).name]?.governance

/** Puts the ends of all votes into the pending events. Networks come first among venues, in the order of the scenario. */
export const scheduleVotes = (world: World): void => {
  for (const { index, isNetwork } of world.venues) {
    const ballots = isNetwork ? ballotsOf(world, index) : undefined
    ballots?.proposals.forEach(({ at }, position) => {
      world.schedule(at + ballots.period, Event.voteEnds, Subject.pair(index, position))
    })
  }
}

/** A vote ends: votes weigh as the stakes of this instant. What passes takes effect after the delay. */
export const endVote = (world: World, network: number, position: number, now: number): void => {
  const ballots = ballotsOf(world, network)
  const proposal = ballots?.proposals[position]
  if (ballots === undefined || proposal === undefined) return
  const { staked, supply } = world.venue(network).incentives.signals
  if (verdictOf(ballots, proposal, staked, Math.max(0, supply - staked)) !== "passed") return
  world.proposalsPassed++
  world.schedule(now + ballots.delay, Event.proposalTakesEffect, Subject.pair(network, position))
}

/** What a vote decided holds from now on. */
export const takeEffect = (world: World, network: number, position: number, now: number): void => {
  const proposal = ballotsOf(world, network)?.proposals[position]
  if (proposal !== undefined) apply(world, setting(world.scenario, now, proposal), now)
}
