import { Effect } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Compare from "../../packages/sim/src/experiment/Compare.ts"
import * as Interval from "../../packages/sim/src/experiment/Interval.ts"
import type { MetricDefinition } from "../../packages/sim/src/experiment/MetricDefinition.ts"
import type * as Replicate from "../../packages/sim/src/experiment/Replicate.ts"
import * as Runner from "../../packages/sim/src/experiment/Runner.ts"
import * as Seeds from "../../packages/sim/src/experiment/Seeds.ts"
import * as Workers from "../../packages/sim/src/node/Workers.ts"
import { metrics as registry } from "../../packages/sim/src/world/Metrics.ts"
import { randomWalk, type Walk, type Walked } from "./fixtures/RandomWalk.ts"

type Chunk = ReadonlyArray<number>
type Trials<Scenario> = Runner.Runner<Replicate.Replication<Scenario>, Replicate.Outcome>

const metric = (name: string, parts: Partial<MetricDefinition> = {}): MetricDefinition => ({
  name,
  unit: "h",
  description: name,
  kind: "mean",
  ...parts
})
const fixed = (replications: number): Compare.Plan => ({ kind: "fixed", replications })

/** Figures that are given: by variant and replication. */
const given = (
  runs: ReadonlyArray<ReadonlyArray<Record<string, number>>>,
  metrics: ReadonlyArray<MetricDefinition>,
  plan: Compare.Plan = fixed(runs[0]?.length ?? 0)
) => {
  const runner: Trials<number> = Runner.inProcess(
    Runner.whole(({ replication, scenario }) => ({ measured: runs[scenario]?.[replication] ?? {} }))
  )
  return Effect.runSync(
    Compare.run({
      variants: runs.map((_, index) => ({ name: `variant ${index}`, scenario: index })),
      pairs: Compare.pairsOf(metrics, 0, 1),
      seed: 1,
      plan,
      runner
    })
  )
}
/** Waits of the customers of a queue with one server: Lindley's recursion over draws that belong to (seed, customer). */
interface Queue {
  readonly load: number
}
const draw = (seed: number, customer: number, purpose: number): number => {
  let word = Math.imul(seed ^ (seed / 4_294_967_296) ^ purpose, 0x9e3779b1) ^ Math.imul(customer + 1, 0x85ebca6b)
  for (let round = 0; round < 3; round++) {
    word = Math.imul(word ^ (word >>> 16), 0xc2b2ae35)
    word ^= word >>> 13
  }
  return ((word >>> 0) + 0.5) / 4_294_967_296
}
const queue: Trials<Queue> = Runner.inProcess(
  Runner.whole(({ scenario, seed }) => {
    let wait = 0
    let sum = 0
    const customers = 2_000
    for (let customer = 0; customer < customers; customer++) {
      const service = -Math.log(draw(seed, customer, 1)) * scenario.load
      wait = Math.max(0, wait + service + Math.log(draw(seed, customer, 2)))
      sum += wait
    }
    return { measured: { wait: sum / customers, waited: sum, customers } }
  })
)
const wait = metric("wait")
const waitRatio = metric("wait_ratio", { kind: "ratio", numerator: "waited", denominator: "customers" })
const compareQueues = (first: number, second: number, plan: Compare.Plan = fixed(12)) =>
  Effect.runSync(
    Compare.run({
      variants: [
        { name: "first", scenario: { load: first } },
        { name: "second", scenario: { load: second } }
      ],
      pairs: Compare.pairsOf([wait, waitRatio], 0, 1),
      seed: 3,
      plan,
      runner: queue
    })
  )

