import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  type Discipline,
  disciplines,
  type Recorded,
  Replay,
  replay,
  roundUp
} from "../../packages/sim/src/trace/Replay.ts"
import { report } from "../../packages/sim/src/trace/ReplayReport.ts"
import { mistakeIn, traceOf } from "./tell.ts"

/** The definition, word by word and second by second: slow, but nobody can misread it. */
const naive = (trace: Recorded, gpus: number, discipline: Discipline): Array<number> => {
  const jobs = trace.submit.length
  const started: Array<number> = Array.from({ length: jobs }, () => -1)
  let free = gpus
  let queue: Array<number> = []
  let running: Array<{ readonly end: number; readonly gpus: number }> = []
  for (let now = 0; started.includes(-1); now++) {
    const arrivals = [...started.keys()].filter((job) => trace.submit[job] === now)
    for (let again = true; again;) {
      free += running.filter(({ end }) => end === now).reduce((sum, ended) => sum + ended.gpus, 0)
      running = running.filter(({ end }) => end !== now)
      queue.push(...arrivals.splice(0))
      const waiting: Array<number> = []
      for (const job of queue) {
        const demand = trace.demand[job] ?? 0
        if (demand > free || (discipline === "fifo" && waiting.length > 0)) {
          waiting.push(job)
          continue
        }
        free -= demand
        started[job] = now
        running.push({ end: now + (trace.duration[job] ?? 0), gpus: demand })
      }
      queue = waiting
      again = running.some(({ end }) => end === now)
    }
  }
  return started
}

const arbitraryPool = fc.integer({ min: 1, max: 8 })
const arbitraryTrace = (gpus: number): fc.Arbitrary<Recorded> =>
  fc.array(fc.tuple(fc.nat(4), fc.nat(gpus), fc.nat(9)), { minLength: 1, maxLength: 30 }).map((jobs) => {
    let now = 0
    return traceOf(jobs.map(([gap, demand, duration]) => [(now += gap), demand, duration]))
  })
const arbitraryCase = arbitraryPool.chain((gpus) => fc.tuple(fc.constant(gpus), arbitraryTrace(gpus)))

describe("replay", () => {
  it.each(disciplines)("of %s starts every job in the second that the definition gives", (discipline) => {
    fc.assert(
      fc.property(arbitraryCase, ([gpus, trace]) => {
        expect([...replay(trace, { gpus, discipline })]).toEqual(naive(trace, gpus, discipline))
      }),
      { numRuns: 500, seed: 1 }
    )
  })

  it("starts no job later in fifo when there is one more GPU", () => {
    fc.assert(
      fc.property(arbitraryCase, ([gpus, trace]) => {
        const fewer = replay(trace, { gpus, discipline: "fifo" })
        const more = replay(trace, { gpus: gpus + 1, discipline: "fifo" })
        expect(more.every((second, job) => second <= (fewer[job] ?? 0))).toBe(true)
      }),
      { numRuns: 500, seed: 2 }
    )
  })

  it.each(disciplines)(
    "of %s never uses more GPUs than there are, and uses each job's GPUs for its whole run",
    (discipline) => {
      fc.assert(
        fc.property(arbitraryCase, ([gpus, trace]) => {
          const started = replay(trace, { gpus, discipline })
          const figures = report(trace, gpus, started)
          const busy = new Float64Array((trace.submit[0] ?? 0) + figures.makespan)
          started.forEach((start, job) => {
            const end = start + (trace.duration[job] ?? 0)
            for (let second = start; second < end; second++)
              busy[second] = (busy[second] ?? 0) + (trace.demand[job] ?? 0)
          })
          expect(Math.max(0, ...busy)).toBeLessThanOrEqual(gpus)
          expect(busy.reduce((sum, each) => sum + each, 0)).toBe(figures.busyGpuSeconds)
          const wanted = trace.demand.reduce((sum, demand, job) => sum + demand * (trace.duration[job] ?? 0), 0)
          expect(figures.busyGpuSeconds).toBe(wanted)
        }),
        { numRuns: 200, seed: 3 }
      )
    }
  )

  it.each(disciplines)("of %s goes on in steps to the same result", (discipline) => {
    fc.assert(
      fc.property(arbitraryCase, fc.integer({ min: 1, max: 5 }), ([gpus, trace], instants) => {
        const run = new Replay(trace, { gpus, discipline })
        for (let step = 0; !run.advance(instants); step++) expect(step).toBeLessThan(100)
        expect(run.started).toEqual(replay(trace, { gpus, discipline }))
      }),
      { numRuns: 100, seed: 4 }
    )
  })

  it("lets small jobs pass a head that does not fit, with backfill only", () => {
    const trace = traceOf([
      [0, 2, 10],
      [1, 3, 5],
      [2, 1, 4]
    ])
    expect([...replay(trace, { gpus: 3, discipline: "fifo" })]).toEqual([0, 10, 15])
    expect([...replay(trace, { gpus: 3, discipline: "backfill" })]).toEqual([0, 10, 2])
  })

  it("gives GPUs back before it looks at arrivals of the same second", () => {
    const trace = traceOf([
      [0, 1, 5],
      [5, 1, 1]
    ])
    expect([...replay(trace, { gpus: 1, discipline: "fifo" })]).toEqual([0, 5])
  })

  it("keeps a long queue of many sizes apart", () => {
    const rows = Array.from(
      { length: 500 },
      (_, job) => [job >> 3, 1 + ((job * 37) % 90), 1 + ((job * 53) % 40)] as const
    )
    const trace = traceOf(rows)
    for (const discipline of disciplines) {
      expect([...replay(trace, { gpus: 90, discipline })]).toEqual(naive(trace, 90, discipline))
    }
  })
})

describe("a replay refuses", () => {
  it("a job that asks for more than the pool has, by name", () => {
    const trace = traceOf([
      [0, 2, 1],
      [0, 9, 1],
      [0, 10, 1]
    ])
    expect(mistakeIn(() => replay(trace, { gpus: 8, discipline: "fifo" }))).toBe(
      "job 1: found a demand of 9 GPUs (and 1 more job above the pool); allowed: at most the 8 GPUs of the pool"
    )
  })

  it("fractions of GPUs and of seconds, unless they are rounded up", () => {
    const trace = traceOf([
      [0.25, 0.5, 1.5],
      [1, 1, 2]
    ])
    expect(mistakeIn(() => replay(trace, { gpus: 8, discipline: "fifo" }))).toContain(
      "job 0: found a submit time of 0.25 s"
    )
    const rounded = roundUp(trace)
    expect(rounded.jobs).toBe(1)
    expect(rounded.addedGpuSeconds).toBe(2 - 0.75)
    expect([...replay(rounded.trace, { gpus: 1, discipline: "fifo" })]).toEqual([1, 3])
  })

  it.each([0, -1, 1.5, Number.NaN, Infinity])("a pool of %d GPUs", (gpus) => {
    expect(mistakeIn(() => replay(traceOf([[0, 0, 1]]), { gpus, discipline: "fifo" }))).toContain(
      "a whole number of GPUs"
    )
  })
})

describe("the report of a replay", () => {
  it("counts waits from submit to start and the makespan from the first submit to the last completion", () => {
    const trace = traceOf([
      [10, 1, 10],
      [10, 1, 10],
      [30, 1, 5]
    ])
    const figures = report(trace, 1, replay(trace, { gpus: 1, discipline: "fifo" }))
    expect(figures).toMatchObject({ jobs: 3, waitSum: 10, waitMedian: 0, waitMax: 10, waited: 1, makespan: 25 })
    expect(figures.utilisation).toBe(1)
  })
})
