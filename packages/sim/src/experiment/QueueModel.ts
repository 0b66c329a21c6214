/** A first-come queue on the kernel, the smallest model there is: customers arrive at random, wait for one of some servers, and leave.
 *
 * It stands here to be compared with theory (`Verify.ts`) and as the first example of how a model uses the kernel: events are
 * numbers, the state is a few numbers and one ring of arrival times, every draw is keyed by the customer. */
import { Distribution, type Description } from "../kernel/Distribution.ts"
import { Draws } from "../kernel/Draws.ts"
import { Phase } from "../kernel/Phase.ts"
import { Quantiles } from "../kernel/Quantiles.ts"
import { type Model, Simulation } from "../kernel/Simulation.ts"
import { TimeAverage } from "../kernel/TimeAverage.ts"

/** A queue to simulate. */
export interface QueueDescription {
  readonly servers: number
  /** Arrivals per second; Poisson. */
  readonly arrivalRate: number
  readonly service: Description
  /** Customers who are counted. */
  readonly customers: number
  /** Customers before them who are not: the queue starts empty. */
  readonly warmUp: number
}

/** What one run of a queue measured. Times in seconds. */
export interface QueueMeasured {
  readonly meanWait: number
  readonly p95Wait: number
  /** Share of the counted customers who waited. */
  readonly delayed: number
  /** ∫ customers in the system dt from the first arrival to the last departure, all customers included … */
  readonly customerSeconds: number
  /** … and the sum of their times in the system: Little's law says that the two are the same. */
  readonly timeInSystem: number
}

const arrivals = Draws.purpose("verify/arrivals")
const services = Draws.purpose("verify/service")
const kinds = { arrival: 0, completion: 1 } as const

class QueueModel implements Model {
  readonly simulation = new Simulation()
  readonly inSystem = new TimeAverage()
  readonly waits = new Quantiles()
  wait = 0
  delayed = 0
  timeInSystem = 0
  private readonly draws: Draws
  private readonly service: Distribution
  private readonly queue: QueueDescription
  private free: number
  private arrived = 0
  private started = 0
  /** Arrival times of those who wait: a ring whose length is a power of two. */
  private ring = new Float64Array(1_024)

  constructor(queue: QueueDescription, seed: number) {
    this.queue = queue
    this.draws = new Draws(seed)
    this.service = Distribution.make(queue.service)
    this.free = queue.servers
    this.scheduleArrival(0)
  }

  handle(kind: number, _subject: number, now: number): void {
    if (kind === kinds.arrival) this.arrive(now)
    else this.depart(now)
  }

  private scheduleArrival(now: number): void {
    const gap = this.draws.at(arrivals, this.arrived).exponential() / this.queue.arrivalRate
    this.simulation.schedule(now + gap, Phase.arrival, kinds.arrival, 0)
  }

  private arrive(now: number): void {
    if (this.arrived - this.started === this.ring.length) this.grow()
    this.ring[this.arrived & (this.ring.length - 1)] = now
    this.arrived += 1
    this.inSystem.add(1, now)
    if (this.free > 0) this.start(now)
    if (this.arrived < this.queue.warmUp + this.queue.customers) this.scheduleArrival(now)
  }

  private depart(now: number): void {
    this.inSystem.add(-1, now)
    this.free += 1
    if (this.started < this.arrived) this.start(now)
  }

  private start(now: number): void {
    const wait = now - (this.ring[this.started & (this.ring.length - 1)] ?? 0)
    const length = this.service.sample(this.draws.at(services, this.started))
    if (this.started >= this.queue.warmUp) {
      this.wait += wait
      if (wait > 0) this.delayed += 1
      this.waits.add(wait)
    }
    this.started += 1
    this.free -= 1
    this.timeInSystem += wait + length
    this.simulation.schedule(now + length, Phase.completion, kinds.completion, 0)
  }

  private grow(): void {
    const next = new Float64Array(this.ring.length * 2)
    for (let customer = this.started; customer < this.arrived; customer++)
      next[customer & (next.length - 1)] = this.ring[customer & (this.ring.length - 1)] ?? 0
    this.ring = next
  }
}

/** Simulates a queue until the last customer has left. */
export const run = (queue: QueueDescription, seed: number): QueueMeasured => {
  const model = new QueueModel(queue, seed)
  model.simulation.runUntil(model, Number.POSITIVE_INFINITY)
  return {
    meanWait: model.wait / queue.customers,
    p95Wait: model.waits.at(0.95),
    delayed: model.delayed / queue.customers,
    customerSeconds: model.inSystem.integralUntil(model.simulation.now),
    timeInSystem: model.timeInSystem
  }
}
