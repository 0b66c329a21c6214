/** What changes a network's figures in a run, as calculators: votes, and a controller of emission with its stability. */
import { Schema } from "effect"
import * as Stability from "../token/emission/ControllerStability.ts"
import * as Controller from "../token/emission/EmissionController.ts"
import * as Governance from "../token/governance/Governance.ts"
import * as Field from "../units/Field.ts"
import { day } from "../units/Time.ts"
import { assumed, mechanism, shown, some } from "./Mechanism.ts"

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
    proportional: assumed("P: part of the rate for each whole unit of utilisation above the target", 4),
    integral: assumed("i: part of the rate for each unit of utilisation and day", 0.2, "per day"),
    derivative: assumed("D: part of the rate for each unit by which utilisation rises in a day", 0, "days"),
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
    elasticity: assumed(
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

export const steering = [vote, controller]
