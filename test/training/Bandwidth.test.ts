/** The bandwidth that a rule needs, against Streaming DiLoCo (arXiv 2501.18512), table 4, and Scaling Laws for DiLoCo (arXiv 2503.09799), table 6. */
import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import {
  bandwidthNeeded,
  fullPayload,
  grid,
  paperTables,
  type Preset,
  targets,
  trafficOf
} from "../../packages/sim/src/training/BandwidthNeeded.ts"
import { utilisation } from "../../packages/sim/src/training/network/Pipe.ts"
import {
  make,
  type SynchronisationConfig
} from "../../packages/sim/src/training/synchronisation/SynchronisationConfig.ts"

interface Model {
  readonly parameters: number
  readonly layers: number
  readonly step: number
}
const oneB: Model = { parameters: 1e9, layers: 24, step: 0.1 }
const tenB: Model = { parameters: 1e10, layers: 48, step: 0.8 }
const hundredB: Model = { parameters: 1e11, layers: 108, step: 4.9 }

const dataParallel: SynchronisationConfig = { kind: "data-parallel", exchange_bits: 16 }
const vanilla = (inner_steps: number): SynchronisationConfig => ({
  kind: "diloco",
  inner_steps,
  exchange_bits: 16,
  measured_exchange: 0
})
const streaming = (inner_steps: number, fragments: number, overlap: number, exchange_bits: number) =>
  ({ kind: "streaming-diloco", inner_steps, fragments, overlap, exchange_bits }) satisfies SynchronisationConfig

const traffic = (model: Model, rule: SynchronisationConfig, preset: Preset) =>
  trafficOf({ ...model, replicas: 2, synchronisation: make(rule, model), preset })

/** Place on the grid of the bandwidth needed; the one behind the last for more than the grid holds. */
const place = (model: Model, rule: SynchronisationConfig, target: number, preset: Preset): number => {
  const needed = bandwidthNeeded(traffic(model, rule, preset), target)
  return needed === null ? grid.length : grid.indexOf(needed)
}
const placeOf = (published: number): number =>
  grid.reduce((best, each, k) => (Math.abs(each - published) < Math.abs((grid[best] ?? 0) - published) ? k : best), 0)

type Row = readonly [name: string, Model, SynchronisationConfig, published: ReadonlyArray<number>]
const published: ReadonlyArray<Row> = [
  ["1B data-parallel", oneB, dataParallel, [86.8, 152.6, 184.2, 222.3, 569.0]],
  ["1B vanilla", oneB, vanilla(100), [1.4, 6.2, 13.3, 23.3, 86.8]],
  ["1B streaming", oneB, streaming(100, 8, 0, 16), [1.4, 5.2, 9.1, 16.0, 28.1]],
  ["1B streaming, overlap", oneB, streaming(100, 8, 1, 16), [1.4, 4.3, 6.2, 9.1, 11.0]],
  ["1B streaming, overlap, FP4", oneB, streaming(100, 8, 1, 4), [0.4, 0.9, 1.7, 2.0, 3.0]],
  ["10B data-parallel", tenB, dataParallel, [104.8, 222.3, 222.3, 268.3, 471.5]],
  ["10B vanilla", tenB, vanilla(100), [1.7, 7.5, 16.0, 33.9, 104.8]],
  ["10B streaming", tenB, streaming(100, 16, 0, 16), [1.7, 5.2, 9.1, 13.3, 19.3]],
  ["10B streaming, overlap", tenB, streaming(100, 16, 1, 16), [1.7, 3.6, 5.2, 6.2, 7.5]],
  ["10B streaming, overlap, FP4", tenB, streaming(100, 16, 1, 4), [0.4, 0.9, 1.4, 1.4, 1.7]],
  ["100B data-parallel", hundredB, dataParallel, [184.2, 323.8, 390.7, 390.7, 471.5]],
  ["100B vanilla", hundredB, vanilla(100), [3.0, 11.0, 23.3, 49.4, 184.2]],
  ["100B streaming", hundredB, streaming(100, 36, 0, 16), [2.4, 6.2, 9.1, 11.0, 19.3]],
  ["100B streaming, overlap", hundredB, streaming(100, 36, 1, 16), [1.7, 3.6, 4.3, 5.2, 5.2]],
  ["100B streaming, overlap, FP4", hundredB, streaming(100, 36, 1, 4), [0.5, 0.9, 1.1, 1.1, 1.4]],
  ["Chinchilla 10B data-parallel", tenB, dataParallel, [104.8, 184.2, 222.3, 222.3, 390.7]],
  ["Chinchilla 10B, H = 1", tenB, vanilla(1), [104.8, 184.2, 222.3, 222.3, 390.7]],
  ["Chinchilla 10B, H = 10", tenB, vanilla(10), [16.0, 49.4, 86.8, 152.6, 222.3]],
  ["Chinchilla 10B, H = 50", tenB, vanilla(50), [3.0, 11.0, 23.3, 41.0, 126.5]],
  ["Chinchilla 10B, H = 100", tenB, vanilla(100), [1.4, 6.2, 13.3, 23.3, 86.8]],
  ["Chinchilla 10B, H = 300", tenB, vanilla(300), [0.5, 2.0, 4.3, 9.1, 41.0]]
]

