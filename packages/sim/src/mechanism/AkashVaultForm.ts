/** How Akash's vault, its parameters and what became of requests are written, for the calculators of AkashBurnMint.ts. */
import { Schema } from "effect"
import * as AkashBurnMint from "../token/payment/AkashBurnMint.ts"
import * as Field from "../units/Field.ts"

export const source = "AEP-76, AEP-79 (Akash Enhancement Proposals); akash-network/node, x/bme/keeper (2026)"
const live = "AEP-79; parameters of Mainnet 17, March 2026"

export const units = (unit: "uakt" | "uact", description: string) => Field.count()({ description, unit })
const unitsOrNone = (unit: "uakt" | "uact", description: string) =>
  Field.count()({ description, unit, default: 0, source: "setting" })
const priceDoc = { description: "Oracle price; left out when the oracle gives none", unit: "USD/AKT" }
export const price = Schema.optionalKey(Field.number({ minimum: 1e-6, maximum: 1e6 })(priceDoc))
const basisPoints = (description: string, value: number) =>
  Field.count({ minimum: 0, maximum: 100_000 })({ description, unit: "bps", default: value, source: live })

const Parameters = Schema.Struct({
  warn: basisPoints("Collateral ratio at and below which mint epochs stretch", 9500),
  halt: basisPoints("Collateral ratio at and below which nothing is minted", 9000),
  mint_spread: Field.count({ minimum: 0, maximum: 10_000 })({
    description: "Part of minted ACT that stays in the vault",
    unit: "bps",
    default: 25,
    source: live
  }),
  settle_spread: Field.count({ minimum: 0, maximum: 10_000 })({
    description: "Part of settled AKT that stays in the vault",
    unit: "bps",
    default: 0,
    source: live
  }),
  min_epoch: Field.count({ minimum: 1, maximum: 1e9 })({
    description: "Blocks from one mint to the next while collateral suffices",
    unit: "blocks",
    default: 10,
    source: live
  }),
  back_off: Field.count({ minimum: 0, maximum: 1000 })({
    description: "Growth of the epoch for each whole 10 bps below warn",
    unit: "%",
    default: 10,
    source: live
  }),
  max_epoch: Field.count({ minimum: 1, maximum: 1e9 })({
    description: "Longest epoch",
    unit: "blocks",
    default: 14_400,
    source: live
  }),
  min_mint: Field.count()({
    description: "Least that one mint may bring",
    unit: "uact",
    default: 10_000_000,
    source: live
  }),
  min_settle: Field.count()({
    description: "Least that one settlement may bring",
    unit: "uakt",
    default: 0,
    source: live
  }),
  max_records: Field.count({ minimum: 1 })({
    description: "Requests that the end of one block may carry out",
    default: 50,
    source: live
  })
}).check(
  Schema.makeFilter(({ halt, warn }) =>
    halt <= warn ? undefined : { path: ["halt"], issue: `halt stands above warn (${warn} bps); it must not` }
  )
)
export const parameters = Field.group(Parameters)({
  description: "Parameters of the module; what is left out is as on the live chain",
  default: {},
  source: live
})

export const parametersOf = (written: typeof Parameters.Type): AkashBurnMint.Parameters => ({
  warn: written.warn,
  halt: written.halt,
  mintSpread: written.mint_spread,
  settleSpread: written.settle_spread,
  minEpoch: written.min_epoch,
  backOff: written.back_off,
  maxEpoch: written.max_epoch,
  minMint: BigInt(written.min_mint),
  minSettle: BigInt(written.min_settle),
  maxRecords: written.max_records
})

export const vaultKeys = {
  akt: unitsOrNone("uakt", "AKT in the vault, what is pending included"),
  pending: unitsOrNone("uakt", "AKT sent in for mints that have not been carried out: no collateral"),
  remint_credits: unitsOrNone("uakt", "AKT that may be paid out again before anything is minted anew"),
  act_supply: unitsOrNone("uact", "ACT that exist")
}
const Vault = Schema.Struct({
  ...vaultKeys,
  act_supply: Schema.optionalKey(
    units(
      "uact",
      "ACT that exist; when left out, none but what is minted, and what settlements bring that was minted before"
    )
  )
}).check(
  Schema.makeFilter(({ akt, pending, remint_credits }) =>
    pending + remint_credits <= akt
      ? undefined
      : { path: ["akt"], issue: `the vault holds ${akt} uakt, less than what is pending and its credits together` }
  )
)
export const vault = Field.group(Vault)({ description: "The vault at the start", default: {}, source: "setting" })

export const vaultOf = (written: typeof Vault.Type): AkashBurnMint.Vault => ({
  akt: BigInt(written.akt),
  pending: BigInt(written.pending),
  remintCredits: BigInt(written.remint_credits),
  actSupply: BigInt(written.act_supply ?? 0)
})

/** The vault in which at least so much ACT is there to be settled, where it was not said how much there is. */
export const withAct = (state: AkashBurnMint.Vault, start: typeof Vault.Type, wanted: bigint): AkashBurnMint.Vault =>
  start.act_supply === undefined && wanted > state.actSupply ? { ...state, actSupply: wanted } : state

export const vaultAfter = Field.group(
  Schema.Struct({
    akt: units("uakt", "AKT in the vault, what is pending included"),
    pending: units("uakt", "AKT sent in for mints that have not been carried out"),
    remint_credits: units("uakt", "AKT that may be paid out again before anything is minted anew"),
    act_supply: units("uact", "ACT that exist")
  })
)({ description: "The vault at the end" })

export const shownVault = (after: AkashBurnMint.Vault) => ({
  akt: Number(after.akt),
  pending: Number(after.pending),
  remint_credits: Number(after.remintCredits),
  act_supply: Number(after.actSupply)
})

export const statusField = Field.choice(["healthy", "warning", "halted", "no-price"])({
  description: "What the circuit breaker says: halted stops mints, no-price stops everything"
})
export const ratioField = Schema.optionalKey(
  Field.number()({ description: "Collateral ratio; left out when there is no ACT to cover, or no price" })
)
export const ratioOf = (state: AkashBurnMint.Vault, at: number | undefined) => {
  const ratio = at === undefined ? undefined : AkashBurnMint.collateralRatio(state, at)
  return ratio === undefined ? {} : { collateral_ratio: ratio }
}
export const statusAt = (state: AkashBurnMint.Vault, chosen: AkashBurnMint.Parameters, at: number | undefined) =>
  AkashBurnMint.statusOf(chosen, at === undefined ? undefined : AkashBurnMint.collateralBasisPoints(state, at))

export const outcomeRow = {
  result: Field.text({ description: "done, or why not" }),
  burned: Field.count()({
    description: "Burned, in the minor unit of what was sent in (uakt for mints, uact for settlements)"
  }),
  minted: Field.count()({ description: "What that is worth in the other token, minor units" }),
  spread: Field.count()({ description: "Part of it that stays in the vault" }),
  received: Field.count()({ description: "Part of it that is paid out" }),
  reminted: units("uakt", "Paid out of remint credits"),
  fresh: Field.count()({ description: "Part of minted that came to exist anew" })
}
export const rowOf = ({ burned, conversion, fresh, refusal, reminted }: AkashBurnMint.Outcome) => ({
  result: refusal ?? "done",
  burned: Number(burned),
  minted: Number(conversion.minted),
  spread: Number(conversion.spread),
  received: Number(conversion.received),
  reminted: Number(reminted),
  fresh: Number(fresh)
})
