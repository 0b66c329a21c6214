import fc from "fast-check"
import { expect } from "vitest"
import { PendingEvents } from "../../../packages/sim/src/kernel/PendingEvents.ts"
import { restore, take } from "../../../packages/sim/src/kernel/Snapshot.ts"
import { inOrder, type Model, type Real } from "./Model.ts"

type Command = fc.Command<Model, Real>

const always = (): boolean => true

class Schedule implements Command {
  private readonly time: number
  private readonly phase: number
  private readonly copies: number
  constructor(time: number, phase: number, copies: number) {
    this.time = time
    this.phase = phase
    this.copies = copies
  }
  check = always
  run(model: Model, { pending }: Real): void {
    for (let copy = 0; copy < this.copies; copy++) {
      const sequence = model.sequence++
      const event = { time: this.time, phase: this.phase, sequence, kind: sequence % 7, subject: sequence - 50 }
      const id = pending.schedule(event.time, event.phase, event.kind, event.subject)
      model.entries = [...model.entries, { ...event, id }]
      model.ids.push(id)
    }
    expect(pending.size).toBe(model.entries.length)
  }
  toString = (): string => `schedule(${this.time}, phase ${this.phase}) × ${this.copies}`
}

class Cancel implements Command {
  private readonly which: number
  constructor(which: number) {
    this.which = which
  }
  check = (model: Readonly<Model>): boolean => model.ids.length > 0
  run(model: Model, { pending }: Real): void {
    const id = model.ids[this.which % model.ids.length] ?? -1
    const left = model.entries.filter((entry) => entry.id !== id)
    expect(pending.cancel(id)).toBe(left.length < model.entries.length)
    expect(pending.cancel(id)).toBe(false)
    model.entries = left
    expect(pending.size).toBe(left.length)
  }
  toString = (): string => `cancel(${this.which})`
}

class Next implements Command {
  private readonly until: number
  private readonly most: number
  constructor(until: number, most: number) {
    this.until = until
    this.most = most
  }
  check = always
  run(model: Model, { pending }: Real): void {
    for (let count = 0; count < this.most; count++) {
      const [first, ...rest] = inOrder(model)
      const comes = first !== undefined && first.time <= this.until
      expect(pending.next(this.until)).toBe(comes)
      if (!comes) return
      const { kind, phase, subject, time } = pending
      expect({ time, phase, kind, subject }).toEqual({
        time: first.time,
        phase: first.phase,
        kind: first.kind,
        subject: first.subject
      })
      model.entries = rest
    }
  }
  toString = (): string => `next(${this.until}) × ${this.most}`
}

class Peek implements Command {
  check = always
  run(model: Model, { pending }: Real): void {
    expect(pending.peekTime()).toBe(inOrder(model)[0]?.time ?? Infinity)
  }
  toString = (): string => "peekTime()"
}

class Restore implements Command {
  check = always
  run(_: Model, real: Real): void {
    const fresh = new PendingEvents()
    restore(fresh, structuredClone(take(real.pending)))
    real.pending = fresh
  }
  toString = (): string => "restore into a fresh one"
}

/** Few times, so that there are ties; close ones and far ones, so that days are wide and narrow in turn. */
const time = fc.oneof(
  fc.nat(20),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.nat(1_000_000),
  fc.constantFrom(-5, 1e-9, 1e15, 20.5)
)

/** Commands for `fc.modelRun`. */
export const commands = fc.commands(
  [
    fc
      .tuple(time, fc.nat(4), fc.constantFrom(1, 1, 1, 2, 40))
      .map(([at, phase, copies]) => new Schedule(at, phase, copies)),
    fc.nat().map((which) => new Cancel(which)),
    fc
      .tuple(fc.oneof(time, fc.constant(Infinity)), fc.constantFrom(1, 1, 3, 50))
      .map(([until, most]) => new Next(until, most)),
    fc.constant(new Peek()),
    fc.constant(new Restore())
  ],
  { maxCommands: 60, size: "max" }
)
