/** What `lode tune` found, for a program. */
import { Attack, Study, type Tune } from "@lode/sim"
import * as Trial from "./study-report.ts"
import {
  attackText,
  finite,
  type Found,
  gainOf,
  mattersMost,
  methodOf,
  sentence,
  signOf,
  verdictOf
} from "./tune-words.ts"
import { version } from "../version.ts"

const jsonOfScore = (study: Study.Study, scored: Tune.Scored) => ({
  ...Trial.jsonOf(study, { trial: 0, samples: [], point: scored.point ?? Study.startOf(study), judged: scored.judged }),
  gain: Object.fromEntries(
    study.goal.objectives.map((_, objective) => [
      Trial.objectiveName(study, objective),
      { ...gainOf(study, scored, objective), verdict: verdictOf(scored, objective) }
    ])
  ),
  /** `null` of what breaks a constraint: it cannot be best. */
  probability_best: scored.judged.violation > 0 ? null : scored.probability
})

/** The machine's form. Figures of start, winner and finalists are those on luck that the search never saw. */
export const json = (found: Found) => {
  const { answer, front, moves, name, notes, runs, scores, study, trials, unsure } = found
  const [start] = scores
  const winner = scores[answer]
  const others = scores.filter((_, index) => index !== 0 && index !== answer)
  return {
    study: name,
    scenario: study.base.scenario.name,
    trials,
    finalists_raced: found.raced,
    method: methodOf(found),
    runs,
    seed: study.seed,
    worlds: study.goal.worlds.map((world) => world.name),
    sentence: sentence(found),
    matters_most: mattersMost(found),
    feasible: winner?.judged.violation === 0,
    start: start === undefined ? null : jsonOfScore(study, start),
    winner: winner === undefined ? null : jsonOfScore(study, winner),
    finalists: others.map((scored) => jsonOfScore(study, scored)),
    better_than_start_found: answer !== 0,
    front:
      front.length < 2
        ? []
        : scores.filter((_, index) => front.includes(index)).map((scored) => jsonOfScore(study, scored)),
    luck: winner === undefined ? null : Trial.estimateOf(study, winner, 0),
    assumptions:
      unsure === undefined
        ? null
        : {
            draws: unsure.draws,
            better: unsure.better,
            start: unsure.start.map((own, objective) => inOwnSign(study, own, objective)),
            winner: unsure.winner.map((own, objective) => inOwnSign(study, own, objective))
          },
    attack:
      found.attacked === undefined
        ? null
        : {
            cohort: found.attacked.attack.cohort,
            settings: Object.fromEntries(
              found.attacked.attack.knobs.map(({ name: own, textAt }, index) => [
                own,
                textAt(found.attacked?.point[index] ?? 0)
              ])
            ),
            identities: Attack.identitiesAt(found.attacked.attack, found.attacked.point),
            trials: found.attacked.trials,
            honest_profit_usd: {
              mean: finite(found.attacked.honest.mean),
              half_width: found.attacked.honest.halfWidth
            },
            profit_usd: { mean: finite(found.attacked.best.mean), half_width: found.attacked.best.halfWidth },
            gain_usd: { mean: finite(found.attacked.gain.mean), half_width: found.attacked.gain.halfWidth },
            sentence: attackText(found)
          },
    around: moves.map(({ here, name: own, role, size, sure, to }) => ({
      name: own,
      role,
      size: finite(size),
      sure,
      winner: { value: here.text, mean: finite(signOf(study, 0) * here.mean) },
      to: to.map(({ change, mean, text }) => ({
        value: text,
        mean: finite(signOf(study, 0) * mean),
        change: { mean: finite(signOf(study, 0) * change.mean), half_width: change.halfWidth }
      }))
    })),
    notes,
    program: version
  }
}

const inOwnSign = (study: Study.Study, own: Tune.Uncertainty, objective: number) => {
  const sign = signOf(study, objective)
  const [low = Number.NaN, high = Number.NaN] = [sign * own.low, sign * own.high].sort((a, b) => a - b)
  return { standard_deviation: finite(own.deviation), low: finite(low), high: finite(high) }
}
