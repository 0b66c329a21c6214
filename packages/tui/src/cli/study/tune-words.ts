/** What `lode tune` says in sentences: the answer, what it rests on, who would play against it, and what matters most around it. */
import { Attack, type Drive, Interval, type Study, Tune, Tuning } from "@lode/sim"
import { count, percent, quantity } from "../../text/format.ts"
import * as Trial from "./study-report.ts"

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
  /** On luck that the search never saw: the scenario as it is, then what the search found, the best first; of several objectives along the first. */
  readonly scores: ReadonlyArray<Tune.Scored>
  /** Which of them no other beats in everything; empty for one objective. */
  readonly front: ReadonlyArray<number>
  /** Which of them is the answer, of a front the compromise that is looked at; 0: nothing better than the scenario as it is was found. */
  readonly answer: number
  /** `undefined` when the study names no assumptions. */
  readonly unsure: Tune.Unsure | undefined
  /** `undefined` when the study names no attack. */
  readonly attacked: Attack.Attacked | undefined
  /** By how much, the strongest first. */
  readonly moves: ReadonlyArray<Tune.Move>
  readonly notes: ReadonlyArray<string>
}

/** An objective is told in its own sign; less is better inside. */
export const signOf = ({ goal }: Study.Study, objective: number): number =>
  goal.objectives[objective]?.direction === "maximise" ? -1 : 1

export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** Change of an objective against the scenario as it is, in its own sign. */
export const gainOf = (study: Study.Study, { gains }: Tune.Scored, objective: number): Trial.Estimate => {
  const gain = gains[objective]
  return {
    mean: gain === undefined ? null : finite(signOf(study, objective) * gain.mean),
    half_width: gain?.halfWidth ?? null
  }
}

/** Whether a change for the better leaves out zero, or one for the worse does, or luck may have made it. */
export const verdictOf = ({ gains }: Tune.Scored, objective: number): "better" | "worse" | "no sure difference" => {
  const gain = gains[objective]
  if (gain === undefined || gain.halfWidth === null || !(Math.abs(gain.mean) > gain.halfWidth))
    return "no sure difference"
  return gain.mean < 0 ? "better" : "worse"
}

const settings = (study: Study.Study, { point }: Tune.Scored): string =>
  point === null ? "the scenario as it is" : Trial.settingsText(study, point)

const signed = (text: string, value: number | null): string => (value !== null && value > 0 ? `+${text}` : text)

/** How a row of the table is called. */
export const labelOf = ({ answer, front, scores, study }: Found, index: number): string => {
  const onFront = study.goal.objectives.length > 1
  if (index === 0) return front.includes(0) ? "as it is, front" : "as it is"
  if (onFront) return `${front.includes(index) ? "front" : "behind"} ${index}`
  if (index !== answer) return `finalist ${index}`
  return (scores[index]?.judged.violation ?? 0) > 0 ? "nearest" : "winner"
}

/** The answer in words. */
export const sentence = (found: Found): string => {
  const { answer, front, scores, study } = found
  const [start] = scores
  const winner = scores[answer]
  if (start === undefined || winner === undefined) return "Nothing was found."
  const objectives = study.goal.objectives.map((_, objective) => {
    const unit = Trial.unitOf(study, objective)
    const gain = gainOf(study, winner, objective)
    const value = (of: Tune.Scored) => Trial.shown(Trial.estimateOf(study, of, objective), unit)
    return `${Trial.objectiveName(study, objective)} ${value(winner)} instead of ${value(start)} (${signed(Trial.shown(gain, unit), gain.mean)}, ${verdictOf(winner, objective)})`
  })
  const against = winner === start ? Trial.objectivesText(study, start) : objectives.join(" and ")
  const told = `${settings(study, winner)}: ${against}`
  if (winner.judged.violation > 0)
    return `No setting was found that keeps every constraint. The nearest is ${told}; ${Trial.missed(study, winner)}.`
  const before =
    start.judged.violation === 0 ? "" : ` The scenario as it is misses a constraint: ${Trial.missed(study, start)}.`
  const held =
    study.goal.constraints.length === 0
      ? ""
      : ` All constraints hold with a probability of at least ${percent(winner.judged.feasible, 2)}.`
  if (front.length > 1) return `${compromises(found)} ${labelOf(found, answer)}, ${told}.${before}${held}`
  const opening =
    winner === start
      ? `Nothing better than the scenario as it is was found: ${against}`
      : `The best setting found is ${told}`
  const sure =
    front.length === 1
      ? "No other setting that was found is better in anything."
      : `The probability that it is the best of the ${scores.length} scored again is ${percent(winner.probability, 2)}.`
  return `${opening}.${before} ${sure}${held}`
}

