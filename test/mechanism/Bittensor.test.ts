import { describe, expect, it } from "vitest"
import { activeStake, medians, pendingEmission, selfWeights, testBonds, yuma3 } from "../token/fixtures/YumaVectors.ts"
import { allNear, ask, near } from "./Asking.ts"

describe("yuma", () => {
  it.each(yuma3)("answers the published scenario $id", ({ epochs, params, stakes, tolerance }) => {
    const { max_allowed_validators, ...same } = params
    const input = {
      version: 3,
      stakes,
      ...same,
      max_validators: max_allowed_validators,
      // The vectors hold for the dense and for the sparse code: every entry is there.
      drop_absent_bonds: true,
      epochs: epochs.map(({ weights }) => ({ weights }))
    }
    expect(ask("yuma", input)).toMatchObject({
      epochs: epochs.map(({ expected_bonds, expected_dividends }) => ({
        dividends: allNear(expected_dividends, tolerance),
        bonds: expected_bonds.map((row) => allNear(row, tolerance))
      }))
    })
  })

  it("answers test_bonds: dividends, and rao within two", () => {
    const { epochs, stakes, tolerance } = testBonds
    expect(ask("yuma", { stakes, epochs: epochs.map(({ weights }) => ({ weights })) })).toMatchObject({
      epochs: epochs.map(({ expected_dividends, expected_emission_rao, expected_incentive }) => ({
        dividends: allNear(expected_dividends, tolerance.dividends),
        incentive: allNear(expected_incentive, 1e-9),
        validator_emission: allNear(expected_emission_rao.slice(0, 4), 2),
        server_emission: allNear(expected_emission_rao.slice(4), 2)
      }))
    })
  })

  it("answers test_10_graph: all neurons as columns, everybody weighs itself only", () => {
    const { expected, setup } = selfWeights
    const all = Array.from({ length: setup.nodes }, (_, at) => at)
    expect(
      ask("yuma", {
        columns: "neurons",
        stakes: all.map(() => setup.stake_each_rao),
        epochs: [{ weights: all.map((row) => all.map((column) => (row === column ? 1 : 0))) }]
      })
    ).toMatchObject({
      epochs: [{ incentive: all.map(() => 0), validator_emission: all.map(() => expected.emission_rao_each) }]
    })
  })

  it("answers test_active_stake: validators that go quiet and come back", () => {
    const [, one, again] = activeStake.steps
    const weights = [
      [1, 1],
      [1, 1]
    ]
    const answer = ask("yuma", {
      stakes: [1, 1],
      epochs: [
        { weights, block: 360 },
        { block: 5721, last_update: [5721, 360] },
        { block: 5722, last_update: [5722, 5722] }
      ]
    })
    const dividends = (step: typeof one) =>
      (step?.expected_dividends_u16 ?? []).map((value) =>
        value === null ? expect.any(Number) : near(value / 65_535, activeStake.tolerance_u16 / 65_535)
      )
    const stored = (step: typeof one) =>
      (step?.expected_stored_bond_u16 ?? []).map((value) => [
        near(value, activeStake.tolerance_u16),
        near(value, activeStake.tolerance_u16)
      ])
    expect(answer).toMatchObject({
      epochs: [
        { dividends: [0.5, 0.5] },
        { dividends: dividends(one), stored_bonds: stored(one), active_stake: [1, 0] },
        { dividends: dividends(again), stored_bonds: stored(again) }
      ]
    })
  })

  it("drops bonds on a server that is registered anew, or when it is told to", () => {
    const weights = [[1, 1]]
    const bonds = (epoch: unknown) => ask("yuma", { version: 3, stakes: [1], epochs: [{ weights, repeat: 5 }, epoch] })
    const once = near(0.05, 1e-4)
    expect(bonds({ reset_bonds: [1] })).toMatchObject({ epochs: [{}, { bonds: [[once, near(0.2343, 1e-3)]] }] })
    expect(bonds({ registered: [0, 1900, 0] })).toMatchObject({ epochs: [{}, { bonds: [[once, near(0.2343, 1e-3)]] }] })
  })

  it("says what is wrong with a question", () => {
    expect(() => ask("yuma", { stakes: [1], epochs: [{ weights: [[1], [1]] }] })).toThrow(/at most 1 entries, not 2/)
    expect(() => ask("yuma", { stakes: [1], owner: 5, epochs: [{ weights: [[1]] }] })).toThrow(/one of the 2 neurons/)
    expect(() => ask("yuma", { stakes: [1], epochs: [], alpha_low: 0.9, alpha_high: 0.1 })).toThrow(
      /at least alpha_low/
    )
    expect(() => ask("yuma", { stakes: [-1], epochs: [] })).toThrow(/at least 0/)
  })
})

