/** When to save: the Young/Daly interval, what is lost, and the simulation against both. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Checkpoints from "../../packages/sim/src/training/run/Checkpoints.ts"
import * as TrainingRun from "../../packages/sim/src/training/run/TrainingRun.ts"
import { expectedGoodput, lostShare } from "./CheckpointFormulas.ts"

const minute = 60
const year = 365 * 86_400
const gpus = 16_384
const rate = (gpus * 1.97e-5) / 3_600

interface Case {
  readonly every: number
  readonly stall: number
  readonly restart: number
}

/** 16,384 GPUs in step that fail as Llama-3's did, for two years. */
const goodput = ({ every, restart, stall }: Case, seed: number, failuresPerGpuHour = 1.97e-5): number =>
  TrainingRun.run(
    {
      peers: gpus / 8,
      gpusPerPeer: 8,
      stepSeconds: 2,
      innerSteps: 1,
      exchangeSeconds: 0,
      tokensPerStep: 1,
      waits: true,
      continuation: "restart",
      failuresPerGpuHour,
      joinSeconds: 0,
      restartSeconds: restart,
      checkpoint: { every, stall },
      straggle: 0,
      tokens: Infinity,
      horizon: 2 * year
    },
    seed
  ).goodput

const seeds = [1, 2, 3, 4]
const meanGoodput = (found: Case, failuresPerGpuHour = 1.97e-5): number =>
  seeds.reduce((sum, seed) => sum + goodput(found, seed, failuresPerGpuHour), 0) / seeds.length

describe("Young/Daly: 1.97e-5 failures per GPU-hour, 16,384 GPUs", () => {
  it("saves every 13.6 min and loses 12.7% when saving stops all for 30 s and a restart takes 10 min", () => {
    const best = Checkpoints.youngDaly(30, rate)
    expect(best / minute).toBeCloseTo(13.6, 1)
    expect(lostShare(best, 30, rate, 600)).toBeCloseTo(0.127, 3)
  })

  it("saves every 43 min and loses 28.6% when saving stops all for 5 min", () => {
    const best = Checkpoints.youngDaly(300, rate)
    expect(best / minute).toBeCloseTo(43, 0)
    expect(lostShare(best, 300, rate, 600)).toBeCloseTo(0.286, 3)
  })

  it("is where the simulation does best: goodput 87.3%, less at a third and at three times the interval", () => {
    const best = Checkpoints.youngDaly(30, rate)
    const at = (multiple: number) => meanGoodput({ every: best * multiple, stall: 30, restart: 600 })
    const found = at(1)
    expect(Math.abs(found - 0.873)).toBeLessThan(0.015)
    expect(found - at(1 / 3)).toBeGreaterThan(0.02)
    expect(found - at(3)).toBeGreaterThan(0.02)
  })

  it("is found by the simulation alone, within 15% of 13.6 min", () => {
    // Goodput is flat about its peak, so the best of some intervals would be luck. A parabola in the logarithm of the interval is laid through nine of them, from
    // 4 to 46 minutes, simulated with the same luck; its peak is the optimum. (The loss c/t + R t/2 is even in log t about its optimum.)
    const logs = Array.from({ length: 9 }, (_, index) => Math.log(4 * minute) + (index * Math.log(46 / 4)) / 8)
    const middle = (Math.log(4 * minute) + Math.log(46 * minute)) / 2
    const x = logs.map((log) => log - middle)
    const y = logs.map((log) => meanGoodput({ every: Math.exp(log), stall: 30, restart: 600 }))
    const sum = (term: (x: number, y: number) => number) =>
      x.reduce((total, value, index) => total + term(value, y[index] ?? 0), 0)
    // The x are symmetric about 0: slope and curvature of the least-squares parabola are independent.
    const slope = sum((x, y) => x * y) / sum((x) => x * x)
    const meanSquare = sum((x) => x * x) / x.length
    const curvature = sum((x, y) => (x * x - meanSquare) * y) / sum((x) => (x * x - meanSquare) ** 2)
    expect(curvature).toBeLessThan(0)
    const optimum = Math.exp(middle - slope / (2 * curvature)) / minute
    expect(Math.abs(optimum / 13.6 - 1)).toBeLessThan(0.15)
  })

  it("is what a run chooses that is told no interval", () => {
    const best = Checkpoints.youngDaly(30, rate)
    expect(goodput({ every: 0, stall: 30, restart: 600 }, 5)).toBe(goodput({ every: best, stall: 30, restart: 600 }, 5))
  })
})

describe("expected goodput (Daly 2006)", () => {
  it("is what the simulation gives, also where failures hit while saving and restarting", () => {
    for (const [scale, found] of [
      [1, { every: 818, stall: 30, restart: 600 }],
      [10, { every: 300, stall: 60, restart: 300 }],
      [30, { every: 200, stall: 20, restart: 400 }],
      [5, { every: 3_000, stall: 10, restart: 0 }]
    ] as const) {
      const expected = expectedGoodput(found.every, found.stall, rate * scale, found.restart)
      // Four standard errors of the mean over the seeds in the noisiest of these.
      expect(Math.abs(meanGoodput(found, 1.97e-5 * scale) - expected)).toBeLessThan(0.006)
    }
  })

  it("is one less the first-order loss when little is lost, and never lies below it", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e5, noNaN: true }),
        fc.double({ min: 0, max: 1e3, noNaN: true }),
        fc.double({ min: 1e-9, max: 1e-2, noNaN: true }),
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        (interval, stall, failures, restart) => {
          const exact = expectedGoodput(interval, stall, failures, restart)
          const lost = lostShare(interval, stall, failures, restart) + (failures * stall) / 2
          expect(exact).toBeGreaterThanOrEqual(1 - lost - 1e-9)
          if (lost < 0.01) expect(exact).toBeCloseTo(1 - lost, 3)
          expect(exact).toBeLessThanOrEqual(interval / (interval + stall))
        }
      )
    )
  })

  it("is the share not spent on saving when nothing fails", () => {
    expect(expectedGoodput(90, 10, 0, 600)).toBeCloseTo(0.9, 12)
    expect(Checkpoints.youngDaly(10, 0)).toBe(Infinity)
    expect(Checkpoints.youngDaly(0, rate)).toBe(0)
  })
})

describe("rate of losing all peers at once", () => {
  it("is a single peer's rate of going, and falls fast with more peers", () => {
    expect(Checkpoints.rateOfLosingAll(1, 100, 50)).toBeCloseTo(1 / 100, 12)
    // Two peers, each there two thirds of the time: 2 · 2/3 · 1/3 / 100 of all time, which is 8/9 of it.
    expect(Checkpoints.rateOfLosingAll(2, 100, 50)).toBeCloseTo(4 / 900 / (8 / 9), 12)
    expect(Checkpoints.rateOfLosingAll(1_000, 100, 50)).toBe(0)
    expect(Checkpoints.rateOfLosingAll(5, Infinity, 0)).toBe(0)
  })
})