describe("a paired comparison", () => {
  it("of a variant with itself finds no difference at all, and luck that is wholly shared", () => {
    const { differences } = compareQueues(0.8, 0.8)
    for (const found of differences) {
      expect(found).toMatchObject({ difference: 0, half_width: 0, relative: 0, excludes_zero: false })
      expect(found.correlation).toBeCloseTo(1, 12)
    }
    const constant = given(
      [
        [{ a: 2 }, { a: 2 }],
        [{ a: 2 }, { a: 2 }]
      ],
      [metric("a")]
    ).differences[0]
    expect(constant).toMatchObject({ difference: 0, half_width: 0, correlation: null, replications_saved: 0 })
  })

  it("gives as the mean difference the difference of the means, also for ratios of means", () => {
    const value = fc.double({ min: -1e3, max: 1e3, noNaN: true })
    const share = fc.record({ a: value, top: value, bottom: fc.double({ min: 0.5, max: 100, noNaN: true }) })
    const metrics = [metric("a"), metric("ratio", { kind: "ratio", numerator: "top", denominator: "bottom" })]
    fc.assert(
      fc.property(fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 20 }), (pairs) => {
        const first = pairs.map(([one]) => one)
        const second = pairs.map(([, other]) => other)
        const mean = (runs: typeof first, of: (run: (typeof first)[number]) => number) =>
          runs.reduce((sum, run) => sum + of(run), 0) / runs.length
        const ratio = (runs: typeof first) => mean(runs, ({ top }) => top) / mean(runs, ({ bottom }) => bottom)
        const found = given([first, second], metrics).differences
        const [plain, ofRatio] = found
        expect(plain?.first).toBeCloseTo(
          mean(first, ({ a }) => a),
          6
        )
        expect(plain?.difference).toBeCloseTo(mean(second, ({ a }) => a) - mean(first, ({ a }) => a), 6)
        expect(ofRatio?.difference).toBeCloseTo(ratio(second) - ratio(first), 6)
        if (pairs.length > 1) return
        expect(plain?.half_width).toBeNull()
        expect(plain?.excludes_zero).toBeNull()
      })
    )
  })

  it("gives the difference of the jackknifed ratios with the interval of Interval.ofDifference", () => {
    const [, found] = compareQueues(0.7, 0.8).differences
    const runs = compareQueues(0.7, 0.8).runs
    const column = (variant: number, name: string) => (runs[variant] ?? []).map((run) => run[name] ?? Number.NaN)
    const values = (variant: number) => Interval.ratioValues(column(variant, "waited"), column(variant, "customers"))
    const expected = Interval.ofDifference(values(0), values(1))
    expect(found?.difference).toBe(expected.mean)
    expect(found?.half_width).toBe(expected.halfWidth)
    expect(found?.replications_saved).toBe(expected.saved)
  })

  it("turns its sign when the sides are exchanged, and nothing else", () => {
    const [there] = compareQueues(0.7, 0.8).differences
    const [back] = compareQueues(0.8, 0.7).differences
    expect(back?.difference).toBeCloseTo(-(there?.difference ?? Number.NaN), 9)
    expect(back?.half_width).toBeCloseTo(there?.half_width ?? Number.NaN, 9)
    expect(back?.correlation).toBeCloseTo(there?.correlation ?? Number.NaN, 9)
  })

  it("saves replications where both queues meet the same customers", () => {
    const [found] = compareQueues(0.7, 0.75).differences
    expect(found?.correlation).toBeGreaterThan(0.9)
    expect(found?.replications_saved).toBeGreaterThan(12)
    expect(found?.excludes_zero).toBe(true)
    expect(found?.difference).toBeGreaterThan(0)
  })

  it("gives every variant the same seed in a replication, and the plain seed in the first", () => {
    const seen: Array<readonly [string, number, number]> = []
    const runner: Trials<string> = Runner.inProcess(
      Runner.whole(({ replication, scenario, seed }) => {
        seen.push([scenario, replication, seed])
        return { measured: {} }
      })
    )
    const variants = ["a", "b", "c"].map((name) => ({ name, scenario: name }))
    Effect.runSync(Compare.run({ variants, pairs: [], seed: 9, plan: fixed(3), runner }))
    expect(seen).toEqual([0, 1, 2].flatMap((r) => ["a", "b", "c"].map((name) => [name, r, Seeds.ofReplication(9, r)])))
  })

  it("leaves out replications in which a side had nothing to measure, and says on how many it rests", () => {
    const { differences } = given(
      [
        [{ a: 1 }, { a: 5 }, { a: 3 }],
        [{ a: 2 }, {}, { a: 5 }]
      ],
      [metric("a"), metric("b")]
    )
    expect(differences[0]).toMatchObject({ first: 2, second: 3.5, difference: 1.5, n: 2 })
    expect(differences[1]).toMatchObject({ first: null, difference: null, half_width: null, n: 0 })
    expect(JSON.parse(JSON.stringify(differences))).toEqual(differences)
  })

  it("compares what both arms have within the same run", () => {
    const pairs = Compare.armPairsOf(registry, 2)
    expect(pairs.map(({ name }) => name)).toEqual(expect.arrayContaining(["utilisation", "price", "wait_mean"]))
    for (const { first, name, second } of pairs) {
      expect(first).toMatchObject({ variant: 2, metric: { name: `${name}_central` } })
      expect(second).toMatchObject({ variant: 2, metric: { name: `${name}_network` } })
    }
  })
})

