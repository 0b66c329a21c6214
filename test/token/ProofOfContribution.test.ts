import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as ProofOfContribution from "../../packages/sim/src/token/honesty/ProofOfContribution.ts"

const newWorkers = (count: number, result = "a") => Array.from({ length: count }, () => ({ score: 0, result }))

describe("ProofOfContribution", () => {
  it("takes what n new workers agree on exactly when trust is below 2ⁿ + 1", () => {
    for (let workers = 1; workers <= 52; workers++) {
      const most = 2 ** workers
      const last = (trust: number) => {
        const outcome = ProofOfContribution.decide(newWorkers(workers), trust)
        return outcome.result === "a" && outcome.contributions === workers
      }
      expect(last(most)).toBe(true)
      expect(last(most + 1)).toBe(false)
      expect(ProofOfContribution.workersNeeded(most)).toBe(workers)
      expect(ProofOfContribution.workersNeeded(most + 1)).toBe(workers + 1)
    }
  })

  it("takes anybody's word when no trust is asked for", () => {
    expect(ProofOfContribution.decide(newWorkers(1), 0).result).toBe("a")
    expect(ProofOfContribution.decide(newWorkers(1), 1).result).toBe("a")
    expect(ProofOfContribution.decide([], 1).result).toBeUndefined()
  })

  it("weighs a worker by a third of its score, less one, and at least 2", () => {
    const weights = [0, 11, 12, 14, 15, 300].map((score) => ProofOfContribution.weightOf(score))
    expect(weights).toEqual([2n, 2n, 3n, 3n, 4n, 99n])
    // One worker with 300 right results stands for a trust of 99.
    expect(ProofOfContribution.decide([{ score: 300, result: "a" }], 99).result).toBe("a")
    expect(ProofOfContribution.decide([{ score: 300, result: "a" }], 100).result).toBeUndefined()
  })

  it("multiplies weights in a group and adds groups to a total that starts at one", () => {
    const { groups, total } = ProofOfContribution.decide(
      [...newWorkers(3), ...newWorkers(2, "b"), { score: 15, result: "b" }],
      2 ** 40
    )
    expect([...groups]).toEqual([
      ["a", 8n],
      ["b", 16n]
    ])
    expect(total).toBe(1n + 8n + 16n)
  })

  it("asks for more agreement against a disagreeing worker", () => {
    // Group 4 of total 1 + 4 + 2: final below trust 7/3.
    const split = [...newWorkers(1, "b"), ...newWorkers(2)]
    expect(ProofOfContribution.decide(split, 2).result).toBe("b")
    expect(ProofOfContribution.decide(split, 3).result).toBeUndefined()
    expect(ProofOfContribution.decide([...split, ...newWorkers(1)], 3).result).toBe("a")
  })

  it("never needs less for more trust, and another agreeing worker never hurts", () => {
    const answer = fc.record({ score: fc.integer({ min: 0, max: 500 }), result: fc.constantFrom("a", "b", "c") })
    fc.assert(
      fc.property(
        fc.array(answer, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 1e9 }),
        (answers, trust) => {
          const strict = ProofOfContribution.decide(answers, trust + 1)
          const loose = ProofOfContribution.decide(answers, trust)
          expect(loose.contributions).toBeLessThanOrEqual(strict.contributions)
          const { groups, total } = strict
          const more = ProofOfContribution.contribute(strict, { score: 0, result: "a" })
          if (ProofOfContribution.isFinal(groups.get("a") ?? 0n, total, trust)) {
            expect(ProofOfContribution.isFinal(more.groups.get("a") ?? 0n, more.total, trust)).toBe(true)
          }
        }
      )
    )
  })

  it("adds one to the score of the right and takes a third of the wrong", () => {
    expect(ProofOfContribution.scoreAfter(30, true, true)).toBe(31)
    expect(ProofOfContribution.scoreAfter(30, true, false)).toBe(30)
    expect(ProofOfContribution.scoreAfter(30, false, true)).toBe(20)
    expect(ProofOfContribution.scoreAfter(1, false, true)).toBe(0)
  })
})
