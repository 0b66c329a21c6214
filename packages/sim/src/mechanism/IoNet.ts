/** io.net's emission, payouts fixed in USD and stake by hardware, as calculators. */
import { Schema } from "effect"
import * as Emission from "../token/emission/IoNetEmission.ts"
import * as Payouts from "../token/emission/IoNetPayouts.ts"
import * as Stake from "../token/stake/IoNetStake.ts"
import * as Field from "../units/Field.ts"
import { hour } from "../units/Time.ts"
import { mechanism } from "./Mechanism.ts"

const docs = "io.net documentation: IO Tokenomics, Token Emission Schedule, $IO Staking"
const engine = "io.net, Incentive Dynamic Engine, and CoinDesk Research on it (June 2026)"
const io = (description: string) => Field.number()({ description, unit: "IO" })
const usd = (description: string) => Field.number()({ description, unit: "USD" })
const someIo = (description: string, value: number, source: string) =>
  Field.number({ minimum: 0 })({ description, unit: "IO", default: value, source })
const someUsd = (description: string) => Field.number({ minimum: 0 })({ description, unit: "USD" })

const emission = mechanism({
  name: "ionet-emission",
  description: "io.net: IO made in a month, an hour, or between two times",
  rules:
    "The first period brings initial supply × yearly rate × period / year, each next one 1.02% less (by the hour 0.0013886952395979300% less), evenly within the period, until 300M have been made. Month 1 is 3.333M IO, " +
    "hour 1 is 4566.21 IO. The documentation's monthly table falls by 1.0150801% (a factor of 0.989849199), which makes the 300M in 240 months.",
  source: docs,
  input: Schema.Struct({
    initial_supply: someIo("What the yearly rate is a part of", 500e6, docs),
    yearly_rate: Field.number({ minimum: 0, maximum: 100 })({
      description: "Part of it made in a year at the first pace",
      default: 0.08,
      source: docs
    }),
    period: Field.number({ minimum: 0.01 })({
      description: "Length of a period: 730 for months, 1 for hours",
      unit: "h",
      default: 730,
      source: docs
    }),
    decline: Field.share({
      description: "Part by which each period brings less than the one before",
      default: 0.0102,
      source: docs
    }),
    cap: someIo("Most that is made in all", 300e6, docs),
    periods: Field.list(Field.count({ minimum: 1 })({ description: "Number of a period, from 1" }))({
      description: "Periods that are asked; these, or intervals, are wanted",
      default: [],
      source: "setting"
    }),
    intervals: Field.list(
      Schema.Struct({
        from: Field.number({ minimum: 0 })({ description: "Start", unit: "h" }),
        to: Field.number({ minimum: 0 })({ description: "End", unit: "h" })
      })
    )({
      description: "Stretches of time that are asked; these, or periods, are wanted",
      default: [],
      source: "setting"
    })
  }).check(
    Schema.makeFilter(({ intervals, periods }) => {
      if (periods.length + intervals.length === 0) {
        return {
          path: ["periods"],
          issue: "Expected periods such as [1, 12], or intervals such as [{ from: 0, to: 8760 }]"
        }
      }
      const index = intervals.findIndex(({ from, to }) => from > to)
      return index < 0
        ? undefined
        : {
            path: ["intervals", index, "to"],
            issue: `Expected at least ${intervals[index]?.from}, where the stretch begins`
          }
    })
  ),
  output: Schema.Struct({
    periods: Field.list(
      Schema.Struct({
        period: Field.count()({ description: "Number of the period" }),
        made: io("Made in it"),
        in_all: io("Made until its end")
      })
    )({ description: "One row for each period asked" }),
    intervals: Field.list(
      Schema.Struct({
        from: Field.number()({ description: "Start", unit: "h" }),
        to: Field.number()({ description: "End", unit: "h" }),
        made: io("Made in it")
      })
    )({ description: "One row for each stretch asked" })
  }),
  example: { periods: [1, 2, 12, 240], intervals: [{ from: 0, to: 8760 }] },
  compute: ({ cap, decline, initial_supply, intervals, period, periods, yearly_rate }) => {
    const length = period * hour
    const rule: Emission.SteppedDecay = {
      kind: "stepped-decay",
      initial_supply,
      yearly_rate,
      decline,
      period: length,
      cap
    }
    return {
      periods: periods.map((number) => ({
        period: number,
        made: Emission.emitted(rule, (number - 1) * length, number * length),
        in_all: Emission.cumulative(rule, number * length)
      })),
      intervals: intervals.map(({ from, to }) => ({ from, to, made: Emission.emitted(rule, from * hour, to * hour) }))
    }
  }
})

