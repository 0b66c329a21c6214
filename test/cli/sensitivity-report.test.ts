/** What `lode sensitivity` dares to say of indices that are more or less sure. */
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import * as Sensitivity from "../../packages/sim/src/experiment/study/Sensitivity.ts"
import type * as SobolIndices from "../../packages/sim/src/experiment/tuning/SobolIndices.ts"
import { type Found, sentence, textAt } from "../../packages/tui/src/cli/study/sensitivity-report.ts"
import { look } from "../../packages/tui/src/cli/study/study-report.ts"
import { theStudy } from "../experiment/study/studies.ts"

const study = theStudy({
  assumptions:
    "{ elasticity: { kind: uniform, path: demand.jobs.elasticity, from: 0.8, to: 1.4 }, users: { kind: triangular, path: demand.jobs.requests.users, from: 30, likely: 50, to: 90 } }"
})
const index = ([value = 0, low = 0, high = 0]: ReadonlyArray<number>): SobolIndices.Index => ({ value, low, high })
type Pair = readonly [first: ReadonlyArray<number>, total: ReadonlyArray<number>]

/** Findings of fleet, price, elasticity and users, in that order. */
const foundOf = (...pairs: ReadonlyArray<Pair>): Found => ({
  study,
  name: "prices",
  factors: Sensitivity.factorsOf(study),
  trajectories: 4,
  effects: [[]],
  kept: [0, 1, 2, 3],
  rows: 16,
  analyses: [
    { knobs: pairs.map(([first, total]) => ({ first: index(first), total: index(total) })), variance: 1, rows: 16 }
  ],
  trials: 116,
  notes: []
})
const small: Pair = [
  [0.02, 0, 0.05],
  [0.05, 0.02, 0.1]
]

describe("what sensitivity says", () => {
  it("names what moves most where intervals are apart, and what comes after", () => {
    const price: Pair = [
      [0.7, 0.6, 0.8],
      [0.8, 0.7, 0.9]
    ]
    const said = sentence(
      foundOf(small, price, small, [
        [0, 0, 0],
        [0, 0, 0]
      ]),
      0
    )
    expect(said).toMatch(
      /^price moves unmet_share most: price has a part in 80% \(70% to 90%\) of its variance, 70% alone\. After it: fleet has /
    )
    expect(said).toMatch(/Of the assumptions elasticity \(5%\) matters most\.$/)
  })

  it("ranks nothing whose intervals overlap", () => {
    const wide = (value: number): Pair => [
      [value / 2, 0, 0.9],
      [value, 0.02, 1]
    ]
    const two = sentence(
      foundOf(
        wide(0.5),
        wide(0.4),
        [
          [0, 0, 0],
          [0, 0, 0]
        ],
        [
          [0, 0, 0],
          [0, 0, 0]
        ]
      ),
      0
    )
    expect(two).toMatch(
      /^fleet and price move unmet_share most, and cannot be told apart \(their intervals overlap\): /
    )
    const all = sentence(foundOf(wide(0.5), wide(0.4), wide(0.3), wide(0.2)), 0)
    expect(all).toMatch(/^How much fleet, price, elasticity and users move unmet_share cannot be told apart: /)
    expect(all).not.toContain("most")
    expect(all).toContain("Of the assumptions elasticity (30%) and users (20%) cannot be told apart.")
  })

  it("claims of nothing that it does more alone than with others, and gives caution", () => {
    const found = foundOf(
      small,
      [
        [0.79, 0.1, 1],
        [0.35, 0.2, 1]
      ],
      small,
      small
    )
    expect(sentence(found, 0)).not.toContain("79%")
    expect(sentence(found, 0)).toContain("Caution: the part of price alone came out above the part with others")
    expect(textAt(found, { ...look(), columns: 110 }, "here")).toMatch(
      /^price +knob .* 35% \(10% to 100%\) +35% \(20% to 100%\)$/m
    )
  })

  it("takes at least sixteen rows", () => {
    expect(Sensitivity.screeningOf({ ...study, budget: { trials: 115, replications: 2 } })).toMatchObject({
      _tag: "Failure"
    })
    const { settings } = Sensitivity.indexPlanOf(
      { ...study, budget: { trials: 116, replications: 2 } },
      [0, 1, 2, 3],
      20
    )
    expect(settings.rows).toBe(16)
  })

  it("takes twice as many with as many trials as it says", () => {
    const trials = Sensitivity.trialsToDouble(study, 16, 4)
    const wider = { ...study, budget: { trials, replications: 2 } }
    const { space, trajectories } = Result.getOrThrow(Sensitivity.screeningOf(wider))
    const used = trajectories * (space.length + 1)
    expect(Sensitivity.indexPlanOf(wider, [0, 1, 2, 3], used).settings.rows).toBe(32)
  })
})
