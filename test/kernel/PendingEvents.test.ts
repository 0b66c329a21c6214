import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { digest } from "../../packages/sim/src/kernel/Digest.ts"
import { Distribution } from "../../packages/sim/src/kernel/Distribution.ts"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"
import { type EventId, PendingEvents, timeLimit } from "../../packages/sim/src/kernel/PendingEvents.ts"
import { restore, take } from "../../packages/sim/src/kernel/Snapshot.ts"

const delays = {
  exponential: Distribution.make({ kind: "exponential", mean: 1 }),
  "two-peaked": Distribution.make({ kind: "choice", values: [0.01, 10, 11], weights: [18, 1, 1] }),
  "heavy-tailed": Distribution.make({ kind: "pareto", scale: 1, exponent: 1.1 }),
  equal: Distribution.make({ kind: "constant", value: 1 }),
  none: Distribution.make({ kind: "constant", value: 0 }),
  minute: Distribution.make({ kind: "exponential", mean: 1e-12 }),
  bursts: Distribution.make({ kind: "hyperexponential", mean: 1, cv: 20 })
}

/** Events that schedule one successor each, sometimes cancel one and sometimes go through times of a hundred times as many. */
class Bustle {
  readonly pending = new PendingEvents()
  readonly draws = new Draws(7)
  readonly ids = new Float64Array(512)
  now = 0
  phase = 0
  lastSubject = -1
  scheduled = 0
  private readonly delay: Distribution
  constructor(delay: Distribution, size: number) {
    this.delay = delay
    for (let event = 0; event < size; event++) this.schedule(this.delay.sample(this.draws.at(1, event)))
  }
  schedule(time: number): void {
    const number = this.scheduled++
    this.ids[number % 512] = this.pending.schedule(time, this.draws.at(2, number).integer(5), 1, number)
  }
  step(): boolean {
    const { draws, pending } = this
    if (!pending.next(Infinity)) return false
    const tie = pending.time === this.now && pending.phase === this.phase
    // The law: never back in time, at one time never back in phase unless it was scheduled later, and first come first served.
    expect(pending.time).toBeGreaterThanOrEqual(this.now)
    if (tie) expect(pending.subject).toBeGreaterThan(this.lastSubject)
    this.now = pending.time
    this.phase = pending.phase
    this.lastSubject = pending.subject
    const number = pending.subject
    const luck = draws.at(3, number).uniform()
    if (luck < 0.1) pending.cancel(this.ids[number % 512] ?? 0)
    const successors = luck < 0.099 ? 2 : luck > 0.9999 ? 300 : luck > 0.97 && pending.size > 400 ? 0 : 1
    for (let successor = 0; successor < successors; successor++) {
      this.schedule(this.now + this.delay.sample(draws.at(4, number, successor)))
    }
    return true
  }
}

