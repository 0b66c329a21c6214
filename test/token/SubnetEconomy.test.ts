import { Schema } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Catalog from "../../packages/sim/src/catalog/Catalog.ts"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"
import * as Snapshot from "../../packages/sim/src/kernel/Snapshot.ts"
import { Ledger } from "../../packages/sim/src/ledger/Ledger.ts"
import { AlphaPool, unitsOf } from "../../packages/sim/src/token/subnet/AlphaPool.ts"
import { SubnetChain } from "../../packages/sim/src/token/subnet/SubnetChain.ts"
import { Subnets, SubnetToken } from "../../packages/sim/src/token/subnet/SubnetConfig.ts"
import { SubnetEconomy } from "../../packages/sim/src/token/subnet/SubnetEconomy.ts"
import { shareRules } from "../../packages/sim/src/token/subnet/SubnetShares.ts"
import { emittedOver, raoPerTao } from "../../packages/sim/src/token/subnet/TaoIssuance.ts"

const day = 86_400
type WrittenChain = typeof Subnets.Encoded
type WrittenSubnet = Omit<typeof SubnetToken.Encoded, "kind" | "name">

const quiet = {
  outside_market: { kind: "value-and-trend", value_speed: "0 per year", trend_weight: 0, volatility: 0 }
} as const

/** A chain with one subnet for each entry; on each the same `count` providers with eight H100, users with money from outside. */
class Chain {
  readonly ledger = new Ledger()
  readonly usd = this.ledger.asset("USD", 6)
  readonly users = this.ledger.account("users", this.usd, { outside: true })
  readonly chain: SubnetChain
  readonly subnets: ReadonlyArray<SubnetEconomy>
  readonly count: number
  readonly usdWallets: Int32Array
  readonly wallets: ReadonlyArray<Int32Array>
  readonly offered: ReadonlyArray<Float64Array>
  readonly cashNeed: Float64Array
  days = 0

  constructor(chain: WrittenChain, subnets: ReadonlyArray<WrittenSubnet>, count = 10, seed = 1) {
    const draws = new Draws(seed)
    this.chain = new SubnetChain(Schema.decodeUnknownSync(Subnets)(chain), this.ledger, draws)
    this.subnets = subnets.map((written, at) => {
      const config = Schema.decodeUnknownSync(SubnetToken)({ kind: "subnet", name: `S${at}`, ...written })
      return new SubnetEconomy(config, this.chain, this.ledger, draws)
    })
    this.count = count
    const opened = (asset: number) =>
      Int32Array.from({ length: count }, (_, number) => this.ledger.account("provider", asset, { number }))
    this.usdWallets = opened(this.usd)
    this.wallets = this.subnets.map(({ token }) => opened(token))
    this.offered = this.subnets.map(() => new Float64Array(count).fill(192))
    this.cashNeed = new Float64Array(count)
  }

  pay(subnet: number, provider: number, usd: number): void {
    this.subnets[subnet]?.payOut(this.users, provider, this.usdWallets[provider] ?? -1, Math.round(usd * 1e6))
  }

  settle(days = 1): void {
    for (let left = days; left > 0; left--) {
      this.days++
      this.chain.openEpoch(this.days * day, day)
      for (const [at, subnet] of this.subnets.entries()) {
        subnet.settleEpoch({
          now: this.days * day,
          seconds: day,
          providers: this.count,
          offeredGpuHours: this.offered[at] ?? new Float64Array(this.count),
          rentedGpuHours: 0,
          gpuModels: new Uint8Array(this.count),
          cashNeedUsd: this.cashNeed,
          usdWallets: this.usdWallets,
          tokenWallets: this.wallets[at] ?? new Int32Array(this.count).fill(-1),
          ownerOf: (number) => ({ group: 1, number })
        })
      }
      this.chain.closeEpoch(this.usdWallets, this.count, day)
    }
  }

