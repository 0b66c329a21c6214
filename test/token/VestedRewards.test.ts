import { describe, expect, it } from "vitest"
import { Ledger } from "../../packages/sim/src/ledger/Ledger.ts"
import { VestedRewards } from "../../packages/sim/src/token/economy/VestedRewards.ts"

describe("rewards that vest", () => {
  it("go with the owner who leaves: nothing stays behind for whoever has the row next", () => {
    const ledger = new Ledger()
    const token = ledger.asset("TOKEN", 9)
    const wallet = ledger.account("wallet", token)
    const holders = ledger.account("holders", token)
    const vested = new VestedRewards(ledger, token, "TOKEN")
    vested.lock(3, 1_000)
    vested.lock(4, 500)
    expect(vested.release(3, wallet, 0.25)).toBe(250)
    vested.clear(3, holders)
    expect(ledger.balance(wallet)).toBe(250n)
    expect(ledger.balance(holders)).toBe(750n)
    expect(ledger.balance(vested.account)).toBe(500n)
    expect(vested.release(3, wallet, 1)).toBe(0)
    expect(vested.release(4, wallet, 1)).toBe(500)
  })
})
