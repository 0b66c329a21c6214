/** How often training runs of a given size are interrupted: published rates, and what the simulation makes of them. */
import { describe, expect, it } from "vitest"
import * as Failures from "../../packages/sim/src/training/run/Failures.ts"
import * as TrainingRun from "../../packages/sim/src/training/run/TrainingRun.ts"

const hour = 3_600
const day = 86_400

/** So many GPUs in machines of eight for some days, in step. */
const cluster = (gpus: number, failuresPerGpuHour: number, days: number): TrainingRun.TrainingRunSetup => ({
  peers: gpus / 8,
  gpusPerPeer: 8,
  stepSeconds: 10,
  innerSteps: 1,
  exchangeSeconds: 0,
  tokensPerStep: 1,
  waits: true,
  continuation: "restart",
  failuresPerGpuHour,
  joinSeconds: 0,
  restartSeconds: 60,
  checkpoint: { every: 0, stall: 5 },
  straggle: 0,
  tokens: Infinity,
  horizon: days * day
})

const simulatedHours = (gpus: number, failuresPerGpuHour: number, days: number): number => {
  const { failures, seconds } = TrainingRun.run(cluster(gpus, failuresPerGpuHour, days), 7)
  return seconds / failures / hour
}

/** Mean time, s, until the first of so many GPUs fails. */
const meanTimeToFailure = (gpus: number, failuresPerGpuHour: number): number => hour / (gpus * failuresPerGpuHour)

describe("mean time to failure (Revisiting Reliability, arXiv 2410.21680)", () => {
  const hardware = Failures.hardwareFailuresPerGpuHour

  it("is 1.80 h for 16,384 GPUs and 0.225 h for 131,072 at 6.50 hardware failures per 1,000 node-days, by the formula and simulated", () => {
    expect(meanTimeToFailure(16_384, hardware) / hour).toBeCloseTo(1.803, 3)
    expect(meanTimeToFailure(131_072, hardware) / hour).toBeCloseTo(0.225, 3)
    expect(simulatedHours(16_384, hardware, 600) / 1.8).toBeCloseTo(1, 1.3)
    expect(simulatedHours(131_072, hardware, 60) / 0.225).toBeCloseTo(1, 1.3)
  })

  it("is that of the jobs that were measured, 47.7 days for 8 GPUs and 7.9 h for 1,024, when all interruptions count", () => {
    const all = Failures.interruptionsPerGpuHourOfRsc
    for (const [gpus, published] of [
      [8, 47.7 * 24],
      [1_024, 7.9]
    ] as const) {
      const found = meanTimeToFailure(gpus, all) / hour
      expect(Math.abs(found / published - 1)).toBeLessThan(0.1)
    }
  })
})

describe("Llama-3 405B on 16,384 GPUs for 54 days (arXiv 2407.21783)", () => {
  it("meets 419 unexpected interruptions, give or take 41", () => {
    const rate = Failures.interruptionsPerGpuHour.value
    const counts = Array.from({ length: 40 }, (_, seed) => TrainingRun.run(cluster(16_384, rate, 54), seed).failures)
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
    expect(Math.abs(mean - 419)).toBeLessThan(0.03 * 419)
    // 41 is two standard deviations of a Poisson number of 419: 95% of the runs.
    expect(counts.filter((count) => Math.abs(count - 419) <= 41).length).toBeGreaterThanOrEqual(34)
    // The same number every time would be no chance at all.
    expect(new Set(counts).size).toBeGreaterThan(10)
  })
})
