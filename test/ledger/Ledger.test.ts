import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { InvalidPosting, largestAmount, Ledger, Overdraft } from "../../packages/sim/src/ledger/Ledger.ts"

const small = fc.oneof(
  fc.integer({ min: 0, max: 1_000 }),
  fc.integer({ min: 0, max: largestAmount }),
  fc.constantFrom(0, 1, largestAmount - 1, largestAmount)
)
const large = fc.oneof(fc.bigInt({ min: 0n, max: 1n << 100n }), fc.bigInt({ min: 0n, max: 1n << 54n }))
const place = fc.nat(5)
const step = fc.oneof(
  fc.record({ kind: fc.constant("transfer" as const), from: place, to: place, amount: small }),
  fc.record({ kind: fc.constant("transferLarge" as const), from: place, to: place, amount: large }),
  fc.record({ kind: fc.constant("mint" as const), to: place, amount: small }),
  fc.record({ kind: fc.constant("mintLarge" as const), to: place, amount: large }),
  fc.record({ kind: fc.constant("burn" as const), from: place, amount: small }),
  fc.record({ kind: fc.constant("burnLarge" as const), from: place, amount: large })
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** The books as anybody would write them: one bigint per account. */
class Model {
  readonly balances = [0n, 0n, 0n, 0n, 0n, 0n]
  minted = 0n
  burned = 0n
  /** Whether the step may be done; accounts 0 and 3 are outside and may owe. Accounts 0 to 2 hold one asset, 3 to 5 another. */
  may(action: Step): boolean {
    if ("from" in action && "to" in action && action.from < 3 !== action.to < 3) return false
    if (!("from" in action) || action.from % 3 === 0) return true
    return (this.balances[action.from] ?? 0n) >= BigInt(action.amount)
  }
  do(action: Step): void {
    const amount = BigInt(action.amount)
    if ("from" in action) this.balances[action.from] = (this.balances[action.from] ?? 0n) - amount
    if ("to" in action) this.balances[action.to] = (this.balances[action.to] ?? 0n) + amount
  }
}

const apply = (ledger: Ledger, action: Step): void => {
  switch (action.kind) {
    case "transfer":
      return ledger.transfer(action.from, action.to, action.amount)
    case "transferLarge":
      return ledger.transferLarge(action.from, action.to, action.amount)
    case "mint":
      return ledger.mint(action.to, action.amount)
    case "mintLarge":
      return ledger.mintLarge(action.to, action.amount)
    case "burn":
      return ledger.burn(action.from, action.amount)
    case "burnLarge":
      return ledger.burnLarge(action.from, action.amount)
  }
}

const open = () => {
  const ledger = new Ledger()
  const usd = ledger.asset("USD", 6)
  const token = ledger.asset("LODE", 9)
  for (const asset of [usd, token]) {
    ledger.account("world", asset, { outside: true })
    ledger.account("provider", asset, { number: 1 })
    ledger.account("provider", asset, { number: 2 })
  }
  return { ledger, usd, token }
}

describe("Ledger", () => {
  it("agrees with one bigint per account, and minted less burned is the sum of balances after every posting", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { ledger, usd, token } = open()
        const model = new Model()
        for (const action of steps) {
          if (model.may(action)) {
            apply(ledger, action)
            model.do(action)
          } else {
            expect(() => apply(ledger, action)).toThrow(Error)
          }
          expect(model.balances.map((_, account) => ledger.balance(account))).toEqual(model.balances)
          for (const asset of [usd, token]) {
            expect(ledger.minted(asset) - ledger.burned(asset)).toBe(ledger.sumOfBalances(asset))
          }
        }
      }),
      { numRuns: 300 }
    )
  })

  it("says exactly whether an account covers an amount", () => {
    fc.assert(
      fc.property(large, small, (held, asked) => {
        const { ledger } = open()
        ledger.mintLarge(1, held)
        expect(ledger.covers(1, asked)).toBe(held >= BigInt(asked))
        expect(ledger.covers(0, asked)).toBe(true)
        expect(ledger.approximateBalance(1)).toBeCloseTo(Number(held), -Math.log10(Number(held) + 1) + 12)
      })
    )
  })

  it("keeps single units apart where float64 cannot", () => {
    const { ledger } = open()
    ledger.mintLarge(1, 1n << 90n)
    ledger.transfer(1, 2, 1)
    expect(ledger.balance(1)).toBe((1n << 90n) - 1n)
    expect(ledger.balance(2)).toBe(1n)
  })

  it("tells who is short, of what and by whom it was asked", () => {
    const { ledger } = open()
    ledger.mint(1, 5)
    expect(() => ledger.transfer(1, 2, 6)).toThrow(Overdraft)
    expect(() => ledger.transfer(1, 2, 6)).toThrow(
      "provider/1 holds 5 minor units of USD and cannot pay 6 to provider/2"
    )
    expect(ledger.balance(1)).toBe(5n)
    expect(ledger.balance(2)).toBe(0n)
  })

  it.each([0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, largestAmount * 2])(
    "refuses to move %d minor units",
    (amount) => {
      const { ledger, usd } = open()
      expect(() => ledger.transfer(0, 1, amount)).toThrow(InvalidPosting)
      expect(() => ledger.mint(1, amount)).toThrow(InvalidPosting)
      expect(() => ledger.burn(0, amount)).toThrow(InvalidPosting)
      expect(ledger.sumOfBalances(usd)).toBe(0n)
    }
  )

  it("refuses accounts that are not open and transfers between two assets", () => {
    const { ledger } = open()
    expect(() => ledger.transfer(0, 4, 1)).toThrow("a transfer moves one asset")
    expect(() => ledger.transfer(0, 63, 1)).toThrow("is not open")
    expect(() => ledger.transfer(-1, 1_000, 1)).toThrow("is not open")
    expect(() => ledger.transferLarge(0, 1, -1n)).toThrow(InvalidPosting)
    expect(() => ledger.mintLarge(1, 1n << 105n)).toThrow(InvalidPosting)
  })

  it("closes empty accounts only and gives their ids again with a balance of zero", () => {
    const { ledger, usd } = open()
    ledger.transfer(0, 1, 7)
    expect(() => ledger.close(1)).toThrow("still holds 7")
    ledger.transfer(1, 0, 7)
    ledger.close(1)
    expect(() => ledger.transfer(0, 1, 1)).toThrow(InvalidPosting)
    expect(ledger.account("escrow", usd)).toBe(1)
    expect(ledger.balance(1)).toBe(0n)
    expect(ledger.name(1)).toBe("escrow")
  })

  it("grows to any number of accounts without losing a unit", () => {
    const { ledger, usd } = open()
    const accounts = Array.from({ length: 1_000 }, (_, number) => ledger.account("provider", usd, { number }))
    for (const account of accounts) ledger.transfer(0, account, account)
    expect(accounts.every((account) => ledger.balance(account) === BigInt(account))).toBe(true)
    expect(ledger.sumOfBalances(usd)).toBe(0n)
  })

  it("knows an asset by its name and refuses to change its decimals", () => {
    const { ledger, usd } = open()
    expect(ledger.asset("USD", 6)).toBe(usd)
    expect(() => ledger.asset("USD", 2)).toThrow("USD has 6 decimals, not 2")
    expect(() => ledger.asset("dust", 2.5)).toThrow(InvalidPosting)
  })
})
