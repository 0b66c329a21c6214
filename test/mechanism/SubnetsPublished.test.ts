/** Rows of subtensor's own tests of pools and of what goes to subnets: pallets/swap/src/pallet/balancer.rs, pallets/subtensor/src/tests/subnet_emissions.rs,
 * coinbase.rs and block_emission. */
import { describe, expect, it } from "vitest"
import { allNear, ask, near } from "./Asking.ts"

describe("balancer.rs", () => {
  // exp_scaled: what is left of one side, as a share, when so much goes into the other.
  it.each([
    [0.5, 100_000, 100, 0.999000999000999],
    [0.25, 500_000, 5000, 0.970590147927644],
    [0.773, 7_000_000_000, 10_000, 0.999999580484586]
  ])("selling: quote weight %d, %d of base, %d more leaves %d of the quote", (weight, base, more, left) => {
    const tao = 1e9
    const answer = ask("subnet-pool", {
      alpha: base,
      tao,
      alpha_weight: 1 - weight,
      steps: [{ kind: "sell", alpha: more }]
    })
    // exp_scaled raises to w₁ / w₂.
    expect(answer).toMatchObject({ steps: [{ tao: near(left * tao, tao * 1e-9) }] })
  })

  it.each([
    [0.75, 200_000, 2000, 0.970590147927644],
    [0.9, 13_513_642, 1673, 0.998886481979889]
  ])("buying: quote weight %d, %d of quote, %d more leaves %d of the base", (weight, quote, more, left) => {
    const alpha = 1e9
    const answer = ask("subnet-pool", {
      alpha,
      tao: quote,
      alpha_weight: 1 - weight,
      steps: [{ kind: "buy", tao: more }]
    })
    expect(answer).toMatchObject({ steps: [{ alpha: near(left * alpha, alpha * 1e-9) }] })
  })

  it("leaves (21e15 / 28e15)^(0.6 / 0.4) of the other side", () => {
    const answer = ask("subnet-pool", {
      alpha: 21e6,
      tao: 1,
      alpha_weight: 0.6,
      steps: [{ kind: "sell", alpha: 7e6 }]
    })
    expect(answer).toMatchObject({ steps: [{ tao: near(0.649519052838329, 1e-13) }] })
  })

  it("calculate_quote_delta_in, calculate_base_delta_in: to another price", () => {
    // With quote weight ¼: up to twice the price takes 2^¾ − 1 of the quote, down to half 2^¼ − 1 of the base.
    const pool = { alpha: 1e9, tao: 1e9, alpha_weight: 0.75 }
    expect(ask("subnet-pool", { ...pool, steps: [{ kind: "move", price: 6 }] })).toMatchObject({
      price: near(3, 1e-12),
      steps: [{ tao_in: near(1e9 * (2 ** 0.75 - 1), 1), price: near(6, 1e-9) }]
    })
    expect(ask("subnet-pool", { ...pool, steps: [{ kind: "move", price: 1.5 }] })).toMatchObject({
      steps: [{ alpha_in: near(1e9 * (2 ** 0.25 - 1), 1), price: near(1.5, 1e-9) }]
    })
  })

  it("get_base_needed_for_quote: what to sell for so much TAO", () => {
    const wanted = 1_123_432
    const answer = ask("subnet-pool", {
      alpha: 1e9,
      tao: 1e9,
      alpha_weight: 0.75,
      steps: [
        { kind: "sell-for", tao: wanted },
        { kind: "sell-for", tao: 2e9 }
      ]
    })
    expect(answer).toMatchObject({
      steps: [
        {
          done: true,
          alpha_in: near(1e9 * ((1e9 / (1e9 - wanted)) ** (1 / 3) - 1), 1e-3),
          tao_out: near(wanted, 1e-2)
        },
        { done: false, alpha_in: 0, tao_out: 0 }
      ]
    })
  })

  it("with a fee what is sold brings the TAO all the same", () => {
    const answer = ask("subnet-pool", { alpha: 1e6, tao: 1e5, fee: 33, steps: [{ kind: "sell-for", tao: 100 }] })
    expect(answer).toMatchObject({ steps: [{ tao_out: near(100, 1e-8) }] })
  })
})

describe("subnet_emissions.rs", () => {
  it("get_shares: price shares are 1 to 2", () => {
    expect(ask("subnet-shares", { rule: "price", subnets: [{ price: 1 }, { price: 2 }] })).toMatchObject({
      shares: allNear([1 / 3, 2 / 3], 1e-12)
    })
  })

  it("get_shares_both_negative_flows_zero_emission: nobody gets anything, whatever the prices", () => {
    const subnets = [
      { price: 1, flow: -100 },
      { price: 2, flow: -200 }
    ]
    expect(ask("subnet-shares", { rule: "flow", subnets })).toMatchObject({ shares: [0, 0], tao: [0, 0] })
  })

  it("what a subnet that is switched off would get goes to the others", () => {
    const subnets = [{ price: 1 }, { price: 1, enabled: false }, { price: 1 }]
    expect(ask("subnet-shares", { subnets })).toMatchObject({ shares: [0.5, 0, 0.5] })
  })
})

