/** Akash's burn-and-mint as calculators: a vault through mints and settlements, its collateral, the back-off of mint epochs, the queue. */
import { Schema } from "effect"
import * as AkashBurnMint from "../token/payment/AkashBurnMint.ts"
import * as AkashMintQueue from "../token/payment/AkashMintQueue.ts"
import * as Field from "../units/Field.ts"
import {
  outcomeRow,
  parameters,
  parametersOf,
  price,
  ratioField,
  ratioOf,
  rowOf,
  shownVault,
  source,
  statusAt,
  statusField,
  units,
  vault,
  vaultAfter,
  vaultKeys,
  vaultOf,
  withAct
} from "./AkashVaultForm.ts"
import { mechanism, outOfOrder } from "./Mechanism.ts"

const Step = Schema.Union([
  Schema.Struct({ kind: Schema.tag("mint"), uakt: units("uakt", "AKT to burn"), price }).annotate({
    description: "AKT is burned for ACT"
  }),
  Schema.Struct({ kind: Schema.tag("buy"), uact: units("uact", "ACT wanted, before the spread"), price }).annotate({
    description: "as much AKT is burned as that much ACT is worth"
  }),
  Schema.Struct({ kind: Schema.tag("settle"), uact: units("uact", "ACT to burn"), price }).annotate({
    description: "ACT is burned, AKT is paid"
  }),
  Schema.Struct({ kind: Schema.tag("direct"), uact: units("uact", "Debt to pay"), price }).annotate({
    description: "while minting is halted: a debt is paid with the tenant's own AKT, past the vault"
  })
])

type Performed = Exclude<typeof Step.Type, { kind: "settle" }>
const perform = (step: Performed, state: AkashBurnMint.Vault, chosen: AkashBurnMint.Parameters) => {
  if (step.kind === "direct") return AkashBurnMint.payDirectly(state, chosen, BigInt(step.uact), step.price)
  const sent =
    step.kind === "mint"
      ? BigInt(step.uakt)
      : step.price === undefined
        ? 0n
        : AkashBurnMint.burnFor(BigInt(step.uact), step.price)
  return AkashBurnMint.mint(state, chosen, sent, step.price)
}

const burnMint = mechanism({
  name: "akash-burn-mint",
  description: "Akash: AKT burned for ACT and ACT settled in AKT, step by step, with the vault and the circuit breaker",
  rules:
    "Tenants burn B = A/P AKT at the oracle price for A ACT, and settling A ACT pays S = A/P AKT at the price of that day, so AKT in circulation changes by S − B. Amounts are whole " +
    "micro-units: prices are divided to eighteen decimals, what is minted and the spread are cut to whole units, the spread stays in the vault. Burned AKT becomes remint credits, which " +
    "settlements use up before anything is minted anew. Nothing is minted at or below the halting collateral ratio or below the least mint; a debt may then be paid in AKT directly at that price. Without a price nothing is done.",
  source,
  input: Schema.Struct({
    vault,
    parameters,
    steps: Field.list(Step)({ description: "What happens, in order" })
  }),
  output: Schema.Struct({
    steps: Field.list(
      Schema.Struct({
        kind: Field.choice(["mint", "buy", "settle", "direct"])({ description: "What was asked" }),
        ...outcomeRow,
        collateral_ratio: ratioField,
        status: statusField
      })
    )({ description: "What each step did, and the breaker after it at its price" }),
    burned: units("uakt", "AKT burned by all mints"),
    paid: units("uakt", "AKT paid out by all settlements"),
    direct: units("uakt", "AKT that tenants paid directly, past the vault"),
    net: Field.number()({ description: "Change of the AKT outside the vault: paid less burned", unit: "uakt" }),
    vault: vaultAfter
  }),
  example: {
    parameters: { mint_spread: 0 },
    steps: [
      { kind: "buy", uact: 1_000_000_000, price: 1.14 },
      { kind: "settle", uact: 1_000_000_000, price: 1.5 }
    ]
  },
  compute: ({ parameters: written, steps, vault: start }) => {
    const chosen = parametersOf(written)
    let state = vaultOf(start)
    let burned = 0
    let paid = 0
    let direct = 0
    const rows = steps.map((step) => {
      const outcome =
        step.kind === "settle"
          ? AkashBurnMint.settle(withAct(state, start, BigInt(step.uact)), chosen, BigInt(step.uact), step.price)
          : perform(step, state, chosen)
      if (outcome.refusal === undefined) state = outcome.vault
      const row = rowOf(outcome)
      if (step.kind === "direct") direct += row.received
      else if (step.kind === "settle") paid += row.received
      else burned += row.burned
      return {
        kind: step.kind,
        ...row,
        ...ratioOf(state, step.price),
        status: statusAt(state, chosen, step.price)
      }
    })
    return { steps: rows, burned, paid, direct, net: paid - burned, vault: shownVault(state) }
  }
})

