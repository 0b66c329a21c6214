/** Bittensor's Yuma consensus as calculators: epochs of a subnet, and the median alone. */
import { Schema } from "effect"
import { shareOfEmission, wholeU16 } from "../token/subnet/ChainNumbers.ts"
import { runtimeParameters, Yuma, type YumaParameters } from "../token/subnet/Yuma.ts"
import { weightedMedian } from "../token/subnet/YumaConsensus.ts"
import * as Field from "../units/Field.ts"
import { amount, consistent, type Epoch, Input, runtimeSource, sizeOf, unitShare } from "./BittensorQuestion.ts"
import { mechanism } from "./Mechanism.ts"

const epochSource = "opentensor/subtensor: pallets/subtensor/src/epoch/run_epoch.rs and math.rs, docs/consensus.md"

const parametersOf = (input: Input): YumaParameters => ({
  version: input.version,
  kappa: input.kappa,
  bondsMovingAverage: input.bonds_moving_average,
  bondsPenalty: input.bonds_penalty,
  liquidAlpha: input.liquid_alpha
    ? {
        low: input.alpha_low,
        high: input.alpha_high,
        steepness: input.alpha_sigmoid_steepness,
        dropAbsent: input.drop_absent_bonds,
        consensus: input.consensus_mode
      }
    : undefined,
  activityCutoff: input.activity_cutoff,
  maximumValidators: input.max_validators,
  minimumStake: input.minimum_stake,
  owner: input.owner ?? -1
})

/** Changes what an epoch changes. */
const change = (subnet: Yuma, epoch: Epoch, first: number): void => {
  if (epoch.stakes !== undefined) subnet.stake.fill(0).set(epoch.stakes)
  if (epoch.weights !== undefined) {
    // What is not given in a row is no entry.
    subnet.weights.fill(Number.NaN)
    for (const [row, weights] of epoch.weights.entries()) {
      subnet.weights.set(
        weights.map((weight) => weight ?? Number.NaN),
        row * subnet.neurons + first
      )
    }
  }
  if (epoch.registered !== undefined) subnet.registeredAt.fill(-1).set(epoch.registered)
  if (epoch.permits !== undefined) subnet.permits.fill(0).set(epoch.permits.map(Number))
  if (epoch.committed !== undefined) {
    subnet.commitBlock
      .fill(Number.POSITIVE_INFINITY)
      .set(epoch.committed.map((committed) => committed ?? Number.POSITIVE_INFINITY))
  }
  for (const neuron of epoch.reset_bonds ?? []) subnet.bonds.forget(neuron)
}

const figures = (description: string) => Field.list(Schema.Finite)({ description })

const Told = Schema.Struct({
  block: Field.count()({ description: "Block of the epoch" }),
  active_stake: figures("Stake share of each validator that had a say"),
  consensus: figures("The largest weight on each column that kappa of the stake supports"),
  trust: figures("Share of each column's rank that clipping left"),
  incentive: figures("What each column earns; sums to 1 or 0"),
  validator_trust: figures("Share of each validator's weights that clipping left"),
  dividends: figures("What each validator earns; sums to 1 or 0"),
  bonds: Field.list(Schema.Array(Schema.Finite))({
    description: "Bonds after the epoch, a row for each validator, a column as in weights: stored_bonds / 65535"
  }),
  stored_bonds: Field.list(Schema.Array(Schema.Finite))({
    description: "The same as the chain stores it: whole parts in 65535; in Yuma 1 the largest of a column is 65535"
  }),
  server_emission: Field.list(Schema.Finite)({
    description: "Emission of each column, as a server, cut off",
    unit: "rao"
  }),
  validator_emission: Field.list(Schema.Finite)({ description: "Emission of each validator, cut off", unit: "rao" }),
  permits: Field.list(Schema.Boolean)({ description: "Which validators may validate in the next epoch" })
})

const tell = (subnet: Yuma, at: number, first: number, emission: number): typeof Told.Type => {
  const validators = subnet.validators.length
  const columns = (values: Float64Array) => [...values.subarray(first)]
  const rows = (values: Float64Array) => [...values.subarray(0, validators)]
  const stored = Array.from({ length: validators }, (_, row) => [
    ...subnet.bonds.stored.subarray(row * subnet.neurons + first, (row + 1) * subnet.neurons)
  ])
  return {
    block: at,
    active_stake: rows(subnet.activeStake),
    consensus: columns(subnet.consensus),
    trust: columns(subnet.trust),
    incentive: columns(subnet.incentive),
    validator_trust: rows(subnet.validatorTrust),
    dividends: rows(subnet.dividends),
    bonds: stored.map((row) => row.map((bond) => bond / wholeU16)),
    stored_bonds: stored,
    server_emission: columns(subnet.serverEmission).map((share) => shareOfEmission(share, emission)),
    validator_emission: rows(subnet.validatorEmission).map((share) => shareOfEmission(share, emission)),
    permits: Array.from({ length: validators }, (_, row) => subnet.permits[row] === 1)
  }
}

