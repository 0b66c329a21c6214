/** Payment in credits as a scenario has it: what is burned for them, what is paid for them, and the breaker. The chain's own numbers are in `AkashBurnMint.test.ts`. */
import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Ledger } from "../../packages/sim/src/ledger/Ledger.ts"
import { BurnMint, Credits } from "../../packages/sim/src/token/payment/BurnMint.ts"

const decode = Schema.decodeUnknownSync(Credits)
const day = 86_400

/** A vault with users who pay `perDay` USD for work, and holders from whom tokens are bought at the price of the day. */
class Vault {
  readonly ledger = new Ledger()
  readonly token = this.ledger.asset("AKT", 9)
  readonly dollars = this.ledger.asset("USD", 6)
  readonly holders = this.ledger.account("holders", this.token)
  readonly bought = this.ledger.account("bought", this.token)
  readonly providers = this.ledger.account("providers", this.token)
  readonly payments = this.ledger.account("payments", this.dollars)
  readonly purchases = this.ledger.account("purchases", this.dollars)
  readonly users = this.ledger.account("users", this.dollars, { outside: true })
  readonly mint: BurnMint
  days = 0
  direct = 0
  owed = 0

  constructor(written: typeof Credits.Encoded) {
    this.mint = new BurnMint(decode(written), this.ledger, this.token, this.dollars, "AKT")
    this.ledger.mintLarge(this.holders, 1_000_000_000n * 1_000_000_000n)
    this.mint.endow(this.holders)
  }

  /** A day on which work worth `usd` is settled at a price, without any cost of trading. */
  settle(usd: number, price: number): void {
    this.days++
    const paid = usd * 1e6
    this.owed += paid
    this.ledger.transfer(this.users, this.payments, paid)
    const plan = this.mint.plan(this.owed, paid, this.days * day, 1, price)
    this.direct = plan.direct / 1e6
    this.mint.fund(this.payments, this.purchases, plan.credits + plan.direct)
    const tokens = (micro: number) => BigInt(Math.floor((micro / 1e6 / price) * 1e9))
    this.ledger.transferLarge(this.holders, this.bought, tokens(plan.credits))
    this.mint.mint(this.bought, tokens(plan.credits), price)
    this.ledger.transferLarge(this.holders, this.providers, tokens(plan.direct))
    this.owed -= plan.direct + this.mint.settle(this.providers, this.owed - plan.direct, price)
  }

  get paidOut(): number {
    return Number(this.ledger.balance(this.providers)) / 1e9
  }

  /** Tokens that circulate: those that exist, less the vault's. */
  get circulating(): number {
    return this.ledger.approximateSupply(this.token) / 1e9 - this.mint.vault
  }
}

const free = { lead_time: "10 days", mint_spread: 0 } as const

