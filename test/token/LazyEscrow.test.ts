/** Akash's lazy escrow: who notices what when, and that no unit appears or vanishes. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  type Account,
  close,
  closeLease,
  debt,
  deposit,
  funds,
  lastsUntil,
  lease,
  open,
  owed,
  type Touched,
  withdraw
} from "../../packages/sim/src/token/payment/LazyEscrow.ts"

/** What follows a touch that must be done. */
const done = ({ account, refusal }: Touched): Account => {
  expect(refusal).toBeUndefined()
  return account
}
const funded = (amount: number): Account => done(deposit(open(0), "tenant", amount))
const leaseOf = (account: Account, name: string) => account.leases.find((each) => each.name === name)

describe("an account whose funds end at block 100", () => {
  const running = () => done(lease(funded(1000), "gpu", 10, 0))

  it("stays open until it is touched: the rest is then debt", () => {
    expect(lastsUntil(running())).toBe(100)
    const found = done(withdraw(running(), "gpu", 150))
    expect(found).toMatchObject({ state: "overdrawn", settledAt: 150 })
    expect(leaseOf(found, "gpu")).toMatchObject({ state: "overdrawn", withdrawn: 1000, debt: 500 })
  })

  it("owes nothing when it is touched in the block in which the funds end", () => {
    const account = done(withdraw(running(), "gpu", 100))
    expect(account).toMatchObject({ state: "open" })
    expect([funds(account), debt(account)]).toEqual([0, 0])
    expect(done(withdraw(account, "gpu", 101))).toMatchObject({ state: "overdrawn" })
  })

  it("is not found out when the tenant pays late but before anybody looks", () => {
    const late = done(deposit(running(), "tenant", 1000))
    const account = done(withdraw(late, "gpu", 150))
    expect(account).toMatchObject({ state: "open" })
    expect(leaseOf(account, "gpu")).toMatchObject({ withdrawn: 1500, debt: 0 })
  })

  it("owes no more with time once it is found overdrawn", () => {
    const found = done(withdraw(running(), "gpu", 150))
    expect(debt(done(close(found, 300)))).toBe(500)
    expect(withdraw(found, "gpu", 300).refusal).toBe("lease-not-open")
  })

  it("pays its debts out of a rescue, and closes; what is over goes back", () => {
    const found = done(withdraw(running(), "gpu", 150))
    const part = done(deposit(found, "friend", 200))
    expect(part).toMatchObject({ state: "overdrawn", refunded: 0 })
    expect(debt(part)).toBe(300)
    const rescued = done(deposit(part, "friend", 400))
    expect(rescued).toMatchObject({ state: "closed", refunded: 100 })
    expect(leaseOf(rescued, "gpu")).toMatchObject({ state: "closed", withdrawn: 1500, debt: 0 })
    expect(deposit(rescued, "friend", 1).refusal).toBe("account-closed")
  })

  it("is found out by the one who wants to open another lease", () => {
    const { account, refusal } = lease(running(), "other", 1, 150)
    expect(refusal).toBe("account-overdrawn")
    expect(account.state).toBe("overdrawn")
  })
})

