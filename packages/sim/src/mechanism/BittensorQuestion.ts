/** What a subnet's epochs are told by: the form of the question to Yuma consensus. */
import { Schema } from "effect"
import { runtimeLiquidAlpha, runtimeParameters } from "../token/subnet/Yuma.ts"
import { consensusModes } from "../token/subnet/YumaBonds.ts"
import * as Field from "../units/Field.ts"

export const runtimeSource = "opentensor/subtensor: runtime defaults"

/** An amount in any unit. */
export const amount = Field.number({ minimum: 0 })({ description: "An amount in any unit, 0 or more" })
const block = Field.count()({ description: "A block number" })
export const unitShare = { minimum: 0, maximum: 1 }

const Epoch = Schema.Struct({
  weights: Schema.optionalKey(
    Field.list(Schema.Array(Schema.NullOr(amount)))({
      description:
        "A row for each validator, in any unit; null where there is no entry. Rows are of one length; those that are empty or left out at the end have no entries. As in the epoch before when not given"
    })
  ),
  stakes: Schema.optionalKey(
    Field.list(amount)({ description: "Stakes from this epoch on. Who validates in it was settled by those before" })
  ),
  block: Schema.optionalKey(
    Field.count()({ description: "Block at which the epoch runs; one tempo after the epoch before when not given" })
  ),
  last_update: Schema.optionalKey(
    Field.list(block)({
      description:
        "Block at which each validator last set weights, from this epoch on; the epoch's own block when never given"
    })
  ),
  registered: Schema.optionalKey(
    Field.list(block)({
      description:
        "Block at which each neuron (validators first, then servers) was registered, from this epoch on. Weights set at or before it do not count, and bonds on a neuron registered in the last tempo are dropped"
    })
  ),
  permits: Schema.optionalKey(
    Field.list(Schema.Boolean)({
      description:
        "Who may validate in this epoch, the first when it is repeated; those with the largest stakes in the epoch before, or at first, when not given"
    })
  ),
  committed: Schema.optionalKey(
    Field.list(Schema.NullOr(block))({
      description:
        "Block of each validator's oldest commit not yet revealed, null for none, from this epoch on: its entries for neurons registered later do not count"
    })
  ),
  reset_bonds: Schema.optionalKey(
    Field.list(Field.count()({ description: "Number of a neuron" }))({
      description: "Neurons, numbered as in registered, whose bonds are dropped before the epoch"
    })
  ),
  repeat: Field.count({ minimum: 1, maximum: 100_000 })({
    description: "How often the epoch runs in a row; what is told is the last of them",
    default: 1,
    source: "setting"
  })
})
export type Epoch = typeof Epoch.Type

