import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"
import * as Snapshot from "../../packages/sim/src/kernel/Snapshot.ts"
import { Ledger } from "../../packages/sim/src/ledger/Ledger.ts"
import { makeIncentives } from "../../packages/sim/src/token/MakeIncentives.ts"
import { NetworkToken, problems, TokenConfig } from "../../packages/sim/src/token/TokenConfig.ts"
import { TokenEconomy } from "../../packages/sim/src/token/economy/TokenEconomy.ts"

type Written = Omit<typeof NetworkToken.Encoded, "kind">
const day = 86_400
const decode = (written: Written): NetworkToken =>
  Schema.decodeUnknownSync(NetworkToken)({ kind: "network-token", ...written })

/** A network of `count` providers with ten GPUs each, users with money from outside. */
class Network {
  readonly ledger = new Ledger()
  readonly economy: TokenEconomy
  readonly usd = this.ledger.asset("USD", 6)
  readonly users = this.ledger.account("users", this.usd, { outside: true })
  readonly count: number
  readonly usdWallets: Int32Array
  readonly tokenWallets: Int32Array
  readonly offered: Float64Array
  readonly cashNeed: Float64Array
  days = 0

  constructor(written: Written, count = 20, seed = 1) {
    this.economy = new TokenEconomy(decode(written), this.ledger, new Draws(seed))
    this.count = count
    const wallets = (asset: number) =>
      Int32Array.from({ length: count }, (_, number) => this.ledger.account("provider", asset, { number }))
    this.usdWallets = wallets(this.usd)
    this.tokenWallets = wallets(this.economy.token)
    this.offered = new Float64Array(count).fill(240)
    this.cashNeed = new Float64Array(count)
  }

  pay(provider: number, usd: number): number {
    return this.economy.payOut(this.users, provider, this.usdWallets[provider] ?? -1, Math.round(usd * 1e6))
  }

  leave(provider: number): void {
    this.economy.leave(provider, this.usdWallets[provider] ?? -1, this.tokenWallets[provider] ?? -1)
  }

  settle(): void {
    this.days++
    this.economy.settleEpoch({
      now: this.days * day,
      seconds: day,
      providers: this.count,
      offeredGpuHours: this.offered,
      rentedGpuHours: 0,
      gpuModels: new Uint8Array(this.count),
      cashNeedUsd: this.cashNeed,
      usdWallets: this.usdWallets,
      tokenWallets: this.tokenWallets,
      ownerOf: (number) => ({ group: 1, number })
    })
  }

  expectConserved(): void {
    for (let asset = 0; asset < this.ledger.assets; asset++) {
      expect(this.ledger.minted(asset) - this.ledger.burned(asset)).toBe(this.ledger.sumOfBalances(asset))
    }
    const { stakes } = this.economy
    const locked = [stakes.staked, stakes.unbonding].map((column) =>
      column.reduce((sum, each) => sum + BigInt(each), 0n)
    )
    expect((locked[0] ?? 0n) + (locked[1] ?? 0n)).toBe(this.ledger.balance(stakes.account))
  }
}

