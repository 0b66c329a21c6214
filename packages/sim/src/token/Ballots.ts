/** What a scenario says about votes: the rules of a vote, and the proposals that come up during the run with what the holders of stake say to them. */
import { Schema } from "effect"
import * as Field from "../units/Field.ts"
import { type Bloc, judge, StakeVote, tallyOfBlocs, type Verdict } from "./Governance.ts"

const ofVotes = (description: string, value: number) =>
  Field.share({ description, default: value, source: "assumption" })

/** Holders who vote alike. */
export const Voters = Schema.Struct({
  who: Field.choice(["stakers", "holders", "tokens"])({
    description:
      "Who votes: providers with the tokens that they have staked when the vote ends, everybody else with the tokens that circulate then, or a group of stated size",
    default: "stakers",
    source: "assumption"
  }),
  tokens: Field.quantity("tokens")({
    description: "Tokens of a group of stated size",
    default: 0,
    source: "assumption"
  }),
  turnout: ofVotes("Share of their tokens that votes", 1),
  yes: ofVotes("Of those who vote: yes", 0),
  no: ofVotes("Of those who vote: no", 0),
  veto: ofVotes("Of those who vote: veto; what is left abstains", 0)
}).check(
  Schema.makeFilter(({ no, veto, yes }) =>
    yes + no + veto <= 1 + 1e-12 ? undefined : { path: ["yes"], issue: "At most 100% with no and veto" }
  )
)
export type Voters = typeof Voters.Type

/** A figure that is voted on. */
export const Proposition = Schema.Struct({
  at: Field.quantity("duration")({ description: "When the vote begins" }),
  set: Field.text({ description: "Path of the figure: one that a command may change" }),
  value: Field.number()({ description: "What it would be, in the figure's base unit" }),
  votes: Field.list(Voters)({ description: "Who says what" })
})
export type Proposition = typeof Proposition.Type

const { delay, period, quorum, threshold, veto } = StakeVote.fields
/** Votes weighted by stake. */
export const Ballots = Schema.Struct({
  quorum,
  threshold,
  veto,
  period,
  delay,
  proposals: Field.list(Proposition)({
    description: "What is voted on during the run",
    default: [],
    source: "assumption"
  })
})
export type Ballots = typeof Ballots.Type

/** Judges a proposition when `staked` tokens are locked by providers and `circulating` are in other hands. */
export const verdictOf = (rule: Ballots, { votes }: Proposition, staked: number, circulating: number): Verdict => {
  const blocs = votes.map(({ no, tokens, turnout, veto, who, yes }): Bloc => {
    const stake = who === "tokens" ? tokens : who === "stakers" ? staked : circulating
    return { stake, turnout, yes, no, veto }
  })
  const stake = blocs.reduce((sum, bloc) => sum + bloc.stake, 0)
  return judge(rule, tallyOfBlocs(blocs), stake)
}
