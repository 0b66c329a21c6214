/** What the scenarios of token incentives are there to show: closed forms where there are some, else the sign. */
import { describe, expect, it } from "vitest"
import { means } from "./shipped.ts"

const token = "networks.network.token"

describe("akash-burn-mint", () => {
  const credits = "networks.akash.token.sink.credits"

  it("halts the less the better the vault is funded, and not when credits wait a day", async () => {
    const halted = async (...set: ReadonlyArray<string>) => (await means("akash-burn-mint", set))("halted_days")
    const unfunded = await halted(`${credits}.vault=0 tokens`)
    const funded = await halted()
    expect(unfunded).toBeGreaterThan(funded + 30)
    expect(funded).toBeGreaterThan(await halted(`${credits}.vault=400k tokens`))
    expect(await halted(`${credits}.lead_time=1 day`)).toBe(0)
  })

  it("pays providers the worth of their work whatever becomes of vault and token", async () => {
    const base = await means("akash-burn-mint")
    for (const set of [`${credits}.vault=0 tokens`, "networks.akash.token.outside_market.drift=-100% per year"]) {
      const other = await means("akash-burn-mint", [set])
      expect(other("cost_recovery")).toBeCloseTo(base("cost_recovery"), 6)
      expect(other("paid_usd_network")).toBeCloseTo(base("paid_usd_network"), 2)
    }
  })

  it("puts into the vault about as many tokens as the credits outstanding are worth: supply changes by S − B", async () => {
    const run = await means("akash-burn-mint", [
      "networks.akash.token.outside_market.volatility=0",
      `${credits}.vault=0 tokens`
    ])
    const missing = 280e6 - run("token_supply")
    expect(run("halted_days")).toBe(0)
    expect((missing * run("token_price")) / run("credits_usd")).toBeCloseTo(1, 1)
    expect(run("collateral_ratio")).toBeCloseTo(1, 1)
  })
})

describe("render-compute", () => {
  it("mints whatever is burned, and brings machines that stand idle", async () => {
    const base = await means("render-compute", [], 2)
    const without = await means("render-compute", ["networks.render.token.emission.budgets=[0 tokens, 0 tokens]"], 2)
    expect(base("gpus_online")).toBeGreaterThan(1.1 * without("gpus_online"))
    expect(base("utilisation_network")).toBeLessThan(without("utilisation_network"))
    expect(base("price_network")).toBeLessThan(without("price_network"))
    expect(base("rewards_usd")).toBeGreaterThan(4 * base("burned_usd"))
  })

  it("brings fewer gaming cards the more an H100 counts", async () => {
    const gpus = async (multiplier: number) =>
      (await means("render-compute", [`networks.render.token.distribution.multipliers.H100-SXM=${multiplier}`], 2))(
        "gpus_online"
      )
    const [one, four, ten] = [await gpus(1), await gpus(4), await gpus(10)]
    expect(one).toBeGreaterThan(four)
    expect(four).toBeGreaterThan(ten)
  })
})

describe("helium-style-floor", () => {
  it("keeps machines as the token falls, and pays for it with tokens", async () => {
    const base = await means("helium-style-floor")
    const without = await means("helium-style-floor", [`${token}.distribution.payout_band={ kind: none }`])
    const whole = await means("helium-style-floor", [`${token}.distribution.payout_band.floor=1`])
    expect(base("gpus_online")).toBeGreaterThan(without("gpus_online"))
    expect(whole("gpus_online")).toBeGreaterThan(base("gpus_online"))
    expect(base("token_supply")).toBeGreaterThan(without("token_supply"))
    expect(whole("token_supply")).toBeGreaterThan(base("token_supply"))
    expect(base("unmet_share")).toBeLessThan(0.002)
  })

  it("holds what work earns at no less than half of what users pay, once the token is nearly worthless", async () => {
    const late = [
      "horizon={ kind: steady, length: 18 months, warm_up: 15 months }",
      `${token}.outside_market.volatility=0`
    ]
    const run = await means("helium-style-floor", late, 1)
    const earned = run("rewards_usd") / run("paid_usd_network")
    // Users pay when a job ends, so what they paid in a time and what was rewarded in it differ by a day's work.
    expect(earned).toBeGreaterThan(0.49)
    expect(earned).toBeLessThan(0.62)
    const without = await means("helium-style-floor", [...late, `${token}.distribution.payout_band={ kind: none }`], 1)
    expect(without("rewards_usd") / without("paid_usd_network")).toBeLessThan(0.4)
  })
})

