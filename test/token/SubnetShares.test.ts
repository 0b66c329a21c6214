import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  type AlphaSplit,
  averageFlow,
  averagePrice,
  averagePriceOver,
  type Injection,
  injectionCap,
  injectLiquidity,
  rootIsPaid,
  rootProportion,
  runtimeFlowSmoothing,
  runtimeOwnerCut,
  type ShareRule,
  shareRules,
  splitAlpha,
  subnetShares,
  type Subnets
} from "../../packages/sim/src/token/subnet/SubnetShares.ts"
import { movingPrice, pendingEmission, powerShares } from "./fixtures/YumaVectors.ts"

interface Given {
  readonly price?: number
  readonly flow?: number
  readonly rootProportion?: number
  readonly minerBurned?: number
  readonly enabled?: boolean
}

const columns = (subnets: ReadonlyArray<Given>): Subnets => ({
  price: Float64Array.from(subnets, ({ price }) => price ?? 0),
  flow: Float64Array.from(subnets, ({ flow }) => flow ?? 0),
  rootProportion: Float64Array.from(subnets, (subnet) => subnet.rootProportion ?? 1),
  minerBurned: Float64Array.from(subnets, ({ minerBurned }) => minerBurned ?? 0),
  enabled: Uint8Array.from(subnets, ({ enabled }) => (enabled === false ? 0 : 1))
})

const shared = (rule: ShareRule, subnets: ReadonlyArray<Given>, cutoff = 0, power = 1): ReadonlyArray<number> => {
  const shares = new Float64Array(subnets.length)
  subnetShares(rule, columns(subnets), shares, { cutoff, power })
  return [...shares]
}

const close = (found: ReadonlyArray<number>, expected: ReadonlyArray<number>): void => {
  expect(found.length).toBe(expected.length)
  for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 12)
}

const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0)

const splitAs = (alpha: number, ownerCut: number, root: number, rootPaid = true): AlphaSplit => {
  const split: AlphaSplit = { owner: 0, miners: 0, validators: 0, root: 0, recycled: 0 }
  splitAlpha(alpha, ownerCut, root, rootPaid, split)
  return split
}

const subnet = fc.record({
  price: fc.double({ min: 0, max: 1, noNaN: true }),
  flow: fc.double({ min: -100, max: 100, noNaN: true }),
  rootProportion: fc.double({ min: 0, max: 1, noNaN: true }),
  minerBurned: fc.double({ min: 0, max: 1, noNaN: true }),
  enabled: fc.boolean()
})
const rule = fc.constantFrom(...shareRules)

