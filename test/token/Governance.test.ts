import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Governance from "../../packages/sim/src/token/Governance.ts"

const day = 86_400
const rule = Schema.decodeUnknownSync(Governance.StakeVote)({ kind: "stake-vote" })
const stake = fc.integer({ min: 0, max: 1_000_000 })
const tally = fc.record({ yes: stake, no: stake, veto: stake, abstain: stake })
const rules = fc.record({
  kind: fc.constant("stake-vote" as const),
  quorum: fc.double({ min: 0, max: 1, noNaN: true }),
  threshold: fc.double({ min: 0, max: 1, noNaN: true }),
  veto: fc.double({ min: 0, max: 1, noNaN: true }),
  period: fc.integer({ min: 1, max: 30 * day }),
  delay: fc.integer({ min: 0, max: 30 * day })
})
const total = ({ abstain, no, veto, yes }: Governance.Tally) => yes + no + veto + abstain

describe("Governance", () => {
  it("wants a quorum, a majority of those who decide, and few vetoes", () => {
    const judge = (votes: Partial<Governance.Tally>) =>
      Governance.judge(rule, { ...Governance.noVotes, ...votes }, 1_000)
    expect(judge({ yes: 333 })).toBe("no quorum")
    expect(judge({ yes: 334 })).toBe("passed")
    expect(judge({ yes: 1, abstain: 333 })).toBe("passed")
    expect(judge({ yes: 200, no: 200 })).toBe("rejected")
    expect(judge({ yes: 201, no: 200 })).toBe("passed")
    expect(judge({ yes: 600, veto: 400 })).toBe("vetoed")
    expect(judge({ abstain: 1_000 })).toBe("rejected")
    expect(judge({})).toBe("no quorum")
  })

  it("never turns a passed proposal down for one more yes", () => {
    fc.assert(
      fc.property(rules, tally, stake, stake, (each, votes, more, silent) => {
        const voting = total(votes) + more + silent
        if (Governance.judge(each, votes, voting) !== "passed") return
        expect(Governance.judge(each, { ...votes, yes: votes.yes + more }, voting)).toBe("passed")
      })
    )
  })

  it("lets those who abstain make a quorum and decide nothing else", () => {
    fc.assert(
      fc.property(rules, tally, stake, (each, votes, more) => {
        const noVeto = { ...votes, veto: 0 }
        const voting = total(noVeto) + more
        const before = Governance.judge(each, noVeto, voting)
        const after = Governance.judge(each, { ...noVeto, abstain: noVeto.abstain + more }, voting)
        if (before !== "no quorum") expect(after).toBe(before)
      })
    )
  })

  it("goes from vote to delay to force", () => {
    const voter = { choice: "yes" as const, stake: 600 }
    let proposal = Governance.propose("token.sink.fee", 0.1, 10 * day)
    proposal = Governance.vote(rule, proposal, "a", voter, 11 * day)
    expect(Governance.advance(rule, proposal, 1_000, 12 * day - 1).stage).toBe("voting")
    const waiting = Governance.advance(rule, proposal, 1_000, 12 * day)
    expect(waiting).toMatchObject({ stage: "waiting", verdict: "passed" })
    expect(Governance.advance(rule, waiting, 1_000, 14 * day - 1).stage).toBe("waiting")
    expect(Governance.advance(rule, waiting, 1_000, 14 * day).stage).toBe("in force")
  })

  it("counts the last vote of everybody, and none after the end", () => {
    let proposal = Governance.propose("token.sink.fee", 0.1, 0)
    proposal = Governance.vote(rule, proposal, "a", { choice: "yes", stake: 600 }, 1)
    proposal = Governance.vote(rule, proposal, "a", { choice: "no", stake: 500 }, 2)
    proposal = Governance.vote(rule, proposal, "b", { choice: "yes", stake: 400 }, 3)
    expect(Governance.vote(rule, proposal, "c", { choice: "yes", stake: 400 }, 2 * day)).toBe(proposal)
    expect(Governance.tallyOf(proposal)).toEqual({ yes: 400, no: 500, veto: 0, abstain: 0 })
    expect(Governance.advance(rule, proposal, 1_000, 30 * day)).toMatchObject({ stage: "failed", verdict: "rejected" })
  })

  it("ends the same however often it is looked at", () => {
    const times = fc.array(fc.integer({ min: 0, max: 100 * day }), { maxLength: 20 })
    fc.assert(
      fc.property(rules, tally, times, (each, votes, looks) => {
        let proposal = Governance.propose("token.sink.fee", 0.1, 0)
        for (const choice of Governance.choices) {
          proposal = Governance.vote(each, proposal, choice, { choice, stake: votes[choice] }, 0)
        }
        let looked = proposal
        for (const now of looks.sort((a, b) => a - b)) looked = Governance.advance(each, looked, total(votes), now)
        const end = 100 * day
        expect(Governance.advance(each, looked, total(votes), end)).toEqual(
          Governance.advance(each, proposal, total(votes), end)
        )
      })
    )
  })

  it("adds up blocs by stake and turnout", () => {
    const blocs = [
      { stake: 1_000, turnout: 0.5, yes: 0.8, no: 0.1, veto: 0 },
      { stake: 200, turnout: 1, yes: 0, no: 1, veto: 0 }
    ]
    const { abstain, no, veto, yes } = Governance.tallyOfBlocs(blocs)
    expect([yes, no, veto]).toEqual([400, 250, 0])
    expect(abstain).toBeCloseTo(50, 9)
  })
})