describe("burn and mint without anybody outside", () => {
  it("comes to rest at P* = USD spent / tokens made", async () => {
    for (const rate of [2000, 4000]) {
      const run = await means(
        "helium-style-floor",
        [
          "horizon={ kind: steady, length: 36 months, warm_up: 24 months }",
          `${token}.outside_market={ kind: none }`,
          `${token}.distribution={ kind: work-and-capacity, work_share: 100% }`,
          `${token}.emission={ kind: fixed, rate: ${rate} tokens/day }`,
          `${token}.holding.held=0%`,
          `${token}.pool.depth=20k USD`
        ],
        1
      )
      const perDay = run("paid_usd_network") / 365
      expect(run("token_price") / (perDay / rate)).toBeGreaterThan(0.9)
      expect(run("token_price") / (perDay / rate)).toBeLessThan(1.1)
    }
  })
})

describe("filecoin-baseline", () => {
  it("overbuilds: what is paid for capacity is spent on machines, N* = (R + E)/c, and utilisation is low", async () => {
    const base = await means("filecoin-baseline")
    const without = await means("filecoin-baseline", [
      `${token}.emission.simple=0 tokens`,
      `${token}.emission.baseline=0 tokens`
    ])
    expect(base("utilisation_network")).toBeLessThan(0.3)
    expect(base("gpus_online")).toBeGreaterThan(1.5 * without("gpus_online"))
    for (const run of [base, without]) {
      expect(run("cost_recovery")).toBeGreaterThan(0.9)
      expect(run("cost_recovery")).toBeLessThan(1.2)
    }
  })

  it("mints less while the network is far below its baseline", async () => {
    const base = await means("filecoin-baseline")
    const far = await means("filecoin-baseline", [`${token}.emission.baseline_power=1000`])
    expect(far("rewards_usd")).toBeLessThan(0.7 * base("rewards_usd"))
  })
})

describe("ionet-usd-payouts", () => {
  const ionet = "networks.ionet.token"

  it("pays suppliers as much as if the token had not fallen, where a schedule of tokens pays half", async () => {
    const base = await means("ionet-usd-payouts")
    const noFall = await means("ionet-usd-payouts", [`${ionet}.outside_market.price=0.2 USD/token`])
    const fixed = await means("ionet-usd-payouts", [`${ionet}.emission={ kind: fixed, rate: 10500 tokens/day }`])
    expect(base("rewards_usd") / noFall("rewards_usd")).toBeCloseTo(1, 1)
    expect(fixed("rewards_usd")).toBeLessThan(0.6 * base("rewards_usd"))
    expect(base("gpus_online")).toBeGreaterThan(1.1 * fixed("gpus_online"))
  })

  it("is less sustainable once demand falls, and loses its suppliers when both vaults are empty", async () => {
    const base = await means("ionet-usd-payouts")
    const calm = await means("ionet-usd-payouts", ["shocks=[]"])
    const empty = await means("ionet-usd-payouts", [`${ionet}.emission.vault=2.5M tokens`])
    expect(base("sustainability")).toBeLessThan(0.55 * calm("sustainability"))
    expect(base("sustainability")).toBeLessThan(1)
    expect(empty("providers")).toBeLessThan(0.6 * base("providers"))
  })
})

describe("unlock-cliff", () => {
  const quiet = `${token}.outside_market.volatility=0`

  it("costs price and security together, less when tokens come by and by", async () => {
    const base = await means("unlock-cliff", [quiet])
    const none = await means("unlock-cliff", [quiet, `${token}.unlocks=[]`])
    const slow = await means("unlock-cliff", [
      quiet,
      `${token}.unlocks=[{ tokens: 5M tokens, cliff: 12 months, linear: 24 months }]`
    ])
    for (const metric of ["token_price", "staked_usd", "rewards_usd"]) {
      expect(base(metric), metric).toBeLessThan(slow(metric))
      expect(slow(metric), metric).toBeLessThan(none(metric))
    }
    expect(base("exits")).toBeGreaterThan(none("exits"))
  })

  it("moves the price as far as the depth of the market says", async () => {
    const fall = async (depth: string) => {
      const set = [quiet, `${token}.outside_market.depth=${depth}`]
      const with_ = await means("unlock-cliff", set, 1)
      const without = await means("unlock-cliff", [...set, `${token}.unlocks=[]`], 1)
      return Math.log(without("token_price") / with_("token_price"))
    }
    expect(await fall("400k USD")).toBeLessThan(0.2 * (await fall("40k USD")))
  })
})

