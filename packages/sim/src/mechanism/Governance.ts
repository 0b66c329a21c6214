/** Votes, a controller of emission with its stability, and random prices, as calculators. */
import { Schema } from "effect"
import { Draws } from "../kernel/Draws.ts"
import * as Stability from "../token/ControllerStability.ts"
import * as Controller from "../token/EmissionController.ts"
import * as Governance from "../token/Governance.ts"
import * as StochasticPrice from "../token/StochasticPrice.ts"
import * as Field from "../units/Field.ts"
import { day, year } from "../units/Time.ts"
import { mechanism } from "./Mechanism.ts"

const some = (description: string, unit: string) => Field.number({ minimum: 0 })({ description, unit })
const given = (description: string, value: number, unit?: string) =>
  Field.number({ minimum: 0 })({
    description,
    default: value,
    source: "assumption",
    ...(unit === undefined ? {} : { unit })
  })
const shown = (description: string, unit?: string) =>
  Field.number()(unit === undefined ? { description } : { description, unit })

const cosmos = "Cosmos SDK, x/gov"
const share = (description: string, value: number) => Field.share({ description, default: value, source: cosmos })
const ofVotes = (description: string) => Field.share({ description, default: 0, source: "setting" })

const vote = mechanism({
  name: "stake-vote",
  description: "Whether a vote weighted by stake passes",
  rules:
    "(yes + no + veto + abstain) / stake ≥ quorum, veto / all votes ≤ veto share, yes / (yes + no + veto) > threshold. Who abstains helps the quorum and decides nothing else; one more yes never hurts.",
  source: `${cosmos}: quorum 33.4%, threshold 50%, veto 33.4%`,
  input: Schema.Struct({
    quorum: share("Least share of the stake that must vote", 0.334),
    threshold: share("Share of yes among those who decide that must be exceeded", 0.5),
    veto: share("Share of vetoes among all votes beyond which it fails", 0.334),
    blocs: Field.list(
      Schema.Struct({
        stake: some("Stake that may vote", "tokens"),
        turnout: Field.share({ description: "Share of it that votes", default: 1, source: "setting" }),
        yes: ofVotes("Of its votes: yes"),
        no: ofVotes("Of its votes: no"),
        veto: ofVotes("Of its votes: veto; what is left abstains")
      }).check(
        Schema.makeFilter(({ no, veto, yes }) =>
          yes + no + veto <= 1 + 1e-12
            ? undefined
            : { path: ["yes"], issue: "Expected at most 1 for yes, no and veto together" }
        )
      )
    )({
      description:
        "Groups of holders who vote alike, together all stake that may vote: who stays away is a group with turnout 0"
    })
  }),
  output: Schema.Struct({
    verdict: Field.choice(["passed", "no quorum", "vetoed", "rejected"])({ description: "How it ends" }),
    yes: shown("Yes", "tokens"),
    no: shown("No", "tokens"),
    veto: shown("Veto", "tokens"),
    abstain: shown("Abstained", "tokens"),
    turnout: shown("Share of all stake that voted"),
    support: shown("Share of yes among those who decide")
  }),
  example: {
    blocs: [
      { stake: 400, turnout: 0.9, yes: 1 },
      { stake: 600, turnout: 0.2, yes: 0.3, no: 0.6 }
    ]
  },
  compute: ({ blocs, quorum, threshold, veto }) => {
    const tally = Governance.tallyOfBlocs(blocs)
    const stake = blocs.reduce((sum, bloc) => sum + bloc.stake, 0)
    const decided = tally.yes + tally.no + tally.veto
    const rule: Governance.StakeVote = { kind: "stake-vote", quorum, threshold, veto, period: 2 * day, delay: 0 }
    return {
      verdict: Governance.judge(rule, tally, stake),
      ...tally,
      turnout: stake > 0 ? (decided + tally.abstain) / stake : 0,
      support: decided > 0 ? tally.yes / decided : 0
    }
  }
})