const run = (input: Input): { readonly epochs: ReadonlyArray<typeof Told.Type> } => {
  const { first, neurons } = sizeOf(input)
  const parameters = parametersOf(input)
  const subnet = new Yuma(neurons, input.stakes.length)
  subnet.stake.set(input.stakes)
  subnet.weights.fill(Number.NaN)
  subnet.grantPermits(parameters)
  let at = 0
  let updated: ReadonlyArray<number> | undefined
  const epochs = input.epochs.map((epoch) => {
    change(subnet, epoch, first)
    updated = epoch.last_update ?? updated
    for (let turn = 0; turn < epoch.repeat; turn++) {
      at = turn === 0 && epoch.block !== undefined ? epoch.block : at + input.tempo
      subnet.lastUpdate.fill(at).set(updated ?? [])
      subnet.epoch(parameters, at, at - input.tempo)
    }
    return tell(subnet, at, first, input.emission)
  })
  return { epochs }
}

const yuma = mechanism({
  name: "yuma",
  description: "Bittensor: how Yuma consensus divides an epoch's emission between validators and servers",
  rules:
    "In the order of the chain: stake shares (after the minimum); active stake of those with a permit who have set weights of late; weights without one's own, without outdated entries, each row normalised; " +
    "consensus C as the largest weight that a share kappa of the stake supports; weights clipped at C; incentive I by stake-weighted clipped weights; weights for bonds (1 − β)W + β·clipped. " +
    "Yuma 1: B′ = colnorm(a · colnorm(S·W) + (1 − a) · colnorm(B)) with a = 1 − bonds_moving_average, dividends D = norm(ΣⱼB′I), bonds stored with a column's largest as 65535. " +
    "Yuma 3: B′ = min(1, (1 − a)B + aW) by pair, D = norm(S · Σⱼ colnorm(B′)I), stored as parts in 65535. Liquid alpha: a = low + (high − low)/(1 + exp(−k/100 · (d − ½))) with d = W − C when W ≥ B, else B − W; C is this epoch's, or that stored by the epoch before (consensus_mode), 0 for a neuron registered since. " +
    "Servers get I/(ΣI + ΣD) of the emission, validators D/(ΣI + ΣD); without either it goes by active stake, or by stake when nobody is active.",
  source: epochSource,
  input: Input.check(consistent),
  output: Schema.Struct({ epochs: Field.list(Told)({ description: "What each epoch gave" }) }),
  example: {
    version: 3,
    stakes: [8, 1, 1],
    bonds_penalty: 0,
    bonds_moving_average: 0.975,
    liquid_alpha: true,
    alpha_low: 0.1,
    alpha_high: 0.3,
    epochs: [
      {
        weights: [
          [1, 0],
          [1, 0],
          [1, 0]
        ]
      },
      {
        weights: [
          [0, 1],
          [1, 0],
          [1, 0]
        ]
      }
    ]
  },
  compute: run
})

const median = mechanism({
  name: "weighted-median",
  description: "Bittensor: the stake-weighted median of scores, by which Yuma clips weights",
  rules:
    "The largest score such that those who score so much or more hold at least a share kappa of the stake. Stakes need not sum to 1; without stake the median is 0. Shares that differ by less than 10⁻⁹ count as equal.",
  source: epochSource,
  input: Schema.Struct({
    stakes: Field.list(amount)({ description: "Stake behind each score" }),
    scores: Field.list(amount)({ description: "Scores, as many as stakes" }),
    kappa: Field.number(unitShare)({
      description: "Share of the stake that makes consensus",
      default: runtimeParameters.kappa,
      source: runtimeSource
    })
  }).check(
    Schema.makeFilter(({ scores, stakes }) =>
      scores.length === stakes.length
        ? undefined
        : { path: ["scores"], issue: `Expected as many scores as stakes, ${stakes.length}, not ${scores.length}` }
    )
  ),
  output: Schema.Struct({ median: Field.number()({ description: "The stake-weighted median" }) }),
  example: { stakes: [0.49, 0.01, 0.5], scores: [0.5, 0.7, 1], kappa: 0.51 },
  compute: ({ kappa, scores, stakes }) => ({ median: weightedMedian(stakes, scores, kappa) })
})

export const consensus = [yuma, median]
