/** How fast a gang trains, and where its time goes: compute, waiting for slower members, for bandwidth, for delay, and tokens that only make up for
 * rare exchanges. Whoever has a gang (a market, a single run) asks here; central and decentralised gangs alike.
 *
 * The order of the reckoning is that of `Training.pace`: replicas, compute, what is inside a replica, exchanges between replicas, tokens. */
import * as Catalog from "../catalog/Catalog.ts"
import { tokensFactor } from "./model/CriticalBatch.ts"
import * as EqualLoss from "./model/EqualLoss.ts"
import type { Gang } from "./network/Gang.ts"
import { exchangeSeconds, fetchRate, type RingOrder } from "./network/Links.ts"
import { flopPerToken, type ModelConfig } from "./model/ModelSize.ts"
import { logError, multiplier } from "./model/ReplicaPenalty.ts"
import { Replicas } from "./Replicas.ts"
import { laws, type Law, lossAt } from "./model/ScalingLaw.ts"
import { make, type SynchronisationConfig } from "./synchronisation/SynchronisationConfig.ts"
import type { Collective, Synchronisation } from "./synchronisation/Synchronisation.ts"

/** GPUs of a node: inside it they are linked as the catalogue says, beyond it by the fabric of the site. */
const nodeGpus = 8
/** Share of a step in which gradients become ready: the backward pass is twice the forward pass. */
const backwardShare = 2 / 3
/** A gang whose loss would take more tokens than this many times those of one data centre does not get there. */
export const mostTokensRatio = 1000
const bitsOfGradient = 16

/** How a model is trained, wherever: what `TrainingConfig` and a set-up of a single run have in common. */
export interface Practice {
  readonly model: ModelConfig
  /** Tokens of one optimiser step of all machines together. */
  readonly batch: number
  readonly synchronisation: SynchronisationConfig
  /** 0: that of the GPU model in the catalogue. */
  readonly mfu: number
  readonly flows: number
  readonly ring: RingOrder
  readonly microbatches: number
  readonly activation_bits: number
  /** Bytes for each parameter that who joins fetches. */
  readonly joining_bytes: number
  /** Factor on the exponent of `ReplicaPenalty.ts`. */
  readonly replica_penalty: number
  readonly law: keyof typeof laws
}

/** What came out for one gang; filled anew by each `Training.pace`. Times are seconds of one inner step, waiting for exchanges spread evenly over the
 * steps between two of them. */
export class Pace {
  /** Copies of the model that train side by side, and members that share the largest of them. */
  replicas = 0
  stages = 0
  /** The whole step, and its parts: they add up to it. */
  step = 0
  compute = 0
  /** Waiting for the slowest member. */
  stragglers = 0
  /** Stages of a pipeline that have nothing to do, because the model does not fit one member. */
  memory = 0
  bandwidth = 0
  latency = 0
  /** Time of one exchange between replicas, hidden or not. */
  exchange = 0
  /** Steps from one exchange of all parameters to the next. */
  innerSteps = 1
  /** Share of the GPUs that work: members that do not hold the model stand idle where others do. */
  working = 1
  /** Tokens trained a second. */
  tokensPerSecond = 0
  /** Tokens needed for each that one data centre needs for the same loss; 1 or more: for rare exchanges, and for a batch beyond the critical one, which a data centre would
   * not take. */
  tokensRatio = 1
  /** Share of the peak of all GPUs that the model's FLOP are. */
  mfu = 0
  /** Bits a second that members send to each other. */
  sending = 0

  /** What a gang does that cannot hold the model, or has more members to a replica than the model has layers. */
  getNowhere(): void {
    this.step = 1
    this.compute = 0
    this.tokensPerSecond = 0
    this.tokensRatio = mostTokensRatio
    this.sending = 0
    this.exchange = 0
    this.innerSteps = 1
  }

  /** Share of the time in which GPUs compute. */
  get utilisation(): number {
    return (this.working * this.compute) / this.step
  }

  /** Tokens a second that one data centre would need for the same progress. */
  get usefulTokensPerSecond(): number {
    return this.tokensPerSecond / this.tokensRatio
  }
}

/** A practice, made ready to be asked for many gangs. */
export class Training {
  readonly practice: Practice
  readonly synchronisation: Synchronisation
  readonly law: Law
  /** FLOP to train on one token. */
  readonly flop: number
  /** FLOP/s that a GPU of each model reaches in training. */
  private readonly rates: Float64Array
  private readonly replicas: Replicas

