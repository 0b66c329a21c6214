/** Rows of subtensor's own tests that the calculator must give: pallets/subtensor/src/tests/epoch.rs and math.rs. */
import { describe, expect, it } from "vitest"
import { allNear, ask, near } from "./Asking.ts"

const none = null
/** A u16 of the chain as a share: it is cut off, and may miss by one. */
const u16 = (value: number) => near((value + 0.5) / 65_535, 1 / 65_535)

describe("test_bonds", () => {
  const full = [16_383, 32_767, 49_149, 65_535]
  const absent = [none, none, none, none]
  const last = [none, none, none, 65_535]
  const weights = [
    [full, full, full, full],
    [absent, full, full, full],
    [absent, absent, full, full],
    [absent, absent, absent, full],
    ...Array.from({ length: 4 }, () => [absent, absent, last, full])
  ]
  const rao = [
    [49_999_998, 99_999_999, 150_000_000, 200_000_001, 49_998_779, 100_000_610, 149_996_337, 200_004_272],
    [44_998_351, 101_110_561, 151_667_215, 202_223_870, 49_998_779, 100_000_610, 149_996_337, 200_004_272],
    [40_496_805, 90_999_783, 157_929_636, 210_573_773, 49_998_779, 100_000_610, 149_996_337, 200_004_272],
    [99_999_999, 199_999_999, 299_999_999, 399_999_999, 0, 0, 0, 0],
    [36_443_733, 81_898_628, 163_565_493, 218_092_144, 0, 0, 0, 500_000_000],
    [32_799_427, 73_706_612, 168_638_129, 224_855_830, 0, 0, 0, 500_000_000],
    [29_518_068, 66_336_137, 173_203_134, 230_942_659, 0, 0, 0, 500_000_000],
    [26_565_175, 59_701_871, 177_311_856, 236_421_095, 0, 0, 0, 500_000_000]
  ]
  /** Stored bonds of the four validators on the last server. */
  const bonds = new Map([
    [0, [16_383, 32_767, 49_151, 65_535]],
    [1, [14_582, 32_767, 49_151, 65_535]],
    [2, [12_603, 28_321, 49_151, 65_535]],
    [3, [12_602, 28_320, 49_150, 65_535]],
    [4, [10_951, 24_609, 49_150, 65_535]],
    [5, [9_559, 21_482, 49_150, 65_535]],
    [6, [8_376, 18_824, 49_150, 65_535]]
  ])

  it("gives the rao and the stored bonds of all eight epochs", () => {
    const epochs = weights.map((rows) => ({ weights: rows }))
    expect(ask("yuma", { stakes: [1, 2, 3, 4], max_validators: 8, epochs })).toMatchObject({
      epochs: rao.map((row, at) => ({
        validator_emission: allNear(row.slice(0, 4), 2),
        server_emission: allNear(row.slice(4), 2),
        ...(bonds.has(at)
          ? { stored_bonds: (bonds.get(at) ?? []).map((bond) => [...Array(3).fill(expect.any(Number)), near(bond, 2)]) }
          : {})
      }))
    })
  })
})

