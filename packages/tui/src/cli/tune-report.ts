/** What `lode tune` prints: the winner beside the scenario as it is, how sure that is, what it rests on, and what matters most around it. */
import { type Attack, type Drive, Interval, Study, Tune, Tuning } from "@lode/sim"
import { bars } from "../charts/Bars.ts"
import type { Look } from "../charts/Theme.ts"
import { count, percent, quantity } from "../text/format.ts"
import * as Trial from "./study-report.ts"
import { table } from "./table.ts"
import { version } from "./version.ts"

/** What a whole `lode tune` found. */
export interface Found {
  readonly study: Study.Study
  readonly name: string
  readonly tried: ReadonlyArray<Drive.Searched>
  readonly trials: number
  readonly runs: number
  /** Whether the trials were enough for more than the first design. */
  readonly searched: boolean
  /** Finalists that raced again at the end of the search: `trials` holds them too. */
  readonly raced: number
  /** How many are on the front, the scenario as it is among them if it is; 1 for one objective. */
  readonly front: number
  readonly startOnFront: boolean
  /** On luck that the search never saw: the scenario as it is, then what the search found, the best first. */
  readonly scores: ReadonlyArray<Tune.Scored>
  /** Which of them is the answer; 0: nothing better than the scenario as it is was found. */
  readonly answer: number
  /** `undefined` when the study names no assumptions. */
  readonly unsure: Tune.Unsure | undefined
  /** `undefined` when the study names no attack. */
  readonly attacked: Attack.Attacked | undefined
  /** By how much, the strongest first. */
  readonly moves: ReadonlyArray<Tune.Move>
  readonly notes: ReadonlyArray<string>
}

const signOf = ({ goal }: Study.Study, objective: number): number =>
  goal.objectives[objective]?.direction === "maximise" ? -1 : 1

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** Change of an objective against the scenario as it is, in its own sign. */
const gainOf = (study: Study.Study, { gains }: Tune.Scored, objective: number): Trial.Estimate => {
  const gain = gains[objective]
  return {
    mean: gain === undefined ? null : finite(signOf(study, objective) * gain.mean),
    half_width: gain?.halfWidth ?? null
  }
}

/** Whether a change for the better leaves out zero, or one for the worse does, or luck may have made it. */
const verdictOf = ({ gains }: Tune.Scored, objective: number): "better" | "worse" | "no sure difference" => {
  const gain = gains[objective]
  if (gain === undefined || gain.halfWidth === null || !(Math.abs(gain.mean) > gain.halfWidth))
    return "no sure difference"
  return gain.mean < 0 ? "better" : "worse"
}

const settings = (study: Study.Study, { point }: Tune.Scored): string =>
  point === null
    ? "the scenario as it is"
    : Object.entries(Trial.settingsOf(study, point))
        .map(([name, text]) => `${name} = ${text}`)
        .join(", ")

const signed = (text: string, value: number | null): string => (value !== null && value > 0 ? `+${text}` : text)

/** The answer in words. */
export const sentence = (found: Found): string => {
  const { answer, front, scores, study } = found
  const [start] = scores
  const winner = scores[answer]
  if (start === undefined || winner === undefined) return "Nothing was found."
  const objectives = study.goal.objectives.map((_, objective) => {
    const unit = Trial.unitOf(study, objective)
    const gain = gainOf(study, winner, objective)
    if (winner === start)
      return `${Trial.objectiveName(study, objective)} ${Trial.shown(Trial.estimateOf(study, start, objective), unit)}`
    return `${Trial.objectiveName(study, objective)} ${Trial.shown(Trial.estimateOf(study, winner, objective), unit)} instead of ${Trial.shown(Trial.estimateOf(study, start, objective), unit)} (${signed(Trial.shown(gain, unit), gain.mean)}, ${verdictOf(winner, objective)})`
  })
  const told = `${settings(study, winner)}: ${objectives.join(" and ")}`
  if (winner.judged.violation > 0)
    return `No setting was found that keeps every constraint. The nearest is ${told}; ${Trial.missed(study, winner)}.`
  if (front > 1) {
    return `${count(front)} settings are compromises of which none is better in everything; the first is ${told}.`
  }
  const held =
    study.goal.constraints.length === 0
      ? ""
      : ` All constraints hold with a probability of at least ${percent(winner.judged.feasible, 2)}.`
  const before =
    start.judged.violation === 0 ? "" : ` The scenario as it is misses a constraint: ${Trial.missed(study, start)}.`
  const opening =
    winner === start
      ? `Nothing better than the scenario as it is was found: ${objectives.join(" and ")}`
      : `The best setting found is ${told}`
  return `${opening}.${before} The probability that it is the best of the ${scores.length} scored again is ${percent(winner.probability, 2)}.${held}`
}

