import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { digest } from "../../packages/sim/src/kernel/Digest.ts"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"
import { Phase } from "../../packages/sim/src/kernel/Phase.ts"
import { type Model, Simulation } from "../../packages/sim/src/kernel/Simulation.ts"
import { restore, take } from "../../packages/sim/src/kernel/Snapshot.ts"

/** Particles that split, die and cancel one another. */
class Particles implements Model {
  readonly simulation = new Simulation()
  readonly draws = new Draws(5)
  readonly alive = new Float64Array(64)
  born = 0
  log = 0
  constructor() {
    for (let particle = 0; particle < 40; particle++) this.bear(0)
  }
  handle(kind: number, subject: number, now: number): void {
    this.log = (Math.imul(this.log, 31) + subject + kind + Math.floor(now * 1e3)) | 0
    const luck = this.draws.at(1, subject).uniform()
    if (luck < 0.3) this.simulation.cancel(this.alive[subject % 64] ?? 0)
    this.bear(now)
    if (luck < 0.3) this.bear(now)
  }
  private bear(now: number): void {
    const particle = this.born++
    const delay = this.draws.at(2, particle).exponential()
    this.alive[particle % 64] = this.simulation.schedule(now + delay, Phase.arrival, particle % 3, particle)
  }
}

describe("Simulation", () => {
  it("goes the same way whether it runs in one go, in slices of events or in slices of time", () => {
    const slices = fc.array(
      fc.record({ events: fc.integer({ min: 1, max: 400 }), until: fc.double({ min: 0, max: 30, noNaN: true }) })
    )
    const whole = new Particles()
    whole.simulation.runUntil(whole, 30)
    fc.assert(
      fc.property(slices, (parts) => {
        const sliced = new Particles()
        for (const { events, until } of parts) sliced.simulation.runUntil(sliced, until, events)
        while (sliced.simulation.runUntil(sliced, 30, 50) === 50);
        expect(sliced.log).toBe(whole.log)
        expect(sliced.simulation.now).toBe(30)
        expect(sliced.simulation.handled).toBe(whole.simulation.handled)
      }),
      { numRuns: 30 }
    )
  })

  it("goes on from a snapshot as from the original, in another process too", () => {
    const original = new Particles()
    original.simulation.runUntil(original, 10)
    const saved = structuredClone(take(original))
    original.simulation.runUntil(original, 20)
    const end = digest(take(original))
    for (const other of [original, new Particles()]) {
      restore(other, saved)
      expect(other.simulation.now).toBe(10)
      other.simulation.runUntil(other, 20)
      expect(digest(take(other))).toBe(end)
    }
  })

  it("does not let anybody schedule into the past or at no time at all", () => {
    const simulation = new Simulation()
    simulation.runUntil({ handle: () => undefined }, 5)
    for (const at of [4.999, Number.NaN, Infinity])
      expect(() => simulation.schedule(at, Phase.arrival, 1, 1)).toThrow(RangeError)
    simulation.schedule(5, Phase.arrival, 1, 1)
    expect(simulation.peek()).toBe(5)
  })

  it("handles one event at a step and stops the clock where it was cut short", () => {
    const seen: Array<number> = []
    const model: Model = { handle: (_, subject) => void seen.push(subject) }
    const simulation = new Simulation()
    for (const at of [3, 1, 2]) simulation.schedule(at, Phase.arrival, 0, at)
    expect(simulation.step(model)).toBe(true)
    expect(seen).toEqual([1])
    expect(simulation.runUntil(model, 10, 1)).toBe(1)
    expect(simulation.now).toBe(2)
    expect(simulation.runUntil(model, 10)).toBe(1)
    expect(simulation.now).toBe(10)
    expect(simulation.step(model)).toBe(false)
  })

  it("sets the clock to the end when nothing more is due, also when as many events were allowed as there were", () => {
    const simulation = new Simulation()
    for (const at of [1, 2, 30]) simulation.schedule(at, Phase.arrival, 0, at)
    const model: Model = { handle: () => undefined }
    expect(simulation.runUntil(model, 10, 1)).toBe(1)
    expect(simulation.now).toBe(1)
    expect(simulation.runUntil(model, 10, 1)).toBe(1)
    expect(simulation.now).toBe(10)
    expect(simulation.runUntil(model, 20, 0)).toBe(0)
    expect(simulation.now).toBe(20)
  })

  it("handles what belongs to one instant in the order of its phases", () => {
    const seen: Array<number> = []
    const simulation = new Simulation()
    const phases = [Phase.settlement, Phase.arrival, Phase.completion, Phase.clearing, Phase.failure, Phase.arrival]
    phases.forEach((phase, index) => simulation.schedule(7, phase, 0, index))
    simulation.runUntil({ handle: (_, subject) => void seen.push(subject) }, 7)
    expect(seen).toEqual([2, 4, 1, 5, 3, 0])
  })
})