describe("shares of subnets", () => {
  it("go by average price", () => {
    close(shared("price", [{ price: 0.1 }, { price: 0.3 }]), [0.25, 0.75])
  })

  it("go by net flow above the least, which is cut at the cut-off", () => {
    // L = min S = -2: z = 0, 3, 7.
    close(shared("flow", [{ flow: -2 }, { flow: 1 }, { flow: 5 }], -10), [0, 0.3, 0.7])
    // L = cut-off 0: outflow gets nothing.
    close(shared("flow", [{ flow: -2 }, { flow: 1 }, { flow: 3 }]), [0, 0.25, 0.75])
    // L = min(0, min S) = 0 when all flow in, even far below a negative cut-off.
    close(shared("flow", [{ flow: 1 }, { flow: 3 }], -10), [0.25, 0.75])
  })

  it("inplace_pow_normalize: flows to a power, published", () => {
    const { expected_p1, inputs, relative_tolerance } = powerShares
    const total = (power: number) => sum(inputs.values.map((value) => value ** power))
    for (const power of inputs.p) {
      const found = shared(
        "flow",
        inputs.values.map((flow) => ({ flow })),
        0,
        power
      )
      for (const [at, value] of inputs.values.entries()) {
        expect(Math.abs((found[at] ?? 0) / (value ** power / total(power)) - 1)).toBeLessThan(relative_tolerance)
      }
      if (power === 1) close(found, expected_p1)
    }
  })

  it("go by root proportion, price and what miners are paid", () => {
    const subnets = [
      { price: 0.2, rootProportion: 0.5, minerBurned: 0 },
      { price: 0.4, rootProportion: 0.25, minerBurned: 0.5 }
    ]
    close(shared("root-price-burn", subnets), [0.1 / 0.15, 0.05 / 0.15])
    close(shared("price-burn", subnets), [0.5, 0.5])
  })

  it("go by price when every weight is zero", () => {
    close(
      shared("price-burn", [
        { price: 0.1, minerBurned: 1 },
        { price: 0.3, minerBurned: 1 }
      ]),
      [0.25, 0.75]
    )
    close(
      shared("root-price-burn", [
        { price: 0.1, rootProportion: 0 },
        { price: 0.3, rootProportion: 0 }
      ]),
      [0.25, 0.75]
    )
    expect(shared("price", [{}, {}])).toEqual([0, 0])
  })

  // subtensor, tests/subnet_emissions.rs: get_shares_*.
  it.each([
    ["one flow above the cut-off", [1000, 2000.00001], 2000, [0, 1]],
    ["both below the cut-off", [1000, 2000], 2000, [0, 0]],
    ["both negative", [-100, -200], 0, [0, 0]],
    ["one positive, one negative", [-100, 500], 0, [0, 1]],
    ["negative flows above a negative cut-off", [-100, -300, -400], -1000, [0.75, 0.25, 0]]
  ])("of flows: %s", (_, flows, cutoff, expected) => {
    close(
      shared(
        "flow",
        flows.map((flow) => ({ flow, price: 0.5 })),
        cutoff
      ),
      expected
    )
  })

  it("a subnet that is switched off gets nothing and the others its share", () => {
    close(shared("price", [{ price: 0.1 }, { price: 0.6, enabled: false }, { price: 0.3 }]), [0.25, 0, 0.75])
    expect(shared("price", [{ price: 1, enabled: false }])).toEqual([0])
  })

  it("sum to 1 or 0 under every rule, and none is negative", () => {
    fc.assert(
      fc.property(rule, fc.array(subnet, { maxLength: 20 }), fc.constantFrom(-5, 0, 5), (name, subnets, cutoff) => {
        const shares = shared(name, subnets, cutoff, 1.5)
        const total = sum(shares)
        if (total !== 0) expect(total).toBeCloseTo(1, 10)
        expect(shares.every((share) => share >= 0)).toBe(true)
      })
    )
  })

  it("a subnet that burns more of its miners' emission never gets more", () => {
    fc.assert(
      fc.property(
        fc.array(subnet, { minLength: 2, maxLength: 10 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (subnets, more) => {
          const own = subnets[0]
          if (own === undefined || subnets.slice(1).every(({ minerBurned, price }) => price * (1 - minerBurned) === 0))
            return
          const burning = [{ ...own, minerBurned: Math.max(own.minerBurned, more) }, ...subnets.slice(1)]
          expect(shared("price-burn", burning)[0] ?? 0).toBeLessThanOrEqual(
            (shared("price-burn", subnets)[0] ?? 0) + 1e-12
          )
        }
      )
    )
  })
})

describe("averages", () => {
  it.each(movingPrice.cases)("update_moving_price: price $price after $blocks_since_start blocks", (row) => {
    const found = averagePrice(row.ema_before, row.price, row.blocks_since_start, row.moving_alpha, row.halving_blocks)
    if (row.expected_less_than !== undefined) expect(found).toBeLessThan(row.expected_less_than)
    if (row.expected !== undefined) expect(Math.abs(found - row.expected)).toBeLessThan(row.tolerance ?? 0)
  })

  it("a price above 1 counts as 1", () => {
    expect(averagePrice(0.5, 7, 1e6)).toBe(averagePrice(0.5, 1, 1e6))
  })

  it("over an interval is block after block", () => {
    let average = 0.2
    for (let block = 0; block < 360; block++) average = averagePrice(average, 0.9, 1000 + block)
    expect(averagePriceOver(0.2, 0.9, 1000, 360)).toBe(average)
    let flow = -3
    for (let block = 0; block < 360; block++) flow = (1 - runtimeFlowSmoothing) * flow + runtimeFlowSmoothing * 11
    expect(averageFlow(-3, 11, 360)).toBeCloseTo(flow, 12)
  })

  it("half of an old flow is forgotten in thirty days", () => {
    expect(averageFlow(1, 0, 216_000)).toBeCloseTo(0.5, 4)
  })
})

describe("root", () => {
  it("has its proportion by weighted TAO", () => {
    expect(rootProportion(1, 3, 1)).toBe(0.25)
    expect(rootProportion(100, 18, 0.18)).toBe(0.5)
    expect(rootProportion(0, 0)).toBe(0)
  })

  it("is paid only while average prices sum to more than 1", () => {
    expect(rootIsPaid(Float64Array.of(0.5, 0.5))).toBe(false)
    expect(rootIsPaid(Float64Array.of(0.5, 0.51))).toBe(true)
  })
})

describe("alpha of a block", () => {
  it("test_pending_emission: 500, 375 and 125 million of a root proportion of a quarter", () => {
    const { expected, inputs } = pendingEmission
    const root = rootProportion(inputs.root_tao_rao, inputs.alpha_issuance_rao, inputs.tao_weight)
    expect(root).toBe(inputs.root_proportion)
    expect(splitAs(inputs.alpha_out_rao, inputs.owner_cut, root)).toEqual({
      owner: 0,
      miners: expected.pending_server,
      validators: expected.pending_validator,
      root: expected.pending_root,
      recycled: 0
    })
  })

  it("is 18/41/41 at the runtime's owner cut", () => {
    const { miners, owner, recycled, root, validators } = splitAs(1e9, runtimeOwnerCut, 0.3)
    expect(owner / 1e9).toBeCloseTo(0.18, 4)
    expect(miners / 1e9).toBeCloseTo(0.41, 4)
    expect((validators + root + recycled) / 1e9).toBeCloseTo(0.41, 4)
    expect(root / (validators + root)).toBeCloseTo(0.3, 6)
  })

  it("is divided whole, to the unit, and what root does not get is recycled", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.nat(2e9), share, share, (alpha, cut, root) => {
        const paid = splitAs(alpha, cut, root)
        const unpaid = splitAs(alpha, cut, root, false)
        for (const split of [paid, unpaid]) {
          const parts = Object.values(split)
          expect(sum(parts)).toBe(alpha)
          expect(parts.every((part) => part >= 0 && Number.isInteger(part))).toBe(true)
        }
        expect(unpaid).toEqual({ ...paid, root: 0, recycled: paid.root })
      })
    )
  })
})

