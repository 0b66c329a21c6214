/** Akash's burn-and-mint against the numbers of its proposals and of its own tests, and laws that hold whatever the prices. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  actFor,
  aktFor,
  burnFor,
  collateralBasisPoints,
  collateralRatio,
  epochBlocks,
  live,
  mint,
  type Parameters,
  payDirectly,
  settle,
  statusOf,
  type Vault
} from "../../packages/sim/src/token/payment/AkashBurnMint.ts"
import { endBlock, type Queue, request, startQueue } from "../../packages/sim/src/token/payment/AkashMintQueue.ts"
import * as FixedPoint from "../../packages/sim/src/token/payment/FixedPoint.ts"

const parameters: Parameters = { ...live, mintSpread: 0 }
const million = 1_000_000n
const emptyVault: Vault = { akt: 0n, pending: 0n, remintCredits: 0n, actSupply: 0n }

/** Whether a figure is within a millionth of what was published. */
const near = (found: number, published: number) => expect(Math.abs(found / published - 1)).toBeLessThan(1e-6)

describe("AEP-76: what is burned, what is settled", () => {
  it("burns 877.192982 AKT for 1,000 USD at 1.14 and settles 666.666667 at 1.50: 210.526316 AKT fewer", () => {
    const burned = burnFor(1000n * million, 1.14)
    near(Number(burned) / 1e6, 877.192982)
    const minted = mint(emptyVault, parameters, burned, 1.14)
    const settled = settle(minted.vault, parameters, minted.conversion.received, 1.5)
    near(Number(settled.conversion.received) / 1e6, 666.666667)
    near(Number(settled.conversion.received - burned) / 1e6, -210.526316)
    expect(settled.fresh).toBe(0n)
  })

  it("burns 8,771,929 AKT for 10M USD at 1.14; at 1.20 they cover 1.053 times what they back", () => {
    const burned = burnFor(10_000_000n * million, 1.14)
    near(Number(burned) / 1e6, 8_771_929)
    const { vault } = mint(emptyVault, parameters, burned, 1.14)
    expect(collateralRatio(vault, 1.2)).toBeCloseTo(1.053, 3)
    expect(collateralBasisPoints(vault, 1.2)).toBe(10_526)
  })

  it("mints anew only what the credits do not cover: settled at half the price, twice the AKT, half of it new", () => {
    const { conversion, vault } = mint(emptyVault, parameters, 100n * million, 2)
    const settled = settle(vault, parameters, conversion.received, 1)
    expect(settled).toMatchObject({ reminted: 100n * million, fresh: 100n * million })
    expect(settled.vault).toEqual(emptyVault)
  })
})

describe("the chain's own tests (x/bme/keeper/burn_mint_test.go): AKT at 3.00 USD", () => {
  it("cuts 1,000,000 uact to 333,333 uakt; a spread of 1% keeps 3,333 of them", () => {
    expect(aktFor(million, 3)).toEqual({ minted: 333_333n, spread: 0n, received: 333_333n })
    expect(aktFor(million, 3, 100)).toEqual({ minted: 333_333n, spread: 3_333n, received: 330_000n })
  })

  it("reckons with eighteen decimals: 3 uact are worth nothing, 4 are worth one", () => {
    const vault: Vault = { ...emptyVault, actSupply: million }
    expect(settle(vault, parameters, 3n, 3).refusal).toBe("nothing-comes-out")
    expect(settle(vault, parameters, 4n, 3).conversion.received).toBe(1n)
  })

  it("cuts a spread that is less than a unit to nothing", () => {
    expect(aktFor(4n, 3, 1000)).toEqual({ minted: 1n, spread: 0n, received: 1n })
  })

  it("keeps the spread in the vault, beyond the credits", () => {
    const { vault } = mint(emptyVault, parameters, 1000n * million, 1)
    const after = settle(vault, { ...parameters, settleSpread: 100 }, 100n * million, 1)
    expect(after.conversion.received).toBe(99n * million)
    expect(after.vault.akt - after.vault.remintCredits).toBe(million)
  })
})

