/** Filecoin's minting, as calculators: rewards by epoch and by effective network time, over stretches of time, and that time itself. */
import { Schema } from "effect"
import * as Emission from "../token/emission/FilecoinEmission.ts"
import * as Field from "../units/Field.ts"
import { day, year } from "../units/Time.ts"
import { mechanism } from "./Mechanism.ts"

const reward = "filecoin-project/builtin-actors: actors/reward/src/logic.rs, state.rs"

const given = (description: string, value: number, unit: string) =>
  Field.number({ minimum: 0 })({ description, unit, default: value, source: reward })
const above = (description: string, value: number, unit: string) =>
  Field.number({ minimum: 1e-9 })({ description, unit, default: value, source: reward })
const fil = (description: string, unit = "FIL") => Field.number()({ description, unit })

const Schedule = {
  simple: given("Minted in all by the clock", 330e6, "FIL"),
  baseline: given("Minted in all as the network keeps up with its baseline", 770e6, "FIL"),
  half_life: above("Time in which rewards fall to half", 6, "years"),
  epoch: above("Length of an epoch", 30, "s"),
  baseline_power: above("Baseline at the start, in any unit of power", 2_888_888_880_000_000_000, "bytes"),
  baseline_growth: Field.number({ minimum: 1e-6, maximum: 1_000 })({
    description: "Part by which the baseline grows each year",
    default: 1,
    source: reward
  })
}

const ruleOf = (input: {
  readonly simple: number
  readonly baseline: number
  readonly half_life: number
  readonly epoch: number
  readonly baseline_power: number
  readonly baseline_growth: number
}): Emission.FilecoinEmission => ({
  kind: "filecoin",
  simple: input.simple,
  baseline: input.baseline,
  half_life: input.half_life * year,
  epoch: input.epoch,
  baseline_power: input.baseline_power,
  baseline_growth: input.baseline_growth
})

const simple = mechanism({
  name: "filecoin-rewards",
  description: "Filecoin: the reward of an epoch, simple by its number and baseline by effective network time",
  rules:
    "Simple: 330M × (e^λ − 1) × e^(−λ epoch), λ = ln 2 / (six years in epochs of 30 s). Baseline: 770M × (e^(−λ θ₀) − e^(−λ θ₁)) while effective network time goes from θ₀ to θ₁ epochs. The baseline at an epoch is " +
    "2.5057 EiB, doubling every year.",
  source: reward,
  input: Schema.Struct({
    ...Schedule,
    epochs: Field.list(Field.count()({ description: "Number of an epoch, from 0" }))({
      description: "Epochs whose simple reward and baseline are asked",
      default: [],
      source: "setting"
    }),
    network_times: Field.list(
      Schema.Struct({
        from: Field.number({ minimum: 0 })({ description: "Effective network time before", unit: "epochs" }),
        to: Field.number({ minimum: 0 })({ description: "Effective network time after", unit: "epochs" })
      })
    )({
      description:
        "Steps of effective network time whose baseline reward is asked; the chain's tables keep these times as epochs × 2^128",
      default: [],
      source: "setting"
    })
  }),
  output: Schema.Struct({
    epochs: Field.list(
      Schema.Struct({
        epoch: Field.count()({ description: "Number of the epoch" }),
        simple: fil("Simple reward of the epoch"),
        baseline_power: Field.number()({ description: "Baseline of the epoch", unit: "bytes" })
      })
    )({ description: "One row for each epoch asked" }),
    network_times: Field.list(
      Schema.Struct({
        from: Field.number()({ description: "Effective network time before", unit: "epochs" }),
        to: Field.number()({ description: "Effective network time after", unit: "epochs" }),
        baseline: fil("Baseline reward of the step")
      })
    )({ description: "One row for each step asked" })
  }),
  example: { epochs: [0, 5000, 6_307_200], network_times: [{ from: 0, to: 1 }] },
  compute: (input) => {
    const rule = ruleOf(input)
    return {
      epochs: input.epochs.map((epoch) => ({
        epoch,
        simple: Emission.simpleReward(rule, epoch),
        baseline_power: Emission.baselinePower(rule, epoch)
      })),
      network_times: input.network_times.map(({ from, to }) => ({
        from,
        to,
        baseline: Emission.baselineReward(rule, from, to)
      }))
    }
  }
})