/** The ends of a front. */
const compromises = ({ front, scores, study }: Found): string => {
  const [first, last] = [front[0], front.at(-1)].map((position) => {
    const scored = scores[position ?? 0]
    return scored === undefined ? "" : `${settings(study, scored)} (${Trial.objectivesText(study, scored)})`
  })
  return `${count(front.length)} settings are compromises of which none is better in everything, from ${first} to ${last}. Nearest to the best of each, and looked at below, is`
}

/** What matters most around the winner, in words. */
export const mattersMost = ({ answer, moves, scores, study }: Found): string => {
  const name = Trial.objectiveName(study, 0)
  const unit = Trial.unitOf(study, 0)
  const sign = signOf(study, 0)
  const strongest = moves.filter(({ sure }) => sure).slice(0, 3)
  const doubtful = moves.filter(({ sure }) => !sure).map((move) => move.name)
  if (scores[answer] === undefined) return ""
  const part = ({ here, name: own, role, to }: Tune.Move): string => {
    const turned = to.map(({ change, text }) => {
      if (change.mean === 0 && change.halfWidth === 0) return `the same at ${text}`
      const amount = quantity(sign * change.mean, unit, change.halfWidth ?? undefined)
      return `${signed(amount, sign * change.mean)} at ${text}`
    })
    const winning = `${quantity(sign * here.mean, unit)} at the winner${here.text === null ? "" : `'s ${here.text}`}`
    return `${role === "assumption" ? "the assumption " : ""}${own} (${[winning, ...turned].join(", ")})`
  }
  const rest =
    doubtful.length === 0 ? "" : ` What ${doubtful.join(", ")} ${doubtful.length === 1 ? "does" : "do"} may be luck.`
  return strongest.length === 0
    ? `Nothing that was turned around the winner surely moves ${name}.`
    : `What matters most for ${name} around the winner: ${strongest.map(part).join("; ")}.${rest}`
}

/** How much of the answer the assumptions carry, apart from luck. */
export const assumed = ({ study, unsure }: Found): string => {
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

/** What an attack tried, and what it did not. */
const attempts = ({ identities, knobs }: Attack.Attack, trials: number): string => {
  const turned = knobs.map(
    ({ knob, name, textAt }) =>
      `${name} (${knob.kind === "choice" ? knob.choices.join(", ") : `${textAt(0)} to ${textAt(1)}`})`
  )
  const names = identities.length < 2 ? [] : [`${identities.join(" or ")} names for its GPUs`]
  return `Tried in ${count(trials)} settings: ${[...turned, ...names].join(", ")}. Not tried: its other figures, agreements with others, and fake work other than the scenario has for everybody.`
}

/** What one self-interested provider gains against the winner, in words. */
export const attackText = ({ attacked }: Found): string => {
  if (attacked === undefined) return "The study names no attack, so nobody searched a best response to the winner."
  const { attack, best, gain, honest, point, trials } = attacked
  const names = Attack.identitiesAt(attack, point)
  const played = [
    ...attack.knobs.map(({ name, textAt }, index) => `${name} = ${textAt(point[index] ?? 0)}`),
    ...(attack.identities.length < 2 ? [] : [names === 1 ? "one name" : `its GPUs under ${names} names`])
  ].join(", ")
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
    ? `Attacked: ${against} gains by playing otherwise: ${profit}, ${change}: the setting invites it. ${attempts(attack, trials)}`
    : `Attacked: ${against} finds nothing that surely pays: ${profit}, ${change}. ${attempts(attack, trials)}`
}

/** The search that was really made. */
export const methodOf = ({ searched, study }: Found): string => {
  const settings = Tune.settingsOf(study)
  if (Tuning.Tuner.isExhaustive(settings)) return "every setting that there is"
  if (!searched)
    return `a Latin hypercube alone, as a search takes at least ${Tuning.Tuner.leastTrials(settings)} trials`
  const method = Tuning.Space.isReal(study.space) ? "CMA-ES" : "a search for mixed knobs"
  return `${study.goal.objectives.length > 1 ? "NSGA-II" : method} after a Latin hypercube`
}

/** What the figures rest on. */
export const basis = (found: Found): string => {
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
