import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { lastFinish, type Traffic, utilisation } from "../../packages/sim/src/training/network/Pipe.ts"

/** The pipe by definition: bucket after bucket, step after step, until the last exchange has arrived. */
const walked = (traffic: Traffic, bandwidth: number): number => {
  const { bits, buckets, fragments, innerSteps, latency, overlapSteps, readyShare, step } = traffic
  const steps = Math.ceil(2000 / innerSteps) * innerSteps
  const due = new Map<number, number>()
  let clock = 0
  let free = 0
  let waited = 0
  let sent = 0
  for (let at = 0; at < steps + overlapSteps; at++) {
    // fragments are spread evenly: by the end of this step, so many of them have been released
    const released = at < steps ? Math.floor(((at + 1) * fragments) / innerSteps) : sent
    const now = (released - sent) * buckets
    for (let bucket = 1; bucket <= now; bucket++) {
      const ready = clock + step * (1 - readyShare + (readyShare * bucket) / now)
      free = Math.max(free, ready) + latency + bits / (fragments * buckets) / bandwidth
    }
    if (now > 0) due.set(at + overlapSteps, free)
    sent = released
    clock += step
    const late = (due.get(at) ?? 0) - clock
    if (late > 0) {
      waited += late
      clock += late
    }
  }
  return (steps * step) / (steps * step + waited)
}

const traffics = fc.record({
  step: fc.double({ min: 0.01, max: 100, noNaN: true }),
  readyShare: fc.double({ min: 0, max: 1, noNaN: true }),
  bits: fc.double({ min: 1e6, max: 1e13, noNaN: true }),
  innerSteps: fc.integer({ min: 1, max: 150 }),
  fragments: fc.integer({ min: 1, max: 40 }),
  buckets: fc.integer({ min: 1, max: 20 }),
  overlapSteps: fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 30 })),
  latency: fc.constantFrom(0, 1e-4, 0.03)
})
/** Bandwidths at which the exchanges of a period take from a hundredth of it to a hundred times as long. */
const loads = fc.double({ min: -2, max: 2, noNaN: true }).map((power) => 10 ** power)
const bandwidthAt = ({ bits, innerSteps, step }: Traffic, load: number): number => bits / (load * innerSteps * step)

describe("the pipe", () => {
  it("finishes its last bucket when a walk from bucket to bucket does", () => {
    const times = fc.double({ min: 0, max: 10, noNaN: true })
    fc.assert(
      fc.property(
        times,
        times,
        times,
        fc.integer({ min: 1, max: 200 }),
        times,
        (free, first, spacing, buckets, each) => {
          let end = free
          for (let bucket = 0; bucket < buckets; bucket++) end = Math.max(end, first + bucket * spacing) + each
          expect(lastFinish(free, first, spacing, buckets, each)).toBeCloseTo(end, 8)
        }
      )
    )
  })

  it("keeps replicas computing as long as a walk over all steps and buckets says, but no longer than it can carry", () => {
    fc.assert(
      fc.property(traffics, loads, (traffic, load) => {
        const bandwidth = bandwidthAt(traffic, load)
        const carried = traffic.bits / bandwidth + traffic.fragments * traffic.buckets * traffic.latency
        const most = (traffic.innerSteps * traffic.step) / carried
        expect(utilisation(traffic, bandwidth)).toBeCloseTo(Math.min(walked(traffic, bandwidth), most), 9)
      }),
      { numRuns: 200 }
    )
  })

  it("never keeps them computing less when it is wider, or when exchanges overlap with more steps", () => {
    fc.assert(
      fc.property(traffics, loads, fc.double({ min: 1, max: 10, noNaN: true }), (traffic, load, wider) => {
        const bandwidth = bandwidthAt(traffic, load)
        const before = utilisation(traffic, bandwidth)
        expect(utilisation(traffic, wider * bandwidth)).toBeGreaterThanOrEqual(before - 1e-12)
        const later = { ...traffic, overlapSteps: traffic.overlapSteps + 1 }
        expect(utilisation(later, bandwidth)).toBeGreaterThanOrEqual(before - 1e-12)
      }),
      { numRuns: 300 }
    )
  })

  it("adds what its latency costs, bucket by bucket", () => {
    const traffic: Traffic = {
      step: 1,
      readyShare: 0,
      bits: 1e9,
      innerSteps: 10,
      fragments: 1,
      buckets: 5,
      overlapSteps: 0,
      latency: 0.2
    }
    // ten steps of a second, then 5 x 0.2 s of latency and a second of bits
    expect(utilisation(traffic, 1e9)).toBeCloseTo(10 / 12, 12)
    expect(utilisation({ ...traffic, overlapSteps: 2 }, 1e9)).toBe(1)
  })

  it("lets nothing through without bandwidth, and stops nobody who sends nothing", () => {
    const traffic: Traffic = {
      step: 1,
      readyShare: 0.5,
      bits: 1e9,
      innerSteps: 1,
      fragments: 1,
      buckets: 1,
      overlapSteps: 0,
      latency: 0
    }
    expect(utilisation(traffic, 0)).toBe(0)
    expect(utilisation({ ...traffic, bits: 0 }, 0)).toBe(1)
  })
})
