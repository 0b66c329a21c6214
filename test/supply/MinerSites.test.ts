import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"
import * as Snapshot from "../../packages/sim/src/kernel/Snapshot.ts"
import { HashPrice } from "../../packages/sim/src/supply/HashPrice.ts"
import { HashPriceConfig } from "../../packages/sim/src/supply/HashPriceConfig.ts"
import { breakEvenHashPrice } from "../../packages/sim/src/supply/HostingContracts.ts"
import type { Offer } from "../../packages/sim/src/supply/MinerAppraisal.ts"
import { reservation } from "../../packages/sim/src/supply/MinerAppraisal.ts"
import { MinerConfig } from "../../packages/sim/src/supply/MinerConfig.ts"
import { Form, Revenue, Use, uses } from "../../packages/sim/src/supply/MinerForm.ts"
import { type Outlook, outlookOf } from "../../packages/sim/src/supply/MinerOutlook.ts"
import { Action, MinerSites } from "../../packages/sim/src/supply/MinerSites.ts"

const decode = Schema.decodeUnknownSync(MinerConfig)
const month = 2_628_000
const year = 12 * month

const oneSite = {
  power: "100 MW",
  power_spread: 0,
  efficiency_spread: 0,
  power_price_spread: 0,
  suitable: "100%",
  resale: "0%"
}

/** Sites without differences, without delays and without the worth of standing still: the arithmetic of the published comparison. */
const plain = (written: object = {}, cohort: object = {}) => ({
  cohorts: { site: { ...oneSite, count: 1, ...cohort } },
  downtime: "0%",
  mining: { holding: "0 USD/MW", volatility: 0 },
  colocation: { lead_time: "0 s" },
  cost_of_capital: { spread: "0% per year" },
  tenants: { requests: 0 },
  ...written
})

const offer = (changes: Partial<Offer> = {}): Offer => ({
  form: Form.colocation,
  rent: 121,
  term: 12,
  tenantPays: true,
  investmentGrade: true,
  ...changes
})

const make = (written: object, seed = 1) => new MinerSites(decode(written), new Draws(seed))

/** What the calendar of a run does: conversions are finished and contracts end in time. */
const advance = (miners: MinerSites, now: number): void => {
  const { contracts } = miners
  for (let row = 0; row < contracts.count; row++) {
    const endsAt = contracts.endsAt[row] ?? Infinity
    if ((contracts.startsAt[row] ?? Infinity) <= now) miners.complete(row)
    if (endsAt <= now) miners.end(row, endsAt)
  }
}

const ask = (miners: MinerSites, size: number, changes: Partial<Offer> = {}): void => {
  miners.tenants.open.push({ number: 0, askedAt: 0, size, left: size, ...offer(changes) })
}

/** The hash price below which a site takes an offer, all else as in the outlook. */
const hashPriceOfTaking = ({ appraisal }: MinerSites, outlook = outlookOf(0)): number => {
  let [low, high] = [0, 10_000]
  while (high - low > 1e-6) {
    const middle = (low + high) / 2
    appraisal.outlook = { ...outlook, hashPrice: middle }
    if (reservation(appraisal.contract(0, offer())) <= offer().rent) low = middle
    else high = middle
  }
  return low
}

/** MW that a request for all of the plain site's power makes it convert at once. */
const converted = (written: object, outlook: Outlook, changes: Partial<Offer> = {}): number => {
  const miners = make(written)
  ask(miners, 1000, changes)
  miners.review(0, outlook)
  return miners.sites.total(Use.convertingColocation) + miners.sites.total(Use.convertingCloud)
}

const total = (miners: MinerSites): number => {
  let sum = 0
  for (let use = 0; use < uses; use++)
    sum += miners.sites.power.filter((_, cell) => cell % uses === use).reduce((a, b) => a + b, 0)
  return sum
}

const spotMegawatts = (miners: MinerSites) => miners.sites.total(Use.convertingSpot) + miners.sites.total(Use.spot)

const network = (changes: Partial<Outlook>): Outlook => ({ ...outlookOf(40), jobIncome: 1, ...changes })

