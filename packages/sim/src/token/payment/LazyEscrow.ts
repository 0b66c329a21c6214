/** Akash's escrow account: deposits pay leases by the block, but nobody reckons until somebody touches the account.
 *
 * A lease costs a rate for each block. What it is owed is worked out only when the account is touched (a withdrawal, a new lease, the closing of a lease or of
 * the account): rate × (height − settled_at), cut to whole units. So an account whose funds ended at block h stays *open*, and the provider goes on
 * working, until the next touch finds it overdrawn: what is there is paid, leases in order, and the rest is recorded as debt. A deposit in the meantime is simply
 * added, so a tenant who pays late is not found out if nobody looked. A deposit to an account known to be overdrawn pays its debts; when all are paid
 * the account closes and what is over goes back.
 *
 * Deposits are used up in the order in which they came; what is left goes back to who deposited it. There is no fee: the provider gets everything.
 *
 * Source: akash-network/node, x/escrow/keeper (keeper.go); AEP-79, current architecture.
 *
 * **Gotchas** Once overdrawn, all leases of the account are, also those that were paid in full. Whole micro-units of one asset, up to 2^53; rates may have decimals. */
import * as FixedPoint from "./FixedPoint.ts"

/** Of an account and of its leases; the market module calls a lease active, insufficient_funds or closed. */
export type State = "open" | "overdrawn" | "closed"

export interface Deposit {
  readonly depositor: string
  /** Micro-units that are left. */
  readonly left: number
}

export interface Lease {
  readonly name: string
  /** Micro-units a block. */
  readonly rate: number
  readonly state: State
  /** Earned and not yet paid out. */
  readonly accrued: number
  readonly withdrawn: number
  /** Owed when the funds had run out. */
  readonly debt: number
}

export interface Account {
  readonly state: State
  /** Height up to which leases have been settled. */
  readonly settledAt: number
  readonly deposits: ReadonlyArray<Deposit>
  readonly leases: ReadonlyArray<Lease>
  /** Everything ever deposited, and everything that went back. */
  readonly deposited: number
  readonly refunded: number
}

/** An account opened at a height. */
export const open = (height: number): Account => ({
  state: "open",
  settledAt: height,
  deposits: [],
  leases: [],
  deposited: 0,
  refunded: 0
})

/** Something that the escrow does not do. */
export type Refusal =
  | "account-closed"
  | "account-overdrawn"
  | "no-such-lease"
  | "lease-exists"
  | "lease-not-open"
  | "height-in-the-past"

/** What follows, or why nothing does. A refusal may still have settled the account: who opens a lease on dry funds finds them out. */
export interface Touched {
  readonly account: Account
  readonly refusal?: Refusal
}

/** Micro-units that deposits still hold. */
export const funds = (account: Account): number => account.deposits.reduce((sum, { left }) => sum + left, 0)

/** Micro-units owed to all leases and not paid. */
export const debt = (account: Account): number => account.leases.reduce((sum, lease) => sum + lease.debt, 0)

/** Micro-units that a rate comes to in so many blocks. */
export const owed = (rate: number, blocks: number): number =>
  Number(FixedPoint.whole(FixedPoint.fromNumber(rate) * BigInt(blocks)))

/** The last height up to which the funds pay everything; infinite without open leases. Nobody on the chain is told. */
export const lastsUntil = (account: Account): number => {
  if (account.state !== "open") return account.settledAt
  const rates = account.leases.filter((each) => each.state === "open").map((each) => each.rate)
  const rate = rates.reduce((sum, each) => sum + each, 0)
  if (!(rate > 0)) return Number.POSITIVE_INFINITY
  const there = funds(account)
  // each lease is cut to whole units, so funds may last a little longer than their ratio to the rate
  let paid = Math.max(0, Math.floor(there / rate) - 1)
  let unpaid = Math.ceil((there + rates.length + 1) / rate) + 1
  while (unpaid - paid > 1) {
    const blocks = Math.floor((paid + unpaid) / 2)
    if (rates.reduce((sum, each) => sum + owed(each, blocks), 0) <= there) paid = blocks
    else unpaid = blocks
  }
  return account.settledAt + paid
}

/** Takes an amount from deposits, first come first used; returns what is left of them and how much there was. */
const take = (
  deposits: ReadonlyArray<Deposit>,
  amount: number
): { readonly left: ReadonlyArray<Deposit>; readonly taken: number } => {
  let missing = amount
  const left = deposits.map((deposit) => {
    const part = Math.min(deposit.left, missing)
    missing -= part
    return { ...deposit, left: deposit.left - part }
  })
  return { left: left.filter((deposit) => deposit.left > 0), taken: amount - missing }
}

