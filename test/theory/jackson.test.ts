import { describe, expect, it } from "vitest"
import * as Interval from "../../packages/sim/src/experiment/Interval.ts"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"
import { Phase } from "../../packages/sim/src/kernel/Phase.ts"
import { type Model, Simulation } from "../../packages/sim/src/kernel/Simulation.ts"
import { TimeAverage } from "../../packages/sim/src/kernel/TimeAverage.ts"

/** Arrivals from outside, service rates, and the chances of going on to the other station after a service; the rest leaves. */
const outside = [0.5, 0.2] as const
const service = [1, 0.9] as const
const onward = [0.4, 0.3] as const

/** Traffic equations: λ₁ = γ₁ + q₂ λ₂ and λ₂ = γ₂ + q₁ λ₁. */
const throughput = (() => {
  const first = (outside[0] + onward[1] * outside[1]) / (1 - onward[0] * onward[1])
  return [first, outside[1] + onward[0] * first] as const
})()
const load = [throughput[0] / service[0], throughput[1] / service[1]] as const

const purposes = {
  gap: Draws.purpose("jackson/gap"),
  service: Draws.purpose("jackson/service"),
  route: Draws.purpose("jackson/route")
}

class Network implements Model {
  readonly simulation = new Simulation()
  readonly present = [new TimeAverage(), new TimeAverage()] as const
  readonly empty = new TimeAverage()
  private readonly draws: Draws
  private readonly served = [0, 0]
  private readonly arrived = [0, 0]

  constructor(seed: number) {
    this.draws = new Draws(seed)
    this.empty.set(1, 0)
    for (const station of [0, 1] as const) this.scheduleArrival(station, 0)
  }

  /** Kind 0: an arrival from outside, kind 1: the end of a service; the subject is the station. */
  handle(kind: number, subject: number, now: number): void {
    const station = subject === 0 ? 0 : 1
    if (kind === 0) {
      this.scheduleArrival(station, now)
      this.enter(station, now)
      return
    }
    const here = this.present[station]
    here.add(-1, now)
    const other = station === 0 ? 1 : 0
    const key = (this.served[station] ?? 0) * 2 + station
    if (this.draws.at(purposes.route, key).uniform() < onward[station]) this.enter(other, now)
    if (here.value > 0) this.serve(station, now)
    this.watch(now)
  }

  private enter(station: 0 | 1, now: number): void {
    this.present[station].add(1, now)
    if (this.present[station].value === 1) this.serve(station, now)
    this.watch(now)
  }

  private serve(station: 0 | 1, now: number): void {
    const number = (this.served[station] = (this.served[station] ?? 0) + 1)
    const length = this.draws.at(purposes.service, number * 2 + station).exponential() / service[station]
    this.simulation.schedule(now + length, Phase.completion, 1, station)
  }

  private scheduleArrival(station: 0 | 1, now: number): void {
    const number = (this.arrived[station] = (this.arrived[station] ?? 0) + 1)
    const gap = this.draws.at(purposes.gap, number * 2 + station).exponential() / outside[station]
    this.simulation.schedule(now + gap, Phase.arrival, 0, station)
  }

  private watch(now: number): void {
    this.empty.set(this.present[0].value === 0 && this.present[1].value === 0 ? 1 : 0, now)
  }
}

const measure = (seed: number) => {
  const network = new Network(seed)
  const { simulation } = network
  simulation.runUntil(network, 2_000)
  const averages = [...network.present, network.empty]
  for (const average of averages) average.clear(simulation.now)
  simulation.runUntil(network, 42_000)
  return averages.map((average) => average.mean(simulation.now))
}

describe("a Jackson network of two stations with feedback, on the kernel", () => {
  const runs = Array.from({ length: 20 }, (_, seed) => measure(seed))
  const within = (position: number, expected: number) => {
    const { halfWidth, mean } = Interval.ofMean(
      runs.map((run) => run[position] ?? Number.NaN),
      0.999
    )
    expect(Math.abs(mean - expected)).toBeLessThanOrEqual(halfWidth ?? 0)
    expect(halfWidth).toBeLessThan(0.15 * expected)
  }

  it("has at each station as many customers as if it stood alone", () => {
    for (const station of [0, 1] as const) within(station, load[station] / (1 - load[station]))
  })

  it("is empty as often as if its stations were independent", () => {
    within(2, (1 - load[0]) * (1 - load[1]))
  })
})