const controller = mechanism({
  name: "emission-controller",
  description:
    "A controller that steers emission to a utilisation target: whether its loop comes to rest, and what it decides day by day",
  rules:
    "Rate = base × clamp(1 + P e + I + D Δe/Δ), e = utilisation − target; I grows by i e Δ, except further beyond a bound that already holds. With a supply that closes the part a of its gap each epoch and answers emission with " +
    "elasticity G, b = U a G, the poles are the roots of z³ + (b(P + i + d) − 2 + a) z² + (1 − a − b(P + 2d)) z + b d: the loop comes to rest when all lie inside the unit circle.",
  source: "Åström and Hägglund 1995, PID Controllers; Jury's criterion",
  input: Schema.Struct({
    target: Field.share({ description: "Utilisation aimed at", default: 0.6, source: "assumption" }),
    proportional: given("P: part of the rate for each whole unit of utilisation above the target", 4),
    integral: given("i: part of the rate for each unit of utilisation and day", 0.2, "per day"),
    derivative: given("D: part of the rate for each unit by which utilisation rises in a day", 0, "days"),
    lowest: Field.number({ minimum: 0, maximum: 1 })({
      description: "Least multiple",
      default: 0.25,
      source: "assumption"
    }),
    highest: Field.number({ minimum: 1 })({ description: "Greatest multiple", default: 3, source: "assumption" }),
    epoch: Field.number({ minimum: 1e-6 })({
      description: "Time from one look to the next",
      unit: "days",
      default: 1,
      source: "setting"
    }),
    response: Field.number({ minimum: 1e-6, maximum: 1 })({
      description: "a: part of the gap to where supply is heading that it closes in an epoch",
      default: 0.05,
      source: "assumption"
    }),
    elasticity: given(
      "G: relative change of supply at rest for one of emission (its share in what providers earn)",
      0.6
    ),
    utilisations: Field.list(Field.share({ description: "Utilisation seen" }))({
      description: "What it sees, epoch by epoch",
      default: [],
      source: "setting"
    })
  }),
  output: Schema.Struct({
    stable: Field.flag({ description: "Whether deviations die out" }),
    spectral_radius: shown(
      "Largest modulus of a pole: the factor of a deviation from one epoch to the next in the end"
    ),
    gain_margin: Schema.optionalKey(
      shown("Factor on all gains beyond which the loop diverges; left out when there is none up to a million")
    ),
    multiples: Field.list(shown("Emission as a multiple of the base"))({ description: "For each utilisation seen" })
  }),
  example: { utilisations: [0.6, 0.7, 0.7, 0.65, 0.6] },
  compute: (input) => {
    const plant = { response: input.response, elasticity: input.elasticity, utilisation: input.target }
    const gains = Stability.perEpoch(input, input.epoch)
    const margin = Stability.gainMargin(plant, gains)
    const { derivative, highest, integral, lowest, proportional, target } = input
    const rule: Controller.UtilisationController = {
      kind: "utilisation-controller",
      rate: 1,
      target,
      proportional,
      integral,
      derivative,
      lowest,
      highest
    }
    let state = Controller.initialState
    const multiples = input.utilisations.map((utilisation) => {
      const step = Controller.look(rule, state, utilisation, input.epoch)
      state = step.state
      return step.multiple
    })
    return {
      stable: Stability.isStable(plant, gains),
      spectral_radius: Stability.spectralRadius(plant, gains),
      ...(Number.isFinite(margin) ? { gain_margin: margin } : {}),
      multiples
    }
  }
})

const schwartz = "Uhlenbeck and Ornstein 1930; Schwartz 1997 (model 1)"

