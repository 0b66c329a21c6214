import { describe, expect, it } from "vitest"
import { anyFormatParser } from "../../packages/sim/src/trace/Formats.ts"
import { plainHeader, plainLine } from "./PlainText.ts"
import { offeredLoad, StatisticsCollector } from "../../packages/sim/src/trace/Statistics.ts"
import { label, Synthesis } from "../../packages/sim/src/trace/Synthesis.ts"
import { TraceColumns } from "../../packages/sim/src/trace/Trace.ts"
import { parse } from "./tell.ts"

const make = (seed: number, pieces: ReadonlyArray<number>) => {
  const columns = new TraceColumns()
  const synthesis = new Synthesis(seed)
  for (const jobs of pieces) synthesis.send(jobs, columns)
  const { number, submit, demand, duration } = columns.take()
  return { number, submit, demand, duration }
}

describe("a synthetic trace", () => {
  it("is the same for the same seed, in whatever pieces it is made, and another for another seed", () => {
    expect(make(1, [300])).toEqual(make(1, [100, 1, 199]))
    expect(make(1, [300])).not.toEqual(make(2, [300]))
  })

  it("has the figures that it is made from", () => {
    const collector = new StatisticsCollector()
    new Synthesis(3).send(200_000, collector)
    const figures = collector.take()
    expect(figures.interarrivalMean).toBeGreaterThan(51)
    expect(figures.interarrivalMean).toBeLessThan(54)
    expect(figures.interarrivalVariation).toBeGreaterThan(2.6)
    expect(figures.interarrivalVariation).toBeLessThan(3.1)
    expect(Math.abs(figures.durationMedian - 1740)).toBeLessThan(30)
    expect(Math.abs(figures.durationP99 - 160_000)).toBeLessThan(8000)
    expect(figures.sizes.map(({ demand }) => demand)).toEqual([1, 2, 4, 8, 16, 32])
    expect(offeredLoad(figures, 668)).toBeGreaterThan(0.8)
    expect(offeredLoad(figures, 668)).toBeLessThan(1)
  })

  it("says in its first line that it is synthetic, and is read all the same", () => {
    const text = `${label(1, 5)}${plainHeader}${plainLine(0, 0, 1, 7)}`
    expect(text).toMatch(/^# synthetic: /)
    expect(parse({ parser: (options) => anyFormatParser(options) }, text).report).toMatchObject({ jobs: 1 })
  })
})