describe("what a scenario says about miners", () => {
  it("may be nothing: every key has a default", () => {
    expect(Object.keys(decode({}).cohorts).length).toBeGreaterThan(1)
  })

  it("is refused when it names no region or GPU of the catalogue, or terms that cannot be", () => {
    expect(() => decode({ cohorts: { a: { count: 1, power: "50 MW", region: "texas" } } })).toThrow(/us-texas/)
    expect(() => decode({ spot: { gpu: "H100" } })).toThrow(/H100-SXM/)
    expect(() => decode({ tenants: { shortest_term: "12 years", longest_term: "10 years" } })).toThrow(/shortest_term/)
    expect(() => decode({ cohorts: { a: { count: 1, power: "50 months" } } })).toThrow(/50 MW/)
  })
})

describe("a site whose tenant pays the capital", () => {
  it.each([
    [21.2, 63],
    [17.5, 52]
  ])("at %d J/TH converts exactly below %d USD/PH/day", (efficiency, about) => {
    const written = plain({}, { efficiency: `${efficiency} J/TH` })
    const exact = breakEvenHashPrice({ rent: 121, grossPerIt: 1.43, margin: 0.775, powerPrice: 34, efficiency })
    expect(Math.round(exact)).toBe(about)
    expect(converted(written, outlookOf(exact - 0.001))).toBe(100)
    expect(converted(written, outlookOf(exact + 0.001))).toBe(0)
    expect(hashPriceOfTaking(make(written))).toBeCloseTo(exact, 5)
  })

  it("has the same break-even at every cost of capital", () => {
    const cheap = make(plain({ cost_of_capital: { spread: "0%", investment_grade: "3% per year" } }))
    const dear = make(plain({ cost_of_capital: { spread: "0%", investment_grade: "15% per year" } }))
    expect(hashPriceOfTaking(cheap)).toBeCloseTo(hashPriceOfTaking(dear), 5)
  })

  it("holds out longer the more it can sell its power back for", () => {
    const prices = [0, 0.3, 0.6, 0.9].map((resale) => hashPriceOfTaking(make(plain({}, { resale }))))
    for (let index = 1; index < prices.length; index++)
      expect(prices[index]).toBeLessThanOrEqual(prices[index - 1] ?? 0)
    expect(prices.at(-1)).toBeLessThan(63 - 2)
  })

  it("converts at a higher hash price than it would otherwise when a halving is due", () => {
    const halving = { ...outlookOf(0), secondsToHalving: 2 * year, halvingFactor: 0.54 }
    expect(hashPriceOfTaking(make(plain()), halving)).toBeGreaterThan(63 * 1.1)
  })
})

describe("a landlord who pays 9M USD a MW", () => {
  const landlord = { form: Form.colocation, rent: 1.85e6 / 12_000, term: 10, tenantPays: false } as const
  const terms = (rate: string) =>
    plain(
      {
        cost_of_capital: { spread: "0%", investment_grade: rate },
        colocation: { lead_time: "0 s", margin: "85%", building: "9M USD/MW" }
      },
      { capital: "9M USD/MW" }
    )

  it("converts at 8% cost of capital and not at 12%", () => {
    expect(converted(terms("8% per year"), outlookOf(0), landlord)).toBe(100)
    expect(converted(terms("12% per year"), outlookOf(0), landlord)).toBe(0)
  })

  it("converts no more than his own money carries, in whole modules", () => {
    const poor = plain(
      {
        colocation: { lead_time: "0 s", margin: "85%", debt: "0%" },
        cost_of_capital: { spread: "0%" },
        module: "3 MW"
      },
      { capital: "1M USD/MW" }
    )
    const megawatts = converted(poor, outlookOf(0), landlord)
    const affordable = 100e6 / (9e6 / 1.43)
    expect(megawatts).toBe(Math.floor(affordable / 3) * 3)
  })

  it("never converts less when capital is cheaper", () => {
    const rate = fc.integer({ min: 1, max: 25 })
    const property = fc.property(
      rate,
      rate,
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 90, max: 250 }),
      fc.boolean(),
      (one, other, hashPrice, rent, tenantPays) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)]
        const at = (percent: number) =>
          converted(
            { ...terms(`${percent}% per year`), colocation: { lead_time: "14 months" }, downtime: "50%" },
            outlookOf(hashPrice),
            { rent, tenantPays }
          )
        expect(at(low)).toBeGreaterThanOrEqual(at(high))
      }
    )
    fc.assert(property, { numRuns: 100 })
  })
})