  constructor(practice: Practice) {
    const { mfu, model, synchronisation } = practice
    this.practice = practice
    this.synchronisation = make(synchronisation, model)
    this.law = laws[practice.law]
    this.flop = flopPerToken(model)
    this.replicas = new Replicas(model, practice.flows)
    this.rates = Float64Array.from(
      Catalog.gpuNames,
      (_, index) => Catalog.gpuAt(index).teraflops.value * 1e12 * (mfu > 0 ? mfu : Catalog.gpuAt(index).mfu.value)
    )
  }

  /** Bytes that one replica must hold. */
  get state(): number {
    return this.replicas.state
  }

  /** Whether so many GPUs of a model hold one replica. */
  fits(gpuModel: number, gpus: number): boolean {
    return this.replicas.fits(gpuModel, gpus)
  }

  /** Tokens a second of so many GPUs of a model that wait for nothing. */
  unhindered(gpuModel: number, gpus: number): number {
    return (gpus * (this.rates[gpuModel] ?? 0)) / this.flop
  }

  /** Bytes that a member of so many GPUs fetches before it takes part: of the state as much as it holds. */
  bytesToJoin(gpuModel: number, gpus: number): number {
    const { joining_bytes, model } = this.practice
    const { state } = this.replicas
    const bytes = Math.min(joining_bytes * model.parameters, state)
    const held = this.replicas.room(gpuModel, gpus)
    return held >= state ? bytes : (bytes * held) / state
  }

  /** Time in which a member fetches the state of a run that goes on, s: from the member from which it comes fastest or, where everybody reads from a store anyway, from there.
   * The others do not wait for it (PrimeIntellect-ai/prime: who joins takes part from the next exchange on).
   *
   * @param gang the others, or all of them when `member` says which one fetches */
  secondsToJoin(gang: Gang, gpuModel: number, gpus: number, region: number, download: number, member = -1): number {
    const { flows } = this.practice
    const rate =
      this.synchronisation.collective === "gather"
        ? Math.min(download, flows * Catalog.flowRate(region, region))
        : fetchRate(gang, region, download, flows, member)
    const bits = 8 * this.bytesToJoin(gpuModel, gpus)
    return bits === 0 ? 0 : bits / rate
  }

  /** What rare and late exchanges between so many replicas do to the loss, and how sure that is. */
  lossOfExchanging(replicas: number): EqualLoss.Arm {
    const { synchronisation } = this
    const factor = this.lossFactor(replicas)
    return {
      multiplier: factor,
      multiplierLogError: factor > 1 ? logError(replicas, synchronisation.innerSteps) : 0,
      addedLoss: replicas > 1 ? synchronisation.staleLoss : 0
    }
  }

  private lossFactor(replicas: number): number {
    const { model, replica_penalty } = this.practice
    return multiplier(replicas, this.synchronisation.innerSteps, model.parameters) ** replica_penalty
  }

  /** How fast a gang trains on `tokens` tokens (those of one data centre), when `wanted` GPUs share the batch; a GPU that is not there leaves its
   * share of the batch undone. Gives whether the gang holds the model; if not, nothing else is told. */
  pace(gang: Gang, tokens: number, wanted: number, into: Pace): boolean {
    const { practice, synchronisation } = this
    const team = this.replicas.form(gang)
    if (team === undefined) return false
    const { count: replicas, stages } = this.replicas
    into.replicas = replicas
    into.stages = stages
    if (stages > practice.model.layers) return false
    let gpus = 0
    let rate = 0
    let slowest = Infinity
    for (let member = 0; member < team.count; member++) {
      const count = team.gpus[member] ?? 0
      const model = team.gpuModel[member] ?? 0
      gpus += count
      rate += count * (this.rates[model] ?? 0)
      slowest = Math.min(slowest, this.rates[model] ?? 0)
    }
    into.working = gpus / gang.size
    const share = practice.batch / Math.max(wanted, gpus)
    into.compute = (share * this.flop * gpus) / rate
    // Where nobody waits, a slow member only does less.
    const busy = synchronisation.waits || replicas === 1 ? (share * this.flop) / slowest : into.compute
    into.stragglers = busy - into.compute
    into.memory = ((stages - 1) / practice.microbatches) * busy
    into.bandwidth = this.waitInside(team, busy, stages)
    into.latency = 0
    // Bits of a step, until the length of a step is known.
    into.sending = 0
    if (stages > 1) this.waitInPipelines(team, busy, share * gpus, into)
    into.step = busy + into.memory + into.bandwidth + into.latency
    into.exchange = 0
    into.innerSteps = 1
    into.tokensRatio = 1
    if (replicas > 1) this.addExchanges(team, busy, tokens, share * gpus, into)
    into.sending /= into.step
    into.tokensPerSecond = (share * gpus) / into.step
    into.mfu = (into.tokensPerSecond * this.flop) / peakOf(gang)
    return true
  }

