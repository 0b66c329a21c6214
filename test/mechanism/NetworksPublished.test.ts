/** Calculators of Akash, Render, Helium, io.net, Nosana and iExec against figures of their own proposals, documentation and tests. */
import { describe, expect, it } from "vitest"
import { ask, near } from "./Asking.ts"

describe("Akash, AEP-76", () => {
  const bought = (uact: number) => ({ kind: "buy", uact, price: 1.14 })
  const after = (uact: number, price: number) => {
    const steps = [bought(uact), { kind: "settle", uact, price }]
    return ask("akash-burn-mint", { parameters: { mint_spread: 0 }, steps })
  }
  it("settles 1,000 USD at 0.90: 1,111.111111 AKT, 233.918129 more than were burned", () => {
    expect(after(1e9, 0.9)).toMatchObject({ paid: near(1_111_111_111, 1), net: near(233_918_129, 1) })
  })

  it("settles 10M USD at 1.25 out of what was burned, at 0.90 with 2.34M minted anew", () => {
    expect(after(1e13, 1.25)).toMatchObject({ paid: 8e12, net: near(-771_929e6, 1e6), steps: [{}, { fresh: 0 }] })
    expect(after(1e13, 0.9)).toMatchObject({
      paid: near(11_111_111e6, 1e6),
      steps: [{}, { reminted: near(8_771_929e6, 1e6), fresh: near(2_339_182e6, 1e6) }]
    })
  })
})

describe("Akash, x/bme/keeper/burn_mint_test.go: at 3.00 USD", () => {
  it.each([
    ["1 uact are too little", 1, {}, "nothing-comes-out", 0, 0],
    ["3 uact are, by the eighteenth decimal", 3, {}, "nothing-comes-out", 0, 0],
    ["4 uact give 1 uakt", 4, {}, "done", 1, 1],
    ["1,000,000 uact give 333,333 uakt", 1_000_000, {}, "done", 333_333, 333_333],
    ["less a spread of 1%", 1_000_000, { settle_spread: 100 }, "done", 333_333, 330_000],
    ["a spread that is less than 1 uakt is none", 4, { settle_spread: 1000 }, "done", 1, 1],
    ["nothing below the least", 1_000_000, { min_settle: 500_000 }, "below-minimum", 0, 0]
  ])("%s", (_, uact, parameters, result, minted, received) => {
    const row = { result, minted, received }
    // Whose ACT they are and when they were minted is not asked.
    expect(ask("akash-burn-mint", { parameters, steps: [{ kind: "settle", uact, price: 3 }] })).toMatchObject({
      steps: [row]
    })
    const requests = [{ height: 1, kind: "settle", amount: uact }]
    expect(
      ask("akash-mint-queue", { parameters, from: 0, until: 1, prices: [{ height: 0, price: 3 }], requests })
    ).toMatchObject({ requests: [{ executed: 1, ...row }] })
  })

  it("settles no more ACT than there are said to be", () => {
    const steps = [{ kind: "settle", uact: 1_000_001, price: 3 }]
    expect(ask("akash-burn-mint", { vault: { act_supply: 1_000_000 }, steps })).toMatchObject({
      steps: [{ result: "more-act-than-exists" }],
      vault: { act_supply: 1_000_000 }
    })
  })

  it("several settlements wait for ACT of their own", () => {
    const requests = [1, 1, 2].map((height) => ({ height, kind: "settle", amount: 1_000_000 }))
    const asked = { parameters: { max_records: 1 }, from: 0, until: 4, prices: [{ height: 0, price: 3 }], requests }
    expect(ask("akash-mint-queue", asked)).toMatchObject({
      requests: [
        { executed: 1, received: 333_333 },
        { executed: 2, received: 333_333 },
        { executed: 3, received: 333_333 }
      ],
      vault: { act_supply: 0 }
    })
  })
})