describe("requests", () => {
  it("go to the site that would do it for the least", () => {
    const miners = make({
      ...plain(),
      cohorts: {
        efficient: { ...oneSite, count: 1, efficiency: "15 J/TH" },
        old: { ...oneSite, count: 1, efficiency: "30 J/TH" },
        unsuited: { ...oneSite, count: 1, efficiency: "60 J/TH", suitable: "0%" }
      }
    })
    ask(miners, 10)
    miners.review(0, outlookOf(40))
    expect(Array.from({ length: 3 }, (_, site) => miners.sites.megawatts(site, Use.convertingColocation))).toEqual([
      0, 16, 0
    ])
    expect(miners.actionKind).toEqual([Action.signed])
    expect(miners.name(1)).toBe("old-1")
  })

  it("are split over sites when one is too small, and stay open when nobody wants them", () => {
    const miners = make(plain({}, { count: 3 }))
    ask(miners, 150)
    ask(miners, 10, { rent: 20 })
    miners.review(0, outlookOf(40))
    expect(miners.contracts.count).toBe(3)
    expect(miners.tenants.signed).toBeCloseTo(150, 9)
    miners.review(month, outlookOf(40))
    expect(miners.tenants.open.length).toBe(1)
    miners.review(13 * month, outlookOf(40))
    expect(miners.tenants.open.length).toBe(0)
    expect(miners.tenants.givenUp).toBeCloseTo(10, 9)
  })

  it("leave out the last module when too little of its rent is left for it", () => {
    const megawatts = (rent: number) => {
      const miners = make(plain({ module: "20 MW" }))
      ask(miners, 15, { rent })
      miners.review(0, outlookOf(40))
      const signed = miners.tenants.signed * 1000 * rent
      expect(
        (miners.contracts.rent[0] ?? 0) * (miners.sites.total(Use.convertingColocation) / 1.43) * 1000
      ).toBeCloseTo(signed, 3)
      return miners.sites.total(Use.convertingColocation)
    }
    const least = reservation(
      (() => {
        const { appraisal } = make(plain())
        appraisal.outlook = outlookOf(40)
        return appraisal.contract(0, offer())
      })()
    )
    expect(megawatts(least * 1.01)).toBe(20)
    expect(megawatts(least * 2)).toBe(40)
  })

  it("for GPUs and all pay at the published terms, part of it at signing", () => {
    const miners = make(plain({}, { capital: "5M USD/MW" }))
    const cloud = { form: Form.cloud, rent: 808, term: 5, tenantPays: false } as const
    // The published rent is what an owner needs who mines at 38 USD/PH/day and expects that to go on, within a hundredth.
    miners.appraisal.outlook = outlookOf(38.2)
    expect(reservation(miners.appraisal.contract(0, offer(cloud))) / 808).toBeCloseTo(1, 1)
    ask(miners, 30, cloud)
    miners.review(0, outlookOf(30))
    expect(miners.sites.total(Use.convertingCloud)).toBe(42)
    // What is prepaid pays for GPUs: the investment counts it, the owner's money does not, and the monthly rent is less by it.
    const itPower = 42 / 1.43
    expect(miners.sites.invested[0]).toBeCloseTo(38e6 * itPower, -3)
  })
})

