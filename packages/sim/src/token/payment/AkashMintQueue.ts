/** Requests to Akash's burn-and-mint wait for the end of a block: settlements for that of the next, mints for that of the next mint epoch.
 *
 * A request sends its AKT in at once (pending: in the vault, no collateral yet). At the end of each block settlements are carried out in order, then the breaker
 * is read, and at the height of the mint epoch the mints; a request that cannot be carried out is cancelled and its owner gets everything back. When the oracle
 * is silent everything waits. After a halt the next mints come one epoch after the ratio has recovered.
 *
 * Plain immutable data: `request` and `endBlock` return the state that follows. Source: akash-network/node, x/bme/keeper (abci.go, keeper.go). */
import {
  collateralBasisPoints,
  epochBlocks,
  type MicroUnits,
  mintPastBreaker,
  type Outcome,
  type Parameters,
  type Price,
  type Refusal,
  settle,
  type Status,
  statusOf,
  type Vault
} from "./AkashBurnMint.ts"

export interface Request {
  readonly id: number
  readonly kind: "mint" | "settle"
  /** uakt for a mint, uact for a settlement. */
  readonly amount: MicroUnits
}

export interface Queue {
  readonly vault: Vault
  readonly waiting: ReadonlyArray<Request>
  readonly status: Status
  /** Height at whose end mints are carried out. */
  readonly nextMint: number
  /** Blocks of an epoch as last reckoned. */
  readonly epoch: number
}

export const startQueue = (vault: Vault, { minEpoch }: Parameters, height: number): Queue => ({
  vault,
  waiting: [],
  status: "healthy",
  nextMint: height + minEpoch,
  epoch: minEpoch
})

/** What became of a request; `outcome.refusal` says why it was cancelled. */
export interface Done {
  readonly request: Request
  readonly outcome: Outcome
}

/** Puts a request into the queue, or says why not: without a price nothing, and no mint while halted. */
export const request = (queue: Queue, wanted: Request, price: Price): Queue | Refusal => {
  if (price === undefined || !(price > 0) || queue.status === "no-price") return "no-price"
  if (queue.status === "halted" && wanted.kind === "mint") return "halted"
  const { vault } = queue
  const sent = wanted.kind === "mint" ? wanted.amount : 0n
  return {
    ...queue,
    vault: { ...vault, akt: vault.akt + sent, pending: vault.pending + sent },
    waiting: [...queue.waiting, wanted]
  }
}

/** What is pending counts in the vault only until it is burned or given back. */
const withdrawn = (vault: Vault, amount: MicroUnits): Vault => ({
  ...vault,
  akt: vault.akt - amount,
  pending: vault.pending - amount
})

/** The end of the block at `height`. */
export const endBlock = (
  queue: Queue,
  parameters: Parameters,
  height: number,
  price: Price
): { readonly queue: Queue; readonly done: ReadonlyArray<Done> } => {
  if (price === undefined || !(price > 0)) {
    return { queue: { ...queue, status: statusOf(parameters, undefined, queue.status) }, done: [] }
  }
  let { nextMint, vault, waiting } = queue
  const done: Array<Done> = []
  const carryOut = (kind: Request["kind"]): void => {
    for (const each of waiting.filter((one) => one.kind === kind).slice(0, parameters.maxRecords - done.length)) {
      const outcome =
        kind === "settle"
          ? settle(vault, parameters, each.amount, price)
          : mintPastBreaker(withdrawn(vault, each.amount), parameters, each.amount, price)
      vault = outcome.vault
      done.push({ request: each, outcome })
    }
    const finished = new Set(done.map((each) => each.request.id))
    waiting = waiting.filter((each) => !finished.has(each.id))
  }
  carryOut("settle")
  const ratio = collateralBasisPoints(vault, price)
  const status = statusOf(parameters, ratio)
  const epoch = status === "halted" ? queue.epoch : epochBlocks(parameters, ratio)
  const wasClosed = queue.status === "halted" || queue.status === "no-price"
  if (status !== "halted" && wasClosed) nextMint = height + epoch
  else if (status !== "halted" && height >= nextMint) {
    nextMint = height + epoch
    // the breaker was read for the whole batch
    carryOut("mint")
  }
  return { queue: { vault, waiting, status, nextMint, epoch }, done }
}
