/** Parameters that the holders of stake change by vote.
 *
 * A proposal is open for the voting period; each vote weighs as its stake. At the end it passes when
 *
 *     (yes + no + veto + abstain) / voting stake ≥ quorum,  yes / (yes + no + veto) > threshold,  veto / all votes ≤ veto share,
 *
 * and takes effect after a delay. Abstainers help a quorum and decide nothing else. When a proposal opens, ends and takes effect in a run is `world/Votes.ts`.
 *
 * Source: Cosmos SDK, x/gov (quorum 33.4%, threshold 50%, veto 33.4%, two days): what Akash runs on. The delay is that of a timelock (OpenZeppelin, TimelockController).
 *
 * **Gotchas** A no can make the quorum that lets a yes through: staying away is at times the stronger no. The law that holds is that a yes never hurts. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"

/** Rules of a vote. */
export const StakeVote = Schema.Struct({
  kind: Schema.tag("stake-vote"),
  quorum: Field.share({
    description:
      "Least share of the voting stake that must vote, abstentions included. The voting stake is all that providers have staked, listed or not, and the tokens of the other groups that are listed",
    default: "33.4%",
    source: "Cosmos SDK x/gov: 33.4%"
  }),
  threshold: Field.share({
    description: "Share of yes among those who do not abstain that must be exceeded",
    default: "50%",
    source: "Cosmos SDK x/gov: 50%"
  }),
  veto: Field.share({
    description: "Share of vetoes among all votes beyond which a proposal fails",
    default: "33.4%",
    source: "Cosmos SDK x/gov: 33.4%"
  }),
  period: Field.quantity("duration", { minimum: 1 })({
    description: "Time for which a proposal is open",
    default: "2 days",
    source: "Cosmos SDK x/gov: 172800 s"
  }),
  delay: Field.quantity("duration")({
    description: "Time from the end of a vote until what it decided holds",
    default: "2 days",
    source: "assumption"
  })
}).annotate({ description: "by vote of the stake" })
export type StakeVote = typeof StakeVote.Type

/** Stake that was given to each choice. */
export interface Tally {
  readonly yes: number
  readonly no: number
  readonly veto: number
  readonly abstain: number
}

/** Why a tally passes or does not. */
export type Verdict = "passed" | "no quorum" | "vetoed" | "rejected"

/** Judges a tally where `stake` may vote. */
export const judge = (
  { quorum, threshold, veto }: Pick<StakeVote, "quorum" | "threshold" | "veto">,
  tally: Tally,
  stake: number
): Verdict => {
  const decided = tally.yes + tally.no + tally.veto
  const all = decided + tally.abstain
  if (!(all > 0) || all < quorum * stake) return "no quorum"
  if (tally.veto > veto * all) return "vetoed"
  return tally.yes > threshold * decided ? "passed" : "rejected"
}

/** A group of holders who vote alike. */
export interface Bloc {
  /** Tokens that may vote. */
  readonly stake: number
  /** Share of them that votes. */
  readonly turnout: number
  /** Of those who vote: shares of yes, no and veto; the rest abstains. */
  readonly yes: number
  readonly no: number
  readonly veto: number
}

/** What blocs of holders vote. */
export const tallyOfBlocs = (blocs: ReadonlyArray<Bloc>): Tally => {
  const tally = { yes: 0, no: 0, veto: 0, abstain: 0 }
  for (const { no, stake, turnout, veto, yes } of blocs) {
    const voting = stake * turnout
    tally.yes += voting * yes
    tally.no += voting * no
    tally.veto += voting * veto
    tally.abstain += voting * Math.max(0, 1 - yes - no - veto)
  }
  return tally
}