const collateral = mechanism({
  name: "akash-collateral",
  description: "Akash: collateral ratio of a vault at a price, what the circuit breaker says, the epoch of mints",
  rules:
    "Collateral ratio = (AKT in the vault − AKT pending) × price / ACT in existence, cut to whole basis points. Above warn the breaker is healthy; above halt it warns and mint epochs " +
    "stretch; at or below halt nothing is minted while settlements go on. Without a price nothing is done at all.",
  source,
  input: Schema.Struct({ ...vaultKeys, price, parameters }),
  output: Schema.Struct({
    collateral_ratio: ratioField,
    basis_points: Schema.optionalKey(
      Field.count()({
        description: "The ratio as the breaker sees it; left out when there is no ACT or no price",
        unit: "bps"
      })
    ),
    status: statusField,
    epoch: Schema.optionalKey(
      Field.count()({
        description: "Blocks from one mint to the next; left out when there are no mints",
        unit: "blocks"
      })
    )
  }),
  example: { akt: 8_771_929_824_561, act_supply: 10_000_000_000_000, price: 1.2 },
  compute: ({ parameters: written, price: at, ...keys }) => {
    const chosen = parametersOf(written)
    const state = vaultOf(keys)
    const status = statusAt(state, chosen, at)
    const bps = at === undefined ? undefined : AkashBurnMint.collateralBasisPoints(state, at)
    const isOpen = status === "healthy" || status === "warning"
    return {
      ...ratioOf(state, at),
      ...(bps === undefined || state.actSupply === 0n ? {} : { basis_points: bps }),
      status,
      ...(isOpen && bps !== undefined ? { epoch: AkashBurnMint.epochBlocks(chosen, bps) } : {})
    }
  }
})

const backOff = mechanism({
  name: "akash-back-off",
  description: "Akash: how mint epochs stretch as the collateral ratio falls",
  rules:
    "Below warn the epoch is ⌊min_epoch × (1 + back_off)^steps⌋ blocks with one step for each whole 10 bps, at most max_epoch: 10, 11, 12, 16 blocks at 9500, 9490, 9480, 9450 bps.",
  source,
  input: Schema.Struct({
    ratios: Field.list(Field.count({ minimum: 0 })({ description: "A collateral ratio", unit: "bps" }))({
      description: "Collateral ratios in basis points"
    }),
    parameters
  }),
  output: Schema.Struct({
    epochs: Field.list(
      Schema.Struct({
        ratio: Field.count()({ description: "Collateral ratio", unit: "bps" }),
        status: statusField,
        blocks: Field.count()({
          description: "Blocks of an epoch, also where the breaker has halted mints",
          unit: "blocks"
        })
      })
    )({ description: "One row for each ratio" })
  }),
  example: { ratios: [9600, 9500, 9490, 9480, 9450, 9300, 9000] },
  compute: ({ parameters: written, ratios }) => {
    const chosen = parametersOf(written)
    return {
      epochs: ratios.map((ratio) => ({
        ratio,
        status: AkashBurnMint.statusOf(chosen, ratio),
        blocks: AkashBurnMint.epochBlocks(chosen, ratio)
      }))
    }
  }
})

/** ACT of the settlements that wait. */
const settling = ({ waiting }: AkashMintQueue.Queue): bigint =>
  waiting.reduce((sum, { amount, kind }) => (kind === "settle" ? sum + amount : sum), 0n)

const height = (description: string) => Field.count()({ description, unit: "blocks" })
/** Blocks that one question may run through. */
const mostBlocks = 1_000_000

