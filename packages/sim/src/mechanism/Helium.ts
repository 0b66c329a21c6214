/** Helium's emission, data credits and the band around what deployers earn, as calculators. */
import { Schema } from "effect"
import * as HeliumEmission from "../token/emission/HeliumEmission.ts"
import * as Field from "../units/Field.ts"
import { mechanism } from "./Mechanism.ts"

const docs = "Helium documentation (HNT, data credits)"
const hip149 = "HIP 149 (June 2026)"
const hnt = (description: string, unit = "HNT") => Field.number()({ description, unit })
const someHnt = (description: string, unit = "HNT") => Field.number({ minimum: 0 })({ description, unit })
const price = Field.number({ minimum: 1e-9 })({ description: "Price of HNT", unit: "USD/HNT" })
const mobileShare = Field.share({
  description: "The mobile network's share of the emission; it moves with delegation",
  default: 0.89,
  source: hip149
})

const emission = mechanism({
  name: "helium-emission",
  description: "Helium: HNT made in a month of the calendar, and how it is divided in the mobile network",
  rules:
    "60M HNT a year, halved on 1 August 2021 and every two years from then: 7.5M a year, 20,548 a day, from August 2025 to July 2027. Of what the mobile network gets, 70% go to those who carry data, 24% to " +
    "the service provider, 6% to delegators.",
  source: `HIP 20; ${docs}`,
  input: Schema.Struct({
    year: Field.count({ minimum: 2019, maximum: 2200 })({ description: "Year of the calendar" }),
    month: Field.count({ minimum: 1, maximum: 12 })({ description: "Month, 1 to 12" }),
    mobile_share: mobileShare
  }),
  output: Schema.Struct({
    halvings: Field.count()({ description: "Halvings until then" }),
    per_year: hnt("Rate of the emission", "HNT/year"),
    per_day: hnt("Rate of the emission", "HNT/day"),
    mobile_data: hnt("Of it to those who carry mobile data", "HNT/day"),
    mobile_service_provider: hnt("Of it to the mobile service provider", "HNT/day"),
    mobile_delegators: hnt("Of it to delegators of the mobile network", "HNT/day"),
    others: hnt("Of it to other networks", "HNT/day")
  }),
  example: { year: 2026, month: 7 },
  compute: ({ mobile_share, month, year }) => {
    const halved = HeliumEmission.halvings(year, month)
    const daily = HeliumEmission.dailyEmission(halved)
    const { data, delegators, serviceProvider } = HeliumEmission.mobileSplit
    return {
      halvings: halved,
      per_year: HeliumEmission.yearlyEmission(halved),
      per_day: daily,
      mobile_data: daily * mobile_share * data,
      mobile_service_provider: daily * mobile_share * serviceProvider,
      mobile_delegators: daily * mobile_share * delegators,
      others: daily * (1 - mobile_share)
    }
  }
})

const netEmission = mechanism({
  name: "helium-net-emission",
  description: "Helium: burned HNT that is minted again, smoothed over a week and within a daily cap",
  rules:
    "T_t = 6/7 T_{t−1} + 1/7 burn_t is the smoothed burn, the net emissions target; min(T_t, 1,643.83561643) HNT are minted again that day. What is burned beyond that is gone for good.",
  source: `HIP 20; ${docs}`,
  input: Schema.Struct({
    burns: Field.list(someHnt("Burned on a day", "HNT/day"))({ description: "Burned by day, in order" }),
    smoothed: Field.number({ minimum: 0 })({
      description: "Smoothed burn before the first day",
      unit: "HNT/day",
      default: 0,
      source: "setting"
    }),
    cap: Field.number({ minimum: 0 })({
      description: "Most that is minted again in a day",
      unit: "HNT/day",
      default: HeliumEmission.netEmissionCap,
      source: docs
    })
  }),
  output: Schema.Struct({
    days: Field.list(
      Schema.Struct({
        burned: hnt("Burned", "HNT/day"),
        smoothed: hnt("Smoothed burn", "HNT/day"),
        reminted: hnt("Minted again", "HNT/day"),
        destroyed: hnt("Burned and not minted again: max(0, burned − reminted)", "HNT/day")
      })
    )({ description: "One row a day" }),
    burned: hnt("Burned in all"),
    reminted: hnt("Minted again in all")
  }),
  example: { burns: [0, 7000, 7000, 7000, 0, 0] },
  compute: ({ burns, cap, smoothed: start }) => {
    let smoothed = start
    const days = burns.map((burned) => {
      smoothed = HeliumEmission.smoothedBurn(smoothed, burned)
      const reminted = HeliumEmission.reminted(smoothed, cap)
      return { burned, smoothed, reminted, destroyed: Math.max(0, burned - reminted) }
    })
    return {
      days,
      burned: days.reduce((sum, each) => sum + each.burned, 0),
      reminted: days.reduce((sum, each) => sum + each.reminted, 0)
    }
  }
})