describe("epochs of neurons that are validators and servers", () => {
  it("test_active_stake", () => {
    const weights = [[none, none, 0.5, 0.5], [none, none, 0.5, 0.5], [], []]
    const answer = ask("yuma", {
      columns: "neurons",
      stakes: [1, 1, 1, 1],
      max_validators: 4,
      tempo: 0,
      epochs: [
        { block: 1, weights, permits: [true, true, false, false], last_update: [1, 1, 0, 0], registered: [0, 0, 0, 0] },
        { block: 5002, permits: [true, true, false, false], last_update: [5002, 1, 0, 0] },
        { block: 5003, permits: [true, true, false, false], last_update: [5002, 5002, 0, 0] }
      ]
    })
    const epoch = (dividends: ReadonlyArray<number>, emission: ReadonlyArray<number>, bond: number) => ({
      dividends: [...dividends.map(u16), 0, 0],
      incentive: [0, 0, 0.5, 0.5],
      validator_emission: [...allNear(emission, 1), 0, 0],
      server_emission: [0, 0, 250_000_000, 250_000_000],
      stored_bonds: [
        [0, 0, 65_535, 65_535],
        [0, 0, near(bond, 1), near(bond, 1)],
        [0, 0, 0, 0],
        [0, 0, 0, 0]
      ]
    })
    expect(answer).toMatchObject({
      epochs: [
        epoch([32_767, 32_767], [249_999_999, 249_999_999], 65_535),
        epoch([36_044, 29_490], [274_999_999, 224_999_999], 53_619),
        epoch([35_716, 29_818], [272_501_132, 227_498_866], 54_712)
      ]
    })
  })

  it("test_outdated_weights: weights set before another took the place do not count", () => {
    const weights = [
      [none, none, 65_535, 32_768],
      [none, none, 65_535, 32_768],
      [none, none, 65_535, none],
      [none, none, none, 65_535]
    ]
    const registered = [0, 0, 0, 0]
    const later = { stakes: [1, 1, 1, 0], last_update: [2, 1, 1, 1], registered: [0, 0, 0, 1] }
    const answer = ask("yuma", {
      columns: "neurons",
      stakes: [1, 1, 1, 1],
      max_validators: 4,
      tempo: 0,
      epochs: [
        { block: 1, weights, last_update: [1, 1, 1, 1], registered },
        { block: 2, ...later }
      ]
    })
    expect(answer).toMatchObject({
      epochs: [
        {
          validator_emission: [250_000_000, 250_000_000, 0, 0],
          server_emission: [0, 0, near(333_331_637, 2), near(166_668_361, 2)],
          stored_bonds: [
            [0, 0, 65_535, 65_535],
            [0, 0, 65_535, 65_535],
            [0, 0, 0, 0],
            [0, 0, 0, 0]
          ]
        },
        { validator_emission: [250_000_000, 250_000_000, 0, 0], server_emission: [0, 0, 500_000_000, 0] }
      ]
    })
  })

  it("test_zero_weights: without weights that count, emission goes by stake", () => {
    const answer = ask("yuma", {
      columns: "neurons",
      stakes: [1, 0],
      epochs: [
        { block: 0, weights: [[], []], last_update: [0, 0], registered: [0, 0] },
        {
          block: 1,
          weights: [
            [none, none],
            [none, 1]
          ],
          last_update: [0, 1]
        },
        {
          block: 2,
          weights: [
            [none, 1],
            [none, 1]
          ],
          last_update: [2, 1],
          registered: [0, 2]
        },
        { block: 3, last_update: [3, 1] }
      ]
    })
    const byStake = { validator_emission: [1e9, 0], server_emission: [0, 0] }
    expect(answer).toMatchObject({
      epochs: [byStake, byStake, byStake, { validator_emission: [5e8, 0], server_emission: [0, 5e8] }]
    })
  })

  it.each([
    [2, 1],
    [4, 2],
    [8, 4]
  ])("test_validator_permits: %i neurons, %i places", (neurons, places) => {
    for (const first of [true, false]) {
      const validates = (at: number) => (first ? at < places : at >= neurons - places)
      const stakes = Array.from({ length: neurons }, (_, at) => (validates(at) ? places + at + 1 : 1))
      const turned = stakes.map((stake, at) => (validates(at) ? stake : stake + 2 * neurons))
      const answer = ask("yuma", {
        columns: "neurons",
        stakes,
        max_validators: places,
        minimum_stake: places,
        epochs: [{ weights: [] }, { stakes: turned }]
      })
      expect(answer).toMatchObject({
        epochs: [{ permits: stakes.map((_, at) => validates(at)) }, { permits: stakes.map((_, at) => !validates(at)) }]
      })
    }
  })

  it("keeps to permits that are given, for one epoch", () => {
    const input = {
      stakes: [3, 1],
      epochs: [
        {
          weights: [
            [1, 0],
            [0, 1]
          ],
          permits: [false, true],
          repeat: 2
        }
      ]
    }
    expect(ask("yuma", { ...input, epochs: input.epochs.map((each) => ({ ...each, repeat: 1 })) })).toMatchObject({
      epochs: [{ active_stake: [0, 1], incentive: [0, 1], permits: [true, true] }]
    })
    expect(ask("yuma", input)).toMatchObject({ epochs: [{ active_stake: [0.75, 0.25], incentive: [1, 0] }] })
    expect(() => ask("yuma", { stakes: [1], epochs: [{ permits: [true, true] }] })).toThrow(/at most 1 entries, not 2/)
  })
})

describe("weighted median", () => {
  it.each([
    [[0.2, 0.2, 0.2, 0.2, 0.2], [0.8, 0.2, 1, 0.6, 0.4], 0.51, 0.6],
    [[0.1, 0.2, 0.3, 0.2, 0.2], [0.8, 0.2, 1, 0.6, 0.4], 0.51, 0.6],
    [[0, 0.49, 0, 0.51, 0], [0.5, 0.5, 1, 1, 0.5], 0.51, 1],
    [[0, 0.51, 0, 0.49, 0], [0.5, 0.5, 1, 1, 0.5], 0.51, 0.5]
  ])("of %j and %j at %d is %d", (stakes, scores, kappa, median) => {
    expect(ask("weighted-median", { stakes, scores, kappa })).toEqual({ median })
  })

  const weights = [
    [0, 0.1, 0],
    [0, 0.2, 0.4],
    [0, 0.3, 0.1],
    [0, 0.4, 0.5]
  ]

  it.each([
    [[0, 0.75, 0.25, 0], weights, 0.24, [0, 0.3, 0.4]],
    [[0, 0.75, 0.25, 0], weights, 0.26, [0, 0.2, 0.4]],
    [[0, 0.75, 0.25, 0], weights, 0.76, [0, 0.2, 0.1]],
    [
      [0, 0.3, 0.2, 0.5],
      [
        [0, 0.1, 0],
        [0, 0.2, 0.4],
        [0, 0.3, 0.1],
        [0, 0, 0.5]
      ],
      0.51,
      [0, 0, 0.4]
    ]
  ])("by column: %j", (stakes, rows, kappa, medians) => {
    for (const [column, median] of medians.entries()) {
      const scores = rows.map((row) => row[column])
      expect(ask("weighted-median", { stakes, scores, kappa })).toEqual({ median })
    }
  })
})