describe("the published tables, with their preset", () => {
  it.each(published)("%s: every cell within one step of the grid", (_name, model, rule, row) => {
    targets.forEach((target, column) => {
      const off = place(model, rule, target, paperTables) - placeOf(row[column] ?? Number.NaN)
      expect(Math.abs(off), `${target * 100}%`).toBeLessThanOrEqual(1)
    })
  })

  it("more than half of the cells exactly, and far fewer without the preset", () => {
    const within = (preset: Preset, steps: number): number =>
      published.flatMap(([, model, rule, row]) =>
        targets.filter(
          (target, column) => Math.abs(place(model, rule, target, preset) - placeOf(row[column] ?? Number.NaN)) <= steps
        )
      ).length
    expect(targets.length * published.length).toBe(105)
    expect([within(paperTables, 0), within(paperTables, 1)]).toEqual([66, 105])
    expect([within(fullPayload, 0), within(fullPayload, 1)]).toEqual([18, 84])
  })

  it("every published figure is one of the grid, to its one decimal", () => {
    for (const [, , , row] of published) {
      for (const figure of row) expect(Math.abs((grid[placeOf(figure)] ?? 0) - figure)).toBeLessThan(0.07)
    }
  })

  it("without the preset needs more, never less", () => {
    for (const [, model, rule] of published) {
      for (const target of targets) {
        expect(place(model, rule, target, fullPayload)).toBeGreaterThanOrEqual(place(model, rule, target, paperTables))
      }
    }
  })
})

/** Eager updates (arXiv 2502.12996), table 5, lets an exchange of streaming DiLoCo in 4 bits last a whole round of 100 steps. Its rows are no reference here: they lie
 * below what all that is sent takes at an even rate. */
describe("an exchange that may last a whole round", () => {
  it.each([
    ["1B", oneB, 8, 0.2],
    ["10B", tenB, 16, 0.3],
    ["100B", hundredB, 36, 0.4]
  ] as const)(
    "%s: needs the even rate, with or without the preset, and no more than 40% on top",
    (_name, model, fragments, told) => {
      for (const preset of [paperTables, fullPayload]) {
        const sent = traffic(model, streaming(100, fragments, 100, 4), preset)
        const even = (0.99 * sent.bits) / (sent.innerSteps * sent.step) / 1e9
        const needed = bandwidthNeeded(sent, 0.99) ?? Infinity
        expect(needed / even).toBeGreaterThanOrEqual(1)
        expect(needed / even).toBeLessThan(1.4)
        expect(told).toBeLessThan(even)
      }
    }
  )
})

