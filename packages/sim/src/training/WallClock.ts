/** The wall-clock model of "Scaling Laws for DiLoCo" (arXiv 2503.09799, appendix A): compute and communication one after the other, all-reduces at the
 * bandwidth-optimal bound, chips that all do the same.
 *
 * A model on paper, for comparison with that paper and for a first guess: it knows no overlap, no slow machine and no failure. */
import * as Collective from "./Collective.ts"

export interface Network {
  /** bit/s */
  readonly bandwidth: number
  /** s */
  readonly latency: number
}

/** The paper's three kinds of network. Inside a data centre it takes `high`. */
export const archetypes: Readonly<Record<"high" | "medium" | "low", Network>> = {
  high: { bandwidth: 400e9, latency: 1e-4 },
  medium: { bandwidth: 100e9, latency: 1e-3 },
  low: { bandwidth: 10e9, latency: 1e-2 }
}

/** FLOP/s that the paper counts for a chip: between TPU v5e and v6e at half of their peaks. */
export const chipRate = 300e12

export interface Campaign {
  readonly parameters: number
  readonly tokens: number
  /** Tokens of one step of all chips together. */
  readonly batch: number
  readonly chips: number
  /** FLOP/s that a chip really does: the paper's is `chipRate`. */
  readonly chipRate: number
  /** Bits sent for each parameter: 16 for bf16. */
  readonly bitsPerParameter: number
}

/** Optimiser steps, T. */
export const steps = (campaign: Campaign): number => campaign.tokens / campaign.batch

/** Time to compute, s: 6 N D / (R Q). */
export const compute = ({ parameters, tokens, chips, chipRate }: Campaign): number =>
  (6 * parameters * tokens) / (chips * chipRate)

/** One all-reduce over that many chips, s. */
export const allReduce = ({ parameters, bitsPerParameter }: Campaign, chips: number, network: Network): number =>
  Collective.optimal(parameters * bitsPerParameter, chips, network.bandwidth, network.latency)

/** Communication of data-parallel training, s: all chips average their gradients over the slow network at every step. */
export const dataParallel = (campaign: Campaign, across: Network): number =>
  allReduce(campaign, campaign.chips, across) * steps(campaign)

/** Communication of DiLoCo with one replica, s: as data-parallel, and an outer step after every H. */
export const singleReplica = (campaign: Campaign, innerSteps: number, across: Network): number =>
  dataParallel(campaign, across) * (1 + 1 / innerSteps)

/** Communication inside the replicas of DiLoCo, s: each averages gradients over its own R/M chips at every step. */
export const inner = (campaign: Campaign, replicas: number, inside: Network): number =>
  allReduce(campaign, campaign.chips / replicas, inside) * steps(campaign)

/** Communication between the replicas of DiLoCo, s: all chips average over the slow network after every H steps.
 *
 * **Gotchas** The paper says that with H ≥ W₀/W₁ this is at most half of all communication. Its own formulas say so only up to the factor
 * (1 − 1/R) / (1 − M/R), 1.4% for 8 replicas of 512 chips; exactly, H ≥ W₀/W₁ × (R − 1) / (R − M). */
export const outer = (campaign: Campaign, innerSteps: number, across: Network): number =>
  (allReduce(campaign, campaign.chips, across) * steps(campaign)) / innerSteps

/** Communication of DiLoCo with two replicas or more, s. */
export const diloco = (
  campaign: Campaign,
  replicas: number,
  innerSteps: number,
  inside: Network,
  across: Network
): number => inner(campaign, replicas, inside) + outer(campaign, innerSteps, across)