describe("supply to the network without a contract", () => {
  const rich = plain(
    { mining: { holding: "0 USD/MW", volatility: 0 } },
    { capital: "50M USD/MW", count: 3, efficiency_spread: 0.2 }
  )

  it.each([
    { life: 3, needed: 1.9 },
    { life: 6, needed: 1.41 }
  ])(
    "needs the user cost of an H100 rented 80% of the time over $life years: $needed USD an hour",
    ({ life, needed }) => {
      const { appraisal } = make(
        plain({
          waiting: { enabled: false },
          cost_of_capital: { spread: "0%", spot: "12% per year" },
          spot: {
            life,
            price: "40600 USD",
            building: "0 USD/MW",
            lead_time: "0 s",
            sale_cost: "0%",
            income_change: "0%"
          }
        })
      )
      expect((reservation(appraisal.spot(0, 0)) - appraisal.runningCost(0)) / 0.8).toBeCloseTo(needed, 2)
    }
  )

  it("needs a larger premium than a take-or-pay contract", () => {
    const { appraisal } = make(plain())
    expect(appraisal.contract(0, offer({ tenantPays: false })).threshold).toBe(1)
    expect(appraisal.spot(0, 0).threshold).toBeCloseTo(4.4, 1)
    const soft = make(plain({ waiting: { take_or_pay_removes: "50%" } }))
    expect(soft.appraisal.contract(0, offer()).threshold).toBeLessThan(soft.appraisal.spot(0, 0).threshold)
  })

  it("never grows smaller with more incentive", () => {
    const income = fc.double({ min: 0, max: 60, noNaN: true })
    const property = fc.property(income, income, fc.integer({ min: 100, max: 100_000 }), (token, more, networkGpus) => {
      const at = (tokenIncome: number) => {
        const miners = make(rich)
        miners.review(0, network({ tokenIncome, networkGpus, tokenDiscount: 0.5 }))
        return spotMegawatts(miners)
      }
      expect(at(token + more)).toBeGreaterThanOrEqual(at(token))
    })
    fc.assert(property, { numRuns: 100 })
  })

  it("never grows smaller with cheaper capital", () => {
    const rate = fc.integer({ min: 5, max: 40 })
    const property = fc.property(rate, rate, fc.integer({ min: 5, max: 40 }), (one, other, jobIncome) => {
      const at = (percent: number) => {
        const miners = make({ ...rich, cost_of_capital: { spread: "0%", spot: `${percent}% per year` } })
        miners.review(0, network({ jobIncome, networkGpus: 20_000 }))
        return spotMegawatts(miners)
      }
      expect(at(Math.min(one, other))).toBeGreaterThanOrEqual(at(Math.max(one, other)))
    })
    fc.assert(property, { numRuns: 100 })
  })

  it("settles where the income that newcomers share is what the last of them needs", () => {
    const miners = make({ ...rich, waiting: { enabled: false }, module: "0.5 MW" })
    miners.review(0, network({ jobIncome: 8, networkGpus: 20_000 }))
    const needed = reservation(miners.appraisal.spot(0, 0))
    const shared = (8 * 20_000) / (20_000 + miners.arriving)
    const sites = [0, 1, 2].map((site) => reservation(miners.appraisal.spot(site, 0)))
    expect(Math.min(...sites)).toBeLessThanOrEqual(shared)
    expect(needed).toBeGreaterThan(0)
    const step = 1 + (2 * miners.appraisal.gpusPerMegawatt(0) * 0.5) / (20_000 + miners.arriving)
    expect(sites.some((least) => shared / step <= least && least <= shared)).toBe(true)
  })

  it("is entered at a higher income than it is left at", () => {
    const { appraisal } = make(rich)
    appraisal.outlook = outlookOf(40)
    const price = appraisal.gpuPrice(0)
    const enter = reservation(appraisal.spot(0, 0))
    expect(enter).toBeGreaterThan(3 * appraisal.leavingIncome(0, 0.1, price))
    expect(appraisal.leavingIncome(0, 0.1, price)).toBeGreaterThan(appraisal.runningCost(0))
  })

  it("stays in between, and leaves when the income has collapsed", () => {
    const miners = make(rich)
    miners.review(0, network({ jobIncome: 40 }))
    const megawatts = spotMegawatts(miners)
    expect(megawatts).toBeGreaterThan(0)
    advance(miners, year)
    expect(miners.online).toBeGreaterThan(0)
    expect(miners.arriving).toBe(0)
    miners.review(year, network({ jobIncome: 3 }))
    expect(miners.sites.total(Use.spot)).toBe(megawatts)
    miners.review(year + month, network({ jobIncome: 0.1 }))
    expect(miners.sites.total(Use.spot)).toBe(0)
    expect(miners.online).toBe(0)
    expect(miners.actionKind.every((kind) => kind === Action.left)).toBe(true)
    expect(total(miners)).toBeCloseTo(300, 6)
  })
})