describe("the circuit breaker", () => {
  it.each([
    [10, 9500, 10],
    [10, 9490, 11],
    [10, 9480, 12],
    [10, 9450, 16],
    [10, 9400, 25],
    [10, 9300, 67],
    [10, 9200, 174],
    [10, 9100, 452],
    [10, 9000, 1173],
    [10, 8900, 3044],
    [10, 9495, 10],
    [10, 9491, 10],
    [10, 0, 14_400],
    [10, 4_294_967_295, 10],
    [0, 9000, 10],
    [1, 9490, 10],
    [1, 9400, 11],
    [1, 9000, 16],
    [50, 9300, 14_400],
    [100, 9490, 20],
    [100, 9450, 320],
    [100, 9400, 10_240],
    [100, 9390, 14_400],
    [100, 9000, 14_400]
  ])("back-off %s percent, ratio %s bps: mints every %s blocks (keeper_test.go)", (backOff, ratio, blocks) => {
    expect(epochBlocks({ ...parameters, backOff }, ratio)).toBe(blocks)
  })

  it("stretches any epoch, and never below the least", () => {
    expect(epochBlocks({ ...parameters, minEpoch: 100 }, 9490)).toBe(110)
    expect(epochBlocks({ ...parameters, minEpoch: 20_000 }, 9000)).toBe(20_000)
  })

  it("warns at warn and halts at halt", () => {
    expect([9501, 9500, 9001, 9000].map((ratio) => statusOf(parameters, ratio))).toEqual([
      "healthy",
      "warning",
      "warning",
      "halted"
    ])
  })

  it("without a price everything stops; a halt for want of collateral stays one", () => {
    const { vault } = mint(emptyVault, parameters, 1000n * million, 1)
    expect(mint(vault, parameters, 1000n * million, undefined).refusal).toBe("no-price")
    expect(settle(vault, parameters, million, undefined).refusal).toBe("no-price")
    expect(settle(vault, parameters, million, 0).refusal).toBe("no-price")
    expect(statusOf(parameters, undefined, "warning")).toBe("no-price")
    expect(statusOf(parameters, undefined, "halted")).toBe("halted")
  })

  it("halted, it mints nothing, settles on, and lets debts be paid in AKT directly", () => {
    const { vault } = mint(emptyVault, parameters, 1000n * million, 1)
    expect(mint(vault, parameters, 1000n * million, 0.9).refusal).toBe("halted")
    expect(settle(vault, parameters, million, 0.9).refusal).toBeUndefined()
    expect(payDirectly(vault, parameters, million, 0.8)).toMatchObject({ vault, conversion: { received: 1_250_000n } })
    expect(payDirectly(vault, parameters, million, 0.95).refusal).toBe("not-halted")
    expect(payDirectly(vault, parameters, million, undefined).refusal).toBe("no-price")
  })

  it("refuses mints below 10 ACT, and more ACT than there is", () => {
    expect(mint(emptyVault, parameters, 9_999_999n, 1).refusal).toBe("below-minimum")
    expect(mint(emptyVault, parameters, 10_000_000n, 1).refusal).toBeUndefined()
    expect(settle(emptyVault, parameters, 1n, 1).refusal).toBe("more-act-than-exists")
  })

  it("refuses settlements below their least, if there is one (burn_mint_test.go: 333,333 uakt below 500,000)", () => {
    const { vault } = mint(emptyVault, parameters, 1000n * million, 1)
    const chosen = { ...parameters, minSettle: 500_000n }
    expect(settle(vault, chosen, million, 3)).toMatchObject({ refusal: "below-minimum", vault })
    expect(settle(vault, chosen, 2n * million, 3).refusal).toBeUndefined()
  })

  it("counts no AKT that is pending", () => {
    const vault: Vault = { akt: 1000n, pending: 500n, remintCredits: 0n, actSupply: 1000n }
    expect(collateralBasisPoints(vault, 1)).toBe(5000)
  })
})

const prices = fc.double({ min: 0.01, max: 100, noNaN: true })
const amounts = fc.bigInt({ min: 1n, max: 10n ** 14n })
const spreads = fc.integer({ min: 0, max: 1000 })