describe("credits that burn and mint", () => {
  it("change the supply by S − B: 1,000 USD burned for at 1.14 and settled at 1.50 leave 210.5 AKT less (AEP-76)", () => {
    const vault = new Vault({ lead_time: "1 day", mint_spread: 0, vault: "1M tokens" })
    vault.settle(1_000, 1.14)
    const before = vault.circulating
    const burned = vault.mint.vault - 1e6
    expect(vault.mint.outstanding).toBeCloseTo(1_000, 3)
    expect(burned).toBeCloseTo(877.192982, 5)
    const paid = vault.paidOut
    vault.mint.settle(vault.providers, 1_000e6, 1.5)
    expect(vault.paidOut - paid).toBeCloseTo(666.666667, 5)
    expect(vault.circulating - before).toBeCloseTo(666.666667, 5)
    expect(vault.circulating - before - burned).toBeCloseTo(-210.526316, 4)
    expect(vault.mint.outstanding).toBe(0)
  })

  it("hold as many credits as users spend in the lead time, and neither burn nor make tokens for good at a price that stays", () => {
    const vault = new Vault(free)
    const before = vault.circulating
    for (let each = 0; each < 60; each++) vault.settle(500, 2)
    expect(vault.mint.outstanding).toBeCloseTo(5_000, 2)
    expect(vault.paidOut).toBeCloseTo((60 * 500) / 2, 4)
    expect(before - vault.circulating).toBeCloseTo(2_500, 4)
    expect(vault.mint.ratio(2)).toBeCloseTo(1, 6)
    expect(vault.ledger.minted(vault.token)).toBe(10n ** 18n)
  })

  it("mint anew what a fallen price asks beyond the tokens that were burned", () => {
    const vault = new Vault({ ...free, vault: "100k tokens" })
    for (let each = 0; each < 30; each++) vault.settle(500, 2)
    const minted = vault.ledger.minted(vault.token)
    // 5,000 credits that 2,500 tokens were burned for.
    vault.mint.settle(vault.providers, 5_000e6, 1)
    expect(Number(vault.ledger.minted(vault.token) - minted) / 1e9).toBeCloseTo(2_500, 2)
    // The funding is collateral, and never paid out.
    expect(vault.mint.vault).toBeGreaterThanOrEqual(100_000)
  })

  it("cannot be bought once the vault covers no more than 90%: then work is paid in tokens bought directly, and providers get their worth", () => {
    const vault = new Vault({ lead_time: "10 days" })
    for (let each = 0; each < 30; each++) vault.settle(500, 2)
    expect(vault.mint.isHalted).toBe(false)
    const paid = vault.paidOut
    vault.settle(500, 1.7)
    expect(vault.mint.isHalted).toBe(true)
    expect(vault.direct).toBe(0)
    for (let each = 1; each < 20; each++) vault.settle(500, 1.7)
    // The credits that users had are used up; those that the vault kept as spread are covered by nothing any more.
    expect(vault.mint.isHalted).toBe(true)
    expect(vault.direct).toBeCloseTo(500, 3)
    expect((vault.paidOut - paid) * 1.7).toBeCloseTo(20 * 500, 1)
  })

  it("are bought at ever longer distances while the breaker warns: until then work is settled out of what users hold", () => {
    const vault = new Vault({ ...free, back_off: "100%", longest_epoch: "4 days", halt: "50%" })
    for (let each = 0; each < 30; each++) vault.settle(500, 2)
    const bought = Array.from({ length: 9 }, () => {
      vault.settle(500, 1.8)
      const was = vault.mint.burned > 0n
      vault.mint.burned = 0n
      return was
    })
    expect(bought).toEqual([true, false, false, false, true, false, false, false, true])
    // Ten days of spending are held after a purchase, less what three days use.
    expect(vault.owed).toBeLessThan(1e3)
  })

  it("stay covered through a deep fall when the vault is funded for it", () => {
    const vault = new Vault({ ...free, vault: "10k tokens" })
    for (let each = 0; each < 30; each++) vault.settle(500, 2)
    for (let each = 0; each < 20; each++) vault.settle(500, 1)
    expect(vault.mint.isHalted).toBe(false)
  })

  it("keep every unit, pay providers what work is worth, and owe the rest, at any prices and payments", () => {
    const days = fc.array(fc.record({ usd: fc.nat(10_000), price: fc.integer({ min: 1, max: 900 }) }), {
      maxLength: 40
    })
    const rules = fc.constantFrom<typeof Credits.Encoded>(
      {},
      { lead_time: 0, vault: "5000 tokens" },
      { settle_spread: "10%", longest_epoch: "4 days", halt: "50%" }
    )
    fc.assert(
      fc.property(rules, days, (rule, course) => {
        const vault = new Vault(rule)
        const { ledger } = vault
        let worth = 0
        for (const { price, usd } of course) {
          const before = vault.paidOut
          const owed = vault.owed
          vault.settle(usd, price / 100)
          worth = (vault.paidOut - before) * (price / 100)
          const kept = rule.settle_spread === undefined ? 1 : 0.9
          expect(worth).toBeLessThanOrEqual(usd + owed / 1e6 + 1e-3)
          expect(worth).toBeGreaterThanOrEqual(kept * (usd + (owed - vault.owed) / 1e6) - 1e-3)
          expect(vault.owed).toBeGreaterThanOrEqual(0)
          for (let asset = 0; asset < ledger.assets; asset++) {
            expect(ledger.minted(asset) - ledger.burned(asset)).toBe(ledger.sumOfBalances(asset))
          }
        }
      })
    )
  })
})