describe("a month's books", () => {
  it("of a mine are revenue per MWh less power", () => {
    const miners = make(plain())
    miners.books.operate(730, 38.2)
    const { sites } = miners
    expect(sites.revenueOf(0, Revenue.mining)).toBeCloseTo((100 * 730 * 38.2) / (0.024 * 21.2), 3)
    expect(sites.revenueOf(0, Revenue.power)).toBeCloseTo(0, 6)
    expect(sites.cost[0]).toBeCloseTo(100 * 730 * 34, 3)
  })

  it("of a site that sells its power in scarce hours show what it sold", () => {
    const miners = make(
      plain({ power_market: { base: "30 USD/MWh", peak: "500 USD/MWh", peak_share: "5%" } }, { resale: "90%" })
    )
    miners.books.operate(730, 38.2)
    const { sites } = miners
    expect(sites.megawatts(0, Use.selling)).toBeCloseTo(5, 9)
    expect(sites.revenueOf(0, Revenue.power)).toBeCloseTo(100 * 730 * 0.05 * 450, 3)
    expect(sites.revenueOf(0, Revenue.mining)).toBeCloseTo((95 * 730 * 38.2) / (0.024 * 21.2), 3)
    expect(sites.cost[0]).toBeCloseTo(100 * 730 * 34, 3)
  })

  it("of a colocation are rent and its margin", () => {
    const miners = make(plain())
    ask(miners, 20)
    miners.review(0, outlookOf(40))
    advance(miners, 0)
    miners.books.operate(730, 0)
    expect(miners.sites.revenueOf(0, Revenue.colocation)).toBeCloseTo(20_000 * 121, 3)
    expect(miners.sites.cost[0]).toBeCloseTo(20_000 * 121 * 0.225, 3)
    expect(miners.sites.form[0]).toBe(Form.colocation)
    expect(miners.sites.payBack[0]).toBe(0)
    expect(miners.sites.value[0]).toBeGreaterThan(0)
  })

  it("end with the contract, and the megawatts are free again", () => {
    const miners = make(plain())
    ask(miners, 20, { term: 1 })
    miners.review(0, outlookOf(40))
    advance(miners, 0)
    expect(miners.sites.total(Use.colocation)).toBe(30)
    advance(miners, year)
    expect(miners.sites.total(Use.colocation)).toBe(0)
    expect(miners.sites.free(0)).toBeCloseTo(100, 9)
  })
})

describe("a mine", () => {
  it("stands idle when neither mining nor selling pays, and closes when holding it costs more than hoping", () => {
    const miners = make(plain({ mining: { volatility: 0.4, holding: "5000 USD/MW" } }))
    miners.books.operate(730, 15)
    expect(miners.sites.total(Use.idle)).toBe(100)
    miners.review(month, outlookOf(15))
    expect(miners.sites.total(Use.closed)).toBe(0)
    miners.review(2 * month, outlookOf(2))
    expect(miners.sites.total(Use.closed)).toBe(100)
    expect(miners.sites.exitedAt[0]).toBe(2 * month)
  })

  it("is worth more when prices swing, since it can stand still", () => {
    const worth = (volatility: number) => {
      const { appraisal } = make(plain({ mining: { volatility } }))
      appraisal.outlook = outlookOf(18)
      return appraisal.earnings(0, 0, 5)
    }
    expect(worth(0)).toBeCloseTo(8760 * (18 / (0.024 * 21.2) - 34), 0)
    expect(worth(0.4)).toBeGreaterThan(worth(0.2))
    expect(worth(0.2)).toBeGreaterThan(worth(0))
  })
})