const queue = mechanism({
  name: "akash-mint-queue",
  description: "Akash: when requests to burn and mint are carried out, block by block, under a path of oracle prices",
  rules:
    "A request waits for the end of its block: settlements are carried out there in order, mints only at the height of the mint epoch, at most max_records a block. A request that cannot be " +
    "carried out is cancelled and everything goes back. While halted no mint is accepted, without a price nothing is; after either, mints begin again one epoch later.",
  source,
  input: Schema.Struct({
    vault,
    parameters,
    from: height("Height at which the run begins; the first mint comes min_epoch blocks later"),
    until: height("Last height"),
    prices: Field.list(Schema.Struct({ height: height("Height from which the price holds"), price }))({
      description: "The oracle's prices, in order of height; none before the first"
    }),
    requests: Field.list(
      Schema.Struct({
        height: height("Block of the request"),
        kind: Field.choice(["mint", "settle"])({ description: "mint burns AKT, settle burns ACT" }),
        amount: Field.count({ minimum: 1 })({ description: "uakt for a mint, uact for a settlement" })
      })
    )({ description: "Requests, in order of height" })
  }).check(
    Schema.makeFilter(({ from, until }) =>
      until < from
        ? { path: ["until"], issue: `the run ends before it begins at ${from}` }
        : until - from > mostBlocks
          ? { path: ["until"], issue: `at most ${mostBlocks} blocks after from` }
          : undefined
    ),
    Schema.makeFilter(({ prices }) => outOfOrder("prices", prices)),
    Schema.makeFilter(({ requests }) => outOfOrder("requests", requests))
  ),
  output: Schema.Struct({
    requests: Field.list(
      Schema.Struct({
        asked: height("Block of the request"),
        kind: Field.choice(["mint", "settle"])({ description: "What was asked" }),
        executed: Schema.optionalKey(
          height("Block at whose end it was carried out or cancelled; left out when it was refused or still waits")
        ),
        ...outcomeRow
      })
    )({ description: "Requests in the order in which they were settled, those that still wait at the end" }),
    status: statusField,
    next_mint: height("Height of the next mint"),
    vault: vaultAfter
  }),
  example: {
    vault: { akt: 10_000_000_000, act_supply: 10_000_000_000 },
    parameters: { mint_spread: 0 },
    from: 0,
    until: 40,
    prices: [
      { height: 0, price: 1 },
      { height: 5, price: 0.94 },
      { height: 12, price: 0.89 },
      { height: 20, price: 1 }
    ],
    requests: [
      { height: 2, kind: "mint", amount: 50_000_000 },
      { height: 13, kind: "mint", amount: 50_000_000 },
      { height: 14, kind: "settle", amount: 20_000_000 },
      { height: 21, kind: "mint", amount: 50_000_000 }
    ]
  },
  compute: ({ from, parameters: written, prices, requests, until, vault: start }) => {
    const chosen = parametersOf(written)
    let state = AkashMintQueue.startQueue(vaultOf(start), chosen, from)
    type Row = { asked: number; kind: "mint" | "settle"; executed?: number } & ReturnType<typeof rowOf>
    const rows: Array<Row> = []
    const empty = { burned: 0, minted: 0, spread: 0, received: 0, reminted: 0, fresh: 0 }
    const askedAt = new Map(requests.map((each, id) => [id, each.height]))
    let at: number | undefined
    let nextPrice = 0
    let nextRequest = 0
    for (let block = from; block <= until; block++) {
      for (; (prices[nextPrice]?.height ?? Number.POSITIVE_INFINITY) <= block; nextPrice++)
        at = prices[nextPrice]?.price
      for (; (requests[nextRequest]?.height ?? Number.POSITIVE_INFINITY) <= block; nextRequest++) {
        const wanted = requests[nextRequest]
        if (wanted === undefined) break
        const { kind } = wanted
        const amount = BigInt(wanted.amount)
        const vault = kind === "settle" ? withAct(state.vault, start, settling(state) + amount) : state.vault
        const accepted = AkashMintQueue.request({ ...state, vault }, { id: nextRequest, kind, amount }, at)
        if (typeof accepted === "string") rows.push({ asked: wanted.height, kind, ...empty, result: accepted })
        else state = accepted
      }
      const ended = AkashMintQueue.endBlock(state, chosen, block, at)
      state = ended.queue
      for (const { outcome, request } of ended.done) {
        rows.push({ asked: askedAt.get(request.id) ?? block, kind: request.kind, executed: block, ...rowOf(outcome) })
      }
    }
    for (const { id, kind } of state.waiting)
      rows.push({ asked: askedAt.get(id) ?? until, kind, ...empty, result: "waiting" })
    return { requests: rows, status: state.status, next_mint: state.nextMint, vault: shownVault(state.vault) }
  }
})

export const akashBurnMint = [burnMint, collateral, backOff, queue]
