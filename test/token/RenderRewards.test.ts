/** Render's rewards against the examples of its proposals. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  byWork,
  monthly,
  multipliers,
  nodeReward,
  pay,
  publishedBudgets,
  raisedRates,
  saladContainer,
  saladGateway,
  subnetPayment,
  supplyCap
} from "../../packages/sim/src/token/distribution/RenderRewards.ts"

/** Of RNP-019. */
const firstRates = { availability: 2, work: 10 }

const reward = (gpu: string, hours: number, uptime = 1, rates = raisedRates) =>
  nodeReward(rates, { multiplier: multipliers[gpu] ?? Number.NaN, hours, uptime })

describe("compute nodes (RNP-019, RNP-021)", () => {
  it("gives an H200 74.40 RENDER for 100 h, 76.39 with an availability of 99.5%", () => {
    const { availability, work } = reward("H200", 100, 0.995)
    expect(work).toBeCloseTo(74.4, 2)
    expect(work + availability).toBeCloseTo(76.39, 2)
  })

  it.each([
    ["RTX 4090", 100, 14.88],
    ["RTX 4090", 168, 25],
    ["RTX 5090", 168, 42.5],
    ["RTX 5080", 168, 33.75],
    ["RTX 4080", 168, 21.25],
    ["H100", 168, 100],
    ["MI300X", 168, 100],
    ["A100", 168, 87.5],
    ["L40", 168, 62.5],
    ["L4", 168, 37.5],
    ["T4", 168, 30]
  ])("gives an %s for %d h %d RENDER", (gpu, hours, tokens) => {
    expect(reward(gpu, hours).work).toBeCloseTo(tokens, 2)
  })

  it("gave less in the beginning: 10.77 for a node of multiplier 1.8098 in 100 h (RNP-019, appendix 4)", () => {
    expect(nodeReward(firstRates, { multiplier: 1.8098, hours: 100, uptime: 0.5 })).toMatchObject({ availability: 1 })
    expect(nodeReward(firstRates, { multiplier: 1.8098, hours: 100, uptime: 0.5 }).work).toBeCloseTo(10.77, 2)
  })
})

describe("payments and budgets", () => {
  it("burns 95%: 19 USD of 20 (RNP-021)", () => {
    expect(pay(20, 2)).toEqual({ fee: 1, burnedUsd: 19, burned: 9.5 })
  })

  it("mints 760,567 a month in year 1, 190,142 of them for nodes (RNP-003, RNP-006)", () => {
    const [first, second, third] = publishedBudgets.map(monthly)
    expect(first?.tokens).toBe(760_567)
    expect(Math.round(first?.nodes ?? 0)).toBe(190_142)
    expect(second?.tokens).toBeCloseTo(491_667, 0)
    expect(third).toEqual({ tokens: 492_132, nodes: 123_033 })
  })

  it("stays within the cap with what is published", () => {
    expect(publishedBudgets.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThan(supplyCap)
    for (const { creators, foundation, nodes } of publishedBudgets) expect(creators + foundation + nodes).toBe(1)
  })

  it("gives by work what there is, and nothing when nobody worked", () => {
    expect(byWork(100, [3, 1, 0])).toEqual([75, 25, 0])
    expect(byWork(100, [0, 0])).toEqual([0, 0])
    const works = fc.array(fc.nat(1000), { minLength: 1 })
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), works, (tokens, work) => {
        const given = byWork(tokens, work).reduce((sum, each) => sum + each, 0)
        expect(given).toBeCloseTo(work.some((each) => each > 0) ? tokens : 0, 5)
      })
    )
  })
})

describe("the subnet of Salad (RNP-023)", () => {
  it.each([
    [saladContainer, 2, 300, 280],
    [saladContainer, 2.1, 300, 266.7],
    [saladContainer, 1.9, 300, 294.74],
    [saladGateway, 2, 175, 155],
    [saladGateway, 2.1, 175, 147.62],
    [saladGateway, 1.9, 175, 163.16]
  ])("%o: 1,000 USD burned at 2.00 and rewarded at %d", (rule, price, burned, reward) => {
    const split = subnetPayment(rule, 1000, 2, price)
    expect(split.burned).toBeCloseTo(burned, 2)
    expect(Math.abs(split.reward - reward)).toBeLessThan(0.05)
  })

  it("divides all revenue, and at one price burns more than it mints by the margin", () => {
    const amount = fc.double({ min: 0, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(
        fc.constantFrom(saladContainer, saladGateway),
        amount,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (rule, revenue, price) => {
          const split = subnetPayment(rule, revenue, price, price)
          expect(split.operator + split.foundation + split.burnedUsd).toBeCloseTo(revenue, 5)
          expect((split.burned - split.reward) * price).toBeCloseTo(revenue * rule.margin, 5)
        }
      )
    )
  })
})
