import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { Schema } from "effect"
import {
  make,
  problems,
  SynchronisationConfig
} from "../../packages/sim/src/training/synchronisation/SynchronisationConfig.ts"

const decode = Schema.decodeUnknownSync(SynchronisationConfig)
const model = { parameters: 1e10, layers: 48 }
const ruleOf = (written: { readonly kind: string; readonly [key: string]: unknown }, of = model) =>
  make(decode(written), of)

const kinds = [
  "data-parallel",
  "diloco",
  "streaming-diloco",
  "compressed-gradients",
  "asynchronous",
  "pairwise"
] as const

describe("synchronisation rules", () => {
  it("are made from their name alone, and carry it", () => {
    for (const kind of kinds) expect(ruleOf({ kind }).kind).toBe(kind)
  })

  it("data-parallel sends bf16 gradients in every step, as they become ready", () => {
    expect(ruleOf({ kind: "data-parallel" })).toMatchObject({
      innerSteps: 1,
      bitsPerParameter: 16,
      overlapSteps: 0,
      readyInBackward: true,
      collective: "ring",
      waits: true
    })
  })

  it("nothing but gradients is ready in the backward pass, and only asynchronous islands wait for nobody", () => {
    expect(kinds.filter((kind) => ruleOf({ kind }).readyInBackward)).toEqual(["data-parallel"])
    expect(kinds.filter((kind) => !ruleOf({ kind }).waits)).toEqual(["asynchronous"])
  })

  it("exchanges of asynchronous islands last as long as their inner steps, and staleness costs what the user says", () => {
    expect(ruleOf({ kind: "asynchronous", inner_steps: 40, stale_loss: Math.log(44.27 / 41.35) })).toMatchObject({
      collective: "star",
      innerSteps: 40,
      overlapSteps: 40,
      staleLoss: expect.closeTo(0.068, 3)
    })
    expect(ruleOf({ kind: "asynchronous" }).staleLoss).toBe(0)
  })

  it("compressed gradients as in Covenant-72B (arXiv 2603.08163): 64 of 4,096 values at 12 + 2 bits are 146 times less than fp32", () => {
    const { bitsPerParameter, collective, innerSteps } = ruleOf({ kind: "compressed-gradients" })
    expect(bitsPerParameter).toBeCloseTo(0.219, 3)
    expect(32 / bitsPerParameter).toBeCloseTo(146, 0)
    expect(bitsPerParameter * 72.7e9).toBeCloseTo(15.9e9, -8)
    expect({ collective, innerSteps }).toEqual({ collective: "gather", innerSteps: 30 })
  })

  it("a measured time of an exchange is given, not derived", () => {
    expect(ruleOf({ kind: "compressed-gradients", measured_exchange: "70 s" }).measuredExchange).toBe(70)
    expect(ruleOf({ kind: "diloco", measured_exchange: "103 s" }).measuredExchange).toBe(103)
    expect(ruleOf({ kind: "diloco" }).measuredExchange).toBe(0)
  })

  it("streaming cuts a model by its size, but never below a layer", () => {
    const fragments = (parameters: number, layers = 126) =>
      ruleOf({ kind: "streaming-diloco" }, { parameters, layers }).fragments
    expect([1e9, 2e9, 1e10, 15e9, 1e11, 150e9, 405e9].map((size) => fragments(size))).toEqual([
      8, 8, 16, 16, 36, 36, 40
    ])
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e13, noNaN: true }), fc.integer({ min: 1, max: 200 }), (size, layers) => {
        expect(fragments(size, layers)).toBeLessThanOrEqual(layers)
      })
    )
    expect(ruleOf({ kind: "streaming-diloco", fragments: 24 }).fragments).toBe(24)
  })

  it("one bucket for each layer, or a dozen for each fragment that is not larger than that", () => {
    const buckets = (written: { readonly kind: string; readonly fragments?: number }) => ruleOf(written).buckets(48)
    expect([buckets({ kind: "data-parallel" }), buckets({ kind: "diloco" })]).toEqual([48, 48])
    const streaming = [16, 4, 2, 1].map((fragments) => buckets({ kind: "streaming-diloco", fragments }))
    expect(streaming).toEqual([12, 12, 24, 48])
  })

  it("more fragments than layers, or more values than a chunk has, are refused with what would work", () => {
    expect(problems(decode({ kind: "streaming-diloco", fragments: 49 }), model)).toMatch(
      /49 fragments .*48 layers.*at most 48/
    )
    expect(problems(decode({ kind: "streaming-diloco", fragments: 48 }), model)).toBeUndefined()
    expect(problems(decode({ kind: "compressed-gradients", kept: 65, chunk: 64 }), model)).toMatch(/at most 64/)
    for (const kind of kinds) expect(problems(decode({ kind }), { parameters: 1, layers: 1 })).toBeUndefined()
  })

  it("figures that cannot be are no configuration", () => {
    for (const wrong of [
      { kind: "diloco", inner_steps: 0 },
      { kind: "diloco", inner_steps: 1.5 },
      { kind: "data-parallel", exchange_bits: 0 },
      { kind: "streaming-diloco", overlap: -1 },
      { kind: "compressed-gradients", chunk: 0 },
      { kind: "gossip" }
    ]) {
      expect(() => decode(wrong), JSON.stringify(wrong)).toThrow(Error)
    }
  })
})
