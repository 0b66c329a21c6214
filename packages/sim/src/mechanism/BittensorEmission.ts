/** What a block of Bittensor mints, as a calculator. */
import { Schema } from "effect"
import * as Issuance from "../token/subnet/TaoIssuance.ts"
import * as Field from "../units/Field.ts"
import { mechanism } from "./Mechanism.ts"

/** Rao of an amount in TAO, written as a number or as exact text; nothing when it is no amount or finer than a rao. */
const raoOf = (written: string | number): bigint | undefined => {
  const match = /^(\d+)(?:\.(\d{1,9}))?$/.exec(String(written))
  return match === null ? undefined : BigInt((match[1] ?? "") + (match[2] ?? "").padEnd(9, "0"))
}

const exactTao = (rao: bigint): string => {
  const fraction = String(rao % Issuance.raoPerTao)
    .padStart(9, "0")
    .replace(/0+$/, "")
  return `${rao / Issuance.raoPerTao}${fraction === "" ? "" : `.${fraction}`}`
}

const tao = (rao: bigint): number => Number(exactTao(rao))

const amount: Schema.Codec<string | number> = Schema.Union([Schema.String, Schema.Finite]).check(
  Schema.makeFilter((written) =>
    raoOf(written) === undefined
      ? 'Expected an amount with at most nine decimals, like 10500000 or "10499999.999999999"'
      : undefined
  )
)

export const emission = mechanism({
  name: "tao-emission",
  description: "Bittensor: what a block mints, halving by what has been issued; also the alpha of a subnet",
  rules:
    "A block mints 1 / 2^⌊log₂(1 / (1 − issuance / 21,000,000))⌋ TAO, counted in whole rao: halvings come at 10.5M, 15.75M, 18.375M and so on, whenever issuance gets there. " +
    "The alpha of each subnet follows the same rule by its own issuance.",
  source: "opentensor/subtensor: pallets/subtensor/src/coinbase/block_emission.rs",
  input: Schema.Struct({
    issuance: Field.group(amount)({
      description: "Tokens issued before the block; as text when it has more digits than a number keeps",
      unit: "token"
    }),
    blocks: Field.count()({
      description: "Length of the interval over which emission is summed",
      unit: "blocks",
      default: Issuance.blocksPerDay,
      source: "12 s a block: a day"
    })
  }),
  output: Schema.Struct({
    block_emission: Field.number()({ description: "What the next block mints", unit: "token" }),
    block_emission_rao: Field.count()({ description: "The same in rao", unit: "rao" }),
    daily_emission: Field.number()({ description: "What 7,200 blocks mint at that rate", unit: "token/day" }),
    halvings: Schema.optionalKey(Field.count()({ description: "Halvings so far; left out when all is issued" })),
    next_halving_at: Schema.optionalKey(
      Field.text({ description: "Issuance at the next halving, exact; left out when all is issued", unit: "token" })
    ),
    blocks_until_halving: Field.count()({
      description: "Blocks that mint at this rate, the next included",
      unit: "blocks"
    }),
    emitted: Field.text({ description: "What the interval mints, halvings within it included, exact", unit: "token" }),
    issuance_after: Field.text({ description: "Issuance after the interval, exact", unit: "token" })
  }),
  example: { issuance: 10_499_999.999 },
  compute: ({ blocks, issuance }) => {
    const issued = raoOf(issuance) ?? 0n
    const each = Issuance.blockEmission(issued)
    const count = Issuance.halvings(issued)
    const emitted = Issuance.emittedOver(issued, BigInt(blocks))
    return {
      block_emission: tao(each),
      block_emission_rao: Number(each),
      daily_emission: tao(each * BigInt(Issuance.blocksPerDay)),
      ...(Number.isFinite(count) && {
        halvings: count,
        next_halving_at: exactTao(Issuance.halvingThreshold(count + 1))
      }),
      blocks_until_halving: Number(Issuance.blocksUntilHalving(issued)),
      emitted: exactTao(emitted),
      issuance_after: exactTao(issued + emitted)
    }
  }
})
