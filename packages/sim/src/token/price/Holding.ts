/** What providers do with the tokens they earn: their costs are in USD, so they sell for power at once and keep a share of the rest.
 *
 * Converted miners and landlords with debt sell nearly everything; idle-GPU owners keep more. The selling is what the outside market must
 * absorb, so this share and the market's depth together decide what an emission is worth. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"

export const Holding = Schema.Struct({
  held: Field.share({
    description: "Share of what is left of a day's token income after costs that providers keep rather than sell",
    default: "30%",
    source: "assumption"
  })
})
export type Holding = typeof Holding.Type

/** Minor units that a provider sells: what `cashNeed` (USD) costs at `unitPrice` (USD per minor unit), out of everything held, and of
 * what came in beyond that all but the share kept. */
export const sold = (rule: Holding, held: number, received: number, cashNeed: number, unitPrice: number): number => {
  const forCosts = unitPrice > 0 ? Math.ceil(Math.max(0, cashNeed) / unitPrice) : 0
  const beyond = Math.max(0, received - forCosts)
  return Math.min(held, forCosts + Math.floor(beyond * (1 - rule.held)))
}