const payouts = mechanism({
  name: "ionet-usd-payouts",
  description: "io.net: payouts fixed in USD from a vault of tokens and then from fees, epoch by epoch",
  rules:
    "Owed / price tokens leave the reward vault; what it cannot pay comes out of the fee vault, where the fees collect; the rest stays unpaid. Of the fees beyond what was owed, when all were paid, at least half buys IO and burns " +
    "it. Sustainability is fees over what was owed.",
  source: engine,
  input: Schema.Struct({
    vault: someIo("IO in the reward vault at the start", 231e6, engine),
    fees_held: Field.number({ minimum: 0 })({
      description: "USD in the fee vault at the start",
      unit: "USD",
      default: 0,
      source: "setting"
    }),
    surplus_burned: Field.share({
      description: "Share of the surplus that buys tokens and burns them",
      default: 0.5,
      source: engine
    }),
    epochs: Field.list(
      Schema.Struct({
        owed: someUsd("Owed to providers"),
        fees: someUsd("Paid by users"),
        price: Field.number({ minimum: 0 })({ description: "Price of IO", unit: "USD/IO" })
      })
    )({ description: "One after the other" })
  }),
  output: Schema.Struct({
    epochs: Field.list(
      Schema.Struct({
        released: io("Leaves the reward vault"),
        paid_in_tokens: usd("Worth of it"),
        paid_in_usd: usd("Leaves the fee vault for providers"),
        unpaid: usd("Owed and not paid"),
        buy_back: usd("Spent on tokens that are burned"),
        burned: io("Burned, at the price of the epoch"),
        sustainability: Schema.optionalKey(
          Field.number()({ description: "Fees over what was owed; left out when nothing was" })
        ),
        vault: io("In the reward vault afterwards"),
        fees_held: usd("In the fee vault afterwards")
      })
    )({ description: "One row an epoch" }),
    released: io("Released in all"),
    burned: io("Burned in all"),
    unpaid: usd("Unpaid in all")
  }),
  example: {
    epochs: [
      { owed: 600_000, fees: 650_000, price: 0.2 },
      { owed: 600_000, fees: 292_500, price: 0.1 }
    ]
  },
  compute: ({ epochs, fees_held, surplus_burned, vault }) => {
    let vaults: Payouts.Vaults = { tokens: vault, usd: fees_held }
    const rows = epochs.map((epoch) => {
      const after = Payouts.settle(surplus_burned, vaults, epoch)
      vaults = after.vaults
      return {
        released: after.released,
        paid_in_tokens: after.paidInTokens,
        paid_in_usd: after.paidInUsd,
        unpaid: after.unpaid,
        buy_back: after.buyBack,
        burned: epoch.price > 0 ? after.buyBack / epoch.price : 0,
        ...(Number.isFinite(after.sustainability) ? { sustainability: after.sustainability } : {}),
        vault: vaults.tokens,
        fees_held: vaults.usd
      }
    })
    return {
      epochs: rows,
      released: rows.reduce((sum, each) => sum + each.released, 0),
      burned: rows.reduce((sum, each) => sum + each.burned, 0),
      unpaid: rows.reduce((sum, each) => sum + each.unpaid, 0)
    }
  }
})

const stake = mechanism({
  name: "ionet-stake",
  description: "io.net: tokens that a provider must lock, by hardware",
  rules:
    "200 IO × max(1, earning multiplier) for each GPU: eight H100 with multiplier 10 need 16,000 IO, four RTX 4070 with 0.25 need 800. Free 14 days after notice.",
  source: docs,
  input: Schema.Struct({
    base: someIo("Least for one GPU", 200, docs),
    multipliers: Field.named(Field.number({ minimum: 0 })({ description: "Earning multiplier of one GPU" }))({
      description: "Earning multipliers by model; others count as 1",
      default: { H100: 10, "RTX 4070": 0.25 },
      source: docs
    }),
    devices: Field.list(
      Schema.Struct({
        gpus: Field.count()({ description: "GPUs in it" }),
        model: Field.text({
          description: "Model of the GPUs, whose multiplier counts",
          default: "other",
          source: "setting"
        }),
        multiplier: Schema.optionalKey(
          Field.number({ minimum: 0 })({
            description: "Earning multiplier of one of them, instead of that of the model"
          })
        )
      })
    )({ description: "What the provider offers" })
  }),
  output: Schema.Struct({
    devices: Field.list(io("To be locked for the device"))({ description: "In the order of the devices" }),
    total: io("To be locked in all")
  }),
  example: {
    devices: [
      { gpus: 8, multiplier: 10 },
      { gpus: 4, model: "RTX 4070" }
    ]
  },
  compute: ({ base, devices, multipliers }) => {
    const rule = { base, multipliers, otherwise: 1 }
    const each = devices.map(({ gpus, model, multiplier }) =>
      multiplier === undefined ? Stake.requiredFor(rule, model, gpus) : Stake.required(base, multiplier, gpus)
    )
    return { devices: each, total: each.reduce((sum, tokens) => sum + tokens, 0) }
  }
})

export const ioNet = [emission, payouts, stake]
