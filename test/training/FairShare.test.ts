import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { FairShare } from "./FairShare.ts"

interface Network {
  readonly uploads: ReadonlyArray<number>
  readonly downloads: ReadonlyArray<number>
  readonly flows: ReadonlyArray<{ readonly from: number; readonly to: number; readonly limit: number }>
}

const capacity = fc.oneof(fc.double({ min: 1e5, max: 1e10, noNaN: true }), fc.constantFrom(0, 1e9, Infinity))

const networks: fc.Arbitrary<Network> = fc.integer({ min: 2, max: 12 }).chain((machines) => {
  const machine = fc.nat(machines - 1)
  const links = fc.array(capacity, { minLength: machines, maxLength: machines })
  return fc.record({
    uploads: links,
    downloads: links,
    flows: fc.array(fc.record({ from: machine, to: machine, limit: capacity }), { minLength: 1, maxLength: 40 })
  })
})

const shared = new FairShare()

const ratesOf = ({ uploads, downloads, flows }: Network, scale = 1): ReadonlyArray<number> => {
  shared.clear()
  const up = uploads.map((bandwidth) => shared.addLink(bandwidth * scale))
  const down = downloads.map((bandwidth) => shared.addLink(bandwidth * scale))
  const numbers = flows.map(({ from, to, limit }) => shared.addFlow(up[from] ?? -1, down[to] ?? -1, limit * scale))
  shared.share()
  return numbers.map((flow) => shared.rate(flow))
}

/** What a link carries, and the fastest flow on it. */
const load = (rates: ReadonlyArray<number>, on: (flow: number) => boolean) => {
  const there = rates.filter((_, flow) => on(flow))
  return { sum: there.reduce((sum, rate) => sum + rate, 0), fastest: Math.max(0, ...there) }
}

describe("fair shares of links", () => {
  it("never fill a link beyond its capacity, nor a flow beyond its own limit", () => {
    fc.assert(
      fc.property(networks, (network) => {
        const rates = ratesOf(network)
        rates.forEach((rate, flow) => expect(rate).toBeLessThanOrEqual(network.flows[flow]?.limit ?? 0))
        network.uploads.forEach((bandwidth, machine) => {
          const { sum } = load(rates, (flow) => network.flows[flow]?.from === machine)
          expect(sum).toBeLessThanOrEqual(bandwidth * (1 + 1e-9))
        })
        network.downloads.forEach((bandwidth, machine) => {
          const { sum } = load(rates, (flow) => network.flows[flow]?.to === machine)
          expect(sum).toBeLessThanOrEqual(bandwidth * (1 + 1e-9))
        })
      })
    )
  })

  it("give every flow a bottleneck: its own limit, or a full link on which nobody is faster (which makes them max-min fair)", () => {
    fc.assert(
      fc.property(networks, (network) => {
        const rates = ratesOf(network)
        network.flows.forEach(({ from, to, limit }, flow) => {
          const rate = rates[flow] ?? Number.NaN
          const isBottleneck = (bandwidth: number, { sum, fastest }: { sum: number; fastest: number }) =>
            sum >= bandwidth * (1 - 1e-9) && rate >= fastest * (1 - 1e-9)
          const upload = load(rates, (other) => network.flows[other]?.from === from)
          const download = load(rates, (other) => network.flows[other]?.to === to)
          const bottlenecks = [
            rate === limit,
            isBottleneck(network.uploads[from] ?? 0, upload),
            isBottleneck(network.downloads[to] ?? 0, download)
          ]
          expect(bottlenecks).toContain(true)
        })
      })
    )
  })

  it("do not depend on the order in which flows were named", () => {
    fc.assert(
      fc.property(networks, (network) => {
        const rates = ratesOf(network)
        const reversed = ratesOf({ ...network, flows: network.flows.toReversed() }).toReversed()
        rates.forEach((rate, flow) => {
          if (rate === Infinity) expect(reversed[flow]).toBe(Infinity)
          else expect(Math.abs((reversed[flow] ?? 0) - rate)).toBeLessThanOrEqual(1e-9 * rate)
        })
      })
    )
  })

  it("grow with everything: twice the capacities and limits, twice the rates", () => {
    fc.assert(
      fc.property(networks, (network) => {
        const doubled = ratesOf(network, 2)
        ratesOf(network).forEach((rate, flow) => expect(doubled[flow]).toBe(2 * rate))
      })
    )
  })

  it("never let the slowest flow lose by more capacity anywhere (others may: their rivals speed up elsewhere)", () => {
    fc.assert(
      fc.property(networks, fc.nat(11), (network, which) => {
        const machine = which % network.uploads.length
        const wider = { ...network, uploads: network.uploads.map((rate, up) => (up === machine ? 3 * rate : rate)) }
        const slowest = Math.min(...ratesOf(network))
        expect(Math.min(...ratesOf(wider))).toBeGreaterThanOrEqual(slowest * (1 - 1e-9))
      })
    )
  })

  it("can take from a flow when a rival gets a better link of its own", () => {
    const network = {
      uploads: [1, 10],
      downloads: [10],
      flows: [
        { from: 0, to: 0, limit: Infinity },
        { from: 1, to: 0, limit: Infinity }
      ]
    }
    expect(ratesOf(network)).toEqual([1, 9])
    expect(ratesOf({ ...network, uploads: [4, 10] })).toEqual([4, 6])
  })

  it("leave what a limited flow cannot use to the others", () => {
    const rates = ratesOf({
      uploads: [900],
      downloads: [1000, 1000, 1000],
      flows: [
        { from: 0, to: 0, limit: 100 },
        { from: 0, to: 1, limit: Infinity },
        { from: 0, to: 2, limit: Infinity }
      ]
    })
    expect(rates).toEqual([100, 400, 400])
  })
})