describe("liquidity", () => {
  const injected = (tao: number, price: number, cap: number): Injection => {
    const injection: Injection = { tao: 0, alpha: 0, chainBuy: 0 }
    injectLiquidity(tao, price, cap, injection)
    return injection
  }

  it("goes in at the price, and what the cap leaves buys alpha", () => {
    expect(injected(0.5, 0.25, 4)).toEqual({ tao: 0.5, alpha: 2, chainBuy: 0 })
    const capped = injected(0.02, 0.05, injectionCap("root-proportion", 1, 0.25))
    expect(capped.alpha).toBe(0.25)
    expect(capped.tao).toBeCloseTo(0.0125, 15)
    expect(capped.chainBuy).toBeCloseTo(0.0075, 15)
    expect(injectionCap("emission", 1, 0.25)).toBe(1)
    expect(injectionCap("lesser-emission", 1, 0.25, 0.5)).toBe(0.5)
    expect(injectionCap("lesser-emission", 0.25, 0.25, 0.5)).toBe(0.25)
  })

  it("spends all TAO and no more, at the price of the pool", () => {
    const amount = fc.double({ min: 0, max: 10, noNaN: true })
    fc.assert(
      fc.property(amount, fc.double({ min: 1e-6, max: 10, noNaN: true }), amount, (tao, price, cap) => {
        const { alpha, chainBuy, tao: beside } = injected(tao, price, cap)
        expect(beside + chainBuy).toBeCloseTo(tao, 12)
        expect(chainBuy).toBeGreaterThanOrEqual(0)
        expect(alpha).toBeLessThanOrEqual(cap)
        expect(beside).toBeCloseTo(alpha * price, 10)
      })
    )
  })
})