describe("what is said of a difference", () => {
  const against = (first: ReadonlyArray<number>, second: ReadonlyArray<number>) =>
    given([first.map((a) => ({ a })), second.map((a) => ({ a }))], [metric("a")]).differences[0]

  it("is that it can be told from zero only if all of its interval can", () => {
    // Differences of 0.5, 1 and 1.5: 1 +- 1.24.
    expect(against([1, 2, 3], [1.5, 3, 4.5])).toMatchObject({ difference: 1, excludes_zero: false })
    // 0.9, 1 and 1.1: 1 +- 0.25.
    expect(against([1, 2, 3], [1.9, 3, 4.1])).toMatchObject({ excludes_zero: true })
  })

  it("is none where only the last digits of a sum differ", () => {
    const digits = [2.46 * (1 + 2e-16), 2.46, 2.46 * (1 - 3e-15)]
    expect(against([2.46, 2.46, 2.46], digits)).toMatchObject({ difference: 0, half_width: 0, excludes_zero: false })
    expect(
      against(
        [2.46, 2.46, 2.46],
        digits.map((value) => value * (1 + 1e-6))
      )
    ).toMatchObject({ excludes_zero: true })
  })

  it("is relative to the size of the first side: what rises has risen, also from below zero", () => {
    expect(against([-10, -10], [-5, -5])).toMatchObject({ difference: 5, relative: 0.5 })
  })
})

describe("a comparison to a precision", () => {
  const precise = (relative: number): Compare.Plan => ({ kind: "precision", relative, named: ["wait"] })

  it("goes on until the difference is known within the share of the first side", () => {
    const { differences, reason, runs } = compareQueues(0.7, 0.75, precise(0.05))
    expect(reason).toMatchObject({ kind: "reached", last: "wait" })
    const [found] = differences
    expect((found?.half_width ?? Infinity) / (found?.first ?? 0)).toBeLessThanOrEqual(0.05)
    expect(runs[0]?.length).toBeGreaterThanOrEqual(20)
  })

  it("asks for a share of the first side, however large the second", () => {
    const pattern = Array.from({ length: 20 }, (_, replication) => replication % 5)
    const small = pattern.map(() => ({ a: 1 }))
    const large = pattern.map((step) => ({ a: 1000 + step }))
    const plan = { kind: "precision", relative: 0.1, named: ["a"], first: 10, limit: 20 } as const
    expect(given([small, large], [metric("a")], plan).reason).toMatchObject({ kind: "limit" })
    expect(given([large, small], [metric("a")], plan).reason).toMatchObject({ kind: "reached" })
  })

  it("needs fewer replications than either side alone, which is what pairing is for", () => {
    const { differences, runs } = compareQueues(0.7, 0.75, precise(0.05))
    const alone = Interval.ofMean((runs[0] ?? []).map((run) => run["wait"] ?? Number.NaN))
    expect(alone.halfWidth ?? 0).toBeGreaterThan(differences[0]?.half_width ?? Infinity)
  })

  it("stops at once when there is nothing to tell apart, and says why it cannot go on", () => {
    expect(compareQueues(0.7, 0.7, precise(0.01))).toMatchObject({ reason: { kind: "reached" } })
    const nothing = given([[], []], [metric("a")], { kind: "precision", relative: 0.1, named: ["a"] })
    expect(nothing.reason).toEqual({ kind: "undefined", metric: "a" })
    expect(Compare.explain(0.1, { kind: "undefined", metric: "a" }, 20)).toContain("no value on both sides")
  })
})