describe("weighted-median", () => {
  it.each(medians.cases)("of $score by $stake is $expected", ({ expected, kappa, score, stake }) => {
    expect(ask("weighted-median", { stakes: stake, scores: score, kappa })).toEqual({ median: expected })
  })

  it("needs a score for each stake", () => {
    expect(() => ask("weighted-median", { stakes: [1, 2], scores: [1] })).toThrow(/as many scores as stakes, 2, not 1/)
  })
})

describe("tao-emission", () => {
  it.each([
    [10_499_999.999, 1, 7200],
    [10_500_000, 0.5, 3600],
    ["15749999.999999999", 0.5, 3600],
    [15_750_000, 0.25, 1800],
    [21_000_000, 0, 0]
  ])("at an issuance of %s a block mints %d and a day %d", (issuance, block, day) => {
    expect(ask("tao-emission", { issuance })).toMatchObject({ block_emission: block, daily_emission: day })
  })

  it("counts an interval to the rao, across a halving", () => {
    expect(ask("tao-emission", { issuance: 10_499_999.999, blocks: 3 })).toMatchObject({
      blocks_until_halving: 1,
      emitted: "2",
      issuance_after: "10500001.999"
    })
  })

  it("refuses what is finer than a rao", () => {
    expect(() => ask("tao-emission", { issuance: "1.0000000001" })).toThrow(/nine decimals/)
    expect(() => ask("tao-emission", { issuance: -1 })).toThrow(/nine decimals/)
  })
})

describe("subnets", () => {
  it("subnet-shares answers by each rule", () => {
    const subnets = [
      { price: 0.2, flow: 3, root_proportion: 0.5 },
      { price: 0.4, flow: 1, root_proportion: 0.25, miner_burned: 0.5 }
    ]
    const shares = (rule: string) => ask("subnet-shares", { rule, subnets, block_emission: 0.5 })
    expect(shares("price")).toMatchObject({ shares: allNear([1 / 3, 2 / 3], 1e-12), root_paid: false })
    expect(shares("flow")).toMatchObject({ shares: [0.75, 0.25], tao: [0.375, 0.125] })
    expect(shares("root-price-burn")).toMatchObject({ shares: allNear([2 / 3, 1 / 3], 1e-12) })
    expect(shares("price-burn")).toMatchObject({ shares: [0.5, 0.5] })
  })

  it("subnet-averages moves price and flow", () => {
    expect(
      ask("subnet-averages", { price: 1, moving: 0.5, blocks_since_start: 144_000_001, flow: 1, blocks: 1 })
    ).toMatchObject({ price_average: near(0.5, 1e-3), flow_average: near(3.209e-6, 1e-9) })
  })

  it("subnet-split divides test_pending_emission, and TAO that finds no alpha buys some", () => {
    const { expected, inputs } = pendingEmission
    expect(
      ask("subnet-split", {
        alpha: inputs.alpha_out_rao,
        owner_cut: inputs.owner_cut,
        root_tao: inputs.root_tao_rao / 1e9,
        tao_weight: inputs.tao_weight,
        alpha_issued: inputs.alpha_issuance_rao / 1e9,
        tao: 0.02,
        price: 0.05
      })
    ).toEqual({
      root_proportion: inputs.root_proportion,
      owner: 0,
      miners: expected.pending_server,
      validators: expected.pending_validator,
      root: expected.pending_root,
      recycled: 0,
      tao_in: near(0.0125, 1e-15),
      alpha_in: 0.25,
      chain_buy: near(0.0075, 1e-15)
    })
  })

  it("subnet-pool trades, injects and moves to a price", () => {
    expect(
      ask("subnet-pool", {
        alpha: 1000,
        tao: 100,
        steps: [
          { kind: "buy", tao: 100 },
          { kind: "inject", tao: 100 },
          { kind: "inject", tao: 1e6 },
          { kind: "move", price: 0.2 }
        ]
      })
    ).toMatchObject({
      price: 0.1,
      steps: [
        { alpha_out: near(500, 1e-9), price: near(0.4, 1e-12) },
        { done: true, alpha_weight: near(0.4, 1e-12), price: near(0.4, 1e-12) },
        { done: false, tao: 300 },
        { alpha_in: near(500 * (2 ** 0.6 - 1), 1e-9), price: near(0.2, 1e-9) }
      ]
    })
  })

  it("subnet-pool says which pools cannot be", () => {
    expect(() => ask("subnet-pool", { alpha: 0, tao: 1, steps: [] })).toThrow(/more than 0/)
    expect(() => ask("subnet-pool", { alpha: 1, tao: 1, price: 1000, steps: [] })).toThrow(
      /no weight may be below 0.01/
    )
    expect(() => ask("subnet-pool", { alpha: 1, tao: 1, price: 1, alpha_weight: 0.5, steps: [] })).toThrow(/either/)
  })
})