/** What matters most around the winner, in words. */
export const mattersMost = ({ answer, moves, scores, study }: Found): string => {
  const name = Trial.objectiveName(study, 0)
  const unit = Trial.unitOf(study, 0)
  const strongest = moves.filter(({ size }) => size > 0).slice(0, 3)
  const winner = scores[answer]
  if (strongest.length === 0 || winner === undefined) return `Nothing that was turned around the winner moves ${name}.`
  const valued = (mean: number): string => quantity(signOf(study, 0) * mean, unit)
  const part = ({ here, name: own, role, to }: Tune.Move): string => {
    const turned = to.map(({ mean, text }) => `${valued(mean)} at ${text}`)
    const winning = `${valued(here.mean)} at the winner${here.text === null ? "" : `'s ${here.text}`}`
    return `${role === "assumption" ? "the assumption " : ""}${own} (${[winning, ...turned].join(", ")})`
  }
  return `What matters most for ${name} around the winner: ${strongest.map(part).join("; ")}.`
}

/** How much of the answer the assumptions carry, apart from luck. */
const assumed = ({ study, unsure }: Found): string => {
  if (unsure === undefined) return "The study names no assumptions, so only luck is in the intervals."
  const unit = Trial.unitOf(study, 0)
  const sign = signOf(study, 0)
  const span = (own: Tune.Uncertainty | undefined): string => {
    if (own === undefined) return "-"
    const [low = 0, high = 0] = [sign * own.low, sign * own.high].sort((a, b) => a - b)
    return `${quantity(low, unit)} to ${quantity(high, unit)}`
  }
  return `Over ${unsure.draws} draws of the assumptions ${Trial.objectiveName(study, 0)} is ${span(unsure.winner[0])} (nine of ten) with the winner and ${span(unsure.start[0])} as it is; the winner is better under ${percent(unsure.better, 2)} of them.`
}