/** Streaming DiLoCo, tables 1 and 7: a 1B model on 25B tokens takes 0.67 h at infinite bandwidth; at 1 Gbit/s data-parallel 109 h, with
 * overlap and FP4 0.88 h; 441 against 1.10 TB are exchanged. These tables take the whole payload: the fitted preset is 21% low on the first. */
describe("the published run at 1 Gbit/s", () => {
  const slowdown = (rule: SynchronisationConfig) => 1 / utilisation(traffic(oneB, rule, fullPayload), 1e9)

  it("takes 163 and 1.31 times as long, within 5%", () => {
    expect(Math.abs(slowdown(dataParallel) / (109 / 0.67) - 1)).toBeLessThan(0.05)
    expect(Math.abs(slowdown(streaming(100, 8, 1, 4)) / (0.88 / 0.67) - 1)).toBeLessThan(0.05)
  })

  it("exchanges 400 times less", () => {
    const bitsInStep = (rule: SynchronisationConfig) => {
      const { bits, innerSteps } = traffic(oneB, rule, fullPayload)
      return bits / innerSteps
    }
    expect(bitsInStep(dataParallel) / bitsInStep(streaming(100, 8, 1, 4))).toBeCloseTo(400, 9)
    expect(441 / 1.1).toBeCloseTo(400, -1)
  })
})

const models = fc.record({
  parameters: fc.double({ min: 8, max: 12, noNaN: true }).map((power) => 10 ** power),
  layers: fc.integer({ min: 1, max: 130 }),
  step: fc.double({ min: -2, max: 2, noNaN: true }).map((power) => 10 ** power)
})
const presets = fc.constantFrom(fullPayload, paperTables)
const aims = fc.oneof(fc.constantFrom(...targets), fc.double({ min: 0.05, max: 0.995, noNaN: true }))
const innerSteps = fc.integer({ min: 1, max: 500 })
/** A model, with a number of fragments that it can be cut into. */
const cut = models.chain((model) =>
  fc.tuple(fc.constant(model), fc.integer({ min: 1, max: Math.min(model.layers, 60) }))
)