describe("Akash, x/escrow/keeper/keeper_settle_test.go", () => {
  it.each([
    [5, 100, [1, 2], [5, 10], 85],
    [5, 100, [10, 10], [50, 50], 0],
    [6, 100, [10, 10], [60, 40], -20],
    [5, 200, [10, 10], [50, 50], 100],
    [6, 200, [10, 10], [60, 60], 80],
    [10, 200, [10, 10], [100, 100], 0],
    [11, 200, [10, 10], [110, 90], -20]
  ])("%d blocks of %d at rates %j pay %j and leave %d", (blocks, amount, rates, paid, left) => {
    const events = [
      { kind: "deposit", height: 0, amount },
      ...rates.map((rate, index) => ({ kind: "lease", height: 0, lease: `${index}`, rate })),
      ...rates.map((_, index) => ({ kind: "withdraw", height: blocks, lease: `${index}` }))
    ]
    expect(ask("akash-escrow", { events })).toMatchObject({
      state: left < 0 ? "overdrawn" : "open",
      debt: Math.max(0, -left),
      leases: paid.map((each) => ({ paid: each })),
      deposits: left > 0 ? [{ left }] : []
    })
  })

  it("goes on from a withdrawal to the end of a lease and of the account (Test_PaymentCreate)", () => {
    const events = [
      { kind: "deposit", height: 0, amount: 1000 },
      { kind: "lease", height: 0, lease: "payment", rate: 10 },
      { kind: "withdraw", height: 10, lease: "payment" },
      { kind: "close-lease", height: 30, lease: "payment" },
      { kind: "withdraw", height: 60, lease: "payment" },
      { kind: "close", height: 60 }
    ]
    expect(ask("akash-escrow", { events })).toMatchObject({
      events: [{}, {}, { funds: 900, paid: 100 }, { funds: 700, paid: 300 }, { result: "lease-not-open" }, {}],
      state: "closed",
      refunded: 700
    })
  })
})

describe("Akash, the price script", () => {
  const usd = (services: ReadonlyArray<object>) => ask("akash-price-script", { services })
  it("prices the machine that the script compares with Hetzner's: 65.60 USD", () => {
    const prices = { ephemeral: 0.04 }
    const services = [{ cpu: 16, memory: 32, ephemeral: 360 }]
    expect(ask("akash-price-script", { services, prices })).toMatchObject({ usd_per_month: near(65.6, 1e-9) })
  })

  it("multiplies machines with all that they have", () => {
    const service = {
      cpu: 1,
      memory: 0.5,
      nvme: 1,
      ephemeral: 2,
      endpoints: 1,
      ips: 1,
      gpus: [{ model: "a100", units: 2 }]
    }
    const one = 1.6 + 0.4 + 0.04 + 0.04 + 0.05 + 5 + 200
    expect(usd([{ ...service, count: 3 }])).toMatchObject({ usd_per_month: near(3 * one, 1e-9) })
    expect(usd([service, service])).toMatchObject({ usd_per_month: near(2 * one, 1e-9) })
  })

  it.each([
    ["a100", "80Gi", "sxm4", 1300],
    ["a100", "80Gi", "pcie", 1000],
    ["a100", "40Gi", undefined, 950],
    ["a100", undefined, "sxm4", 1250],
    ["t4", undefined, undefined, 1300]
  ])("takes the longest entry that fits %s %s %s: %d", (model, memory, wired, price) => {
    const gpus = { a100: 950, "a100.80Gi": 1000, "a100.80Gi.sxm4": 1300, "a100.sxm4": 1250 }
    const gpu = {
      model,
      ...(memory === undefined ? {} : { memory }),
      ...(wired === undefined ? {} : { interface: wired })
    }
    const answer = ask("akash-price-script", { services: [{ gpus: [gpu] }], prices: { gpus } })
    expect(answer).toMatchObject({ usd_per_month: price })
  })
})

