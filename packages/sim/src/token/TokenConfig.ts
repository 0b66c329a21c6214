/** The configuration of one token: what every mechanism in this room declares, joined. */
import { Schema } from "effect"
import * as Field from "../units/Field.ts"
import { Distribution } from "./distribution/Distribution.ts"
import { Emission } from "./emission/Emission.ts"
import { Holding } from "./price/Holding.ts"
import { OutsideMarket } from "./price/OutsideMarket.ts"
import { PoolConfig } from "./price/Pool.ts"
import { SelfDealing } from "./honesty/SelfDealing.ts"
import { Sink } from "./payment/Sink.ts"
import { Stake } from "./stake/Stake.ts"
import { problemsOfSubnet, SubnetToken } from "./subnet/SubnetConfig.ts"
import { Verification } from "./honesty/Verification.ts"
import { Grant, Selling } from "./distribution/Vesting.ts"

/** A network without a token: payments are in USD, nothing is minted. */
export const NoToken = Schema.Struct({
  kind: Schema.tag("none"),
  fee: Field.share({
    description: "Share of each payment that the network's operator keeps",
    default: 0,
    source: "assumption"
  })
}).annotate({ description: "a network without a token: payments are in USD, nothing is minted" })

/** A network with a token of its own. */
export const NetworkToken = Schema.Struct({
  kind: Schema.tag("network-token"),
  name: Field.text({ description: "Name of the token", default: "LODE", source: "assumption" }),
  initial_supply: Field.quantity("tokens", { minimum: 1 })({
    description: "Tokens that exist at the start, the pool's side included",
    default: "500M tokens",
    source: "io.net: 500M initial (docs)"
  }),
  initial_price: Field.quantity("tokenPrice", { minimum: 1e-9 })({
    description: "Price at the start, in the pool and outside (unless the outside market's is given)",
    default: "1 USD/token",
    source: "assumption"
  }),
  pool: Field.group(PoolConfig)({
    description: "The pool in which the economy trades its token",
    default: {},
    source: "assumption"
  }),
  outside_market: Field.group(OutsideMarket)({
    description: "Where else the token is traded, and by whom",
    default: { kind: "value-and-trend" },
    source: "assumption"
  }),
  emission: Field.group(Emission)({
    description: "How many new tokens are made",
    default: { kind: "none" },
    source: "assumption"
  }),
  distribution: Field.group(Distribution)({
    description: "Who gets the new tokens",
    default: { kind: "work-and-capacity" },
    source: "assumption"
  }),
  sink: Field.group(Sink)({
    description: "What the network takes of payments, and what it burns",
    default: {},
    source: "assumption"
  }),
  stake: Field.group(Stake)({
    description: "What a provider locks up to offer its GPUs",
    default: { kind: "none" },
    source: "assumption"
  }),
  unlocks: Field.list(Grant)({
    description:
      "Grants to investors, team and foundation that are not part of the initial supply and are released by and by",
    default: [],
    source: "assumption"
  }),
  unlock_selling: Field.group(Selling)({
    description: "What those do with released tokens",
    default: {},
    source: "assumption"
  }),
  holding: Field.group(Holding)({
    description: "What providers do with the tokens they earn",
    default: {},
    source: "assumption"
  }),
  self_dealing: Field.group(SelfDealing)({
    description: "Whether providers fake work when that pays",
    default: { kind: "best-response" },
    source: "washing pays while emission over measured volume exceeds the fee"
  }),
  verification: Field.group(Verification)({
    description: "Whether providers make up results when that pays, and what is done against it",
    default: { kind: "none" },
    source: "assumption"
  })
}).annotate({ description: "a network with a token of its own" })
export type NetworkToken = typeof NetworkToken.Type

export const TokenConfig = Schema.Union([NoToken, NetworkToken, SubnetToken])
export type TokenConfig = typeof TokenConfig.Type

/** What is impossible in a configuration whose parts are each possible: one sentence a problem, with the path of the key. */
export const problems = (
  config: TokenConfig
): ReadonlyArray<{ readonly path: ReadonlyArray<string>; readonly message: string }> => {
  if (config.kind === "none") return []
  if (config.kind === "subnet") return problemsOfSubnet(config)
  const found: Array<{ path: ReadonlyArray<string>; message: string }> = []
  const worth = config.initial_supply * config.initial_price
  if (config.pool.depth >= worth) {
    found.push({
      path: ["pool", "depth"],
      message: `The pool's token side would be worth ${config.pool.depth} USD, but all tokens together are worth ${worth} USD`
    })
  }
  const inVault = config.sink.payment === "credits" ? config.sink.credits.vault : 0
  const free = config.initial_supply - config.pool.depth / config.initial_price
  if (inVault > free && config.pool.depth < worth) {
    found.push({
      path: ["sink", "credits", "vault"],
      message: `The vault would hold ${inVault} tokens, but of all tokens only ${Math.floor(free)} are not in the pool`
    })
  }
  if (config.initial_supply * 1e9 > 2 ** 100) {
    found.push({
      path: ["initial_supply"],
      message: `${config.initial_supply} tokens are more than the ledger can hold`
    })
  }
  return found
}