describe("PendingEvents", () => {
  it.each(Object.keys(delays))("goes forward in time, first come first served, with %s delays", (name) => {
    const delay = Object.entries(delays).find(([key]) => key === name)?.[1] ?? delays.equal
    for (const size of [3, 200, 5000]) {
      const bustle = new Bustle(delay, size)
      for (let event = 0; event < 8000 && bustle.step(); event++);
    }
  })

  it.each(Object.keys(delays))("goes on after a restore as if nothing had been, with %s delays", (name) => {
    const delay = Object.entries(delays).find(([key]) => key === name)?.[1] ?? delays.equal
    const bustle = new Bustle(delay, 700)
    for (let event = 0; event < 2500; event++) bustle.step()
    const saved = take(bustle)
    for (let event = 0; event < 2500; event++) bustle.step()
    const end = digest(take(bustle))
    for (const other of [bustle, new Bustle(delay, 1)]) {
      restore(other, saved)
      for (let event = 0; event < 2500; event++) other.step()
      expect(digest(take(other))).toBe(end)
    }
  })

  it("orders by time, then phase, then first come first served", () => {
    const event = fc.tuple(fc.constantFrom(0, 1, 1.5, 2, 1e6, -3), fc.nat(4))
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300, size: "max" }), (events) => {
        const pending = new PendingEvents()
        events.forEach(([time, phase], index) => pending.schedule(time, phase, 0, index))
        const expected = events
          .map(([time, phase], index) => ({ time, phase, index }))
          .sort((a, b) => a.time - b.time || a.phase - b.phase || a.index - b.index)
        for (const { index } of expected) {
          pending.next(Infinity)
          expect(pending.subject).toBe(index)
        }
        expect(pending.next(Infinity)).toBe(false)
      })
    )
  })

  it("takes an event for the instant that is being handled in its turn", () => {
    const pending = new PendingEvents()
    for (const subject of [0, 1, 2]) pending.schedule(5, 2, 0, subject)
    pending.next(Infinity)
    pending.schedule(5, 0, 0, 3)
    pending.schedule(5, 4, 0, 4)
    const order: Array<number> = []
    while (pending.next(5)) order.push(pending.subject)
    expect(order).toEqual([3, 1, 2, 4])
  })

  it("gives its slots back, so that memory follows what is pending", () => {
    const pending = new PendingEvents()
    const bytes = () =>
      take(pending).nodes.reduce((sum, node) => sum + (node.type === "buffer" ? node.bytes.byteLength : 0), 0)
    const ids: Array<EventId> = []
    const round = (time: number) => {
      for (let event = 0; event < 100; event++) ids.push(pending.schedule(time + event, 2, 0, event))
      // Timers that are cancelled long before their time.
      for (let event = 0; event < 100; event++) ids.push(pending.schedule(time + 1e9, 1, 0, event))
      for (const id of ids.splice(0)) if (id % 2 === 0 || pending.size > 100) pending.cancel(id)
      while (pending.next(time + 1e6));
    }
    for (let time = 0; time < 20; time++) round(time * 1e6)
    const early = bytes()
    for (let time = 20; time < 500; time++) round(time * 1e6)
    expect(bytes()).toBeLessThanOrEqual(early * 2)
  })

  it("does not take the id of an event that is over for that of its successor in the same place", () => {
    const pending = new PendingEvents()
    const first = pending.schedule(1, 0, 0, 1)
    pending.next(Infinity)
    const second = pending.schedule(2, 0, 0, 2)
    expect(pending.cancel(first)).toBe(false)
    expect(pending.size).toBe(1)
    expect(pending.cancel(second)).toBe(true)
    expect(pending.peekTime()).toBe(Infinity)
    for (const id of [-1, 0.5, 1e15, Number.NaN]) expect(pending.cancel(id)).toBe(false)
  })

  it("stays quick when the next event lies beyond many empty days", () => {
    const pending = new PendingEvents()
    for (let event = 0; event < 1000; event++) pending.schedule(event * 1e-6, 0, 0, event)
    for (let event = 0; event < 1000; event++) pending.schedule(1e15 + event * 1e3, 0, 0, event)
    let last = -Infinity
    let count = 0
    while (pending.next(Infinity)) {
      expect(pending.time).toBeGreaterThan(last)
      last = pending.time
      count++
    }
    expect(count).toBe(2000)
  })

  it("keeps subjects beyond 32 bits", () => {
    const pending = new PendingEvents()
    const subjects = [3 * 2 ** 32 + 7, 2 ** 53 - 1, -(2 ** 40), 5]
    subjects.forEach((subject, time) => pending.schedule(time, 0, 0, subject))
    for (const subject of subjects) {
      pending.next(Infinity)
      expect(pending.subject).toBe(subject)
    }
  })

  it("cancels nothing when there is no event to cancel", () => {
    const pending = new PendingEvents()
    for (let time = 0; time < 3; time++) pending.schedule(time, 0, 0, 0)
    for (const id of [-1, Number.NaN]) expect(pending.cancel(id)).toBe(false)
    expect(pending.size).toBe(3)
  })

  it("refuses times that are no numbers or out of bounds", () => {
    const pending = new PendingEvents()
    for (const time of [Number.NaN, Infinity, -Infinity, timeLimit]) {
      expect(() => pending.schedule(time, 0, 3, 0)).toThrow("an event of kind 3 cannot be scheduled")
    }
    expect(pending.size).toBe(0)
  })
})