describe("several deposits and leases", () => {
  it("uses up deposits in the order in which they came, and gives back what is left to whom it belongs", () => {
    const two = done(deposit(funded(300), "friend", 500))
    const later = done(withdraw(done(lease(two, "gpu", 10, 0)), "gpu", 50))
    expect(later.deposits).toEqual([{ depositor: "friend", left: 300 }])
    expect(done(close(later, 60))).toMatchObject({ state: "closed", refunded: 200, deposits: [] })
  })

  it("pays leases in order: the last bears what is missing, and all are overdrawn", () => {
    const two = done(lease(done(lease(funded(1000), "a", 6, 0)), "b", 4, 0))
    const found = done(withdraw(two, "a", 120))
    expect(leaseOf(found, "a")).toMatchObject({ state: "overdrawn", withdrawn: 720, debt: 0 })
    expect(leaseOf(found, "b")).toMatchObject({ state: "overdrawn", withdrawn: 280, debt: 200 })
  })

  it("reckons a new lease from its own block", () => {
    const account = done(lease(done(lease(funded(1000), "a", 2, 0)), "b", 3, 100))
    const closed = done(close(account, 150))
    expect(leaseOf(closed, "a")?.withdrawn).toBe(300)
    expect(leaseOf(closed, "b")?.withdrawn).toBe(150)
    expect(closed.refunded).toBe(550)
  })

  it("goes on when one lease ends", () => {
    const account = done(closeLease(done(lease(done(lease(funded(1000), "a", 2, 0)), "b", 3, 0)), "a", 10))
    expect(leaseOf(account, "a")).toMatchObject({ state: "closed", withdrawn: 20 })
    expect(leaseOf(account, "b")).toMatchObject({ state: "open", accrued: 30 })
    expect(closeLease(account, "a", 20).refusal).toBe("lease-not-open")
    expect(closeLease(account, "c", 20).refusal).toBe("no-such-lease")
    expect(withdraw(account, "b", 5).refusal).toBe("height-in-the-past")
  })

  it("cuts what is owed to whole units, without the rounding of floating point", () => {
    expect(owed(0.29, 100)).toBe(29)
    expect(owed(6.0478, 1000)).toBe(6047)
    expect(owed(1e-7, 9_999_999)).toBe(0)
  })
})

type Step =
  | { readonly kind: "deposit"; readonly amount: number }
  | { readonly kind: "lease"; readonly rate: number }
  | { readonly kind: "withdraw" | "close-lease"; readonly which: number }
  | { readonly kind: "close" }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("deposit" as const), amount: fc.integer({ min: 1, max: 100_000 }) })
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("lease" as const), rate: fc.double({ min: 0, max: 500, noNaN: true }) })
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom("withdraw" as const, "close-lease" as const), which: fc.nat(5) })
  },
  { weight: 1, arbitrary: fc.constant({ kind: "close" as const }) }
)

const apply = (account: Account, each: Step, height: number, names: Array<string>): Account => {
  switch (each.kind) {
    case "deposit":
      return deposit(account, `depositor ${height}`, each.amount).account
    case "lease":
      names.push(`lease ${height}`)
      return lease(account, `lease ${height}`, each.rate, height).account
    case "withdraw":
      return withdraw(account, names[each.which] ?? "", height).account
    case "close-lease":
      return closeLease(account, names[each.which] ?? "", height).account
    case "close":
      return close(account, height).account
  }
}

describe("laws", () => {
  it("deposits = paid + earned + left + refunded at every moment; nobody is paid more than was deposited; debts are no less than nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.nat(300)), { maxLength: 30 }), (steps) => {
        let account = open(0)
        let height = 0
        const names: Array<string> = []
        for (const [each, blocks] of steps) {
          height += blocks
          account = apply(account, each, height, names)
          const held = account.leases.reduce((sum, { accrued, withdrawn }) => sum + accrued + withdrawn, 0)
          expect(held + funds(account) + account.refunded).toBe(account.deposited)
          for (const one of account.leases) {
            expect(one.debt).toBeGreaterThanOrEqual(0)
            expect(one.accrued).toBeGreaterThanOrEqual(0)
          }
          if (debt(account) > 0) expect(account).toMatchObject({ state: "overdrawn", deposits: [] })
          if (account.state !== "open") expect(account.leases.every((one) => one.accrued === 0)).toBe(true)
        }
      })
    )
  })

  it("lasts exactly until the block that it says", () => {
    const rates = fc.array(fc.double({ min: 0.001, max: 50, noNaN: true }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), rates, (amount, all) => {
        let account = funded(amount)
        all.forEach((rate, index) => (account = done(lease(account, `${index}`, rate, 0))))
        const last = lastsUntil(account)
        expect(debt(done(withdraw(account, "0", last)))).toBe(0)
        expect(debt(done(withdraw(account, "0", last + 1)))).toBeGreaterThan(0)
      })
    )
  })

  it("takes no more from an account that can pay, however often it is touched, up to cut units", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 20 }),
        (rate, gaps) => {
          const start = done(lease(funded(1_000_000), "gpu", rate, 0))
          let often = start
          let height = 0
          for (const gap of gaps) often = done(withdraw(often, "gpu", (height += gap)))
          expect(done(close(often, height + 1))).toEqual(done(close(start, height + 1)))
        }
      )
    )
  })
})