const paidOut = (lease: Lease): Lease => ({ ...lease, accrued: 0, withdrawn: lease.withdrawn + lease.accrued })

/** Everything that is left goes back to its depositors. */
const refund = (account: Account): Account => ({
  ...account,
  deposits: [],
  refunded: account.refunded + funds(account)
})

/** Pays leases in order what `claim` says; what the funds do not cover becomes debt and leaves the account overdrawn. */
const pay = (account: Account, claim: (lease: Lease) => number): Account => {
  let { deposits } = account
  let isShort = false
  const leases = account.leases.map((lease): Lease => {
    const amount = claim(lease)
    if (amount === 0) return lease
    const { left, taken } = take(deposits, amount)
    deposits = left
    isShort ||= taken < amount
    return { ...lease, accrued: lease.accrued + taken, debt: amount - taken }
  })
  const settled = { ...account, deposits, leases }
  if (!isShort) return settled
  const overdrawn = leases.map((lease): Lease =>
    lease.state === "closed" ? lease : paidOut({ ...lease, state: "overdrawn" })
  )
  return { ...settled, state: "overdrawn", leases: overdrawn }
}

/** Reckons up to a height. */
export const settle = (account: Account, height: number): Account => {
  if (account.state !== "open") return account
  const blocks = height - account.settledAt
  const claim = (lease: Lease): number => (lease.state === "open" ? owed(lease.rate, blocks) : 0)
  return pay({ ...account, settledAt: height }, claim)
}

const refuse = (account: Account, refusal: Refusal): Touched => ({ account, refusal })

/** Adds funds. No touch while the account is open; an overdrawn one pays its debts and closes when they are paid. */
export const deposit = (account: Account, depositor: string, amount: number): Touched => {
  if (account.state === "closed") return refuse(account, "account-closed")
  const funded: Account = {
    ...account,
    deposits: [...account.deposits, { depositor, left: amount }],
    deposited: account.deposited + amount
  }
  if (account.state === "open") return { account: funded }
  const rescued = pay(funded, (lease) => lease.debt)
  const leases = rescued.leases.map(paidOut)
  if (debt(rescued) > 0) return { account: { ...rescued, leases } }
  return {
    account: refund({ ...rescued, state: "closed", leases: leases.map((lease) => ({ ...lease, state: "closed" })) })
  }
}

/** Opens a lease from this height on. */
export const lease = (account: Account, name: string, rate: number, height: number): Touched => {
  if (height < account.settledAt) return refuse(account, "height-in-the-past")
  if (account.state === "closed") return refuse(account, "account-closed")
  if (account.leases.some((each) => each.name === name)) return refuse(account, "lease-exists")
  const settled = settle(account, height)
  if (settled.state === "overdrawn") return refuse(settled, "account-overdrawn")
  const opened: Lease = { name, rate, state: "open", accrued: 0, withdrawn: 0, debt: 0 }
  return { account: { ...settled, leases: [...settled.leases, opened] } }
}

const withLease = (account: Account, name: string, change: (lease: Lease) => Lease): Account => ({
  ...account,
  leases: account.leases.map((each) => (each.name === name ? change(each) : each))
})

/** Why a lease cannot be touched at a height, if it cannot. */
const untouchable = (account: Account, name: string, height: number): Refusal | undefined => {
  if (height < account.settledAt) return "height-in-the-past"
  const found = account.leases.find((each) => each.name === name)
  if (found === undefined) return "no-such-lease"
  return found.state === "open" ? undefined : "lease-not-open"
}

/** The provider takes what the lease has earned. */
export const withdraw = (account: Account, name: string, height: number): Touched => {
  const refusal = untouchable(account, name, height)
  if (refusal !== undefined) return refuse(account, refusal)
  return { account: withLease(settle(account, height), name, paidOut) }
}

/** Ends a lease and pays it; the account goes on. A lease that is found unpaid stays overdrawn, with its debt. */
export const closeLease = (account: Account, name: string, height: number): Touched => {
  const refusal = untouchable(account, name, height)
  if (refusal !== undefined) return refuse(account, refusal)
  const close = (each: Lease): Lease => paidOut(each.state === "open" ? { ...each, state: "closed" } : each)
  return { account: withLease(settle(account, height), name, close) }
}

/** Ends everything: leases are paid, the rest goes back. An account that is found overdrawn stays so, with its debts. */
export const close = (account: Account, height: number): Touched => {
  if (account.state === "closed") return refuse(account, "account-closed")
  if (height < account.settledAt) return refuse(account, "height-in-the-past")
  const settled = settle(account, height)
  if (settled.state === "overdrawn") return { account: settled }
  const leases = settled.leases.map((each) => ({ ...paidOut(each), state: "closed" as const }))
  return { account: refund({ ...settled, state: "closed", leases }) }
}
