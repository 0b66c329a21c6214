/** Filecoin's calculators against the tables and tests of its actors. */
import { describe, expect, it } from "vitest"
import { ask, near } from "./Asking.ts"

const relative = (value: number, part: number) => near(value, value * part)
const two128 = 2 ** 128

describe("filecoin-rewards", () => {
  // specs-actors, actors/builtin/reward/testdata/TestSimpleReward.golden: an earlier release with 300M for simple minting.
  const golden: ReadonlyArray<readonly [number, number]> = [
    [0, 32.969331176161031581],
    [5_000, 32.951219873621307428],
    [250_000, 32.07584741371668178],
    [600_000, 30.865501760093790895],
    [1_255_000, 28.721790241140134537],
    [1_700_000, 27.350958427712999788],
    [2_105_000, 26.160299535904003593],
    [2_550_000, 24.911722391111902167],
    [2_555_000, 24.898037438311364824]
  ]
  it("gives the simple rewards of the golden table", () => {
    const epochs = golden.map(([epoch]) => epoch)
    expect(ask("filecoin-rewards", { simple: 300e6, epochs })).toMatchObject({
      epochs: golden.map(([epoch, fil]) => ({ epoch, simple: relative(fil, 1e-12) }))
    })
  })

  it("gives the rewards of the actors' tests on mainnet's totals", () => {
    expect(ask("filecoin-rewards", { epochs: [0, 1] })).toMatchObject({
      epochs: [
        { simple: relative(36.266264293777134739, 1e-12), baseline_power: relative(2_888_888_880_000_000_000, 1e-12) },
        // INITIAL_REWARD_POSITION_ESTIMATE of state.rs, and its velocity.
        { simple: near(36.266264293777134739 - 109_897_758_509e-18 - 3.87329e-6, 1e-7) }
      ]
    })
  })

  // specs-actors, TestBaselineReward.golden (8c44b742): 900M by epochs of 25 s and a tropical year; times as epochs × 2^128.
  it.each([
    [0, 340_282_366_920_938_463_463_374_607_398_434_878_123, 82.368665209399986581],
    [1701411834604692317316873037158763279502223, 1701752116971613255780336411766161714380346, 82.330981624804839986],
    [85070591730234615865843651857938163975111150, 85070932012601536804307115232545562409989273, 80.50545146386275925],
    [
      869421447482997774148922121988128035825635953, 869421787765364695087385585362735434260514076,
      65.194140082029705759
    ]
  ])("gives the baseline reward from θ₀ = %d / 2^128", (from, to, fil) => {
    const step = { from: from / two128, to: to / two128 }
    const tropical = 365.24219 / 365
    expect(
      ask("filecoin-rewards", { baseline: 900e6, half_life: 6 * tropical, epoch: 25, network_times: [step] })
    ).toMatchObject({ network_times: [{ baseline: relative(fil, 2e-8) }] })
  })
})

describe("filecoin-network-time", () => {
  // builtin-actors, reward/src/logic.rs, test_compute_r_theta: a baseline of 2048 (epoch + 1).
  const power = (epoch: number) => (epoch + 1) * 2048
  const sum = (until: number) => Array.from({ length: until }, (_, epoch) => power(epoch)).reduce((a, b) => a + b, 0)
  it.each([
    [1, 2048 + power(1) / 2, 2048 + power(1), 0.5],
    [1, 2048 + power(1) / 4, 2048 + power(1), 0.25],
    [16, sum(16) + power(16) / 4, sum(17), 15.25],
    [0, 0, 0, 0]
  ])("at epoch %d with %d realised of %d it is %d", (epoch, cumsum_realized, cumsum_baseline, theta) => {
    const question = { effective_network_time: epoch, baseline_power: power(epoch), cumsum_realized, cumsum_baseline }
    expect(ask("filecoin-network-time", question)).toEqual({ theta })
  })
})

describe("filecoin-pledge", () => {
  // builtin-actors, actors/miner/tests/fip0081_initial_pledge.rs: a 64 GiB sector, half the baseline, no rewards, one FIL in circulation.
  const view = { power: 2 ** 36, network_power: 2 ** 10, baseline_power: 2 ** 37, reward_per_day: 0, circulating: 1 }
  it.each([
    [-100, 100, 0.15],
    [0, 0, 0.195],
    [10, 0, 0.195],
    [0, 100, 0.15],
    [50, 100, 0.1725],
    [150, 100, 0.195],
    [10, 100, 0.1545],
    [1, 10, 0.1545],
    [-1, 10, 0.15],
    [500, 100, 0.195]
  ])("%d epochs into a ramp of %d asks %d FIL", (since_start, duration, pledge) => {
    const answer = ask("filecoin-pledge", { ...view, ramp: { since_start, duration } })
    expect(answer).toMatchObject({ pledge: near(pledge, 1e-15), capped: false })
  })

  it("charges 3873652000000 attoFIL a day for 32 GiB at 696.7M in circulation, rounded down by at most a hundredth of a nanoFIL (daily_fees_test.rs)", () => {
    const question = { ...view, power: 2 ** 35, network_power: 2 ** 60, reward_per_day: 1e6, circulating: 696_700_000 }
    const answer = ask("filecoin-pledge", question)
    expect(answer).toMatchObject({ daily_fee: near(3_873_652_000_000e-18, 1e-11) })
  })

  it("shares a consensus fault: five rewards of one of five winners, a quarter of one for the reporter", () => {
    const answer = ask("filecoin-pledge", { ...view, reward_per_day: 2_880 * 20 })
    expect(answer).toMatchObject({ consensus_fault_penalty: 20, reporter_reward: 1, dispute_reward: 4 })
  })
})

