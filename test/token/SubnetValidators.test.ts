import { describe, expect, it } from "vitest"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"
import type { Epoch } from "../../packages/sim/src/token/Incentives.ts"
import type { Validators } from "../../packages/sim/src/token/subnet/SubnetConfig.ts"
import { SubnetValidators } from "../../packages/sim/src/token/subnet/SubnetValidators.ts"

const honest: Validators = { count: 4, noise: 0, copying: 0, colluding: 0, favourites: [], sells: 0.5 }
const scores = Float64Array.of(4, 3, 2, 1)
/** The last of the four belongs to the cohort `friends`. */
const friends = Draws.purpose("supply/friends")

/** What `validators` make of the scores after some days, with the stakes that they began with. */
const judged = (rule: Partial<Validators>, days = 5, miners = 8) => {
  const validators = new SubnetValidators({ ...honest, ...rule }, "S", miners, new Draws(1))
  for (let left = days; left > 0; left--) judge(validators, scores)
  return validators
}
const judge = (validators: SubnetValidators, measured: Float64Array): void => {
  const nothing = new Float64Array(measured.length)
  const epoch: Epoch = {
    now: 86_400,
    seconds: 86_400,
    providers: measured.length,
    offeredGpuHours: nothing,
    rentedGpuHours: 0,
    gpuModels: nothing,
    cashNeedUsd: nothing,
    usdWallets: nothing,
    tokenWallets: nothing,
    ownerOf: (number) => ({ group: number === 3 ? friends : 1, number })
  }
  validators.judge(epoch, measured, validators.firstStakes, 7200)
}
const shares = (validators: SubnetValidators) => [0, 1, 2, 3].map((provider) => validators.shareOf(provider))
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((all, one) => all + one, 0)

describe("validators who measure", () => {
  it("pay miners in proportion to what they measure, and share dividends by stake", () => {
    const validators = judged({})
    for (const [at, one] of shares(validators).entries()) expect(one).toBeCloseTo((scores[at] ?? 0) / 10, 9)
    for (const [at, stake] of validators.firstStakes.entries()) {
      expect(validators.dividends[at]).toBeCloseTo(stake, 3)
    }
  })

  it("err a little with noise, another way each day, and still pay everything out", () => {
    const validators = judged({ noise: 0.2 }, 1)
    const first = shares(validators)
    judge(validators, scores)
    const second = shares(validators)
    expect(first).not.toEqual(second)
    for (const found of [first, second]) {
      expect(sum(found)).toBeCloseTo(1, 9)
      for (const [at, one] of found.entries()) expect(Math.abs(one - (scores[at] ?? 0) / 10)).toBeLessThan(0.12)
    }
  })

  it("pay nobody when there is nothing to measure, and validators by stake", () => {
    const validators = new SubnetValidators(honest, "S", 8, new Draws(1))
    judge(validators, new Float64Array(4))
    expect(sum(shares(validators))).toBe(0)
    expect(sum(validators.dividends)).toBeCloseTo(1, 9)
  })
})

describe("one who colludes", () => {
  it("is clipped at consensus while it has less than half of the stake: c / (c + (1 − stake)(1 − c)) is all its favourite can get", () => {
    const validators = judged({ colluding: 0.4, favourites: ["friends"] })
    expect(validators.shareOf(3)).toBeCloseTo(0.1 / (0.1 + 0.6 * 0.9), 9)
    expect(validators.dividends[4]).toBeLessThan(0.3)
  })

  it("takes everything for its favourite with more than half", () => {
    const validators = judged({ colluding: 0.6, favourites: ["friends"] })
    expect(validators.shareOf(3)).toBeGreaterThan(0.95)
    expect(validators.dividends[4]).toBeGreaterThan(0.9)
  })

  it("measures while no favourite is there", () => {
    expect(shares(judged({ colluding: 0.6, favourites: ["nobody"] }))).toEqual(shares(judged({ colluding: 0.6 })))
    expect(judged({ colluding: 0.6, favourites: ["nobody"] }).shareOf(0)).toBeCloseTo(0.4, 9)
  })
})

describe("one who copies", () => {
  it("earns nearly what its stake would earn by measuring, while miners stay as they are", () => {
    const validators = judged({ copying: 0.2 }, 20)
    expect(validators.dividends[4]).toBeCloseTo(0.2, 2)
  })

  it("does not change who is paid", () => {
    for (const [at, one] of shares(judged({ copying: 0.3 })).entries())
      expect(one).toBeCloseTo((scores[at] ?? 0) / 10, 6)
  })
})

describe("places", () => {
  it("go to those who score most when there are too few", () => {
    const validators = judged({}, 1, 2)
    expect(shares(validators).map((one) => one > 0)).toEqual([true, true, false, false])
    expect(validators.shareOf(0)).toBeCloseTo(4 / 7, 9)
  })

  it("are taken over by a newcomer with a better score, and free again when somebody leaves", () => {
    const validators = judged({}, 1, 2)
    judge(validators, Float64Array.of(4, 3, 2, 9))
    expect(shares(validators).map((one) => one > 0)).toEqual([true, false, false, true])
    validators.leave(0)
    judge(validators, Float64Array.of(0, 3, 2, 9))
    expect(shares(validators).map((one) => one > 0)).toEqual([false, true, false, true])
  })
})