describe("halving-shock", () => {
  it("drives out owners whom the rewards had brought, and leaves the others busier", async () => {
    const base = await means("halving-shock")
    const fixed = await means("halving-shock", [`${token}.emission={ kind: fixed, rate: 1500 tokens/day }`])
    expect(base("exits")).toBeGreaterThan(2 * fixed("exits"))
    expect(base("gpus_online")).toBeLessThan(fixed("gpus_online"))
    expect(base("utilisation_network")).toBeGreaterThan(fixed("utilisation_network"))
  })
})

describe("wash-trading", () => {
  const measured = async (...set: ReadonlyArray<string>) => {
    const run = await means("wash-trading", set, 1)
    return {
      volume: run("fake_work_usd") + run("paid_usd_network"),
      rewards: run("rewards_usd"),
      paid: run("paid_usd_network")
    }
  }

  it("measures E/f whatever the true demand", async () => {
    for (const fee of [0.05, 0.2]) {
      const { volume, rewards } = await measured(`${token}.sink.fee=${fee}`)
      // Whoever washes minds his own part of the rewards, so each stops a little short.
      expect(volume / (rewards / fee)).toBeGreaterThan(0.95)
      expect(volume / (rewards / fee)).toBeLessThanOrEqual(1)
    }
    const busy = await measured("demand.users.requests.users=45")
    const base = await measured()
    expect(busy.paid).toBeLessThan(0.6 * base.paid)
    expect(busy.volume / base.volume).toBeCloseTo(1, 1)
  })

  it("is deterred by detection only where there is stake to lose, and less when the token has fallen", async () => {
    const seen = `${token}.self_dealing.detection=2%`
    const stake = `${token}.stake={ kind: tokens-per-gpu, amount: 500 tokens }`
    const base = await measured()
    const detected = await measured(seen)
    const both = await measured(seen, stake)
    const fallen = await measured(seen, stake, `${token}.outside_market.drift=-200% per year`)
    expect(detected.volume).toBeGreaterThan(0.95 * base.volume)
    expect(both.volume).toBeLessThan(0.6 * base.volume)
    expect(fallen.volume / fallen.rewards).toBeGreaterThan((1.3 * both.volume) / both.rewards)
  })

  it("brings nothing where capacity is paid for", async () => {
    expect((await means("wash-trading", [`${token}.distribution.work_share=0%`], 1))("fake_work_usd")).toBe(0)
  })
})

describe("incentive-design", () => {
  const value = async (...set: ReadonlyArray<string>) =>
    (
      await means(
        "incentive-design",
        set.map((change) => `${token}.${change}`)
      )
    )("net_value_usd")

  it("has its best emission in between: without it too few machines, with much of it idle ones", async () => {
    const best = await value("emission.rate=500 tokens/day")
    expect(best).toBeGreaterThan(1.05 * (await value("emission.rate=0 tokens/day")))
    expect(best).toBeGreaterThan(1.05 * (await value("emission.rate=5000 tokens/day")))
  })

  it("has its best share of checked work in between: below it cheating pays, above it checks cost more than they find", async () => {
    const best = await value("verification.sample=4%")
    expect(best).toBeGreaterThan(1.1 * (await value("verification.sample=1%")))
    expect(best).toBeGreaterThan(1.03 * (await value("verification.sample=20%")))
  })

  it("needs stake: without it results are made up and work is faked", async () => {
    const base = await means("incentive-design")
    const bare = await means("incentive-design", [`${token}.stake.amount=0 tokens`])
    expect(bare("falsified_share")).toBeGreaterThan(3 * base("falsified_share"))
    expect(bare("fake_work_usd")).toBeGreaterThan(10 * base("fake_work_usd"))
  })
})