const still: Written = { outside_market: { kind: "none" }, self_dealing: { kind: "none" } }
const written: fc.Arbitrary<Written> = fc.record({
  initial_supply: fc.constantFrom("100k tokens", "500M tokens", "1M tokens"),
  initial_price: fc.constantFrom("1 USD/token", "0.05 USD/token", "400 USD/token"),
  pool: fc.constantFrom({ depth: "1000 USD" }, { depth: "4000 USD", fee: 0 }),
  outside_market: fc.constantFrom<NonNullable<Written["outside_market"]>>(
    { kind: "none" },
    { kind: "value-and-trend", depth: "1000 USD" }
  ),
  emission: fc.constantFrom<NonNullable<Written["emission"]>>(
    { kind: "none" },
    { kind: "fixed", rate: "1000 tokens/day" },
    { kind: "fixed", rate: "20M tokens/day" },
    { kind: "halving", rate: "777 tokens/day", period: "3 days" },
    { kind: "usd-payouts", vault: "5000 tokens", payout: "0.1 USD/GPU-hour" },
    { kind: "net-emission", rate: "500 tokens/day", remint: "20 tokens/day" }
  ),
  distribution: fc.record({
    kind: fc.constant("work-and-capacity" as const),
    work_share: fc.constantFrom(0, 0.5, 1),
    payout_band: fc.constantFrom({ kind: "none" } as const, { kind: "payer-band", floor: 0.9, ceiling: 1.1 } as const)
  }),
  verification: fc.constantFrom<NonNullable<Written["verification"]>>(
    { kind: "none" },
    { kind: "sampled-re-execution", sample: "30%", false_alarm: "20%", willing: "50%" }
  ),
  sink: fc.record({
    payment: fc.constantFrom("usd" as const, "token" as const, "credits" as const),
    credits: fc.constantFrom({}, { vault: "20k tokens", lead_time: 0, settle_spread: "3%" }),
    fee: fc.constantFrom(0, 0.05, 1),
    burn: fc.constantFrom(0, 0.95, 1)
  }),
  stake: fc.constantFrom<NonNullable<Written["stake"]>>(
    { kind: "none" },
    { kind: "tokens-per-gpu", amount: "30 tokens", unbonding: "2 days" },
    { kind: "usd-per-gpu", amount: "50 USD", unbonding: "1 day" }
  ),
  holding: fc.record({ held: fc.constantFrom(0, 0.3, 1) }),
  self_dealing: fc.constantFrom<NonNullable<Written["self_dealing"]>>(
    { kind: "none" },
    { kind: "best-response", willing: 0.7, detection: 0.05 }
  )
})
const action = fc.oneof(
  fc.record({
    kind: fc.constant("pay" as const),
    provider: fc.nat(4),
    usd: fc.nat(5_000_000).map((micro) => micro / 1e3)
  }),
  fc.record({ kind: fc.constant("slash" as const), provider: fc.nat(4), usd: fc.constant(0) }),
  fc.record({ kind: fc.constant("leave" as const), provider: fc.nat(4), usd: fc.constant(0) }),
  fc.record({ kind: fc.constant("need" as const), provider: fc.nat(4), usd: fc.nat(1_000) }),
  fc.record({ kind: fc.constant("offer" as const), provider: fc.nat(4), usd: fc.constantFrom(0, 24, 2_400) }),
  fc.record({ kind: fc.constant("settle" as const), provider: fc.constant(0), usd: fc.constant(0) })
)