const credits = mechanism({
  name: "helium-data-credits",
  description: "Helium: HNT that must be burned for data, as data credits",
  rules:
    "A data credit is worth 0.00001 USD and comes to exist only by burning HNT at the oracle price. A GB of mobile data costs 10,000 credits (0.10 USD; 50,000 before 2026), an IoT packet one for every 24 bytes begun.",
  source: `${docs}; HIP 143`,
  input: Schema.Struct({
    price,
    hnt: Field.number({ minimum: 0 })({
      description: "HNT to burn for credits of one's own",
      unit: "HNT",
      default: 0,
      source: "setting"
    }),
    gigabytes: Field.number({ minimum: 0 })({ description: "Mobile data", unit: "GB", default: 0, source: "setting" }),
    payer_rate: Field.number({ minimum: 0 })({
      description: "Price of mobile data",
      unit: "USD/GB",
      default: 0.1,
      source: "HIP 143, 2026"
    }),
    packets: Field.list(
      Schema.Struct({
        bytes: Field.count()({ description: "Size of the packet", unit: "B" }),
        count: Field.count()({ description: "How many", default: 1, source: "setting" })
      })
    )({ description: "IoT packets", default: [], source: "setting" })
  }),
  output: Schema.Struct({
    credits: Field.number()({ description: "Credits that burning hnt makes" }),
    mobile_credits: Field.number()({ description: "Credits for mobile data" }),
    iot_credits: Field.number()({ description: "Credits for IoT packets" }),
    usd: Field.number()({ description: "Worth of all credits", unit: "USD" }),
    burned: hnt("To be burned")
  }),
  example: { price: 0.6, hnt: 10, gigabytes: 1000, packets: [{ bytes: 30, count: 500 }] },
  compute: ({ gigabytes, hnt: burned, packets, payer_rate, price: at }) => {
    const mobile = (gigabytes * payer_rate) / HeliumEmission.creditPrice
    const iot = packets.reduce((sum, { bytes, count }) => sum + count * HeliumEmission.packetCredits(bytes), 0)
    const all = mobile + iot
    return {
      credits: HeliumEmission.creditsFor(burned, at),
      mobile_credits: mobile,
      iot_credits: iot,
      usd: all * HeliumEmission.creditPrice,
      burned: HeliumEmission.burnFor(all, at)
    }
  }
})

/** So that deployers' part is 0.625, as HIP 149 reckons. */
const usualMobileShare = 0.625 / HeliumEmission.mobileSplit.data

