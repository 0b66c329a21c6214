/** Yuma consensus: how a Bittensor subnet divides an epoch's emission over its neurons, in the chain's own order of operations.
 *
 * Validators weigh servers. A weight above what the stake-weighted median says is clipped; servers earn by clipped weights (incentive), validators by
 * the bonds that their weights have bought (dividends). A validator who leaves consensus buys less and so earns less.
 *
 * Matrices are row-major, one row for each validator, one column for each neuron. An instance owns all buffers: fill `stake`, `weights` and whatever
 * else changed, call `epoch`, read the results; nothing is allocated. Several subnets are several instances.
 *
 * Source: subtensor, pallets/subtensor/src/epoch/run_epoch.rs and docs/consensus.md. */
import { Consensus, grantPermits } from "./YumaConsensus.ts"
import { proportionToU16, wholeU16 } from "./ChainNumbers.ts"
import { Bonds, type LiquidAlpha } from "./YumaBonds.ts"

/** How a subnet is set. All figures are plain shares, blocks and counts. */
export interface YumaParameters {
  /** 1: stake-weighted bonds that compete within a column; 3: bonds by pair. */
  readonly version: 1 | 3
  /** Share of the stake that makes consensus. */
  readonly kappa: number
  /** How much of the old bonds stays each epoch. */
  readonly bondsMovingAverage: number
  /** How far bonds are bought with clipped weights (1) rather than with weights as given (0). */
  readonly bondsPenalty: number
  /** Speed of bonds by distance from consensus; Yuma 3 only. */
  readonly liquidAlpha: LiquidAlpha | undefined
  /** Blocks after which a validator who has not set weights loses its say. */
  readonly activityCutoff: number
  readonly maximumValidators: number
  /** Stake below it counts as none. */
  readonly minimumStake: number
  /** Neuron of the subnet's owner, who may weigh itself and needs no minimum stake; -1 for none. */
  readonly owner: number
}

/** Liquid alpha as the runtime sets it when a subnet turns it on. */
export const runtimeLiquidAlpha: LiquidAlpha = {
  low: 45_875 / 65_535,
  high: 58_982 / 65_535,
  steepness: 1000,
  dropAbsent: false,
  consensus: "current"
}

/** What the runtime sets for a new subnet. */
export const runtimeParameters: YumaParameters = {
  version: 1,
  kappa: 32_767 / 65_535,
  bondsMovingAverage: 0.9,
  bondsPenalty: 1,
  liquidAlpha: undefined,
  activityCutoff: 5000,
  maximumValidators: 128,
  minimumStake: 0,
  owner: -1
}

/** One subnet: its inputs, its bonds, and what the last epoch gave. */
export class Yuma {
  readonly neurons: number
  /** Neuron of each row of the matrices. A neuron without a row sets no weights. */
  readonly validators: Int32Array

  /** Stake by neuron: alpha plus weighted root TAO, in any unit. */
  readonly stake: Float64Array
  /** Weights as set, in any unit; NaN where there is no entry. Rows need not sum to anything. */
  readonly weights: Float64Array
  /** Block at which a neuron last set weights. */
  readonly lastUpdate: Float64Array
  /** Block at which a neuron was registered. Weights set at or before it do not count: they were meant for another. */
  readonly registeredAt: Float64Array
  /** Block of the oldest commit of weights that is not yet revealed; infinite when there is none or the subnet does not hide weights. */
  readonly commitBlock: Float64Array
  /** 1 for neurons whose weights count in the next epoch; renewed by every epoch. */
  readonly permits: Uint8Array
  readonly bonds: Bonds

  /** Stake shares after the minimum. */
  readonly stakeShare: Float64Array
  /** Stake shares of those who are permitted and active. */
  readonly activeStake: Float64Array
  readonly consensus: Float64Array
  /** Rank by neuron, normalised: what servers earn. Sums to 1 or 0. */
  readonly incentive: Float64Array
  /** What validators earn. Sums to 1 or 0. */
  readonly dividends: Float64Array
  /** Share of a server's rank that clipping left. */
  readonly trust: Float64Array
  /** Share of a validator's weights that clipping left. */
  readonly validatorTrust: Float64Array
  /** Shares of the epoch's emission; both together sum to 1, or to 0 when nobody has stake. */
  readonly serverEmission: Float64Array
  readonly validatorEmission: Float64Array