const minting = mechanism({
  name: "filecoin-minting",
  description:
    "Filecoin: what a network mints over stretches of time, by the power that it offers against its baseline",
  rules:
    "Each epoch min(baseline, power) counts. Effective network time θ is when the baseline would have added up to what counted so far, straight between two epochs; it never passes the clock. Baseline minting by then: " +
    "770M × (1 − e^(−λθ)). Simple minting goes by the clock: 330M × (1 − e^(−λt)).",
  source: reward,
  input: Schema.Struct({
    ...Schedule,
    stretches: Field.list(
      Schema.Struct({
        days: Field.number({ minimum: 0 })({ description: "Length", unit: "days" }),
        power: Field.number({ minimum: 0, maximum: 1e60 })({
          description: "Power that the network offers, in the unit of baseline_power",
          unit: "bytes"
        })
      })
    )({ description: "One after the other, from the start of minting" })
  }),
  output: Schema.Struct({
    stretches: Field.list(
      Schema.Struct({
        until: Field.number()({ description: "End of the stretch", unit: "days" }),
        simple: fil("Simple minting of the stretch"),
        baseline: fil("Baseline minting of the stretch"),
        network_time: Field.number()({ description: "Effective network time at its end", unit: "epochs" }),
        clock: Field.number()({ description: "Epochs gone by at its end", unit: "epochs" }),
        baseline_power: Field.number()({ description: "Baseline at its end", unit: "bytes" })
      })
    )({ description: "One row a stretch" }),
    simple: fil("Simple minting in all"),
    baseline: fil("Baseline minting in all"),
    full_baseline: fil("Baseline minting of a network that was never below its baseline")
  }),
  example: { stretches: [1, 2, 3].map((eib) => ({ days: 365, power: eib * 2 ** 60 })) },
  compute: (input) => {
    const rule = ruleOf(input)
    let at = 0
    let realised = 0
    const stretches = input.stretches.map(({ days, power }) => {
      const to = at + days * day
      const step = Emission.baselineEmitted(rule, realised, power, at, to)
      const simple = Emission.simpleEmitted(rule, at, to)
      realised = step.realised
      at = to
      const clock = to / rule.epoch
      return {
        until: to / day,
        simple,
        baseline: step.tokens,
        network_time: step.effectiveTime,
        clock,
        baseline_power: Emission.baselinePower(rule, clock)
      }
    })
    return {
      stretches,
      simple: stretches.reduce((sum, each) => sum + each.simple, 0),
      baseline: stretches.reduce((sum, each) => sum + each.baseline, 0),
      full_baseline: Emission.baselineReward(rule, 0, at / rule.epoch)
    }
  }
})

const networkTime = mechanism({
  name: "filecoin-network-time",
  description: "Filecoin: effective network time within an epoch, from what the chain keeps of power and baseline",
  rules:
    "θ = effective_network_time − (cumsum_baseline − cumsum_realized) / baseline_power, in epochs: a straight line within the epoch whose baseline the realised power has not filled yet. Before anything counted it is 0.",
  source: `${reward} (compute_r_theta)`,
  input: Schema.Struct({
    effective_network_time: Field.count()({ description: "Effective network time in whole epochs, rounded up" }),
    baseline_power: Field.number({ minimum: 1e-9 })({
      description: "Baseline at that epoch, in any unit of power"
    }),
    cumsum_realized: Field.number({ minimum: 0 })({
      description: "Sum over epochs of what counted: the power, at most the baseline"
    }),
    cumsum_baseline: Field.number({ minimum: 0 })({ description: "Sum of the baseline until that epoch" })
  }),
  output: Schema.Struct({ theta: Field.number()({ description: "Effective network time", unit: "epochs" }) }),
  example: { effective_network_time: 16, baseline_power: 34_816, cumsum_realized: 287_232, cumsum_baseline: 313_344 },
  compute: (input) => ({
    theta: Emission.withinEpoch(
      input.effective_network_time,
      input.baseline_power,
      input.cumsum_realized,
      input.cumsum_baseline
    )
  })
})

export const filecoinMinting = [simple, minting, networkTime]