const band = mechanism({
  name: "helium-deployer-band",
  description: "Helium: the floor and the ceiling around what mobile deployers earn (HIP 149): top-up and overflow",
  rules:
    "Deployers earn between floor and ceiling times what payers pay. D_target = floor × R × GB/P; top-up = min(max(0, smoothed burn − cap), max(0, (D_target − D_base)/alpha)), where alpha is the deployers' part " +
    "of all emission, because what is minted passes through the usual split; overflow = max(0, pool − ceiling × R × GB/P) goes to stakers. The floor binds below P = floor × R × GB/D_base.",
  source: `${hip149}: Decision 1`,
  input: Schema.Struct({
    gigabytes: Field.number({ minimum: 0 })({ description: "Data paid for in a day", unit: "GB/day" }),
    payer_rate: Field.number({ minimum: 0 })({
      description: "What payers pay",
      unit: "USD/GB",
      default: 0.1,
      source: "HIP 143, 2026"
    }),
    price,
    alpha: Schema.optionalKey(
      Field.number({ minimum: 1e-6, maximum: 1 })({
        description: "Deployers' part of all emission; mobile_share × 70% if left out, 0.625 if both are"
      })
    ),
    mobile_share: Schema.optionalKey(
      Field.number({ minimum: 1e-6, maximum: 1 })({
        description: "The mobile network's share of the emission, of which deployers get 70%; it moves with delegation"
      })
    ),
    baseline: Schema.optionalKey(
      someHnt("What deployers get without a top-up; alpha × (emission + re-minted) if left out", "HNT/day")
    ),
    emission: Field.number({ minimum: 0 })({
      description: "Emission of the schedule",
      unit: "HNT/day",
      default: HeliumEmission.dailyEmission(HeliumEmission.halvings(2026, 6)),
      source: "HIP 20: August 2025 to July 2027"
    }),
    smoothed_burn: Schema.optionalKey(
      someHnt("Smoothed burn; what this day's data burns at this price if left out", "HNT/day")
    ),
    floor: Field.number({ minimum: 0 })({ description: "Floor, of the payer rate", default: 0.5, source: hip149 }),
    ceiling: Field.number({ minimum: 0 })({ description: "Ceiling, of the payer rate", default: 3, source: hip149 }),
    cap: Field.number({ minimum: 0 })({
      description: "What net emission already mints again",
      unit: "HNT/day",
      default: HeliumEmission.netEmissionCap,
      source: docs
    })
  }).check(
    Schema.makeFilter(({ ceiling, floor }) =>
      floor <= ceiling ? undefined : { path: ["ceiling"], issue: `the ceiling stands below the floor of ${floor}` }
    )
  ),
  output: Schema.Struct({
    alpha: Field.number()({ description: "Deployers' part of all emission" }),
    baseline: hnt("What deployers get without a top-up", "HNT/day"),
    target: hnt("What they must get to earn the floor", "HNT/day"),
    limit: hnt("What they may get at most", "HNT/day"),
    top_up: hnt("Minted on top, through the usual split", "HNT/day"),
    wanted: hnt("What would be minted if burns allowed it", "HNT/day"),
    overflow: hnt("Goes to stakers", "HNT/day"),
    deployers: hnt("What deployers get", "HNT/day"),
    earned: Field.number()({ description: "What they earn", unit: "USD/GB" }),
    binds: Field.choice(["floor", "ceiling", "neither"])({ description: "Which end of the band is at work" }),
    floor_price: Schema.optionalKey(
      Field.number()({ description: "Price of HNT below which the floor binds", unit: "USD/HNT" })
    ),
    ceiling_price: Schema.optionalKey(
      Field.number()({ description: "Price of HNT above which the ceiling binds", unit: "USD/HNT" })
    )
  }),
  example: { gigabytes: 91_000, payer_rate: 0.1, price: 0.1, baseline: 13_870, alpha: 0.625 },
  compute: (input) => {
    const { cap, ceiling, floor, gigabytes, payer_rate, price: at } = input
    const alpha = input.alpha ?? HeliumEmission.deployersPart(input.mobile_share ?? usualMobileShare)
    const smoothedBurn = input.smoothed_burn ?? (gigabytes * payer_rate) / at
    const baseline = input.baseline ?? alpha * (input.emission + HeliumEmission.reminted(smoothedBurn, cap))
    const day = { paid: gigabytes * payer_rate, price: at, baseline, alpha, smoothedBurn }
    const result = HeliumEmission.backstop(day, { floor, ceiling, netCap: cap })
    const { ceilingPrice, floorPrice, multiple, topUp, ...rest } = result
    return {
      alpha,
      baseline,
      ...rest,
      earned: multiple * payer_rate,
      top_up: topUp,
      binds: result.wanted > 0 ? ("floor" as const) : result.overflow > 0 ? ("ceiling" as const) : ("neither" as const),
      ...(Number.isFinite(floorPrice) ? { floor_price: floorPrice } : {}),
      ...(Number.isFinite(ceilingPrice) ? { ceiling_price: ceilingPrice } : {})
    }
  }
})

const supplement = mechanism({
  name: "helium-supplement",
  description: "Helium: the operations and growth supplement of HIP 149, by day",
  rules:
    "196,000 HNT a day for 360 days, then falling in a straight line to nothing over 720 days: 141M in all, half of it in the first year. Of it 1.25% go to the advisory council, the rest to the receiving entity.",
  source: `${hip149}: Decisions 2 and 4`,
  input: Schema.Struct({
    days: Field.list(Field.number({ minimum: 0 })({ description: "Days since it began", unit: "days" }))({
      description: "When to look"
    })
  }),
  output: Schema.Struct({
    rows: Field.list(
      Schema.Struct({
        day: Field.number()({ description: "Days since it began", unit: "days" }),
        rate: hnt("Rate at that instant", "HNT/day"),
        minted: hnt("Minted until then"),
        council: hnt("Of it for the advisory council")
      })
    )({ description: "One row for each day asked" })
  }),
  example: { days: [0, 360, 720, 1080] },
  compute: ({ days }) => ({
    rows: days.map((day) => {
      const minted = HeliumEmission.supplementUntil(day)
      return { day, rate: HeliumEmission.supplementRate(day), minted, council: minted * HeliumEmission.councilShare }
    })
  })
})

export const helium = [emission, netEmission, credits, band, supplement]