/** What one self-interested provider gains against the winner, in words. */
export const attackText = ({ attacked }: Found): string => {
  if (attacked === undefined) return "The study names no attack, so nobody searched a best response to the winner."
  const { attack, best, gain, honest, point } = attacked
  const played = attack.knobs.map(({ name, textAt }, index) => `${name} = ${textAt(point[index] ?? 0)}`).join(", ")
  const half = gain.halfWidth ?? Number.POSITIVE_INFINITY
  const amount = quantity(gain.mean, "USD", gain.halfWidth ?? undefined)
  const against = `one of ${attack.cohort} that seeks its own profit`
  const others = attack.knobs.flatMap(({ name }, index) => {
    const value = attack.honest[index] ?? null
    return value === null ? [] : [`${name} = ${value}`]
  })
  const asThey = others.length === 0 ? "" : ` (${others.join(", ")})`
  const profit = `profit ${quantity(honest.mean, "USD")} when it plays like the others${asThey} → ${quantity(best.mean, "USD")} with ${played}`
  const change = `a change of ${signed(amount, gain.mean)}`
  return gain.mean > half
    ? `Attacked: ${against} gains by playing otherwise: ${profit}, ${change}: the setting invites it.`
    : `Attacked: ${against} finds nothing that surely pays: ${profit}, ${change}.`
}

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
    front: front > 1 ? scores.slice(found.startOnFront ? 0 : 1).map((scored) => jsonOfScore(study, scored)) : [],
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
            honest_profit_usd: {
              mean: finite(found.attacked.honest.mean),
              half_width: found.attacked.honest.halfWidth
            },
            profit_usd: { mean: finite(found.attacked.best.mean), half_width: found.attacked.best.halfWidth },
            gain_usd: { mean: finite(found.attacked.gain.mean), half_width: found.attacked.gain.halfWidth },
            sentence: attackText(found)
          },
    around: moves.map(({ here, name: own, role, size, to }) => ({
      name: own,
      role,
      size: finite(size),
      winner: { value: here.text, mean: finite(signOf(study, 0) * here.mean) },
      to: to.map(({ mean, text }) => ({ value: text, mean: finite(signOf(study, 0) * mean) }))
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

/** The text for a person. */
export const text = (found: Found, out: string): string => textAt(found, Trial.look(), out)

/** The same for any look. */
export const textAt = (found: Found, look: Look, out: string): string => {
  const { name, notes, study } = found
  const { theme } = look
  return [
    theme.title(`${name}: ${study.base.scenario.name}`),
    "",
    ...Trial.paragraph(sentence(found), look).map(theme.emphasis),
    "",
    ...(study.requirements.length === 0
      ? []
      : [...Trial.paragraph(`Wanted: ${study.requirements.join("; ")}.`, look), ""]),
    rows(found, look),
    "",
    ...Trial.paragraph(assumed(found), look),
    "",
    ...Trial.paragraph(attackText(found), look),
    "",
    ...Trial.paragraph(mattersMost(found), look).map(theme.emphasis),
    ...drawing(found, look),
    "",
    ...Trial.paragraph(basis(found), look).map(theme.muted),
    ...notes.flatMap((note) => Trial.paragraph(note, look)),
    `Results: ${out}`
  ].join("\n")
}

const rows = ({ answer, front, scores, startOnFront, study }: Found, look: Look): string => {
  const { goal, knobs } = study
  const right = (header: string) => ({ header, align: "right" as const })
  return table(
    [
      { header: "setting" },
      ...knobs.map(({ name }) => right(name)),
      ...goal.objectives.map((_, objective) => right(Trial.objectiveName(study, objective))),
      ...goal.constraints.map(({ metric }) => right(metric.name)),
      ...(front > 1 ? [] : [right("is best")])
    ],
    scores.map((scored, index) => {
      const written = Trial.settingsOf(study, scored.point ?? Study.startOf(study))
      const label =
        front > 1
          ? `front ${index}`
          : index !== answer
            ? `finalist ${index}`
            : scored.judged.violation > 0
              ? "nearest"
              : "winner"
      return [
        index > 0 ? label : startOnFront ? "as it is, front" : "as it is",
        ...knobs.map(({ name }) => written[name] ?? "-"),
        ...goal.objectives.map((_, objective) =>
          Trial.shown(Trial.estimateOf(study, scored, objective), Trial.unitOf(study, objective))
        ),
        ...goal.constraints.map((_, constraint) => Trial.keptText(study, scored, constraint)),
        ...(front > 1 ? [] : [scored.judged.violation > 0 ? "-" : percent(scored.probability, 2)])
      ]
    }),
    look
  )
}

const drawing = ({ moves, study }: Found, look: Look): ReadonlyArray<string> => {
  const unit = Trial.unitOf(study, 0)
  const items = moves
    .filter(({ size }) => Number.isFinite(size))
    .map(({ name, role, size }) => ({
      label: role === "assumption" ? `${name} (assumption)` : name,
      value: size,
      text: quantity(size, unit)
    }))
  return items.length === 0 ? [] : [bars(items, look)]
}

/** The search that was really made. */
const methodOf = ({ searched, study }: Found): string => {
  const settings = Tune.settingsOf(study)
  if (Tuning.Tuner.isExhaustive(settings)) return "every setting that there is"
  if (!searched)
    return `a Latin hypercube alone, as a search takes at least ${Tuning.Tuner.leastTrials(settings)} trials`
  const method = Tuning.Space.isReal(study.space) ? "CMA-ES" : "a search for mixed knobs"
  return `${study.goal.objectives.length > 1 ? "NSGA-II" : method} after a Latin hypercube`
}

const basis = (found: Found): string => {
  const { raced, runs, scores, study, trials, tried } = found
  const made = tried.reduce((sum, { samples }) => sum + samples.length, 0)
  const full = trials * study.budget.replications
  const replications = scores[0]?.judged.values[0]?.length ?? 0
  const { mean } = Interval.moments(tried.map(({ samples }) => samples.length))
  return [
    `${count(trials - raced)} settings (trials) of a budget of ${count(study.budget.trials)} and ${count(raced)} finalists that raced anew, in ${count(runs)} runs a world (${percent(Math.min(1, made / full), 2)} of what all replications of all of them would have taken: ${quantity(mean)} each on average), ${methodOf(found)}; seed ${study.seed}.`,
    `Figures are those of ${count(replications)} replications that the search never saw, with the luck of the runs in their 95% intervals.`
  ].join(" ")
}