describe("Render", () => {
  it.each([
    ["baseline", {}, 0.97, 1, 5.95],
    [
      "upgraded",
      { gpu: 1.7, vram: 1.33, network: 4, clock: 1.12, memory_bandwidth: 1.28, cpu: 1.5 },
      1.8098,
      1.81,
      10.77
    ],
    ["lower", { network: 0.25, clock: 0.68, memory_bandwidth: 0.66 }, 0.8047, 0.8, 4.76]
  ])("RNP-019, appendix 4: the %s node, whose multiplier is rounded there", (_, parts, exact, rounded, work) => {
    const nodes = [
      { specification: parts, hours: 100 },
      { multiplier: rounded, hours: 100 }
    ]
    expect(ask("render-compute-nodes", { base: 10, nodes })).toMatchObject({
      nodes: [{ multiplier: near(exact, 1e-9) }, { work: near(work, 5e-3) }]
    })
  })

  it("RNP-021: 16.87 for an RTX 4090 and 76.39 for an H200, 100 hours at 99.5%", () => {
    const node = { hours: 100, uptime: 0.995 }
    const nodes = [
      { gpu: "RTX 4090", ...node },
      { gpu: "H200", ...node }
    ]
    expect(ask("render-compute-nodes", { nodes })).toMatchObject({
      nodes: [
        { work: near(14.88, 5e-3), availability: near(1.99, 1e-9), total: near(16.87, 5e-3) },
        { work: near(74.4, 5e-3), total: near(76.39, 5e-3) }
      ]
    })
  })

  it("RNP-021: a node that asks 1.90 an hour for ten hours costs 20, of which 19 are burned; 2,400 for a hundred nodes and twelve hours", () => {
    expect(ask("render-payment", { asked: 19, price: 2 })).toMatchObject({
      usd: near(20, 1e-12),
      fee: near(1, 1e-12),
      burned_usd: near(19, 1e-12)
    })
    expect(ask("render-payment", { usd: 2400, price: 2 })).toMatchObject({ fee: 120, burned_usd: 2280 })
    expect(() => ask("render-payment", { price: 2 })).toThrow("Expected either usd")
  })

  it.each([
    ["container", 2, 300, 280, 0.071],
    ["container", 2.1, 300, 266.7, 0.125],
    ["container", 1.9, 300, 294.74, 0.018],
    ["gateway", 2, 175, 155, 0.129],
    ["gateway", 2.1, 175, 147.62, 0.185],
    ["gateway", 1.9, 175, 163.16, 0.073]
  ])("RNP-023: %s rewarded at %d", (product, reward_price, burned, reward, share) => {
    expect(ask("render-subnet", { product, revenue: 1000, burn_price: 2, reward_price })).toMatchObject({
      burned,
      reward: near(reward, 0.05),
      net_burn: near(burned - reward, 0.05),
      net_burn_share: near(share, 6e-4)
    })
  })

  it("RNP-003, RNP-006, RNP-023: 760,567 a month in year 1, 492,132 in year 3 and who gets them", () => {
    expect(ask("render-budget", { year: 1 })).toMatchObject({ per_month: 760_567, nodes_per_month: near(190_142, 0.5) })
    expect(ask("render-budget", { year: 3 })).toMatchObject({
      per_month: 492_132,
      foundation_per_month: 246_066,
      nodes_per_month: 123_033,
      creators_per_month: 123_033
    })
  })
})

describe("Helium", () => {
  it.each([
    [400, 9_500, 1_700, 1643.83561643],
    [1_650, 200, 1442.85714286, 1442.85714286],
    [1_440, 2_000, 1_520, 1_520]
  ])("documentation, net emissions: a target of %d and a burn of %d", (smoothed, burn, target, reminted) => {
    expect(ask("helium-net-emission", { smoothed, burns: [burn] })).toMatchObject({
      days: [
        {
          smoothed: near(target, 1e-7),
          reminted: near(reminted, 1e-7),
          destroyed: near(Math.max(0, burn - reminted), 1e-7)
        }
      ]
    })
  })

  // helium-program-library, helium-sub-daos, tests of the backstop: 910M credits a day, a share of 0.8927, an emission of 20,548 and a cap of 1,644.
  const day = { gigabytes: 91_000, mobile_share: 0.8927, emission: 20_548, cap: 1_644 }
  it("HIP 149 on chain: inside the band nothing happens, and the ceiling is 27,300 HNT at 1 USD", () => {
    expect(ask("helium-deployer-band", { ...day, price: 1, smoothed_burn: 1_644 })).toMatchObject({
      top_up: 0,
      overflow: 0,
      baseline: near(13_870, 5),
      limit: near(27_300, 1e-9),
      binds: "neither"
    })
  })

  it("HIP 149 on chain: the floor brings 45,500 HNT at 0.10 USD, or as much as was burned beyond net emission", () => {
    expect(ask("helium-deployer-band", { ...day, price: 0.1, smoothed_burn: 91_000 })).toMatchObject({
      deployers: near(45_500, 1e-6),
      earned: near(0.05, 1e-12)
    })
    expect(ask("helium-deployer-band", { ...day, price: 0.1, smoothed_burn: 9_100 })).toMatchObject({ top_up: 7_456 })
  })

  it("HIP 149 on chain: at 2.50 USD the ceiling is 10,920 HNT, and 2,950 go to stakers", () => {
    expect(ask("helium-deployer-band", { ...day, price: 2.5, baseline: 13_870, smoothed_burn: 1_644 })).toMatchObject({
      limit: near(10_920, 1e-9),
      overflow: near(2_950, 1e-9),
      top_up: 0
    })
  })

  it("HIP 149: 70.6M HNT in each window, 1.25% of all for the council", () => {
    const millions = (value: number) => near(value * 1e6, 0.05e6)
    expect(ask("helium-supplement", { days: [0, 359.5, 360, 720, 1079, 1080] })).toMatchObject({
      rows: [
        { rate: 196_000, minted: 0 },
        { rate: 196_000 },
        { rate: 196_000, minted: millions(70.6) },
        { rate: 98_000 },
        { rate: near(196_000 / 720, 1e-6) },
        { rate: 0, minted: millions(141.1), council: near(1.76e6, 5e3) }
      ]
    })
  })

  it("documentation, data credits: 100,000 for a dollar of HNT, 24 bytes each on the IoT network", () => {
    expect(ask("helium-data-credits", { price: 2, hnt: 0.5 })).toMatchObject({ credits: near(100_000, 1e-6) })
    const packets = [{ bytes: 24 }, { bytes: 25 }, { bytes: 48, count: 10 }]
    expect(ask("helium-data-credits", { price: 2, packets })).toMatchObject({ iot_credits: 23 })
  })
})