  /** Minted less burned is what stands in all accounts, of every asset. */
  expectConserved(): void {
    const { ledger } = this
    for (let asset = 0; asset < ledger.assets; asset++) {
      expect(ledger.sumOfBalances(asset), ledger.assetName(asset)).toBe(ledger.minted(asset) - ledger.burned(asset))
    }
  }
}

const share = fc.double({ min: 0, max: 1, noNaN: true })
const tokens = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((amount) => `${amount} tokens`)
const perDay = (min: number, max: number) => tokens(min, max).map((amount) => `${amount}/day`)
const anySubnet: fc.Arbitrary<WrittenSubnet> = fc.record({
  issued: tokens(200_000, 20_000_000),
  age: fc.integer({ min: 0, max: 700 }).map((days) => `${days} days`),
  pool: fc.record({
    tao: tokens(0.01, 50_000),
    alpha: tokens(0.01, 190_000),
    fee: fc.double({ min: 0, max: 0.05, noNaN: true })
  }),
  fee: share,
  buy_back: share,
  work_share: share,
  miners: fc.integer({ min: 1, max: 12 }),
  validators: fc.record({
    count: fc.integer({ min: 1, max: 5 }),
    noise: fc.double({ min: 0, max: 1, noNaN: true }),
    copying: fc.double({ min: 0, max: 0.4, noNaN: true }),
    sells: share
  }),
  owner: fc.record({
    sells: share,
    buys: perDay(0, 2000),
    burns: share
  }),
  stakers: fc.record({
    inflow: perDay(-500, 500),
    value_speed: fc.constantFrom("0 per year", "5 per year")
  }),
  holding: fc.record({ held: share }),
  self_dealing: fc.constantFrom({ kind: "none" } as const, { kind: "best-response", detection: 0.1 } as const)
})
const anyChain: fc.Arbitrary<WrittenChain> = fc.record({
  rule: fc.constantFrom(...shareRules),
  share,
  issued: fc.constantFrom("5M tokens", "10499000 tokens", "11.2M tokens", "20999000 tokens"),
  root: fc.double({ min: 0, max: 0.7, noNaN: true }),
  tao_weight: share,
  owner_cut: share,
  injection: fc.constantFrom("root-proportion", "emission"),
  flow_half_life: fc.constantFrom("1 day", "30 days"),
  other_prices: fc.constantFrom(0, 1.2)
})