  /** Waiting inside members for gradients that go between the nodes of a site, beyond what the backward pass hides, s a step. */
  private waitInside(gang: Gang, busy: number, stages: number): number {
    let most = 0
    for (let member = 0; member < gang.count; member++) {
      const gpus = gang.gpus[member] ?? 0
      if (gpus <= nodeGpus) continue
      const fabric = Catalog.gpuAt(gang.gpuModel[member] ?? 0).fabric.value * 8e9 * nodeGpus
      const nodes = Math.ceil(gpus / nodeGpus)
      const bits = (this.practice.model.parameters * bitsOfGradient) / stages
      most = Math.max(most, (2 * (1 - 1 / nodes) * bits) / fabric - backwardShare * busy)
    }
    return most
  }

  /** Activations that go from member to member, forward and back, each direction at its own rate: they hide behind compute as long as they are faster.
   * The delay is paid while the pipeline fills and empties. */
  private waitInPipelines(gang: Gang, busy: number, tokens: number, into: Pace): void {
    const { activation_bits, model } = this.practice
    const bits = (tokens / into.replicas) * model.width * activation_bits
    // A member in the middle sends activations on and gradients back over the same access link.
    const overAccess = ((into.stages > 2 ? 2 : 1) * bits) / this.replicas.slowestAccess
    into.bandwidth += Math.max(0, overAccess - busy, bits / this.replicas.slowestHop - busy)
    into.latency += 2 * (into.stages - 1) * this.replicas.longestHop
    into.sending += 2 * (gang.count - into.replicas) * bits
  }

  /** Exchanges between replicas: waiting beyond what they may overlap, and tokens that make up for their being rare. */
  private addExchanges(gang: Gang, busy: number, tokens: number, batch: number, into: Pace): void {
    const { practice, synchronisation } = this
    const { fragments, innerSteps } = synchronisation
    const { replicas } = into
    const bits = (practice.model.parameters * synchronisation.bitsPerParameter) / fragments
    const between = innerSteps / fragments
    const window =
      (synchronisation.readyInBackward ? backwardShare * busy : 0) + synchronisation.overlapSteps * into.step
    const late = (seconds: number): number => Math.max(0, seconds - window, seconds - between * into.step) / between
    const seconds = exchangeSeconds(gang, replicas, synchronisation, bits, practice.flows, practice.ring)
    // What is left when there is nothing to send is delay.
    const delay =
      synchronisation.measuredExchange > 0
        ? 0
        : exchangeSeconds(gang, replicas, synchronisation, 0, practice.flows, practice.ring)
    const forBandwidth = late(seconds - delay)
    const forAll = late(seconds)
    into.sending += (sentBy(synchronisation.collective, replicas) * bits) / between
    into.bandwidth += forBandwidth
    into.latency += forAll - forBandwidth
    into.step += forAll
    into.exchange = seconds
    into.innerSteps = innerSteps
    const { parameters } = practice.model
    into.tokensRatio = Math.min(
      mostTokensRatio,
      EqualLoss.tokensRatio(this.law, parameters, tokens, this.lossFactor(replicas), synchronisation.staleLoss) *
        tokensFactor(innerSteps > 1 ? batch / replicas : batch, lossAt(this.law, parameters, tokens))
    )
  }
}

/** What all replicas together send in an exchange, as a multiple of what one contributes. */
const sentBy = (collective: Collective, replicas: number): number => {
  switch (collective) {
    case "ring":
    case "tree":
    case "star":
      return 2 * (replicas - 1)
    case "gather":
      return replicas * (replicas - 1)
    case "pair":
      return replicas
  }
}

/** FLOP/s of all GPUs of a gang at their peak. */
const peakOf = (gang: Gang): number => {
  let peak = 0
  for (let member = 0; member < gang.count; member++)
    peak += (gang.gpus[member] ?? 0) * Catalog.gpuAt(gang.gpuModel[member] ?? 0).teraflops.value * 1e12
  return peak
}
