/** Payouts fixed in USD from two vaults: io.net's Incentive Dynamic Engine.
 *
 * Each epoch providers are owed a worth in USD. The reward vault releases owed / price tokens; what it cannot pay comes out of the fee vault, where the users' fees
 * collect; what neither can pay stays unpaid. Where fees exceed what was owed, and everybody was paid, a part of the surplus buys tokens and burns them.
 * *Sustainability* is fees over what was owed: at 1 and above the network carries itself, below it lives on its vaults.
 *
 * So providers do not feel the price of the token, but the vault does: half the price releases twice the tokens.
 *
 * Source: io.net's announcement and the CoinDesk Research report on the engine (June 2026): order of the vaults, release at the live price, at least 50% of the surplus burned,
 * 231M IO not yet emitted. That surplus and sustainability are reckoned from one epoch's fees is our assumption.
 *
 * **Gotchas** Nothing is minted here: the vault is filled once, or by another emission rule. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"

/** Payouts in USD, from a vault of tokens and then from fees. */
export const UsdPayouts = Schema.Struct({
  kind: Schema.tag("usd-payouts"),
  vault: Field.quantity("tokens")({
    description: "Tokens in the reward vault at the start",
    default: "231M tokens",
    source: "io.net: 231M IO not yet emitted (CoinDesk Research, June 2026)"
  }),
  payout: Field.quantity("gpuHourPrice")({
    description: "What a provider is owed for each GPU-hour on offer",
    default: "0.05 USD/GPU-hour",
    source: "assumption"
  }),
  surplus_burned: Field.share({
    description:
      "Share of the fees beyond what was owed that buys tokens and burns them; the rest stays in the fee vault",
    default: "50%",
    source: "io.net: at least 50% (CoinDesk Research, June 2026)"
  })
}).annotate({ description: "payouts fixed in USD, from a vault of tokens and then from fees (io.net)" })
export type UsdPayouts = typeof UsdPayouts.Type

/** What stands in the vaults. */
export interface Vaults {
  /** Reward vault, tokens. */
  readonly tokens: number
  /** Fee vault, USD. */
  readonly usd: number
}

/** What an epoch brings. */
export interface PayoutEpoch {
  /** Owed to providers, USD. */
  readonly owed: number
  /** Fees of users, USD. */
  readonly fees: number
  /** USD per token. */
  readonly price: number
}

/** What an epoch does. */
export interface PayoutSettlement {
  /** Tokens that the reward vault pays out. */
  readonly released: number
  /** Worth of them, USD. */
  readonly paidInTokens: number
  /** USD that the fee vault pays out. */
  readonly paidInUsd: number
  /** Owed and not paid, USD. */
  readonly unpaid: number
  /** USD that buy tokens to be burned. */
  readonly buyBack: number
  /** Fees over what was owed; infinite when nothing was. */
  readonly sustainability: number
  readonly vaults: Vaults
}

/** Settles one epoch. A worthless token leaves everything to the fee vault. */
export const settle = (surplusBurned: number, vaults: Vaults, epoch: PayoutEpoch): PayoutSettlement => {
  const { fees, owed, price } = epoch
  const released = price > 0 ? Math.min(vaults.tokens, owed / price) : 0
  const emptied = price > 0 && released < owed / price
  const paidInTokens = price > 0 && !emptied ? owed : released * price
  const collected = vaults.usd + fees
  const paidInUsd = Math.min(collected, owed - paidInTokens)
  const unpaid = owed - paidInTokens - paidInUsd
  // Where fees exceed what is owed, nothing stays unpaid.
  const surplus = Math.max(0, fees - owed)
  const buyBack = surplusBurned * Math.min(surplus, collected - paidInUsd)
  return {
    released,
    paidInTokens,
    paidInUsd,
    unpaid,
    buyBack,
    sustainability: owed > 0 ? fees / owed : Number.POSITIVE_INFINITY,
    vaults: { tokens: vaults.tokens - released, usd: collected - paidInUsd - buyBack }
  }
}