describe("laws", () => {
  const steps = fc.array(fc.record({ isMint: fc.boolean(), amount: amounts, price: prices }), { maxLength: 30 })

  it("nothing is lost: vault = credits + spreads kept, AKT minted anew = what left beyond what came, ACT = minted − burned", () => {
    fc.assert(
      fc.property(steps, spreads, spreads, (all, mintSpread, settleSpread) => {
        const chosen = { ...live, mintSpread, settleSpread, halt: -1 }
        let vault = emptyVault
        let [sent, paid, fresh, kept, act] = [0n, 0n, 0n, 0n, 0n]
        for (const { amount, isMint, price } of all) {
          const outcome = isMint ? mint(vault, chosen, amount, price) : settle(vault, chosen, amount, price)
          const { conversion } = outcome
          expect(conversion.received + conversion.spread).toBe(conversion.minted)
          if (isMint) {
            sent += outcome.burned
            act += conversion.minted
          } else {
            paid += conversion.received
            fresh += outcome.fresh
            kept += conversion.spread
            act -= outcome.burned
            expect(outcome.reminted + outcome.fresh).toBe(conversion.minted)
            if (outcome.fresh > 0n) expect(outcome.vault.remintCredits).toBe(0n)
          }
          vault = outcome.vault
          expect(vault.akt).toBe(vault.remintCredits + kept)
          expect(vault.akt).toBe(sent + fresh - paid)
          expect(vault.actSupply).toBe(act)
          expect(vault.remintCredits >= 0n && vault.actSupply >= 0n).toBe(true)
        }
      })
    )
  })

  it("a conversion there and back at one price never gains", () => {
    fc.assert(
      fc.property(amounts, prices, spreads, (amount, price, spread) => {
        const act = actFor(amount, price, spread).received
        const back = aktFor(act, price).received
        // the price itself has eighteen decimals: 1/P may be rounded up in the last of them
        expect(back).toBeLessThanOrEqual(amount + act / 10n ** 15n)
      })
    )
  })

  it("the ratio rises with the price and with the vault, and falls with the ACT outstanding", () => {
    fc.assert(
      fc.property(amounts, amounts, amounts, prices, prices, (akt, more, actSupply, price, other) => {
        const [low, high] = [Math.min(price, other), Math.max(price, other)]
        const vault: Vault = { akt, pending: 0n, remintCredits: 0n, actSupply }
        const at = collateralBasisPoints(vault, low)
        expect(collateralBasisPoints(vault, high)).toBeGreaterThanOrEqual(at)
        expect(collateralBasisPoints({ ...vault, akt: akt + more }, low)).toBeGreaterThanOrEqual(at)
        expect(collateralBasisPoints({ ...vault, actSupply: actSupply + more }, low)).toBeLessThanOrEqual(at)
        expect(collateralBasisPoints({ ...vault, pending: akt / 2n }, low)).toBeLessThanOrEqual(at)
      })
    )
  })

  it("the lower the ratio the longer the epoch, within its bounds", () => {
    fc.assert(
      fc.property(
        fc.nat(12_000),
        fc.nat(12_000),
        fc.nat(200),
        fc.integer({ min: 1, max: 1000 }),
        (a, b, backOff, minEpoch) => {
          const chosen = { ...parameters, backOff, minEpoch }
          const [lower, higher] = [epochBlocks(chosen, Math.min(a, b)), epochBlocks(chosen, Math.max(a, b))]
          expect(lower).toBeGreaterThanOrEqual(higher)
          expect(higher).toBeGreaterThanOrEqual(minEpoch)
          expect(lower).toBeLessThanOrEqual(chosen.maxEpoch)
        }
      )
    )
  })
})

