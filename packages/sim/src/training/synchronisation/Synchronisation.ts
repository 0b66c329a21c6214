/** What replicas of a training run send each other, when, and who waits for it: the interface of all rules, one file each.
 *
 * A rule says what is sent; how long that takes on given links is `Pipe.ts` and `Collective.ts`, what it costs in loss `ReplicaPenalty.ts`. */

/** How an exchange moves: `ring` and `tree` leave the average of all with everybody (all-reduce), `gather` gives everybody what each of the others
 * has, `star` goes through one place, `pair` between two replicas. */
export type Collective = "ring" | "tree" | "gather" | "star" | "pair"

export interface Synchronisation {
  readonly kind: string
  /** Optimiser steps from one exchange of a parameter to the next: 1 for data-parallel, H for DiLoCo. */
  readonly innerSteps: number
  /** Parts into which the parameters are cut; they are exchanged in turn, evenly spread over the inner steps. */
  readonly fragments: number
  /** Bits that a replica contributes for each parameter that is exchanged, indices included. */
  readonly bitsPerParameter: number
  /** Steps that an exchange may last beyond the step that released it before anybody waits for it. */
  readonly overlapSteps: number
  /** Whether what is sent becomes ready layer by layer in the backward pass (gradients) or all at once after the step (pseudo-gradients). */
  readonly readyInBackward: boolean
  readonly collective: Collective
  /** Whether a replica waits for the slowest. */
  readonly waits: boolean
  /** Time of an exchange as measured, s; 0: it follows from the links. */
  readonly measuredExchange: number
  /** Loss added because updates come late, nats per token. */
  readonly staleLoss: number
  /** Buckets into which one exchange of a model of so many layers is cut. */
  buckets(layers: number): number
}
