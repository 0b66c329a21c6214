/** What a scenario says about votes: the rules of a vote, and the proposals that come up during the run with what the holders of stake say to them. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
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

const turnoutOf = (votes: ReadonlyArray<Voters>, who: Voters["who"]): number =>
  votes.reduce((sum, each) => sum + (each.who === who ? each.turnout : 0), 0)

/** A figure that is voted on. */
export const Proposition = Schema.Struct({
  at: Field.quantity("duration")({ description: "When the vote begins" }),
  set: Field.text({ description: "Path of the figure: one that a command may change" }),
  value: Field.figure({
    description:
      "What it would be, with its unit as the scenario writes that figure; a bare number only where the figure is one"
  }),
  votes: Field.list(Voters)({
    description: "Who says what. All staked tokens count towards the quorum: stakers who are not listed do not vote"
  })
}).check(
  Schema.makeFilter(({ votes }) => {
    const index = votes.findIndex(
      ({ who }, place) => who !== "tokens" && turnoutOf(votes.slice(0, place + 1), who) > 1 + 1e-12
    )
    const who = votes[index]?.who
    return who === undefined
      ? undefined
      : { path: ["votes", index, "turnout"], issue: `At most 100% of the ${who} vote, all groups of them together` }
  })
)
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

/** Tokens that may vote, of which the quorum is a share. As in Cosmos all that is staked counts, whoever is listed; holders and groups of stated size
 * are no stakers of the model, and count with what they have where they are listed: as if they had staked it for the vote. */
export const votingStake = ({ votes }: Proposition, staked: number, circulating: number): number => {
  const stated = votes.reduce((sum, { tokens, who }) => sum + (who === "tokens" ? tokens : 0), 0)
  return staked + stated + (votes.some(({ who }) => who === "holders") ? circulating : 0)
}

/** Judges a proposition when `staked` tokens are locked by providers and `circulating` are in other hands. */
export const verdictOf = (rule: Ballots, proposition: Proposition, staked: number, circulating: number): Verdict => {
  const blocs = proposition.votes.map(({ no, tokens, turnout, veto, who, yes }): Bloc => {
    const stake = who === "tokens" ? tokens : who === "stakers" ? staked : circulating
    return { stake, turnout, yes, no, veto }
  })
  return judge(rule, tallyOfBlocs(blocs), votingStake(proposition, staked, circulating))
}
