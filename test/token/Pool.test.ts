import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Ledger } from "../../packages/sim/src/ledger/Ledger.ts"
import { inputFor, outputFor, Pool, TradeRefused } from "../../packages/sim/src/token/price/Pool.ts"

const open = (tokens: bigint, dollars: bigint, fee: number) => {
  const ledger = new Ledger()
  const usd = ledger.asset("USD", 6)
  const token = ledger.asset("LODE", 9)
  const pool = {
    tokens: ledger.account("pool tokens", token),
    usd: ledger.account("pool USD", usd)
  }
  const trader = {
    tokens: ledger.account("trader", token, { outside: true }),
    usd: ledger.account("trader", usd, { outside: true })
  }
  ledger.mintLarge(pool.tokens, tokens)
  ledger.mintLarge(pool.usd, dollars)
  return { ledger, trader, pool: new Pool(ledger, pool.tokens, pool.usd, fee) }
}

const reserve = fc.bigInt({ min: 1n, max: 1n << 70n })
const amount = fc.bigInt({ min: 1n, max: 1n << 60n })
const fee = fc.nat(500_000).map((parts) => parts / 1e6)
const trades = fc.array(fc.record({ selling: fc.boolean(), amount }), { maxLength: 20 })

describe("Pool", () => {
  it("never lets the product of its reserves fall, whatever is traded", () => {
    fc.assert(
      fc.property(reserve, reserve, fee, trades, (tokens, dollars, share, list) => {
        const { pool, trader } = open(tokens, dollars, share)
        let product = pool.product
        for (const trade of list) {
          const out = trade.selling ? pool.quoteSale(trade.amount) : pool.quotePurchase(trade.amount)
          if (out === 0n) continue
          const got = trade.selling
            ? pool.sell(trader.tokens, trader.usd, trade.amount)
            : pool.buy(trader.usd, trader.tokens, trade.amount)
          expect(got).toBe(out)
          expect(pool.product >= product).toBe(true)
          product = pool.product
        }
      })
    )
  })

  it("without a fee lets the product rise by one unit of rounding at most", () => {
    fc.assert(
      fc.property(reserve, reserve, amount, (reserveIn, reserveOut, paid) => {
        const out = outputFor(reserveIn, reserveOut, paid, 0n)
        const after = (reserveIn + paid) * (reserveOut - out)
        expect(after >= reserveIn * reserveOut).toBe(true)
        expect((reserveIn + paid) * (reserveOut - out - 1n) < reserveIn * reserveOut).toBe(true)
      })
    )
  })

  it("asks for the least that brings what is wanted", () => {
    fc.assert(
      fc.property(
        reserve,
        fc.bigInt({ min: 2n, max: 1n << 70n }),
        amount,
        fee,
        (reserveIn, reserveOut, wanted, share) => {
          const parts = BigInt(Math.round(share * 1e6))
          const asked = wanted % reserveOut
          const paid = inputFor(reserveIn, reserveOut, asked, parts)
          expect(outputFor(reserveIn, reserveOut, paid, parts) >= asked).toBe(true)
          if (paid > 0n) expect(outputFor(reserveIn, reserveOut, paid - 1n, parts) < asked).toBe(true)
        }
      )
    )
  })

  it("falls by 1/(1 + U/y)² when tokens worth U at the price of the moment are sold", () => {
    const { pool, trader } = open(10n ** 18n, 10n ** 13n, 0)
    for (let round = 0; round < 20; round++) {
      const before = pool.price
      const depth = pool.usdReserve
      const worth = 250_000
      pool.sell(trader.tokens, trader.usd, BigInt(Math.round((worth / before) * 1e9)))
      expect(pool.price / before).toBeCloseTo(1 / (1 + worth / depth) ** 2, 6)
    }
  })

  it("keeps its fee: a round trip costs it twice", () => {
    const { pool, trader } = open(10n ** 18n, 10n ** 15n, 0.003)
    const bought = pool.buy(trader.usd, trader.tokens, 1_000_000n)
    const back = pool.sell(trader.tokens, trader.usd, bought)
    expect(Number(back) / 1_000_000).toBeCloseTo((1 - 0.003) ** 2, 4)
  })

  it("refuses a trade that brings nothing and one that would empty it", () => {
    const { pool, trader, ledger } = open(10n ** 9n, 10n ** 6n, 0)
    expect(() => pool.sell(trader.tokens, trader.usd, 0n)).toThrow(TradeRefused)
    expect(() => pool.sell(trader.tokens, trader.usd, 1n)).toThrow(TradeRefused)
    expect(() => pool.quoteSaleFor(10n ** 6n)).toThrow(TradeRefused)
    expect(ledger.balance(trader.tokens)).toBe(0n)
  })
})
