/** All that can be said about one training set-up: how fast it is and why, what it takes to the end, against the same machines in one data centre, where the two would be level, and
 * what would help most. A pure function of the set-up. */
import * as Catalog from "../catalog/Catalog.ts"
import { type Arm, armOf, lossAfter } from "./Arm.ts"
import { type Level, levelBandwidth } from "./LevelBandwidth.ts"
import { centralOf, goalOf, type Network, networkOf } from "./Machines.ts"
import { type Remedy, remediesFor } from "./Remedies.ts"
import type { Law } from "./model/ScalingLaw.ts"
import { takingPart, type TrainingSetup } from "./TrainingSetup.ts"

export interface Appraisal {
  readonly setup: TrainingSetup
  readonly law: Law
  /** The owners of the set-up together. */
  readonly network: Arm
  /** The GPUs that take part, in one place, at the prices of a data centre; the same as `network` when one owner has them all. */
  readonly central: Arm
  /** Whether there are two arms to compare. */
  readonly compared: boolean
  /** Loss at which cost and tokens of the arms are compared: the target, or what the data centre reaches. */
  readonly comparedLoss: number
  readonly level: Level
  /** The same at both ends of what the laws of loss leave open. */
  readonly levelRange: { readonly low: Level; readonly high: Level }
  /** What would make the network's run shorter, to equal loss, the best first. */
  readonly remedies: ReadonlyArray<Remedy>
  readonly notes: ReadonlyArray<string>
}

/** Looks at a set-up whose rules (`TrainingSetup.rules`) are kept. */
export const appraise = (setup: TrainingSetup): Appraisal => {
  const network = networkOf(setup)
  const central = centralOf(setup, network)
  const goal = goalOf(setup, network, central)
  const arms = { network: armOf(goal, network), central: armOf(goal, central) }
  const single = network.gang.count === 1
  const level = (tokensRatio: number): Level =>
    levelBandwidth({
      training: network.training,
      gang: network.gang,
      wanted: network.wanted,
      reference: goal.reference,
      tokensRatio,
      usdPerGpuHour: arms.network.price,
      usdPerGigabyte: setup.egress,
      goodput: arms.network.goodput,
      central: arms.central.equalLoss.costPerFlop.estimate
    })
  const { estimate, high, low } = arms.network.tokensRatio
  return {
    setup,
    law: goal.law,
    network: arms.network,
    central: single ? arms.network : arms.central,
    compared: !single,
    comparedLoss: lossAfter(goal, central, arms.central.equalLoss.tokens.estimate),
    level: level(estimate),
    levelRange: { low: level(low), high: level(high) },
    remedies: remediesFor(setup, goal, arms.network),
    notes: [...idleOf(setup, network), ...notesOf(setup, arms.network, arms.central)]
  }
}

/** The owners that take no part, by name: a stage of a pipeline over the internet would hold up the others. */
const idleOf = ({ sites }: TrainingSetup, { pace, training }: Network): ReadonlyArray<string> => {
  if (pace.working === 1) return []
  const idle = sites
    .filter(({ gpu_model, gpus }) => !training.fits(Catalog.gpuIndex(gpu_model), gpus))
    .map(({ count, gpu_model, gpus, region }) => `${count} x ${gpus} ${gpu_model} in ${region}`)
  const replica = `${Number((training.state / 1e9).toPrecision(3))} GB`
  return [
    `Paid and idle, because each alone is too small for a replica (${replica}) and others are not: ${idle.join(", ")}. Leave them out, or give them more GPUs each.`
  ]
}

/** Where the answer leans on more than was measured. */
const notesOf = (setup: TrainingSetup, network: Arm, central: Arm): ReadonlyArray<string> => {
  const { innerSteps, replicas } = network.pace
  const notes: Array<string> = []
  const beyond = [
    ...(replicas > 8 ? [`${replicas.toLocaleString("en-US")} replicas (measured: up to 8)`] : []),
    ...(setup.model.parameters > 10e9 ? ["this model (measured: up to 10B parameters)"] : [])
  ]
  if (replicas > 1 && innerSteps > 1) {
    if (beyond.length > 0)
      notes.push(
        `What rare exchanges cost in loss is extrapolated to ${beyond.join(" and ")}: Charles et al., arXiv 2503.09799.`
      )
    if (setup.model.parameters >= 4e9) {
      notes.push(
        "That paper's own power laws end 3 to 4% low at 10B parameters: they are not used here, only the ratio between ways of training."
      )
    }
  }
  if (setup.model.parameters > 16.2e9)
    notes.push("The law of the loss was fitted to runs of up to 16B parameters and is extrapolated.")
  if ("measured_exchange" in setup.synchronisation && setup.synchronisation.measured_exchange > 0)
    notes.push("The time of an exchange is given as measured: faster or slower access links make no difference to it.")
  if (network.batchFactor > 1)
    notes.push(
      "The batch that is averaged as one is above the critical one (Kaplan et al. 2020): some of its tokens are wasted."
    )
  if (network.pace.replicas > 1 && central.batchFactor > 1)
    notes.push(
      "The data centre averages this batch in every step, beyond the critical one: with a smaller batch it would need fewer tokens."
    )
  if (takingPart(setup) < 1)
    notes.push("Step and exchange are those of the owners that take part on average; the data centre has as many GPUs.")
  if (!network.finishes)
    notes.push("Some simulations did not end in fifty times the time without failures: times are extrapolated.")
  if (network.simulated < 1)
    notes.push(`Of the run, ${(100 * network.simulated).toPrecision(2)}% was simulated; the rest goes like that part.`)
  return notes
}
