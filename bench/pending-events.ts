/** The pending-event set in the hold model: each popped event schedules its successor after a delay read from a shared table of 65,536 draws.
 *
 *     node bench/main.ts pending-events
 *
 * Against std::priority_queue of {double time; u32 sequence; u32 id}, -O3 (`reference/pending-events.cpp`), with the same table, the same
 * operations and a handler called for each event on both sides; a checksum over the order of events must agree. Each turn is a process of
 * its own. Rates are per second of *processor time*, all threads of the process included, so that a busy machine does not decide. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Description, Distribution } from "../packages/sim/src/kernel/Distribution.ts"
import { Draws } from "../packages/sim/src/kernel/Draws.ts"
import { Phase } from "../packages/sim/src/kernel/Phase.ts"
import { type Model, Simulation } from "../packages/sim/src/kernel/Simulation.ts"
import { compileReference, type Entry, numbersOf, type Row, takeTurns, withFolder } from "./Entry.ts"

const tableSize = 65_536
const delays = {
  exponential: { kind: "exponential", mean: 1 },
  uniform: { kind: "uniform", from: 0, to: 2 },
  "two-peaked": undefined,
  "heavy-tailed": { kind: "pareto", scale: 1, exponent: 1.1 },
  "all-equal": { kind: "constant", value: 1 }
} as const satisfies Record<string, Description | undefined>
type Delay = keyof typeof delays

const makeTable = (delay: Delay): Float64Array => {
  const draws = new Draws(1)
  const purpose = Draws.purpose(`bench/${delay}`)
  const description = delays[delay]
  if (description !== undefined) {
    const distribution = Distribution.make(description)
    return Float64Array.from({ length: tableSize }, (_, index) => distribution.sample(draws.at(purpose, index)))
  }
  // Nine of ten delays between 0 and 0.1, the tenth between 10 and 11.
  return Float64Array.from({ length: tableSize }, (_, index) => {
    const near = draws.at(purpose, index).uniform() < 0.9
    return near ? draws.uniform() / 10 : 10 + draws.uniform()
  })
}

class Hold implements Model {
  checksum = 0
  private cursor = 0
  private readonly simulation: Simulation
  private readonly table: Float64Array
  constructor(simulation: Simulation, table: Float64Array, pending: number) {
    this.simulation = simulation
    this.table = table
    for (let id = 0; id < pending; id++) simulation.schedule(this.delay(), Phase.completion, 0, id)
  }
  handle(_kind: number, subject: number, now: number): void {
    this.checksum = (Math.imul(this.checksum, 31) + subject) | 0
    this.simulation.schedule(now + this.delay(), Phase.completion, 0, subject)
  }
  private delay(): number {
    return this.table[this.cursor++ & (tableSize - 1)] ?? 0
  }
}

/** One turn of ours, in a process of its own: the same arguments and the same output as the reference. */
const turn = (file: string, pending: number, warmUp: number, events: number): void => {
  const bytes = readFileSync(file)
  const table = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  const simulation = new Simulation()
  const model = new Hold(simulation, table, pending)
  simulation.runUntil(model, Infinity, warmUp)
  const start = process.cpuUsage()
  simulation.runUntil(model, Infinity, events)
  const { system, user } = process.cpuUsage(start)
  console.log(`${((events / (user + system)) * 1e6).toFixed(0)} ${model.checksum >>> 0}`)
}

const targetOf = (delay: Delay, pending: number): string =>
  delay !== "exponential" ? "at least 0.5" : pending >= 1_000_000 ? "at least 1" : "at least 1.2"

const measure = (delay: Delay, pending: number, file: string, reference: string | undefined): Row => {
  const args = [file, pending, 2_000_000, 4_000_000].map(String)
  const checksums = new Set<number>()
  const rate = (program: string, before: ReadonlyArray<string>) => () => {
    const [perSecond, checksum] = numbersOf(program, [...before, ...args])
    checksums.add(checksum ?? Number.NaN)
    return perSecond ?? Number.NaN
  }
  const theirs = reference === undefined ? undefined : rate(reference, [])
  const found = takeTurns(delay === "exponential" ? 7 : 3, rate(process.execPath, [import.meta.filename]), theirs)
  if (checksums.size !== 1)
    throw new Error(`${delay}, ${pending} pending: the events came in another order than in the reference`)
  return {
    case: `${delay} delays, ${pending.toLocaleString("en")} pending`,
    value: found.ours,
    unit: "events/s",
    ...(found.theirs === undefined ? {} : { reference: { name: "std::priority_queue", value: found.theirs } }),
    ...(found.ratio === undefined ? {} : { ratio: found.ratio }),
    target: targetOf(delay, pending)
  }
}

const names: ReadonlyArray<Delay> = ["exponential", "uniform", "two-peaked", "heavy-tailed", "all-equal"]

export const pendingEvents: Entry = {
  name: "pending-events",
  what: "the pending-event set in the hold model against std::priority_queue",
  run: () =>
    withFolder((folder) => {
      const reference = compileReference("pending-events", folder)
      return names.flatMap((delay) => {
        const file = join(folder, `${delay}.f64`)
        writeFileSync(file, makeTable(delay))
        return [1_000, 100_000, 1_000_000].map((pending) => measure(delay, pending, file, reference))
      })
    })
}

if (import.meta.main) {
  const [file = "", pending, warmUp, events] = process.argv.slice(2)
  turn(file, Number(pending), Number(warmUp), Number(events))
}
