import { describe, expect, it } from "vitest"
import { offeredLoad, StatisticsCollector } from "../../packages/sim/src/trace/Statistics.ts"

const collect = (rows: ReadonlyArray<readonly [submit: number, demand: number, duration: number]>) => {
  const collector = new StatisticsCollector()
  rows.forEach(([submit, demand, duration], job) => collector.job(job, submit, demand, duration))
  return collector.take()
}

describe("the statistics of a trace", () => {
  it("are those of a small case worked out by hand", () => {
    const statistics = collect([
      [0, 1, 3600],
      [10, 2, 1800],
      [40, 1, 3600],
      [40, 4, 0]
    ])
    expect(statistics).toMatchObject({
      jobs: 4,
      span: 40,
      demandMean: 2,
      demandMax: 4,
      durationMean: 2250,
      gpuHours: 3
    })
    expect(statistics.interarrivalMean).toBeCloseTo(40 / 3, 12)
    expect(statistics.interarrivalVariation).toBeCloseTo(Math.sqrt((100 + 900) / 3 - 1600 / 9) / (40 / 3), 12)
    expect(statistics.durationMedian).toBe(1800)
    expect(statistics.durationP99).toBe(3600)
    expect(statistics.sizes).toEqual([
      { demand: 1, jobs: 2, share: 0.5 },
      { demand: 2, jobs: 1, share: 0.25 },
      { demand: 4, jobs: 1, share: 0.25 }
    ])
    expect(offeredLoad(statistics, 100)).toBeCloseTo((3 * 3600) / 4000, 12)
  })

  it("list the most common sizes when there are very many, and count the others", () => {
    const statistics = collect(Array.from({ length: 100 }, (_, job) => [job, job < 50 ? 7 : job, 1] as const))
    expect(statistics.sizes).toHaveLength(16)
    expect(statistics.sizes[0]).toMatchObject({ demand: 7, jobs: 50 })
    expect(statistics.otherSizes).toBe(100 - 50 - 15)
  })

  it("of a single job have no time between arrivals", () => {
    expect(collect([[5, 1, 7]])).toMatchObject({
      span: 0,
      interarrivalMean: 0,
      interarrivalVariation: 0,
      durationMedian: 7
    })
  })
})