describe("many sites", () => {
  const anyOutlook = fc.record({
    hashPrice: fc.double({ min: 0, max: 120, noNaN: true }),
    secondsToHalving: fc.constant(2 * year),
    secondsBetweenHalvings: fc.constant(4 * year),
    halvingFactor: fc.constant(0.54),
    jobIncome: fc.double({ min: 0, max: 20, noNaN: true }),
    tokenIncome: fc.double({ min: 0, max: 40, noNaN: true }),
    tokenDiscount: fc.constant(0.3),
    networkGpus: fc.integer({ min: 0, max: 100_000 })
  })

  it("never gain or lose a megawatt, and never use one twice", () => {
    const property = fc.property(
      fc.nat(1000),
      fc.array(anyOutlook, { minLength: 1, maxLength: 36 }),
      (seed, outlooks) => {
        const miners = make({ tenants: { requests: "20 per year" } }, seed)
        const gross = miners.sites.gross.reduce((sum, power) => sum + power, 0)
        let now = 0
        for (const outlook of outlooks) {
          now += 3 * month
          miners.books.operate(2190, outlook.hashPrice)
          advance(miners, now)
          miners.review(now, outlook)
          expect(total(miners) / gross).toBeCloseTo(1, 9)
          expect(Math.min(...miners.sites.power)).toBeGreaterThanOrEqual(0)
          expect(Math.min(...miners.sites.capital)).toBeGreaterThanOrEqual(0)
          const { arriving, online } = miners
          expect(Math.min(arriving, online)).toBeGreaterThanOrEqual(0)
        }
      }
    )
    fc.assert(property, { numRuns: 15 })
  })

  it("go on to the same state after a restore, together with the hash price that they move", () => {
    const config = decode({ tenants: { requests: "20 per year" } })
    const written = Schema.decodeUnknownSync(HashPriceConfig)({ kind: "endogenous", btc_price: { kind: "brownian" } })
    const start = () => {
      const draws = new Draws(7)
      const miners = new MinerSites(config, draws)
      return { miners, price: new HashPrice(written, draws, miners.hashRate()), now: 0 }
    }
    const goOn = (run: ReturnType<typeof start>, until: number) => {
      while (run.now < until) {
        run.now += month
        run.price.advance(run.now, run.miners.hashRate())
        run.miners.books.operate(730, run.price.hashPrice)
        advance(run.miners, run.now)
        run.miners.review(run.now, network({ hashPrice: run.price.hashPrice, tokenIncome: 25, networkGpus: 9000 }))
      }
      return Snapshot.take({ miners: run.miners, price: run.price })
    }
    const run = start()
    goOn(run, 30 * month)
    const saved = structuredClone(Snapshot.take(run))
    const end = goOn(run, 60 * month)
    Snapshot.restore(run, saved)
    expect(run.now).toBe(30 * month)
    expect(goOn(run, 60 * month)).toEqual(end)
    const fresh = start()
    Snapshot.restore(fresh, saved)
    expect(goOn(fresh, 60 * month)).toEqual(end)
  })

  it("are left as they are by another cohort, more sites or other tenants", () => {
    const small = { ...oneSite, count: 2, power_spread: 0.5, efficiency_spread: 0.2 }
    const one = make({ cohorts: { alpha: small } })
    const more = make({
      cohorts: { beta: small, alpha: { ...small, count: 5 } },
      tenants: { rent: "300 USD/kW-month" }
    })
    expect([...one.sites.gross]).toEqual(Array.from(more.sites.gross.slice(2, 4)))
    expect([...one.sites.efficiency]).toEqual(Array.from(more.sites.efficiency.slice(2, 4)))
    one.tenants.advance(5 * year)
    more.tenants.advance(5 * year)
    expect(one.tenants.asked).toBe(more.tenants.asked)
  })

  it("convert about a tenth of their power by contract in five years, and close to none through the network", () => {
    let [contracts, spot, gross] = [0, 0, 0]
    for (let seed = 1; seed <= 12; seed++) {
      const miners = make({}, seed)
      for (let now = month; now <= 5 * year; now += month) {
        const left = 17 * month - now
        const hashPrice = left > 0 ? 38.2 : 22
        miners.books.operate(730, hashPrice)
        advance(miners, now)
        const secondsToHalving = left > 0 ? left : left + 4 * year
        miners.review(now, { ...network({ hashPrice, tokenIncome: 0.024, networkGpus: 50_000 }), secondsToHalving })
      }
      const { form, power, count } = miners.contracts
      for (let row = 0; row < count; row++) {
        if (form[row] === Form.spot) spot += power[row] ?? 0
        else contracts += power[row] ?? 0
      }
      gross += miners.sites.gross.reduce((sum, megawatts) => sum + megawatts, 0)
    }
    expect(contracts / gross).toBeGreaterThan(0.05)
    expect(contracts / gross).toBeLessThan(0.2)
    expect(spot / gross).toBeLessThan(0.01)
  })
})