  private readonly median: Consensus
  /** Normalised weights; after clipping, those that buy bonds. */
  private readonly proportions: Float64Array
  private readonly present: Uint8Array
  /** Consensus of the epoch before under liquid alpha, as stored; none before the first. */
  private readonly consensusBefore: Float64Array
  private hasConsensusBefore = false
  private readonly sorted: Float64Array

  /** @param validators neuron of each row; a number stands for so many of the first neurons */
  constructor(neurons: number, validators: Int32Array | number) {
    this.neurons = neurons
    this.validators =
      typeof validators === "number" ? Int32Array.from({ length: validators }, (_, row) => row) : validators
    const cells = neurons * this.validators.length
    this.stake = new Float64Array(neurons)
    this.weights = new Float64Array(cells)
    this.lastUpdate = new Float64Array(neurons)
    this.registeredAt = new Float64Array(neurons).fill(-1)
    this.commitBlock = new Float64Array(neurons).fill(Number.POSITIVE_INFINITY)
    this.permits = new Uint8Array(neurons)
    this.bonds = new Bonds(neurons, this.validators)
    this.stakeShare = new Float64Array(neurons)
    this.activeStake = new Float64Array(neurons)
    this.consensus = new Float64Array(neurons)
    this.incentive = new Float64Array(neurons)
    this.dividends = new Float64Array(neurons)
    this.trust = new Float64Array(neurons)
    this.validatorTrust = new Float64Array(neurons)
    this.serverEmission = new Float64Array(neurons)
    this.validatorEmission = new Float64Array(neurons)
    this.median = new Consensus(this.validators.length)
    this.proportions = new Float64Array(cells)
    this.present = new Uint8Array(cells)
    this.consensusBefore = new Float64Array(neurons)
    this.sorted = new Float64Array(neurons)
  }

  /** Gives permits by stake alone, as an epoch without weights would: what a subnet needs before its first. */
  grantPermits(parameters: YumaParameters): void {
    this.shareStake(parameters)
    grantPermits(this.stakeShare, parameters.maximumValidators, this.sorted, this.permits)
  }

  /** Runs one epoch.
   *
   * @param block the block at which it runs
   * @param bondsSince bonds on neurons registered at this block or later are dropped: on chain one tempo before `block` */
  epoch(parameters: YumaParameters, block = 0, bondsSince = Number.POSITIVE_INFINITY): void {
    this.shareStake(parameters)
    this.activate(parameters, block)
    this.normaliseWeights(parameters)
    this.median.find(this.proportions, this.validators, this.activeStake, parameters.kappa, this.consensus)
    this.clip(parameters)
    for (let neuron = 0; neuron < this.neurons; neuron++) {
      if ((this.registeredAt[neuron] ?? 0) < bondsSince) continue
      this.bonds.forget(neuron)
      this.consensusBefore[neuron] = 0
    }
    this.payDividends(parameters)
    if (parameters.liquidAlpha !== undefined) this.storeConsensus()
    this.shareEmission()
    grantPermits(this.stakeShare, parameters.maximumValidators, this.sorted, this.permits)
    this.bonds.keepPermitted(this.permits)
  }

  private shareStake({ minimumStake, owner }: YumaParameters): void {
    for (let neuron = 0; neuron < this.neurons; neuron++) {
      const stake = this.stake[neuron] ?? 0
      this.stakeShare[neuron] = stake >= minimumStake || neuron === owner ? stake : 0
    }
    normalise(this.stakeShare)
  }

  private activate({ activityCutoff }: YumaParameters, block: number): void {
    for (let neuron = 0; neuron < this.neurons; neuron++) {
      const active = (this.lastUpdate[neuron] ?? 0) + activityCutoff >= block
      this.activeStake[neuron] = active && this.permits[neuron] === 1 ? (this.stakeShare[neuron] ?? 0) : 0
    }
    normalise(this.activeStake)
  }