describe("FixedPoint", () => {
  it("reads numbers as they are written", () => {
    expect(FixedPoint.fromNumber(1.14)).toBe(1_140_000_000_000_000_000n)
    expect(FixedPoint.fromNumber(1e-7)).toBe(100_000_000_000n)
    expect(FixedPoint.fromNumber(1.5e21)).toBe(15n * 10n ** 38n)
    expect(FixedPoint.fromNumber(1e-19)).toBe(0n)
  })

  it("rounds halves to even, as the chain does", () => {
    const half = FixedPoint.one / 2n
    expect([1n, 2n, 3n].map((units) => FixedPoint.times(units, half))).toEqual([0n, 1n, 2n])
    expect(FixedPoint.over(FixedPoint.fromWhole(2n), FixedPoint.fromWhole(3n))).toBe(666_666_666_666_666_667n)
  })

  it("a power is the product", () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: 0, max: 40 }), (base, exponent) => {
        const power = FixedPoint.toNumber(FixedPoint.power(FixedPoint.fromNumber(base), exponent))
        expect(power / base ** exponent).toBeCloseTo(1, 9)
      })
    )
  })
})

describe("the queue", () => {
  const funded: Vault = { akt: 1000n * million, pending: 0n, remintCredits: 0n, actSupply: 1000n * million }
  const ask = (queue: Queue, kind: "mint" | "settle", id: number, price: number): Queue => {
    const next = request(queue, { id, kind, amount: 20n * million }, price)
    if (typeof next === "string") throw new Error(next)
    return next
  }
  /** Runs blocks from one height to another; `price` by height. */
  const run = (start: Queue, from: number, until: number, price: (height: number) => number | undefined) => {
    let queue = start
    const log: Array<string> = []
    for (let height = from; height <= until; height++) {
      const ended = endBlock(queue, parameters, height, price(height))
      queue = ended.queue
      for (const { outcome, request: each } of ended.done)
        log.push(`${height} ${each.kind} ${outcome.refusal ?? "done"}`)
    }
    return { queue, log }
  }

  it("settles at the end of the block, mints at the end of the epoch", () => {
    const start = ask(ask(startQueue(funded, parameters, 0), "mint", 1, 1), "settle", 2, 1)
    expect(run(start, 1, 12, () => 1).log).toEqual(["1 settle done", "10 mint done"])
  })

  it("waits while there is no price, and begins anew one epoch after it is back", () => {
    const start = ask(ask(startQueue(funded, parameters, 0), "mint", 1, 1), "settle", 2, 1)
    const { log } = run(start, 1, 40, (height) => (height < 15 ? undefined : 1))
    expect(log).toEqual(["15 settle done", "25 mint done"])
  })

  it("halts, settles on, takes no new mint, and mints what waited one epoch after the ratio is back", () => {
    const halted = run(ask(startQueue(funded, parameters, 0), "mint", 1, 1), 1, 11, () => 0.85)
    expect(halted).toMatchObject({ log: [], queue: { status: "halted" } })
    expect(request(halted.queue, { id: 3, kind: "mint", amount: million }, 0.85)).toBe("halted")
    const after = run(ask(halted.queue, "settle", 2, 0.85), 12, 40, (height) => (height < 20 ? 0.85 : 1))
    expect(after.log).toEqual(["12 settle done", "30 mint done"])
  })

  it("gives back what it cannot mint", () => {
    const poor = { ...parameters, minMint: 1000n * million }
    const start = ask(startQueue(funded, poor, 0), "mint", 1, 1)
    expect(start.vault).toMatchObject({ akt: 1020n * million, pending: 20n * million })
    const ended = endBlock({ ...start, nextMint: 1 }, poor, 1, 1)
    expect(ended.done).toMatchObject([{ outcome: { refusal: "below-minimum" } }])
    expect(ended.queue.vault).toEqual(funded)
  })

  it("carries out no more than it may in one block", () => {
    let queue = startQueue(funded, parameters, 0)
    for (let id = 0; id < 5; id++) queue = ask(queue, "settle", id, 1)
    const ended = endBlock(queue, { ...parameters, maxRecords: 2 }, 1, 1)
    expect(ended.done.map((each) => each.request.id)).toEqual([0, 1])
    expect(ended.queue.waiting.map((each) => each.id)).toEqual([2, 3, 4])
  })
})
