/** What random scenarios read from files: recorded jobs, and figures over time. */
import * as fc from "fast-check"
import type { RecordedJobs } from "../../packages/sim/src/demand/TraceDemand.ts"
import * as SeriesConfig from "../../packages/sim/src/state/SeriesConfig.ts"

const day = 86_400
const hour = 3600

/** Jobs as a trace holds them, submitted in the first day. */
export const recordedJobs: fc.Arbitrary<RecordedJobs> = fc
  .array(
    fc.record({
      submit: fc.integer({ min: 0, max: day }),
      demand: fc.constantFrom(1, 1, 2, 8, 20),
      duration: fc.constantFrom(0, 60, 3_600, 20_000)
    }),
    { maxLength: 60 }
  )
  .map((jobs) => {
    const sorted = jobs.toSorted((a, b) => a.submit - b.submit)
    return {
      submit: Float64Array.from(sorted, (job) => job.submit),
      demand: Float64Array.from(sorted, (job) => job.demand),
      duration: Float64Array.from(sorted, (job) => job.duration)
    }
  })

/** A figure that follows a file; all are one file, with values that suit machines, prices in USD and, times a hundred, power. */
export const file = (factor = 1, repeat = true) => ({ kind: "series", file: "series.csv", factor, repeat }) as const
const files = [file(), file(100), file(1, false)]

export const course: fc.Arbitrary<SeriesConfig.Course> = fc
  .array(fc.record({ after: fc.integer({ min: 1, max: 30 }), value: fc.integer({ min: 0, max: 20 }) }), {
    minLength: 1,
    maxLength: 12
  })
  .map((steps) => {
    let now = 0
    const time = Float64Array.from([0, ...steps.map(({ after }) => (now += after * hour))])
    const value = Float64Array.from([1, ...steps.map((step) => 0.25 + step.value / 4)])
    return { time, value, period: now }
  })

/** The course under each of the ways in which scenarios here read it. */
export const readAs = ({ time, value, period }: SeriesConfig.Course): SeriesConfig.Courses =>
  Object.fromEntries(
    files.map(({ factor, repeat, ...rest }) => [
      SeriesConfig.key({ ...rest, factor, repeat, time_unit: "s" }),
      { time, value: value.map((number) => number * factor), period: repeat ? period : Infinity }
    ])
  )
