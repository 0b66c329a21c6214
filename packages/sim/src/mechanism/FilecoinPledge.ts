/** Filecoin's pledge, what leaving costs and how locked rewards come free, as calculators. */
import { Schema } from "effect"
import * as Pledge from "../token/stake/FilecoinPledge.ts"
import * as Vesting from "../token/distribution/FilecoinVesting.ts"
import * as Field from "../units/Field.ts"
import { day } from "../units/Time.ts"
import { mechanism } from "./Mechanism.ts"

const miner = "filecoin-project/builtin-actors: actors/miner/src/monies.rs, policy.rs; FIP-0081, FIP-0098, FIP-0100"
const epochsPerDay = 2_880

const given = (description: string, value: number, unit: string) =>
  Field.number({ minimum: 0 })({ description, unit, default: value, source: miner })
const fil = (description: string, unit = "FIL") => Field.number()({ description, unit })
const bytes = (description: string) => Field.number({ minimum: 0 })({ description, unit: "bytes" })
const someFil = (description: string, unit = "FIL") => Field.number({ minimum: 0 })({ description, unit })

const pledge = mechanism({
  name: "filecoin-pledge",
  description: "Filecoin: what must be locked to add power, and what faults and leaving cost",
  rules:
    "Pledge = min(20 days of expected reward + 30% × circulating × share, 1 FIL per 32 GiB). Share = γ × power / max(network, baseline, power) + (1 − γ) × power / max(network, power), γ = 0.7 since the ramp of FIP-0081, in which it fell from 1 by thousandths. " +
    "A fault costs 3.51 days of expected reward a day, an invalid proof 5.51 days and 20 FIL, early termination 8.5% of the pledge, rising over 140 days, at least 2% and 1.05 fault fees, a consensus fault five rewards of one of the five winners of an epoch; " +
    "reporting it earns a quarter of one, disputing an invalid proof 4 FIL.",
  source: miner,
  input: Schema.Struct({
    power: bytes("Quality-adjusted power that is added"),
    network_power: bytes("Quality-adjusted power of the network"),
    baseline_power: bytes("Baseline at that time"),
    reward_per_day: someFil("Rewards of the whole network", "FIL/day"),
    circulating: someFil("Circulating supply"),
    baseline_weight: Field.share({
      description: "γ: part of the share that is divided by the baseline; 1 before the ramp of FIP-0081",
      default: 0.7,
      source: miner
    }),
    ramp: Schema.optionalKey(
      Field.group(
        Schema.Struct({
          since_start: Field.number()({ description: "Epochs since it began; below 0 before", unit: "epochs" }),
          duration: Field.number({ minimum: 0 })({ description: "Its length", unit: "epochs" })
        })
      )({ description: "Where the ramp of FIP-0081 stands, from which γ then follows instead" })
    ),
    projection: given("Expected reward that is locked", 20, "days"),
    lock_target: Field.share({
      description: "Share of the circulating supply that pledges aim at",
      default: 0.3,
      source: miner
    }),
    most_per_power: given("Most for one byte", 1 / 2 ** 35, "FIL/byte"),
    age: Field.number({ minimum: 0 })({
      description: "Age of the power when it is given up",
      unit: "days",
      default: 0,
      source: "setting"
    })
  }),
  output: Schema.Struct({
    storage: fil("Part of the pledge for expected reward"),
    consensus: fil("Part of the pledge for circulating supply"),
    pledge: fil("What must be locked"),
    capped: Field.flag({ description: "Whether the cap decides" }),
    expected_reward: fil("What the power earns", "FIL/day"),
    fault_fee: fil("For a day of fault", "FIL/day"),
    invalid_proof_penalty: fil("For an invalid proof that was disputed"),
    dispute_reward: fil("Of it for whoever disputed the proof"),
    termination_fee: fil("For giving the power up at that age"),
    daily_fee: fil("For keeping the power on the network", "FIL/day"),
    consensus_fault_penalty: fil("For a consensus fault: five rewards of one winner of an epoch"),
    reporter_reward: fil("Of it for whoever reports the fault")
  }),
  example: {
    power: 32 * 2 ** 30,
    network_power: 20 * 2 ** 60,
    baseline_power: 40 * 2 ** 60,
    reward_per_day: 200_000,
    circulating: 600e6,
    age: 70
  },
  compute: (input) => {
    const rule: Pledge.FilecoinPledge = {
      kind: "filecoin-pledge",
      projection: input.projection * day,
      lock_target: input.lock_target,
      baseline_weight:
        input.ramp === undefined
          ? input.baseline_weight
          : Pledge.baselineWeight(input.ramp.since_start, input.ramp.duration),
      most_per_power: input.most_per_power
    }
    const view: Pledge.PledgeView = {
      power: input.power,
      networkPower: input.network_power,
      baselinePower: input.baseline_power,
      rewardPerDay: input.reward_per_day,
      circulating: input.circulating
    }
    const { consensus, storage, total } = Pledge.initialPledge(rule, view)
    const faultFee = Pledge.faultFee(view)
    const fault = Pledge.consensusFault(input.reward_per_day / epochsPerDay)
    return {
      storage,
      consensus,
      pledge: total,
      capped: total < storage + consensus,
      expected_reward: Pledge.expectedReward(view, day),
      fault_fee: faultFee,
      invalid_proof_penalty: Pledge.invalidProofPenalty(view),
      dispute_reward: Pledge.disputeReward,
      termination_fee: Pledge.terminationFee(total, input.age, faultFee),
      daily_fee: Pledge.dailyFee(view),
      consensus_fault_penalty: fault.penalty,
      reporter_reward: fault.reporter
    }
  }
})

