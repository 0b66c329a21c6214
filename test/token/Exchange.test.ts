import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { tokensAfter } from "../../packages/sim/src/token/price/Exchange.ts"

const amount = fc.double({ min: 1, max: 1e9, noNaN: true })

describe("Exchange", () => {
  it("ends where many small trades of sellers and buyers in turn end", () => {
    fc.assert(
      fc.property(
        amount,
        amount,
        fc.double({ min: 1e-6, max: 3, noNaN: true }),
        fc.double({ min: 1e-6, max: 3, noNaN: true }),
        (tokens, usd, sold, spent) => {
          const product = tokens * usd
          const steps = 20_000
          let inPool = tokens
          for (let step = 0; step < steps; step++) {
            inPool += (sold * tokens) / steps / 2
            inPool = product / (product / inPool + (spent * usd) / steps)
            inPool += (sold * tokens) / steps / 2
          }
          expect(tokensAfter(tokens, usd, sold * tokens, spent * usd) / inPool).toBeCloseTo(1, 6)
        }
      ),
      { numRuns: 50 }
    )
  })

  it("brings the price toward USD spent over tokens sold, never past it", () => {
    fc.assert(
      fc.property(amount, amount, amount, amount, (tokens, usd, sold, spent) => {
        const after = tokensAfter(tokens, usd, sold, spent)
        const [before, price, rest] = [usd / tokens, (tokens * usd) / after ** 2, spent / sold]
        const [low, high] = before < rest ? [before, rest] : [rest, before]
        expect(price).toBeGreaterThanOrEqual(low * (1 - 1e-9))
        expect(price).toBeLessThanOrEqual(high * (1 + 1e-9))
      })
    )
  })

  it("is the plain pool when only one side trades", () => {
    expect(tokensAfter(100, 50, 25, 0)).toBe(125)
    expect(tokensAfter(100, 50, 0, 50)).toBe(50)
    expect(tokensAfter(100, 50, 0, 0)).toBe(100)
  })
})