export const Input = Schema.Struct({
  version: Field.group(Schema.Literals([1, 3]))({
    description:
      "1: bonds are stake-weighted and compete within a column; 3: a bond for each pair, stake comes in with dividends",
    default: 1,
    source: runtimeSource
  }),
  stakes: Field.list(amount)({
    description: "Stake of each neuron that may validate: alpha plus weighted root TAO, in any unit"
  }),
  columns: Field.choice(["servers", "neurons"])({
    description:
      "What columns of weights stand for: servers only, which come after all who have stake, or all neurons from the first on. Weights on oneself never count, except the owner's",
    default: "servers",
    source: "setting"
  }),
  kappa: Field.number(unitShare)({
    description: "Share of the stake that makes consensus",
    default: runtimeParameters.kappa,
    source: runtimeSource
  }),
  bonds_moving_average: Field.number(unitShare)({
    description: "How much of the old bonds stays each epoch",
    default: runtimeParameters.bondsMovingAverage,
    source: runtimeSource
  }),
  bonds_penalty: Field.number(unitShare)({
    description: "How far bonds are bought with clipped weights (1) rather than weights as given (0)",
    default: runtimeParameters.bondsPenalty,
    source: runtimeSource
  }),
  liquid_alpha: Field.flag({
    description:
      "Whether bonds of Yuma 3 move by distance from consensus. Without, or while there is no consensus on anybody, they move by 1 − bonds_moving_average",
    default: false,
    source: runtimeSource
  }),
  alpha_low: Field.number(unitShare)({
    description: "Least speed of a bond under liquid alpha",
    default: runtimeLiquidAlpha.low,
    source: runtimeSource
  }),
  alpha_high: Field.number(unitShare)({
    description: "Greatest speed of a bond under liquid alpha",
    default: runtimeLiquidAlpha.high,
    source: runtimeSource
  }),
  alpha_sigmoid_steepness: Field.number()({
    description: "Steepness of the change between them, in hundredths",
    default: runtimeLiquidAlpha.steepness,
    source: runtimeSource
  }),
  consensus_mode: Field.choice(consensusModes)({
    description:
      "Which consensus liquid alpha holds weights against: that of the epoch itself, that of the epoch before (its own in the first), or that of the epoch before only where bonds_penalty is 1. The chain had the first alone until runtime 446 (August 2026), and has the last by default since",
    default: runtimeLiquidAlpha.consensus,
    source: "opentensor/subtensor: until runtime 446"
  }),
  drop_absent_bonds: Field.flag({
    description:
      "Drop a bond whose weight entry is absent (null or masked, not merely 0) under liquid alpha, as the sparse code on chain does",
    default: false,
    source: "setting"
  }),
  max_validators: Field.count({ minimum: 1 })({
    description: "How many of the largest stakes may validate",
    default: runtimeParameters.maximumValidators,
    source: runtimeSource
  }),
  minimum_stake: Field.number({ minimum: 0 })({
    description: "Stake below it counts as none, except the owner's",
    default: runtimeParameters.minimumStake,
    source: "setting"
  }),
  owner: Schema.optionalKey(Field.count()({ description: "Neuron of the subnet's owner, who may weigh itself" })),
  activity_cutoff: Field.count()({
    description: "Blocks after which a validator who has not set weights loses its say",
    unit: "blocks",
    default: runtimeParameters.activityCutoff,
    source: runtimeSource
  }),
  tempo: Field.count()({
    description: "Blocks from one epoch to the next; 0 for epochs within one block",
    unit: "blocks",
    default: 360,
    source: "Bittensor documentation: subnet hyperparameters"
  }),
  emission: Field.count()({
    description: "What each epoch hands out, in whole minor units",
    unit: "rao",
    default: 1_000_000_000,
    source: "setting"
  }),
  epochs: Field.list(Epoch)({ description: "What happens, epoch by epoch. Bonds start at nothing" })
})
export type Input = typeof Input.Type

const widthOf = ({ epochs }: Input): number =>
  Math.max(0, ...epochs.flatMap(({ weights }) => weights ?? []).map((row) => row.length))

/** How many neurons there are, and which of them the first column of weights stands for. */
export const sizeOf = (input: Input): { readonly neurons: number; readonly first: number } => {
  const width = widthOf(input)
  const first = input.columns === "servers" ? input.stakes.length : 0
  return { neurons: Math.max(input.stakes.length, first + width), first }
}

/** The first row of weights that is neither empty nor as long as the first that is not: a column is missing somewhere, and nobody knows which. */
const unevenRow = ({ weights = [] }: Epoch): { readonly row: number; readonly issue: string } | undefined => {
  const length = weights.find((row) => row.length > 0)?.length ?? 0
  const row = weights.findIndex((each) => each.length > 0 && each.length !== length)
  return row < 0
    ? undefined
    : {
        row,
        issue: `Expected ${length} weights as in the rows above, not ${weights[row]?.length}; null stands for no entry, and [] for a row without any`
      }
}

/** Most entries of the matrix of weights that a calculator bears. */
const largestMatrix = 4_000_000

/** What holds between keys. */
export const consistent = Schema.makeFilter((input: Input) => {
  const { neurons } = sizeOf(input)
  const validators = input.stakes.length
  if (validators * neurons > largestMatrix) {
    return {
      path: ["stakes"],
      issue: `Expected at most ${largestMatrix} pairs of validator and neuron, not ${validators} × ${neurons}`
    }
  }
  if (input.alpha_low > input.alpha_high) return { path: ["alpha_high"], issue: "Expected at least alpha_low" }
  if (input.owner !== undefined && input.owner >= neurons) {
    return { path: ["owner"], issue: `Expected one of the ${neurons} neurons, 0 to ${neurons - 1}` }
  }
  for (const [at, epoch] of input.epochs.entries()) {
    const uneven = unevenRow(epoch)
    if (uneven !== undefined) return { path: ["epochs", at, "weights", uneven.row], issue: uneven.issue }
    for (const key of ["weights", "stakes", "last_update", "permits", "committed", "registered"] as const) {
      const most = key === "registered" ? neurons : validators
      const length = epoch[key]?.length ?? 0
      if (length > most) return { path: ["epochs", at, key], issue: `Expected at most ${most} entries, not ${length}` }
    }
    if (epoch.reset_bonds?.some((neuron) => neuron >= neurons) === true) {
      return { path: ["epochs", at, "reset_bonds"], issue: `Expected neurons 0 to ${neurons - 1}` }
    }
  }
  return undefined
})