describe("the bandwidth needed", () => {
  it("is the smallest of the grid that suffices, however it is searched", () => {
    fc.assert(
      fc.property(
        cut,
        innerSteps,
        fc.integer({ min: 0, max: 4 }),
        aims,
        presets,
        ([model, fragments], steps, overlap, aim, preset) => {
          const sent = traffic(model, streaming(steps, fragments, overlap, 16), preset)
          const first = grid.find((bandwidth) => utilisation(sent, 1e9 * bandwidth) >= aim)
          expect(bandwidthNeeded(sent, aim)).toBe(first ?? null)
        }
      )
    )
  })

  it("does not rise with overlap or with compression", () => {
    fc.assert(
      fc.property(
        cut,
        innerSteps,
        fc.integer({ min: 0, max: 8 }),
        aims,
        presets,
        ([model, fragments], steps, overlap, aim, preset) => {
          const now = place(model, streaming(steps, fragments, overlap, 16), aim, preset)
          expect(place(model, streaming(steps, fragments, overlap + 1, 16), aim, preset)).toBeLessThanOrEqual(now)
          expect(place(model, streaming(steps, fragments, overlap, 8), aim, preset)).toBeLessThanOrEqual(now)
        }
      )
    )
  })

  it("does not rise with inner steps, also when several fragments share a step or meet in the pipe", () => {
    const crowded = fc.oneof(fc.integer({ min: 1, max: 40 }), innerSteps)
    const later = fc.integer({ min: 1, max: 300 })
    const overlaps = fc.integer({ min: 0, max: 4 })
    fc.assert(
      fc.property(
        cut,
        crowded,
        later,
        overlaps,
        aims,
        presets,
        ([model, fragments], steps, more, overlap, aim, preset) => {
          const of = (rule: SynchronisationConfig) => place(model, rule, aim, preset)
          const streamed = (inner: number) => of(streaming(inner, fragments, overlap, 16))
          expect(of(vanilla(steps + more))).toBeLessThanOrEqual(of(vanilla(steps)))
          expect(streamed(steps + more)).toBeLessThanOrEqual(streamed(steps))
        }
      ),
      { numRuns: 300 }
    )
  })

  it("falls from data-parallel over vanilla, streaming and overlap to FP4", () => {
    fc.assert(
      fc.property(cut, innerSteps, fc.constantFrom(...targets), presets, ([model, fragments], steps, aim, preset) => {
        // Every exchange waits for its own last bucket. Of streaming, these are together a twelfth of the model in a period, of vanilla one layer:
        // so much that it counts only if there is next to no waiting to be divided among few steps.
        fc.pre(steps >= 6 || (steps >= 2 && aim <= 0.95))
        const order = [
          dataParallel,
          vanilla(steps),
          streaming(steps, fragments, 0, 16),
          streaming(steps, fragments, 1, 16),
          streaming(steps, fragments, 1, 4)
        ].map((rule) => place(model, rule, aim, preset))
        expect(order).toEqual(order.toSorted((a, b) => b - a))
      }),
      { numRuns: 300 }
    )
  })

  it("is that of data-parallel for DiLoCo with one inner step, and for streaming if it has a single fragment too", () => {
    fc.assert(
      fc.property(models, aims, presets, (model, aim, preset) => {
        const gradients = place(model, dataParallel, aim, preset)
        expect(place(model, vanilla(1), aim, preset)).toBe(gradients)
        // at least a dozen buckets are cut from a fragment, one for each layer if there are more
        if (model.layers >= 12) expect(place(model, streaming(1, 1, 0, 16), aim, preset)).toBe(gradients)
      })
    )
  })

  it("agrees with the formula that forgets the last bucket", () => {
    // W = bits / (P s ((H / P)(1 - u) / u + ready share + overlap)), as long as the last bucket is not what replicas wait for
    fc.assert(
      fc.property(
        cut,
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(0.5, 0.8, 0.9),
        fc.boolean(),
        presets,
        ([model, fragments], gap, aim, overlapped, preset) => {
          const inner = gap * fragments
          const overlap = overlapped && gap > 1 ? 1 : 0
          const wait = gap * model.step * (1 / aim - 1)
          const room = preset.overlappedShare + overlap
          // time of an exchange that makes replicas wait just so long; of its 12 buckets the last alone must not take longer than they wait
          const time = wait + room * model.step
          fc.pre(time / 12 < wait)
          const formula = (preset.payloadFactor * 16 * model.parameters) / fragments / time / 1e9
          const needed = bandwidthNeeded(traffic(model, streaming(inner, fragments, overlap, 16), preset), aim)
          fc.pre(needed !== null && formula > 0.1)
          // the grid rounds up by a step; the first of 12 buckets is ready a twelfth of the overlapped share later than the formula has it
          expect((needed ?? 0) / formula).toBeGreaterThanOrEqual(1 - 1e-9)
          expect((needed ?? 0) / formula).toBeLessThan(
            10 ** (4 / 49) / (1 - preset.overlappedShare / 12 / (time / model.step)) + 1e-9
          )
        }
      )
    )
  })

  it("is null beyond 1,000 Gbit/s, and the least of the grid for next to nothing", () => {
    expect(bandwidthNeeded(traffic({ ...tenB, parameters: 1e13 }, dataParallel, fullPayload), 0.5)).toBeNull()
    expect(bandwidthNeeded(traffic({ ...tenB, parameters: 1000 }, dataParallel, fullPayload), 0.99)).toBe(0.1)
  })

  it("rises with replicas to twice that of two", () => {
    const bits = (replicas: number) =>
      trafficOf({ ...tenB, replicas, synchronisation: make(dataParallel, tenB), preset: fullPayload }).bits
    expect([bits(2), bits(4)]).toEqual([16e10, 24e10])
    expect(bits(1e9)).toBeCloseTo(32e10, -3)
  })
})
