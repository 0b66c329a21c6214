/** What the network takes of each payment and what becomes of it: some is burned, the rest goes to the treasury.
 *
 * Paid in USD, the part to be burned buys tokens in the pool and burns them (buy-back and burn). Paid in tokens, users buy what they need in the
 * pool and the part is burned as it is. A fee of 100% burned whole is burn-and-mint: providers then live on emission alone, and the price at
 * rest is P* = USD spent per epoch / tokens emitted per epoch. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import { Credits } from "./BurnMint.ts"

export const Sink = Schema.Struct({
  payment: Field.choice(["usd", "token", "credits"])({
    description:
      "What users pay with: USD, tokens that they buy in the pool in daily batches, or credits of one USD each that they burn tokens for (Akash)",
    default: "usd",
    source: "assumption"
  }),
  fee: Field.share({
    description: "Share of each payment that the network keeps",
    default: "5%",
    source: "Render RNP-006, RNP-019: 5% fee"
  }),
  burn: Field.share({
    description: "Share of the fee that is burned; the rest goes to the treasury",
    default: "95%",
    source: "Render RNP-006, RNP-019: 95% burned"
  }),
  credits: Field.group(Credits)({
    description: "How credits are bought, covered and settled; counts where users pay with credits",
    default: {},
    source: "see its keys"
  })
})
export type Sink = typeof Sink.Type

/** Whole minor units that the network keeps of a payment, rounded down in the provider's favour. */
export const feeOf = (sink: Pick<Sink, "fee">, paid: number): number => Math.floor(paid * sink.fee)

/** Whole minor units of a fee that are burned. */
export const burnOf = (sink: Pick<Sink, "burn">, fee: number): number => Math.floor(fee * sink.burn)