  private normaliseWeights({ liquidAlpha, owner }: YumaParameters): void {
    const { commitBlock, lastUpdate, neurons, permits, present, proportions, registeredAt, validators, weights } = this
    const track = liquidAlpha?.dropAbsent === true
    for (let row = 0; row < validators.length; row++) {
      const from = row * neurons
      const validator = validators[row] ?? 0
      if (permits[validator] !== 1) {
        proportions.fill(0, from, from + neurons)
        if (track) present.fill(0, from, from + neurons)
        continue
      }
      const updated = lastUpdate[validator] ?? 0
      const committed = commitBlock[validator] ?? 0
      const masked = validator === owner ? -1 : validator
      let sum = 0
      for (let column = 0; column < neurons; column++) {
        const registered = registeredAt[column] ?? 0
        const weight = weights[from + column] ?? 0
        // NaN, no entry, fails the comparison.
        const counts = weight >= 0 && column !== masked && registered < updated && registered <= committed
        const value = counts ? weight : 0
        proportions[from + column] = value
        sum += value
        if (track) present[from + column] = counts ? 1 : 0
      }
      if (!(sum > 0)) continue
      for (let at = from; at < from + neurons; at++) proportions[at] = (proportions[at] ?? 0) / sum
    }
  }

  /** Clips weights at consensus; gives trust and incentive; leaves in `proportions` the weights that buy bonds. */
  private clip({ bondsPenalty, liquidAlpha }: YumaParameters): void {
    const { activeStake, consensus, incentive, neurons, present, proportions, trust, validators, validatorTrust } = this
    const track = liquidAlpha?.dropAbsent === true && bondsPenalty > 0
    incentive.fill(0)
    trust.fill(0)
    validatorTrust.fill(0)
    for (let row = 0, at = 0; row < validators.length; row++) {
      const validator = validators[row] ?? 0
      const stake = activeStake[validator] ?? 0
      let kept = 0
      for (let column = 0; column < neurons; column++, at++) {
        const weight = proportions[at] ?? 0
        const clipped = Math.min(weight, consensus[column] ?? 0)
        kept += clipped
        trust[column] = (trust[column] ?? 0) + stake * weight
        incentive[column] = (incentive[column] ?? 0) + stake * clipped
        const buying = (1 - bondsPenalty) * weight + bondsPenalty * clipped
        proportions[at] = buying
        // The sparse code writes no entry for a weight that clipping took away, nor, between the two, for a weight of 0.
        if (track && buying === 0 && (weight > 0 || bondsPenalty < 1)) present[at] = 0
      }
      validatorTrust[validator] = kept
    }
    for (let column = 0; column < neurons; column++) {
      const before = trust[column] ?? 0
      trust[column] = before > 0 ? (incentive[column] ?? 0) / before : 0
    }
    normalise(incentive)
  }

  private payDividends({ bondsMovingAverage, bondsPenalty, liquidAlpha, version }: YumaParameters): void {
    const { activeStake, bonds, consensus, dividends, incentive, present, proportions } = this
    const alpha = 1 - bondsMovingAverage
    dividends.fill(0)
    if (version === 1) {
      bonds.competitive(proportions, activeStake, incentive, alpha, dividends)
    } else {
      // Without any consensus nobody is near or far from it.
      const liquid = sumOf(consensus) > 0 ? liquidAlpha : undefined
      const against = liquid !== undefined && this.looksBack(liquid, bondsPenalty) ? this.consensusBefore : consensus
      bonds.perPair(proportions, activeStake, incentive, against, alpha, liquid, present, dividends)
    }
    normalise(dividends)
  }

  private looksBack({ consensus }: LiquidAlpha, bondsPenalty: number): boolean {
    return this.hasConsensusBefore && (consensus === "previous" || (consensus === "auto" && bondsPenalty === 1))
  }

  private storeConsensus(): void {
    this.hasConsensusBefore = true
    for (let neuron = 0; neuron < this.neurons; neuron++) {
      this.consensusBefore[neuron] = proportionToU16(this.consensus[neuron] ?? 0) / wholeU16
    }
  }

  private shareEmission(): void {
    const { activeStake, dividends, incentive, serverEmission, stakeShare, validatorEmission } = this
    const sum = sumOf(incentive) + sumOf(dividends)
    if (sum > 0) {
      for (let neuron = 0; neuron < this.neurons; neuron++) {
        serverEmission[neuron] = (incentive[neuron] ?? 0) / sum
        validatorEmission[neuron] = (dividends[neuron] ?? 0) / sum
      }
      return
    }
    serverEmission.fill(0)
    validatorEmission.set(sumOf(activeStake) > 0 ? activeStake : stakeShare)
  }
}

const sumOf = (values: Float64Array): number => {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at] ?? 0
  return sum
}

/** Makes values sum to 1, or leaves them when they sum to 0. */
const normalise = (values: Float64Array): void => {
  const sum = sumOf(values)
  if (!(sum > 0)) return
  for (let at = 0; at < values.length; at++) values[at] = (values[at] ?? 0) / sum
}
