import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Governance from "../../packages/sim/src/token/governance/Governance.ts"

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
      Governance.judge(rule, { yes: 0, no: 0, veto: 0, abstain: 0, ...votes }, 1_000)
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