const pricePath = mechanism({
  name: "price-path",
  description: "A random path of a price: geometric Brownian motion, drawn back to a level or not",
  rules:
    "κ > 0: ln p' = m' + e^(−κΔ)(ln p − m) + σ √((1 − e^(−2κΔ))/2κ) z with m = ln(level) + drift t; κ = 0: ln p' = ln p + drift Δ + σ √Δ z. z is drawn by token and step.",
  source: schwartz,
  input: Schema.Struct({
    seed: Field.count()({ description: "Seed of the draws", default: 1, source: "setting" }),
    token: Field.text({
      description: "Name of the token: another name, other luck",
      default: "LODE",
      source: "setting"
    }),
    price: Field.number({ minimum: 1e-9 })({ description: "Price at the start", unit: "USD/token" }),
    level: Schema.optionalKey(
      Field.number({ minimum: 1e-9 })({
        description: "Price it is drawn back to; the first one if left out",
        unit: "USD/token"
      })
    ),
    reversion: given("κ: speed at which it is drawn back", 0.5, "per year"),
    drift: Field.number()({
      description: "Growth of ln price, or of the level",
      unit: "per year",
      default: 0,
      source: "assumption"
    }),
    volatility: given("σ: standard deviation of the daily change of ln price", 0.05),
    days: Field.number({ minimum: 1e-6 })({
      description: "Length of a step",
      unit: "days",
      default: 1,
      source: "setting"
    }),
    steps: Field.count({ minimum: 1, maximum: 100_000 })({ description: "Steps", default: 30, source: "setting" })
  }),
  output: Schema.Struct({
    prices: Field.list(shown("Price at the end of a step", "USD/token"))({ description: "In order" }),
    median_at_end: shown("Price at the end of a path without luck", "USD/token")
  }),
  example: { price: 1, steps: 5 },
  compute: (input) => {
    const rule: StochasticPrice.StochasticPath = {
      kind: "stochastic-path",
      level: input.level ?? input.price,
      reversion: input.reversion / year,
      drift: input.drift,
      volatility: input.volatility
    }
    const step = input.days * day
    return {
      prices: StochasticPrice.path(rule, new Draws(input.seed), input.token, input.price, step, input.steps),
      median_at_end: StochasticPrice.next(rule, input.price, 0, step * input.steps, 0)
    }
  }
})

const priceFit = mechanism({
  name: "price-fit",
  description: "The random path that fits recorded prices: level, speed of return, volatility",
  rules:
    "Regression of ln p' on ln p, which is the exact likelihood of a path that is drawn back; where the slope is 1 or more nothing draws it back, and drift and deviation of the changes remain; nil or negative, it is back between any two records. A short record finds too fast a return: " +
    "by about 4 / years recorded.",
  source: schwartz,
  input: Schema.Struct({
    prices: Field.list(Field.number({ minimum: 1e-12 })({ description: "A price", unit: "USD/token" }))({
      description: "At equal distances, at least 3"
    }),
    days: Field.number({ minimum: 1e-6 })({
      description: "Time from one to the next",
      unit: "days",
      default: 1,
      source: "setting"
    })
  }).check(
    Schema.makeFilter(({ prices }) =>
      prices.length >= 3 ? undefined : { path: ["prices"], issue: `Expected at least 3 prices, not ${prices.length}` }
    )
  ),
  output: Schema.Struct({
    level: shown("Price it is drawn back to; the last one when it is not drawn back", "USD/token"),
    reversion: shown("Speed at which it is drawn back; 0 when it is not", "per year"),
    drift: shown("Growth of ln price when nothing draws it back", "per year"),
    volatility: shown("Standard deviation of the daily change of ln price")
  }),
  example: { prices: [1, 1.1, 1.12, 1.05, 0.98, 0.9, 0.92, 0.99, 1.04, 1.02] },
  compute: ({ days, prices }) => {
    const found = StochasticPrice.fit(prices, days * day)
    if (typeof found === "string") throw new TypeError(found)
    const { drift, level, reversion, volatility } = found
    return { level, reversion: reversion * year, drift, volatility }
  }
})

export const governance = [vote, controller, pricePath, priceFit]