describe("threads", () => {
  const module = new URL("./fixtures/randomWalkWorker.ts", import.meta.url)
  const end = metric("end")
  const walks = (short: Partial<Walk> = {}, long: Partial<Walk> = {}) => [
    { name: "short", scenario: { steps: 200, slices: 2, ...short } },
    { name: "long", scenario: { steps: 900, slices: 4, ...long } }
  ]
  const compared = (
    runner: Runner.Runner<Replicate.Replication<Walk>, Walked, Chunk>,
    plan: Compare.Plan,
    variants: ReadonlyArray<Compare.Variant<Walk>> = walks()
  ) => Compare.run({ variants, pairs: Compare.pairsOf([end], 0, 1), seed: 5, plan, runner })

  it("never show in the result, however many there are and whoever finishes first", async () => {
    for (const plan of [
      fixed(5),
      { kind: "precision", relative: 0.02, named: ["end"] }
    ] satisfies Array<Compare.Plan>) {
      const expected = await Effect.runPromise(compared(Runner.inProcess(randomWalk), plan))
      for (const size of [1, 3]) {
        const pool = Workers.pool<Replicate.Replication<Walk>, Walked, Chunk>({ module, size })
        const found = await Effect.runPromise(Effect.scoped(Effect.flatMap(pool, (runner) => compared(runner, plan))))
        expect(JSON.stringify(found)).toBe(JSON.stringify(expected))
      }
      // The later a replication begins, the sooner it ends.
      const here = Runner.inProcess(randomWalk)
      const backwards: typeof here = {
        size: 4,
        run: (input) => Effect.delay(here.run(input), Math.max(0, 20 - 3 * input.replication))
      }
      expect(JSON.stringify(await Effect.runPromise(compared(backwards, plan)))).toBe(JSON.stringify(expected))
    }
  })

  it("tell which variant of which replication failed", async () => {
    const failure = await Effect.runPromise(
      Effect.flip(compared(Runner.inProcess(randomWalk), fixed(4), walks({}, { throwsIn: 2 })))
    )
    expect(failure).toMatchObject({ _tag: "ReplicationFailed", replication: 2 })
    expect(failure.message).toContain("the walker fell (in long)")
  })

  it("hand results on in the order of the replications, and tell how far all variants are", async () => {
    const order: Array<string> = []
    let last = { done: 0, planned: 0, share: 0 }
    await Effect.runPromise(
      Compare.run({
        variants: walks(),
        pairs: [],
        seed: 5,
        plan: fixed(3),
        runner: Runner.inProcess(randomWalk),
        onResult: (replication, outputs) =>
          Effect.sync(
            () => void order.push(`${replication}: ${outputs.map(({ measured }) => measured.steps).join(" ")}`)
          ),
        onProgress: (progress) => (last = progress)
      })
    )
    expect(order).toEqual(["0: 400 3600", "1: 400 3600", "2: 400 3600"])
    expect(last).toMatchObject({ done: 3, planned: 3, share: 1 })
  })
})