/** A whole number of attoFIL, as a number or, with more digits than a number keeps, as text. */
const wholeAtto: Schema.Codec<string | number> = Schema.Union([Schema.String, Schema.Finite]).check(
  Schema.makeFilter((written) =>
    (typeof written === "number" ? Number.isInteger(written) && written >= 0 : /^\d+$/.test(written))
      ? undefined
      : 'Expected a whole amount in attoFIL, like 1000 or "250000000000000001"'
  )
)
const atto = (description: string) => Field.group(wholeAtto)({ description, unit: "attoFIL" })
const shownAtto = (description: string) => Field.number()({ description, unit: "attoFIL" })

const termination = mechanism({
  name: "filecoin-termination",
  description: "Filecoin: what giving power up before its end costs, from its pledge and its fault fee",
  rules:
    "8.5% of the pledge × min(1, whole days of age / 140), at least 2% of the pledge and at least 1.05 fault fees; each cut to whole attoFIL. A pledge of 1000 costs 42 after 70 days and 85 from 140 days on.",
  source: "filecoin-project/builtin-actors: actors/miner/src/monies.rs (pledge_penalty_for_termination); FIP-0098",
  input: Schema.Struct({
    pledge: atto("Initial pledge of the power"),
    age: Field.number({ minimum: 0 })({ description: "Age of the power", unit: "days" }),
    fault_fee: Field.group(wholeAtto)({
      description: "What a day of fault costs it",
      unit: "attoFIL",
      default: 0,
      source: "setting"
    })
  }),
  output: Schema.Struct({ fee: shownAtto("What is lost of the pledge") }),
  example: { pledge: "250000000000000000", age: 70, fault_fee: "1046061451119360" },
  compute: ({ age, fault_fee, pledge }) => ({
    fee: Number(Pledge.wholeTerminationFee(BigInt(pledge), age, BigInt(fault_fee)))
  })
})

const vestingSource = "builtin-actors, actors/miner/src/policy.rs (REWARD_VESTING_SPEC)"
const epochs = (description: string, value: number) =>
  Field.count({ minimum: 1 })({ description, unit: "epochs", default: value, source: vestingSource })

const vesting = mechanism({
  name: "filecoin-vesting",
  description: "Filecoin: when the locked part of a block reward comes free, step by step",
  rules:
    "75% of a reward are locked and vest in a straight line over 180 days: a step a day, each at the next epoch of a grid of half days that is shifted by the start of the proving period. What vests at an epoch can be taken from the epoch " +
    "after on. Every step is cut to whole attoFIL; the last brings the rest.",
  source: "filecoin-project/builtin-actors: actors/miner/src/vesting_state.rs, policy.rs",
  input: Schema.Struct({
    reward: atto("Reward"),
    locked_share: Field.share({ description: "Share of it that is locked", default: 0.75, source: miner }),
    epoch: Field.count()({ description: "Epoch of the reward", default: 0, source: "setting" }),
    delay: Field.count()({
      description: "Time until vesting begins",
      unit: "epochs",
      default: Vesting.rewardVesting.delay,
      source: vestingSource
    }),
    period: epochs("Time over which everything vests", Vesting.rewardVesting.period),
    step: epochs("Time from one step to the next", Vesting.rewardVesting.step),
    quantization: epochs("Distance of the epochs on which steps fall", Vesting.rewardVesting.quantum),
    period_start: Field.count()({
      description: "Start of the provider's proving period, by which they are shifted",
      default: 0,
      source: "setting"
    })
  }).check(
    Schema.makeFilter(({ period, step }) =>
      period / step <= 100_000 ? undefined : { path: ["step"], issue: "Expected at most 100,000 steps in the period" }
    )
  ),
  output: Schema.Struct({
    free: shownAtto("Free at once"),
    locked: shownAtto("Locked"),
    steps: Field.list(
      Schema.Struct({
        epoch: Field.count()({ description: "Epoch at which it vests" }),
        amount: shownAtto("What vests"),
        vested: shownAtto("Vested until then")
      })
    )({ description: "In order" })
  }),
  example: { reward: 100, locked_share: 1, epoch: 10, period: 5, step: 2, quantization: 2 },
  compute: ({ delay, epoch, locked_share, period, period_start, quantization, reward, step }) => {
    const whole = BigInt(reward)
    const locked = (whole * BigInt(Math.round(locked_share * 1e6))) / 1_000_000n
    let vested = 0n
    const steps = Vesting.vestingSteps({ delay, period, step, quantum: quantization }, locked, epoch, period_start)
    return {
      free: Number(whole - locked),
      locked: Number(locked),
      steps: steps.map(({ amount, epoch: at }) => {
        vested += amount
        return { epoch: at, amount: Number(amount), vested: Number(vested) }
      })
    }
  }
})

export const filecoinPledge = [pledge, termination, vesting]
