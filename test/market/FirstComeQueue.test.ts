import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { FirstComeQueue } from "../../packages/sim/src/market/FirstComeQueue.ts"
import { addJob, addProvider, makeTables } from "./MarketHarness.ts"

interface Asked {
  readonly after: number
  readonly gpus: number
  readonly seconds: number
}

/** Start of each job on so many equal machines of one GPU: at each instant first completions, then arrivals. */
const startsOn = (machines: number, asked: ReadonlyArray<Asked>, backfill: boolean): ReadonlyArray<number> => {
  const tables = makeTables()
  const market = new FirstComeQueue({ kind: "first-come-queue", backfill }, tables)
  for (let machine = 0; machine < machines; machine++) market.list(addProvider(tables, 1))
  const starts = asked.map(() => Infinity)
  let running: Array<{ readonly ends: number; readonly offers: ReadonlyArray<number> }> = []
  const move = (offers: ReadonlyArray<number>, free: number): void => {
    for (const offer of offers) {
      tables.providers.free[offer] = free
      market.availabilityChanged(offer)
    }
  }
  const start = (job: number, now: number): void => {
    const offers = [...market.found.offers.subarray(0, market.found.count)]
    expect(offers.length).toBe(asked[job]?.gpus)
    move(offers, 0)
    starts[job] = now
    running.push({ ends: now + (asked[job]?.seconds ?? 0), offers })
  }
  const completeUntil = (until: number): void => {
    for (;;) {
      const now = Math.min(...running.map(({ ends }) => ends))
      if (now > until || running.length === 0) return
      const ended = running.filter(({ ends }) => ends === now)
      running = running.filter(({ ends }) => ends !== now)
      for (const { offers } of ended) move(offers, 1)
      for (let job = market.next(now); job >= 0; job = market.next(now)) start(job, now)
    }
  }
  let now = 0
  asked.forEach(({ after, gpus }, number) => {
    now += after
    completeUntil(now)
    const job = addJob(tables, number, { gpus })
    if (market.match(job, now)) start(job, now)
    else market.enqueue(job, now)
  })
  completeUntil(Infinity)
  return starts
}

/** The same by definition: the head waits for the GPUs that come free first. */
const strictStarts = (machines: number, asked: ReadonlyArray<Asked>): ReadonlyArray<number> => {
  const freeAt: Array<number> = Array.from({ length: machines }, () => 0)
  let arrival = 0
  let last = 0
  return asked.map(({ after, gpus, seconds }) => {
    arrival += after
    freeAt.sort((a, b) => a - b)
    const start = Math.max(arrival, last, freeAt[gpus - 1] ?? Infinity)
    last = start
    freeAt.fill(start + seconds, 0, gpus)
    return start
  })
}

const workload = fc.integer({ min: 1, max: 30 }).chain((machines) =>
  fc.record({
    machines: fc.constant(machines),
    asked: fc.array(
      fc.record({
        after: fc.integer({ min: 0, max: 6 }),
        gpus: fc.integer({ min: 1, max: machines }),
        seconds: fc.integer({ min: 1, max: 15 })
      }),
      { minLength: 1, maxLength: 40 }
    )
  })
)

describe("a first-come queue of equal machines with gangs that span them", () => {
  it("starts each job when the definition says", () => {
    fc.assert(
      fc.property(workload, ({ asked, machines }) => {
        expect(startsOn(machines, asked, false)).toEqual(strictStarts(machines, asked))
      })
    )
  })

  it("starts no job later with one more machine", () => {
    fc.assert(
      fc.property(workload, ({ asked, machines }) => {
        const more = startsOn(machines + 1, asked, false)
        startsOn(machines, asked, false).forEach((start, job) => expect(more[job]).toBeLessThanOrEqual(start))
      })
    )
  })

  it("lets a small job pass a large one only with backfill", () => {
    const asked = [
      { after: 0, gpus: 2, seconds: 10 },
      { after: 1, gpus: 3, seconds: 10 },
      { after: 1, gpus: 1, seconds: 100 }
    ]
    expect(startsOn(3, asked, false)).toEqual([0, 10, 20])
    expect(startsOn(3, asked, true)).toEqual([0, 102, 2])
  })
})

describe("the head of a strict queue", () => {
  it("blocks nobody while it would not pay the list price", () => {
    const tables = makeTables()
    const market = new FirstComeQueue({ kind: "first-come-queue", backfill: false }, tables)
    market.list(addProvider(tables, 1, { price: 10 }))
    const [poor, rich] = [addJob(tables, 0, { highest: 9 }), addJob(tables, 1, { highest: 10 })]
    expect(market.match(poor, 0)).toBe(false)
    market.enqueue(poor, 0)
    expect(market.match(rich, 0)).toBe(true)
    market.reprice(0, 9)
    expect(market.next(0)).toBe(poor)
  })
})