describe("TokenEconomy", () => {
  it("neither makes nor loses a unit of anything, whatever is configured and whatever happens", () => {
    fc.assert(
      fc.property(written, fc.array(action, { maxLength: 40 }), (config, actions) => {
        const network = new Network(config, 5)
        for (const { kind, provider, usd } of actions) {
          if (kind === "pay") network.pay(provider, usd)
          else if (kind === "slash") network.economy.stakes.slash(provider, 5e11)
          else if (kind === "leave") network.leave(provider)
          else if (kind === "need") network.cashNeed[provider] = usd
          else if (kind === "offer") network.offered[provider] = usd
          else network.settle()
          network.expectConserved()
        }
        network.settle()
        network.expectConserved()
        expect(Object.values(network.economy.signals).every((value) => Number.isFinite(value) && value >= 0)).toBe(true)
      }),
      { numRuns: 200 }
    )
  })

  it("does nothing at all with no emission, no fee, no stake and no noise", () => {
    const network = new Network({
      emission: { kind: "none" },
      sink: { fee: 0 },
      outside_market: { kind: "value-and-trend", volatility: 0, value_speed: 0 }
    })
    for (let each = 0; each < 30; each++) {
      expect(network.pay(each % 20, 100)).toBe(100_000_000)
      network.settle()
    }
    const { price, supply, poolDepthUsd, trueWorkUsd, ...rest } = network.economy.signals
    expect(price).toBeCloseTo(1, 9)
    expect(supply).toBe(500_000_000)
    expect(poolDepthUsd).toBe(2_000_000)
    expect(trueWorkUsd).toBe(100)
    expect(Object.values(rest).every((value) => value === 0)).toBe(true)
    expect(network.economy.rewardUsd.every((value) => value === 0)).toBe(true)
  })

  it("passes payments through whole where there is no token", () => {
    const ledger = new Ledger()
    const usd = ledger.asset("USD", 6)
    const users = ledger.account("users", usd, { outside: true })
    const wallet = ledger.account("provider", usd)
    const none = makeIncentives(Schema.decodeUnknownSync(TokenConfig)({ kind: "none" }), ledger, new Draws(1))
    expect(none.payOut(users, 0, wallet, 7)).toBe(7)
    expect(ledger.balance(wallet)).toBe(7n)
    expect(ledger.assets).toBe(1)
    expect(Object.values(none.signals).every((value) => value === 0)).toBe(true)
  })

  it("holds rewards for work at the floor of the band with new tokens, at most as many as were burned beyond what comes back", () => {
    const earned = (floor: number, usdPerDay: number) => {
      const network = new Network({
        ...still,
        emission: { kind: "net-emission", rate: "10 tokens/day", remint: "5 tokens/day" },
        distribution: {
          kind: "work-and-capacity",
          work_share: "100%",
          treasury: "20%",
          payout_band: { kind: "payer-band", floor, ceiling: 3 }
        },
        sink: { payment: "token", fee: "100%", burn: "100%" },
        pool: { depth: "100M USD" }
      })
      for (let each = 0; each < 60; each++) {
        network.pay(0, usdPerDay)
        network.settle()
      }
      const { emissionUsd } = network.economy.signals
      return {
        toWork: network.economy.rewardUsd[0] ?? Number.NaN,
        all: emissionUsd,
        price: network.economy.signals.price
      }
    }
    // 10 and 5 tokens a day of a dollar, 80% of them for work: below half of 100 USD.
    expect(earned(0.5, 100).toWork / 50).toBeCloseTo(1, 2)
    expect(earned(0, 100).toWork / 12).toBeCloseTo(1, 2)
    // Burning allows 95 more tokens, of which 80% are for work: 88 USD and not 120.
    expect(earned(1.2, 100).toWork / (12 + 0.8 * 95)).toBeCloseTo(1, 2)
    // Above three times what users pay, the surplus goes to the treasury where nobody has staked.
    const rich = earned(0.5, 2)
    expect(rich.toWork / 6).toBeCloseTo(1, 2)
    expect(rich.all).toBeGreaterThan(9.9)
  })

  it("pays what is owed in USD out of the fee vault when the reward vault is empty, and burns half of a surplus", () => {
    const payouts = (vault: string, usdPerDay: number) => {
      const network = new Network(
        {
          ...still,
          emission: { kind: "usd-payouts", vault, payout: "0.01 USD/GPU-hour" },
          distribution: { kind: "work-and-capacity", work_share: 0 },
          sink: { fee: "50%", burn: 0 },
          pool: { depth: "100M USD" }
        },
        10
      )
      for (let each = 0; each < 10; each++) {
        network.pay(0, usdPerDay)
        network.settle()
      }
      const { rewardUsd, signals } = network.economy
      return { paid: rewardUsd.reduce((sum, each) => sum + each, 0), signals }
    }
    // 24 USD a day are owed for 2,400 GPU-hours.
    expect(payouts("1M tokens", 0).paid).toBeCloseTo(24, 3)
    expect(payouts("0 tokens", 30).paid).toBeCloseTo(15, 3)
    expect(payouts("0 tokens", 80).paid).toBeCloseTo(24, 3)
    expect(payouts("0 tokens", 80).signals.burnedUsd).toBeCloseTo(8, 1)
    // Owners see either as the same payout.
    for (const vault of ["0 tokens", "1M tokens"])
      expect(payouts(vault, 80).signals.subsidyPerOfferedGpuHour).toBeCloseTo(0.01, 6)
    expect(payouts("1M tokens", 30).signals.burnedUsd).toBe(0)
  })

  it("with providers selling a fixed USD worth and no outside buyer, the price falls by 1/(1 + U/y)² each time", () => {
    // All tokens earned are sold and the pool takes no fee: U is the emission at the price of the moment.
    const network = new Network({
      ...still,
      pool: { fee: 0 },
      emission: { kind: "fixed", rate: "50000 tokens/day" },
      holding: { held: 0 }
    })
    for (let each = 0; each < 40; each++) {
      const before = { ...network.economy.signals }
      network.pay(0, 1)
      network.settle()
      const { price, emissionUsd } = network.economy.signals
      expect(price / before.price).toBeCloseTo(1 / (1 + emissionUsd / before.poolDepthUsd) ** 2, 6)
    }
  })

  it("burn-and-mint comes to rest at USD spent per epoch over tokens emitted per epoch", () => {
    const network = new Network({
      ...still,
      pool: { depth: "100000 USD", fee: 0 },
      emission: { kind: "fixed", rate: "20000 tokens/day" },
      holding: { held: 0 },
      sink: { payment: "token", fee: 1, burn: 1 }
    })
    for (let each = 0; each < 300; each++) {
      network.pay(each % 20, 5_000)
      network.settle()
    }
    expect(network.economy.signals.price / (5_000 / 20_000)).toBeCloseTo(1, 2)
  })

  it("measured work goes to emission value over the fee when washing is open, and true work stays known", () => {
    const network = new Network(
      {
        outside_market: { kind: "value-and-trend", depth: "1B USD", volatility: 0, value_speed: 0, trend_weight: 0 },
        emission: { kind: "fixed", rate: "10000 tokens/day" },
        distribution: { kind: "work-and-capacity", work_share: 1 },
        sink: { fee: 0.05, burn: 1 },
        self_dealing: { kind: "best-response", friction: 0, speed: 0.5 }
      },
      500
    )
    for (let each = 0; each < 60; each++) {
      for (let provider = 0; provider < 500; provider++) network.pay(provider, 20)
      network.settle()
    }
    const { emissionUsd, trueWorkUsd, fakeWorkUsd } = network.economy.signals
    expect(trueWorkUsd).toBeCloseTo(10_000, 6)
    expect((trueWorkUsd + fakeWorkUsd) / (emissionUsd / 0.05)).toBeCloseTo(1, 2)
  })

  it("the outside market absorbs what providers sell: the deeper it is, the smaller the fall", () => {
    const fall = (depth: string) => {
      const network = new Network({
        self_dealing: { kind: "none" },
        outside_market: { kind: "value-and-trend", depth, volatility: 0, value_speed: 0, trend_weight: 0 },
        emission: { kind: "fixed", rate: "50000 tokens/day" },
        holding: { held: 0 }
      })
      for (let each = 0; each < 30; each++) {
        network.pay(0, 1)
        network.settle()
      }
      return 1 - network.economy.signals.price
    }
    const falls = ["20000 USD", "100000 USD", "1M USD"].map(fall)
    expect(falls[0]).toBeGreaterThan(falls[1] ?? 0)
    expect(falls[1]).toBeGreaterThan(falls[2] ?? 0)
    // 30 days × 50,000 USD into a depth of 1M USD a percent: 1.5% and a little less, for the price falls with it.
    expect(falls[2]).toBeCloseTo(0.0149 + 0.003, 2)
  })

  it("pays providers in tokens worth what users paid, less the fee", () => {
    const network = new Network({
      ...still,
      pool: { depth: "100M USD", fee: 0 },
      sink: { payment: "token", fee: 0.05, burn: 1 },
      holding: { held: 1 }
    })
    expect(network.pay(3, 1_000)).toBe(950_000_000)
    expect(network.ledger.balance(network.usdWallets[3] ?? -1)).toBe(0n)
    network.settle()
    const held = network.ledger.approximateBalance(network.tokenWallets[3] ?? -1) / 1e9
    expect(held * network.economy.signals.price).toBeCloseTo(950, 1)
    expect(network.economy.signals.burned).toBeCloseTo(50, 2)
  })

  it("tells what providers earn without the spread that the vault keeps of a settlement: to them it is a fee", () => {
    const network = new Network({
      ...still,
      pool: { depth: "100M USD", fee: 0 },
      sink: { payment: "credits", fee: 0.1, burn: 0, credits: { settle_spread: "5%", mint_spread: 0 } },
      holding: { held: 1 }
    })
    expect(network.pay(3, 1_000)).toBe(0.9 * 0.95 * 1e9)
    expect(network.economy.feeShare).toBeCloseTo(1 - 0.9 * 0.95, 12)
    network.settle()
    const held = network.ledger.approximateBalance(network.tokenWallets[3] ?? -1) / 1e9
    expect(held * network.economy.signals.price).toBeCloseTo(855, 0)
  })

  it("locks stakes at once, buys them for newcomers with their own money and frees them after the unbonding time", () => {
    const network = new Network({
      ...still,
      pool: { depth: "10M USD" },
      stake: { kind: "tokens-per-gpu", amount: "100 tokens", unbonding: "3 days" }
    })
    network.offered[7] = 0
    network.settle()
    expect(network.economy.signals.staked).toBe(19 * 1_000)
    network.offered[7] = 240
    network.settle()
    expect(network.economy.signals.staked).toBeCloseTo(20 * 1_000, -1)
    expect(network.economy.signals.buyPressureUsdPerDay).toBeCloseTo(1_000, -1)
    network.offered[7] = 0
    for (let each = 0; each < 3; each++) network.settle()
    expect(network.economy.stakes.unbonding[7]).toBeGreaterThan(990e9)
    network.settle()
    expect(network.economy.stakes.unbonding[7]).toBe(0)
  })

  it("asks a return on what is locked: 100 tokens a GPU at 25% a year cost a GPU-hour 0.285 cents while a token is worth a dollar", () => {
    for (const capital_cost of ["0% per year", "25% per year", "50% per year"]) {
      const network = new Network({
        ...still,
        pool: { depth: "10M USD" },
        stake: { kind: "tokens-per-gpu", amount: "100 tokens", capital_cost }
      })
      network.settle()
      network.settle()
      const { price, stakeCostPerOfferedGpuHour } = network.economy.signals
      expect(price).toBeCloseTo(1, 3)
      expect(stakeCostPerOfferedGpuHour).toBeCloseTo((100 * Number.parseInt(capital_cost, 10)) / 100 / 8_760, 5)
    }
  })

  it("gives the same luck to two policies: the noise of the price does not depend on what the network does", () => {
    const path = (rate: string) => {
      const network = new Network({
        pool: { fee: 0 },
        self_dealing: { kind: "none" },
        outside_market: { kind: "value-and-trend", depth: "1000B USD", value_speed: 0 },
        emission: { kind: "fixed", rate }
      })
      return Array.from({ length: 30 }, () => {
        network.settle()
        return network.economy.signals.price
      })
    }
    const [few, many] = [path("1 token/day"), path("10000 tokens/day")]
    few.forEach((price, index) => expect((many[index] ?? 0) / price).toBeCloseTo(1, 3))
  })

  it("restored from a snapshot goes on to the same books", () => {
    fc.assert(
      fc.property(written, fc.nat(20), (config, seed) => {
        const run = (network: Network, days: number) => {
          for (let each = 0; each < days; each++) {
            network.pay(each % 5, 12.345 * each)
            network.settle()
          }
        }
        const books = (network: Network) => ({
          signals: { ...network.economy.signals },
          balances: Array.from({ length: network.ledger.accounts }, (_, account) => network.ledger.balance(account))
        })
        const network = new Network(config, 5, seed)
        run(network, 4)
        const saved = Snapshot.take(network)
        run(network, 4)
        const gone = books(network)
        Snapshot.restore(network, saved)
        run(network, 4)
        expect(books(network)).toEqual(gone)
      }),
      { numRuns: 40 }
    )
  })

  it("passes over rows that have no wallet", () => {
    const network = new Network({ emission: { kind: "fixed", rate: "10 tokens/day" }, stake: { kind: "usd-per-gpu" } })
    for (const row of [3, 11]) {
      network.offered[row] = 0
      network.usdWallets[row] = -1
      network.tokenWallets[row] = -1
      network.leave(row)
    }
    for (let each = 0; each < 5; each++) network.settle()
    network.leave(3)
    network.expectConserved()
    expect(network.economy.rewardUsd[3]).toBe(0)
    expect(network.economy.rewardUsd[4]).toBeGreaterThan(0)
  })

  it("says which parts do not fit together", () => {
    const config = decode({ initial_supply: "1M tokens", initial_price: "1 USD/token", pool: { depth: "2M USD" } })
    expect(problems(config).map((problem) => problem.path.join("."))).toEqual(["pool.depth"])
    expect(problems(decode({}))).toEqual([])
  })
})