describe("a chain of subnets", () => {
  it("neither makes nor loses TAO, alpha or USD, and mints what its issuance says", () => {
    fc.assert(
      fc.property(anyChain, fc.array(anySubnet, { minLength: 1, maxLength: 4 }), fc.nat(), (chain, subnets, seed) => {
        const world = new Chain(chain, subnets, 10, seed)
        for (let today = 0; today < 6; today++) {
          for (const [at] of subnets.entries()) world.pay(at, (today + at) % 10, 50 * at + 0.123_457)
          world.cashNeed[today] = 20
          const issued = world.ledger.minted(world.chain.token)
          world.settle()
          expect(world.ledger.minted(world.chain.token) - issued).toBe(emittedOver(issued, 7200n))
          world.expectConserved()
        }
        for (const { token } of world.subnets) {
          expect(world.ledger.minted(token)).toBeLessThanOrEqual(21_000_000n * raoPerTao)
        }
      }),
      { numRuns: 60, seed: 4 }
    )
  })

  it("gives shares that sum to one, or under flow to nothing while nobody has an inflow, and each subnet its share of what is modelled to the unit", () => {
    fc.assert(
      fc.property(anyChain, fc.array(anySubnet, { minLength: 1, maxLength: 4 }), (written, subnets) => {
        const { chain, ledger } = new Chain(written, subnets)
        chain.openEpoch(day, day)
        const shares = [...chain.shares]
        const flowing = written.rule !== "flow" || chain.averages.flow.some((one) => one > 0)
        expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(flowing ? 1 : 0, 12)
        expect(shares.every((one) => one >= 0)).toBe(true)
        const given = chain.incoming.map((account) => ledger.balance(account))
        const all = given.reduce((sum, units) => sum + units, 0n)
        for (const [at, units] of given.entries()) {
          expect(Math.abs(Number(units) - (shares[at] ?? 0) * Number(all))).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 100, seed: 5 }
    )
  })

  it("mints half as much as soon as half of the cap is out", () => {
    const { chain, ledger } = new Chain({ ...quiet, issued: "10499000 tokens" }, [{}])
    const before = ledger.minted(chain.token)
    chain.openEpoch(day, day)
    // 1000 TAO at 1 a block, the other 6200 blocks at a half.
    expect(ledger.minted(chain.token) - before).toBe(4100n * raoPerTao)
  })

  it("divides a day's alpha 18 / 41 / 41", () => {
    const world = new Chain(quiet, [{ owner: { sells: 0 }, validators: { sells: 0 }, holding: { held: "100%" } }])
    const [subnet] = world.subnets
    if (subnet === undefined) throw new Error("no subnet")
    const staked = subnet.signals.staked
    world.settle()
    const root = world.chain.averages.rootProportion[0] ?? 0
    expect(subnet.signals.emitted).toBeCloseTo(7200 * 0.41, 0)
    // Root's part of the validators' alpha is sold at once.
    expect(subnet.signals.staked - staked).toBeCloseTo(7200 * 0.41 * (1 - root), 0)
  })

  it("tells providers what they earn: rewards by hour and by USD of work add up to what was minted for them", () => {
    const world = new Chain(quiet, [{ work_share: 0.3 }, {}])
    for (let provider = 0; provider < 5; provider++) world.pay(0, provider, 100)
    world.settle()
    const [working, idle] = world.subnets
    for (const [subnet, work] of [
      [working, 500],
      [idle, 0]
    ] as const) {
      const { emissionUsd, subsidyPerOfferedGpuHour, subsidyPerWorkedUsd } = subnet?.signals ?? {}
      const told = (subsidyPerOfferedGpuHour ?? 0) * 1920 + (subsidyPerWorkedUsd ?? 0) * work
      expect(told / (emissionUsd ?? 0)).toBeCloseTo(1, 9)
    }
    // Providers sell alpha for TAO and TAO for USD: a little less than it was worth, for fees and because many sell.
    const income = world.ledger.balance(world.usdWallets[0] ?? -1) - 90_000_000n
    const worth = 0.7 * ((working?.rewardUsd[0] ?? 0) + (idle?.rewardUsd[0] ?? 0))
    expect(Number(income) / 1e6).toBeLessThan(worth)
    expect(Number(income) / 1e6).toBeGreaterThan(0.97 * worth)
  })

  it("tells owners of slower GPUs that they earn less for being there", () => {
    const world = new Chain(quiet, [{}])
    world.settle()
    const [subnet] = world.subnets
    expect(subnet?.capacityFactor(0)).toBe(1)
    expect(subnet?.capacityFactor(Catalog.gpuIndex("RTX-4090"))).toBeLessThan(0.5)
  })

  it("goes on from a snapshot as if nothing had happened, into the same chain or a new one", () => {
    const written = [
      { validators: { copying: 0.2 } },
      { owner: { buys: "5 tokens/day" } },
      { stakers: { inflow: "-3 tokens/day" } }
    ]
    const made = () => new Chain({ rule: "flow" }, written)
    const world = made()
    for (let provider = 0; provider < 4; provider++) world.pay(1, provider, 80)
    world.settle(5)
    const saved = Snapshot.take(world)
    world.settle(5)
    const end = JSON.stringify(Snapshot.take(world), bigints)
    for (const other of [world, made()]) {
      Snapshot.restore(other, saved)
      other.settle(5)
      expect(JSON.stringify(Snapshot.take(other), bigints)).toBe(end)
    }
  })
})

const bigints = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value)

describe("the rules", () => {
  /** Shares of TAO after a year. */
  const after = (chain: WrittenChain, subnets: ReadonlyArray<WrittenSubnet>, days = 200) => {
    const world = new Chain({ ...quiet, ...chain }, subnets)
    world.settle(days)
    return [...world.chain.shares]
  }

  it("treat subnets that do the same alike", () => {
    for (const rule of shareRules) {
      const buying = { owner: { buys: "2000 tokens/day" } }
      for (const one of after({ rule }, [buying, buying, buying], 30)) expect(one).toBeCloseTo(1 / 3, 3)
    }
  })

  it("give nobody anything under flow while people take out more than they bring", () => {
    expect(after({ rule: "flow" }, [{}, {}, {}], 30)).toEqual([0, 0, 0])
  })

  it("give all to the only subnet with an inflow, under flow, and more than its part under price", () => {
    const buys = [{ owner: { buys: "100 tokens/day" } }, {}, {}]
    expect(after({ rule: "flow" }, buys, 30)).toEqual([1, 0, 0])
    expect(after({ rule: "price" }, buys, 60)[0]).toBeGreaterThan(0.4)
    expect(after({ rule: "price" }, buys, 60)[0]).toBeLessThan(1)
  })

  it("look away from burned emission under price, and not under the rules with a burn in their product", () => {
    const burns = [{ owner: { burns: 0.9 } }, {}, {}]
    expect(after({ rule: "price" }, burns, 10)[0]).toBeGreaterThan(0.3)
    expect(after({ rule: "price-burn" }, burns, 10)[0]).toBeCloseTo(0.1 / 2.1, 2)
  })

  it("favour a subnet that has issued little, with the root proportion in the product", () => {
    const young = [{ issued: "1.1M tokens" }, {}, {}]
    expect(after({ rule: "root-price-burn" }, young, 5)[0]).toBeGreaterThan(0.5)
    expect(after({ rule: "price-burn" }, young, 5)[0]).toBeCloseTo(1 / 3, 2)
  })

  it("pay root only while prices of all subnets sum to more than one", () => {
    const made = (other_prices: number) => {
      const world = new Chain({ ...quiet, other_prices }, [{}])
      world.settle()
      return world.ledger.minted(world.subnets[0]?.token ?? -1)
    }
    expect(made(1.2)).toBeGreaterThan(made(0))
  })
})

describe("buy-backs", () => {
  it("come a day later, lift the price above that of a subnet without work, and burn what they buy", () => {
    const world = new Chain(quiet, [{ fee: "100%" }, { fee: "100%" }])
    for (let today = 0; today < 20; today++) {
      world.pay(0, 0, 3000)
      world.settle()
    }
    const [working, idle] = world.subnets
    expect(working?.price).toBeGreaterThan(1.01 * (idle?.price ?? 0))
    expect(working?.signals.burned).toBeGreaterThan(idle?.signals.burned ?? 0)
    expect(world.chain.averages.flow[0]).toBeGreaterThan(world.chain.averages.flow[1] ?? 0)
  })
})

describe("stakers", () => {
  it("pull the price towards what buy-backs are worth to them, from either side", () => {
    /** Prices after a month in which users pay so much a day, with stakers who look at value and without. */
    const prices = (usd: number) => {
      const written = { fee: "100%", stakers: { value_speed: "5 per year", discount: "10% per year" } } as const
      const world = new Chain(quiet, [written, { fee: "100%" }])
      for (let today = 0; today < 30; today++) {
        for (const at of [0, 1]) world.pay(at, 0, usd)
        world.settle()
      }
      return world.subnets.map(({ price }) => price)
    }
    // Alpha at 0.008 TAO of 300 USD, 2.4 USD, would be worth 2.9M x 2.4 x 10% + 2.6M x 2.4 a year, some 19,000 USD a day.
    const [low, without] = prices(200)
    expect(low).toBeLessThan(0.9 * (without ?? 0))
    const [high, indifferent] = prices(100_000)
    expect(high).toBeGreaterThan(1.02 * (indifferent ?? 0))
  })
})

describe("miners who pay themselves", () => {
  it("do so up to the reward over the fee, pay the fee, and thin what others get for work; true work stays known", () => {
    const washed = { fee: "20%", self_dealing: { kind: "best-response", friction: 0, speed: "100%" } } as const
    const world = new Chain(quiet, [washed])
    for (let today = 0; today < 20; today++) {
      world.pay(0, 0, 100)
      world.settle()
    }
    world.expectConserved()
    const { emissionUsd, fakeWorkUsd, trueWorkUsd } = world.subnets[0]?.signals ?? {}
    expect(trueWorkUsd).toBe(100)
    // Ten miners: each leaves out what it would take from itself, so measured work comes to rest a tenth below reward / fee.
    const atRest = ((emissionUsd ?? 0) * 0.5) / 0.2
    expect(((fakeWorkUsd ?? 0) + 100) / atRest).toBeGreaterThan(0.8)
    expect(((fakeWorkUsd ?? 0) + 100) / atRest).toBeLessThan(1)
    expect(world.chain.work[0]).toBe(2000)
  })
})

describe("a pool in the ledger", () => {
  const amount = (max: number) => fc.double({ min: 0.001, max, noNaN: true })
  /** A pool, somebody with alpha and TAO, and a chain that has TAO to inject. */
  const opened = (alpha: number, tao: number, fee: number) => {
    const ledger = new Ledger()
    const assets = { alpha: ledger.asset("A", 9), tao: ledger.asset("TAO", 9) }
    const trader = { alpha: ledger.account("a", assets.alpha), tao: ledger.account("t", assets.tao) }
    const sides = { alpha: unitsOf(alpha) + 1n, tao: unitsOf(tao) + 1n }
    ledger.mintLarge(trader.alpha, sides.alpha)
    ledger.mintLarge(trader.tao, sides.tao * 3n)
    const pool = new AlphaPool(ledger, "A", assets, trader, sides, fee)
    const chain = ledger.account("chain", assets.tao)
    ledger.mintLarge(chain, sides.tao)
    return { ledger, pool, trader, chain }
  }
  const pools = fc.record({ alpha: amount(1e7), tao: amount(1e5), fee: fc.constantFrom(0, 0.0005, 0.1) })

  it("keeps its price when liquidity comes, in whatever proportion", () => {
    fc.assert(
      fc.property(pools, share, share, ({ alpha, tao, fee }, ofTao, ofAlpha) => {
        const { pool, chain } = opened(alpha, tao, fee)
        const before = pool.price
        expect(pool.inject(chain, unitsOf(ofTao * tao), unitsOf(ofAlpha * alpha))).toBe(true)
        expect(pool.price / before).toBeCloseTo(1, 9)
      }),
      { numRuns: 200, seed: 6 }
    )
  })

  it("gives nobody more for going there and back, however the way is cut and whatever the weights", () => {
    fc.assert(
      fc.property(
        pools,
        share,
        share,
        fc.array(fc.record({ buys: fc.boolean(), part: share }), { minLength: 1, maxLength: 12 }),
        ({ alpha, tao, fee }, ofTao, ofAlpha, steps) => {
          const { ledger, pool, trader, chain } = opened(alpha, tao, fee)
          pool.inject(chain, unitsOf(ofTao * tao), unitsOf(ofAlpha * alpha))
          const begun = ledger.balance(trader.tao)
          for (const { buys, part } of steps) {
            const of = (account: number) => BigInt(Math.floor(Number(ledger.balance(account)) * part * 0.9))
            if (buys) pool.buy(trader.tao, trader.alpha, of(trader.tao))
            else pool.sell(trader.alpha, trader.tao, of(trader.alpha))
          }
          pool.sell(trader.alpha, trader.tao, ledger.balance(trader.alpha))
          expect(ledger.balance(trader.tao)).toBeLessThanOrEqual(begun)
          expect(ledger.balance(pool.alpha) > 0n && ledger.balance(pool.tao) > 0n).toBe(true)
        }
      ),
      { numRuns: 300, seed: 7 }
    )
  })
})