describe("filecoin-termination", () => {
  // builtin-actors, actors/miner/src/monies.rs (pledge_penalty_for_termination_test).
  it.each([
    ["very young: the least", 1_000, 1 / 2_880, 5, 20],
    ["half way", 1_000, 70, 0, 42],
    ["at the end of the rise", 1_000, 140, 0, 85],
    ["beyond it", 1_000, 141, 0, 85],
    ["more than the fault fee", 1_000, 1 / 2_880, 100, 105],
    ["of a small pledge", 1 << 10, 141, 0, 87]
  ])("%s", (_, pledge, age, fault_fee, fee) => {
    expect(ask("filecoin-termination", { pledge, age, fault_fee })).toEqual({ fee })
  })

  it("takes amounts with more digits than a number keeps, as text", () => {
    expect(ask("filecoin-termination", { pledge: "1000000000000000001", age: 140 })).toEqual({ fee: 85e15 })
    expect(() => ask("filecoin-termination", { pledge: 0.5, age: 1 })).toThrow("Expected a whole amount in attoFIL")
  })
})

describe("filecoin-vesting", () => {
  // builtin-actors, actors/miner/tests/vesting_add_locked_funds_table.rs: what can be taken at each epoch after the start.
  it.each([
    [0, 1, 1, 1, 0, [0, 0, 100, 0]],
    [0, 2, 1, 1, 0, [0, 0, 50, 50, 0]],
    [0, 2, 1, 2, 0, [0, 0, 0, 100, 0]],
    [0, 3, 1, 1, 0, [0, 0, 33, 33, 34, 0]],
    [0, 3, 1, 2, 0, [0, 0, 0, 66, 0, 34, 0]],
    [0, 2, 2, 1, 0, [0, 0, 0, 100, 0]],
    [0, 5, 2, 1, 0, [0, 0, 0, 40, 0, 40, 0, 20, 0]],
    [1, 5, 2, 1, 0, [0, 0, 0, 0, 40, 0, 40, 0, 20, 0]],
    [0, 5, 2, 2, 0, [0, 0, 0, 40, 0, 40, 0, 20, 0]],
    [0, 5, 3, 1, 0, [0, 0, 0, 0, 60, 0, 0, 40, 0]],
    [0, 5, 3, 2, 0, [0, 0, 0, 0, 0, 80, 0, 20, 0]],
    [0, 5, 6, 1, 0, [0, 0, 0, 0, 0, 0, 0, 100, 0]],
    [5, 5, 1, 1, 0, [0, 0, 0, 0, 0, 0, 0, 20, 20, 20, 20, 20, 0]],
    [0, 10, 2, 2, 0, [0, 0, 0, 20, 0, 20, 0, 20, 0, 20, 0, 20]],
    [0, 10, 2, 2, 1, [0, 0, 0, 20, 0, 20, 0, 20, 0, 20, 0, 20]],
    [0, 10, 2, 2, 55, [0, 0, 0, 20, 0, 20, 0, 20, 0, 20, 0, 20]],
    [0, 10, 1, 5, 0, [0, 0, 0, 0, 0, 0, 50, 0, 0, 0, 0, 50]]
  ])("delay %d, period %d, step %d, grid %d from %d", (delay, period, step, quantization, period_start, expected) => {
    const epoch = period_start + 10
    const spec = { delay, period, step, quantization, period_start }
    const freeAt = expected.flatMap((amount, at) => (amount > 0 ? [{ epoch: epoch + at - 1, amount }] : []))
    expect(ask("filecoin-vesting", { reward: 100, locked_share: 1, epoch, ...spec })).toMatchObject({ steps: freeAt })
  })

  it("locks three quarters of a reward for 180 days, a 180th each day", () => {
    const answer = ask("filecoin-vesting", { reward: "2880000000000000000" })
    expect(answer).toMatchObject({
      free: 72e16,
      locked: 216e16,
      steps: { length: 180, 0: { epoch: 2_880, amount: 12e15 } }
    })
  })
})