describe("coinbase.rs", () => {
  it("test_coinbase_moving_prices", () => {
    // 14 blocks at a speed of 0.05 each.
    const moved = (more: object) => ask("subnet-averages", { price: 1, halving: 201_600, ...more })
    expect(moved({ moving: 0.1, blocks_since_start: 201_599, blocks: 14 })).toMatchObject({
      price_average: near(0.512325, 1e-3)
    })
    expect(moved({ moving: 0.5, blocks_since_start: 144_000_000 })).toMatchObject({ price_average: near(0.5, 1e-3) })
    expect(moved({ blocks_since_start: 1 })).toMatchObject({ price_average: near(0, 1e-3) })
  })

  it("the owner's cut may be nothing or everything", () => {
    const split = (owner_cut: number) => ask("subnet-split", { owner_cut, root_proportion: 0 })
    expect(split(0)).toMatchObject({ owner: 0, miners: 5e8, validators: 5e8 })
    expect(split(1)).toMatchObject({ owner: 1e9, miners: 0, validators: 0, root: 0 })
  })

  it("root proportion: weighted TAO beside the alpha issued", () => {
    expect(
      ask("subnet-split", { root_tao: 1000, tao_weight: 3_320_413_933_267_719_290 / 2 ** 64, alpha_issued: 1820 })
    ).toMatchObject({ root_proportion: near(180 / 2000, 1e-12) })
  })

  it("alpha is injected up to root proportion × alpha emission, and TAO beyond it buys", () => {
    const base = { root_proportion: 0.4, price: 0.5 }
    expect(ask("subnet-split", { ...base, tao: 0.1 })).toMatchObject({ alpha_in: near(0.2, 1e-15), chain_buy: 0 })
    expect(ask("subnet-split", { ...base, tao: 0.5 })).toMatchObject({
      alpha_in: 0.4,
      tao_in: 0.2,
      chain_buy: near(0.3, 1e-15)
    })
    // Before June 2026 the cap was the lesser of both emissions.
    expect(ask("subnet-split", { ...base, tao: 0.5, injection_cap: "lesser-emission" })).toMatchObject({
      alpha_in: 0.5,
      tao_in: 0.25,
      chain_buy: 0.25
    })
  })

  it("test_calculate_dividend_distribution: both pots are handed out whole, by where the stake stands", () => {
    const pending = { pending_alpha: 183_123_567_452, pending_root_alpha: 837_120_949_872 }
    const validators = [
      { alpha: 4_859_302, root_tao: 2_342_352, dividend: 77_783_738 },
      { alpha: 23_423, root_tao: 859_273, dividend: 19_283_940 }
    ]
    const root = validators.map(({ alpha, dividend, root_tao }) => (dividend * 0.18 * root_tao) / (alpha + 0.18 * root_tao)) // prettier-ignore
    const own = validators.map(({ dividend }, at) => dividend - (root[at] ?? 0))
    const parts = (values: ReadonlyArray<number>, pot: number) => {
      const sum = values.reduce((total, value) => total + value, 0)
      return values.map((value) => near((pot * value) / sum, 1000))
    }
    const forRoot = parts(root, pending.pending_root_alpha)
    const forAlpha = parts(own, pending.pending_alpha)
    expect(ask("subnet-dividends", { validators, ...pending, tao_weight: 0.18 })).toMatchObject({
      validators: validators.map((_, at) => ({ root: forRoot[at], alpha: forAlpha[at] }))
    })
  })

  it("a validator keeps its take, and its stakers get the rest by stake", () => {
    expect(
      ask("subnet-dividends", {
        validators: [{ alpha: 75, root_tao: 100, dividend: 1 }],
        pending_alpha: 150,
        pending_root_alpha: 50,
        tao_weight: 0.25,
        take: 0.1
      })
    ).toEqual({
      validators: [
        { root_proportion: 0.25, alpha: 150, root: 50, take: 20, per_alpha: near(1.8, 1e-12), per_tao: 0.45 }
      ]
    })
    const nobody = ask("subnet-dividends", { validators: [{ alpha: 0, dividend: 0 }], pending_alpha: 5 })
    expect(nobody).toMatchObject({ validators: [{ alpha: 0, root: 0, per_alpha: 0 }] })
  })
})

describe("block emission", () => {
  it.each([
    [0, 1],
    ["10499999.999999999", 1],
    [10_500_000, 0.5],
    [15_750_000, 0.25],
    [18_375_000, 0.125],
    [20_671_875, 0.015625],
    ["20999999.999999999", 0],
    [21_000_001, 0]
  ])("at an issuance of %s is %d", (issuance, block_emission) => {
    expect(ask("tao-emission", { issuance })).toMatchObject({ block_emission })
  })
})
