/** Emission by yearly budgets, and vesting with the selling it causes, as calculators. */
import { Schema } from "effect"
import * as Vesting from "../token/distribution/Vesting.ts"
import * as YearlyBudgets from "../token/emission/YearlyBudgets.ts"
import * as Field from "../units/Field.ts"
import { day, month } from "../units/Time.ts"
import { mechanism, some } from "./Mechanism.ts"

const tokens = (description: string) => Field.number()({ description, unit: "tokens" })
const setting = (description: string, unit: string, value: number) =>
  Field.number({ minimum: 0 })({ description, unit, default: value, source: "setting" })

const budgets = mechanism({
  name: "yearly-budgets",
  description: "Emission by a list of yearly budgets, each paid evenly within its year",
  rules: "Between two times: the sum over years of budget × the part of the year that lies between.",
  source: "rendernetwork/RNPs: RNP-003, RNP-018",
  input: Schema.Struct({
    budgets: Field.list(some("Made in the year", "tokens"))({
      description: "By year, in order",
      default: [9_126_804, 5_900_000],
      source: "Render: RNP-003, RNP-018"
    }),
    afterwards: setting("Made in each year after the last", "tokens", 0),
    year: setting("Length of the time that a budget is for", "days", 365),
    intervals: Field.list(Schema.Struct({ from: some("Start", "days"), to: some("End", "days") }))({
      description: "Stretches of time that are asked"
    })
  }),
  output: Schema.Struct({
    intervals: Field.list(
      Schema.Struct({
        from: Field.number()({ description: "Start", unit: "days" }),
        to: Field.number()({ description: "End", unit: "days" }),
        made: tokens("Made in it")
      })
    )({ description: "One row for each stretch asked" })
  }),
  example: {
    intervals: [
      { from: 0, to: 7 },
      { from: 365, to: 730 }
    ]
  },
  compute: ({ afterwards, budgets, intervals, year }) => {
    const rule: YearlyBudgets.YearlyBudgets = { kind: "yearly-budgets", budgets, afterwards, year: year * day }
    return {
      intervals: intervals.map(({ from, to }) => ({
        from,
        to,
        made: YearlyBudgets.emitted(rule, from * day, to * day)
      }))
    }
  }
})

const share = (description: string, value: number) => Field.share({ description, default: value, source: "setting" })

const Grant = Schema.Struct({
  tokens: some("Granted", "tokens"),
  from: Field.number()({
    description: "Start of the grant; below 0 for one that began before",
    unit: "months",
    default: 0,
    source: "setting"
  }),
  at_start: share("Share that is free at once", 0),
  cliff: setting("Time until anything more is released", "months", 12),
  at_cliff: share("Share that is released at the cliff", 0),
  linear: setting("Time after the cliff over which the rest is released", "months", 24),
  parts: Field.count()({
    description: "Equal parts in which the rest is released, each at the end of its time; 0 for continuously",
    default: 0,
    source: "setting"
  })
}).check(
  Schema.makeFilter(({ at_cliff, at_start }) =>
    at_start + at_cliff <= 1 ? undefined : { path: ["at_cliff"], issue: "At most 1 together with at_start" }
  )
)

const vesting = mechanism({
  name: "vesting",
  description: "What grants have released by when, what circulates, and what their owners sell",
  rules:
    "A grant releases a share at its start, a share at its cliff and the rest evenly over a time after the cliff, continuously or in equal parts. Owners sell a share of what is released: of what waits to be sold, the part " +
    "1 − e^(−Δ/τ) goes in Δ.",
  source:
    "io.net docs (12 months, then 24 or 36 monthly parts); Filecoin, miner/src/policy.rs (180 days); how much is sold is whoever asks' assumption",
  input: Schema.Struct({
    grants: Field.list(Grant)({ description: "Who holds what" }),
    circulating: setting("Tokens that circulate beside the grants", "tokens", 0),
    sold: share("Share of what is released that is sold", 0.5),
    over: setting("Time in which all but 37% of it has been sold; 0 for at once", "days", 30),
    months: Field.count({ minimum: 1, maximum: 1_200 })({
      description: "How many months to tell",
      default: 48,
      source: "setting"
    })
  }),
  output: Schema.Struct({
    months: Field.list(
      Schema.Struct({
        month: Field.count()({ description: "Number of the month, from 1" }),
        released: tokens("Released in it"),
        locked: tokens("Locked at its end"),
        circulating: tokens("In circulation at its end"),
        sold: tokens("Sold in it by owners of grants")
      })
    )({ description: "One row a month" })
  }),
  example: {
    grants: [
      { tokens: 62_500_000, cliff: 2, parts: 24 },
      { tokens: 20_000_000, at_start: 0.1, cliff: 0, linear: 12 }
    ],
    circulating: 250_000_000,
    months: 6
  },
  compute: ({ circulating, grants, months, over, sold }) => {
    const scaled = grants.map((grant) => ({
      ...grant,
      from: grant.from * month,
      cliff: grant.cliff * month,
      linear: grant.linear * month
    }))
    const selling = { share: sold, over: over * day }
    let waiting = 0
    const rows = Array.from({ length: months }, (_, index) => {
      const from = index === 0 ? Vesting.justBefore : index * month
      const released = Vesting.releasedBetween(scaled, from, (index + 1) * month)
      const sale = Vesting.sell(selling, waiting, released, month)
      waiting = sale.waiting
      const locked = Vesting.locked(scaled, (index + 1) * month)
      const granted = scaled.reduce((sum, grant) => sum + grant.tokens, 0)
      return {
        month: index + 1,
        released,
        locked,
        circulating: circulating + granted - locked,
        sold: sale.sold
      }
    })
    return { months: rows }
  }
})

export const schedules = [budgets, vesting]