describe("io.net, documentation", () => {
  it("makes 4,566.21 IO in the first hour and a little less in each that follows", () => {
    const hourly = { period: 1, decline: 0.0000138869523959793, periods: [1, 2, 3, 4, 5, 6] }
    expect(ask("ionet-emission", hourly)).toMatchObject({
      periods: [4566.21, 4566.15, 4566.08, 4566.02, 4565.96, 4565.89].map((made) => ({ made: near(made, 6e-3) }))
    })
  })

  it("makes the monthly table with its factor of 0.989849199, and 300M in 240 months", () => {
    const monthly = { decline: 1 - 0.989849199, periods: [1, 2, 3, 4, 5, 240] }
    expect(ask("ionet-emission", monthly)).toMatchObject({
      periods: [
        ...[3_333_333, 3_299_497, 3_266_003, 3_232_850, 3_200_033].map((made) => ({ made: near(made, 10) })),
        { in_all: near(300e6, 1e3) }
      ]
    })
  })

  it("asks 16,000 IO for eight H100 and 800 for four RTX 4070, by model or multiplier", () => {
    const devices = [
      { gpus: 8, model: "H100" },
      { gpus: 4, model: "RTX 4070" },
      { gpus: 8, multiplier: 10 },
      { gpus: 3 }
    ]
    expect(ask("ionet-stake", { devices })).toMatchObject({ devices: [16_000, 800, 16_000, 600] })
  })
})

describe("Nosana, programs/nosana-staking/src/state.rs", () => {
  it.each([14, 28, 35, 42, 182.5, 365])("weighs a lock of %d days as the program does", (days) => {
    const precision = 10n ** 15n
    const seconds = BigInt(Math.round(days * 86_400))
    const divisor = (4n * 365n * 86_400n) / 12n
    const xnos = (((seconds * precision) / divisor + precision) * 1_000_000n) / precision
    expect(ask("stake-boost", { stakes: [{ tokens: 1_000_000, days }] })).toMatchObject({
      weight: near(Number(xnos), 1)
    })
  })
})

describe("iExec, test/byContract/IexecPoco", () => {
  const answers = (results: string, score = 0) => Array.from(results, (result) => ({ result, score }))
  it("lets the fourth worker settle a trust of 3 when one of three disagreed", () => {
    expect(ask("proof-of-contribution", { trust: 3, contributions: answers("aba") })).toMatchObject({ final: false })
    expect(ask("proof-of-contribution", { trust: 3, contributions: answers("abaa", 1) })).toMatchObject({
      final: true,
      contributions: 4,
      scores: [2, 0, 2, 2]
    })
  })

  it("pays 429 million of a billion to each winner, the rest and the loser's stake to the scheduler", () => {
    const question = { trust: 3, contributions: answers("abaa", 1), payment: { price: 1_000_000_000 } }
    expect(ask("proof-of-contribution", question)).toMatchObject({
      payment: {
        worker_stake: 300_000_000,
        workers: [429_000_000, 0, 429_000_000, 429_000_000],
        seized: 300_000_000,
        scheduler: 13_000_000,
        from_kitty: 0
      }
    })
  })

  it("raises no score where only one answered", () => {
    const question = { trust: 0, contributions: answers("a", 7), payment: { price: 100 } }
    expect(ask("proof-of-contribution", question)).toMatchObject({ scores: [7], payment: { workers: [99] } })
  })

  it.each([
    [33_333_333_367, 10_000_000_010, 1_000_000_001],
    [3_333_333_334, 1_000_000_000, 1_000_000_000],
    [3_333_333_330, 999_999_999, 999_999_999]
  ])("fills the kitty from a failed task of %d to %d and gives %d of it", (price, kitty, from_kitty) => {
    const failed = ask("proof-of-contribution", { trust: 0, payment: { price } })
    expect(failed).toMatchObject({ final: false, payment: { scheduler_stake: kitty, kitty } })
    const next = { trust: 0, contributions: answers("a"), payment: { price: 0, kitty } }
    expect(ask("proof-of-contribution", next)).toMatchObject({ payment: { from_kitty, kitty: kitty - from_kitty } })
  })
})
