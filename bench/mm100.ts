/** Customers a second through M/M/100 at load 0.9, first come first served, with the public interface of the kernel.
 *
 *     node bench/main.ts mm100
 *
 * Each customer is two events and two exponential draws. *Keyed*: each draw belongs to the customer, as everywhere in the model. *Stream*: one
 * `Draws` that is started once and goes on. The reference (`reference/mm100.cpp`) draws from a stream, on std::priority_queue. Rates are per
 * second of processor time, each turn in a process of its own. */
import { compileReference, type Entry, numbersOf, type Row, takeTurns, withFolder } from "./Entry.ts"
import { Draws } from "../packages/sim/src/kernel/Draws.ts"
import { Phase } from "../packages/sim/src/kernel/Phase.ts"
import { type Model, Simulation } from "../packages/sim/src/kernel/Simulation.ts"

const servers = 100
const arrivalRate = 90
const ring = 65_536
const arrival = 0
const completion = 1
const ways = ["keyed", "stream"] as const
type Way = (typeof ways)[number]

const gaps = Draws.purpose("mm100/gaps")
const services = Draws.purpose("mm100/services")

class Queue implements Model {
  readonly simulation = new Simulation()
  arrived = 0
  started = 0
  waits = 0
  private free = servers
  private readonly draws = new Draws(1)
  private readonly keyed: boolean
  /** Arrival times of those who wait. */
  private readonly waiting = new Float64Array(ring)

  constructor(way: Way) {
    this.keyed = way === "keyed"
    this.simulation.schedule(0, Phase.arrival, arrival, 0)
  }

  handle(kind: number, _subject: number, now: number): void {
    if (kind === arrival) this.arrive(now)
    else this.leave(now)
  }

  private arrive(now: number): void {
    const customer = this.arrived++
    this.waiting[customer & (ring - 1)] = now
    if (this.free > 0) this.start(now)
    this.simulation.schedule(now + this.exponential(gaps, customer) / arrivalRate, Phase.arrival, arrival, 0)
  }

  private leave(now: number): void {
    this.free++
    if (this.started < this.arrived) this.start(now)
  }

  private start(now: number): void {
    const customer = this.started++
    this.free--
    this.waits += now - (this.waiting[customer & (ring - 1)] ?? 0)
    this.simulation.schedule(now + this.exponential(services, customer), Phase.completion, completion, 0)
  }

  private exponential(purpose: number, customer: number): number {
    return this.keyed ? this.draws.at(purpose, customer).exponential() : this.draws.exponential()
  }
}

/** Runs until so many more customers were served. */
const serve = (queue: Queue, customers: number): void => {
  const until = queue.started + customers
  while (queue.started < until) queue.simulation.runUntil(queue, Infinity, until - queue.started)
}

const turn = (way: Way, warmUp: number, customers: number): void => {
  const queue = new Queue(way)
  serve(queue, warmUp)
  queue.waits = 0
  const start = process.cpuUsage()
  serve(queue, customers)
  const { system, user } = process.cpuUsage(start)
  console.log(`${((customers / (user + system)) * 1e6).toFixed(0)} ${(queue.waits / customers).toFixed(6)}`)
}

const measure = (way: Way, reference: string | undefined): Row => {
  const args = ["1000000", "5000000"]
  const rate = (program: string, before: ReadonlyArray<string>) => () => {
    const [perSecond, wait] = numbersOf(program, [...before, ...args])
    // Erlang C: 0.02197 service times at this load; a bench that simulates something else measures nothing.
    if (wait === undefined || Math.abs(wait - 0.022) > 0.004)
      throw new Error(`a mean wait of ${wait} is not that of M/M/100`)
    return perSecond ?? Number.NaN
  }
  const theirs = reference === undefined ? undefined : rate(reference, [])
  const found = takeTurns(7, rate(process.execPath, [import.meta.filename, way]), theirs)
  return {
    case: `${way} draws`,
    value: found.ours,
    unit: "customers/s",
    ...(found.theirs === undefined ? {} : { reference: { name: "C++", value: found.theirs } }),
    ...(found.ratio === undefined ? {} : { ratio: found.ratio }),
    target: "at least 4,000,000 customers/s"
  }
}

export const mm100: Entry = {
  name: "mm100",
  what: "M/M/100 at load 0.9 through the public interface of the kernel, against C++",
  run: () =>
    withFolder((folder) => {
      const reference = compileReference("mm100", folder)
      return ways.map((way) => measure(way, reference))
    })
}

if (import.meta.main) {
  const [way, warmUp, customers] = process.argv.slice(2)
  turn(way === "stream" ? "stream" : "keyed", Number(warmUp), Number(customers))
}
