/** What `lode sensitivity` prints: what moves the answer most, in words, as a table and as a drawing. */
import { Sensitivity, type Study, type Tuning } from "@lode/sim"
import { intervals } from "../../charts/Intervals.ts"
import type { Look } from "../../charts/Theme.ts"
import { count, percent, quantity } from "../../text/format.ts"
import * as Trial from "./study-report.ts"
import { table } from "../table.ts"
import { version } from "../version.ts"

/** What a whole `lode sensitivity` found. */
export interface Found {
  readonly study: Study.Study
  readonly name: string
  readonly factors: ReadonlyArray<Sensitivity.Factor>
  readonly trajectories: number
  /** By objective and factor. */
  readonly effects: ReadonlyArray<ReadonlyArray<Tuning.Morris.Effect>>
  /** Positions of the factors whose indices were found. */
  readonly kept: ReadonlyArray<number>
  readonly rows: number
  /** By objective. */
  readonly analyses: ReadonlyArray<Tuning.SobolIndices.Analysis>
  readonly trials: number
  readonly notes: ReadonlyArray<string>
}

/** One knob or assumption. Plain data; indices are `null` where the screening left it out. */
export interface Line {
  readonly name: string
  readonly role: "knob" | "assumption"
  readonly path: string
  readonly morris: { readonly mu_star: number | null; readonly mu: number | null; readonly sigma: number | null }
  /** Share of the variance that it explains alone. */
  readonly first: Tuning.SobolIndices.Index | null
  /** Share of the variance that it has a part in. */
  readonly total: Tuning.SobolIndices.Index | null
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** All knobs and assumptions, what moves the objective most first. */
export const linesOf = ({ analyses, effects, factors, kept }: Found, objective: number): ReadonlyArray<Line> => {
  return factors
    .map(({ dial, role }, position): Line => {
      const effect = effects[objective]?.[position]
      const indices = analyses[objective]?.knobs[kept.indexOf(position)]
      return {
        name: dial.name,
        role,
        path: dial.path,
        morris: {
          mu_star: finite(effect?.muStar.mean ?? Number.NaN),
          mu: finite(effect?.mu.mean ?? Number.NaN),
          sigma: finite(effect?.sigma ?? Number.NaN)
        },
        first: indices?.first ?? null,
        total: indices?.total ?? null
      }
    })
    .toSorted(
      (a, b) => (b.total?.value ?? -1) - (a.total?.value ?? -1) || (b.morris.mu_star ?? 0) - (a.morris.mu_star ?? 0)
    )
}

const most = 3
const share = (value: number): string => percent(Math.min(1, Math.max(0, value)), 2)
const between = ({ high, low, value }: Tuning.SobolIndices.Index): string =>
  `${share(value)} (${share(low)} to ${share(high)})`
/** An index whose interval leaves this much out is there. */
const isThere = ({ total }: Line): boolean => total !== null && total.value > 0.01 && total.high > 0.01

/** Those of the strongest first whose intervals overlap with the first one's: no order among them is sure. */
const leadersOf = (lines: ReadonlyArray<Line>): ReadonlyArray<Line> =>
  lines.filter(({ total }) => (total?.high ?? 0) >= (lines[0]?.total?.low ?? 0))

/** Beyond what rounds off: rows of chance put one a little above the other where they are the same. */
const noticed = 0.15

/** An estimate that cannot be, as the part with others holds the part alone: there are too few rows. */
const isImpossible = ({ first, total }: Line): boolean =>
  first !== null && total !== null && Math.min(1, first.value) - total.value > noticed

/** The part alone, which is never above the part with others. */
const aloneOf = ({ first, total }: Line): Tuning.SobolIndices.Index | null =>
  first === null || total === null ? first : { ...first, value: Math.min(first.value, total.value) }

/** Which move an objective most, and which of the assumptions do; what cannot be told apart is not ranked. */
export const sentence = (found: Found, objective: number): string => {
  const name = Trial.objectiveName(found.study, objective)
  const lines = linesOf(found, objective)
  const moving = lines.filter(isThere)
  if ((found.analyses[objective]?.variance ?? 0) === 0 || moving.length === 0)
    return `Nothing that was varied moves ${name}.`
  const leaders = leadersOf(moving)
  const part = (line: Line): string => {
    const alone = aloneOf(line)
    const told = alone === null || isImpossible(line) ? "" : `, ${share(alone.value)} alone`
    return `${line.role === "assumption" ? "the assumption " : ""}${line.name} has a part in ${line.total === null ? "-" : between(line.total)} of its variance${told}`
  }
  const names = list(leaders.map((line) => line.name))
  const [verb, apart] =
    leaders.length === 1 ? ["moves", ""] : ["move", ", and cannot be told apart (their intervals overlap)"]
  const next = moving.slice(leaders.length, most)
  const after = next.length === 0 ? "" : ` After ${leaders.length === 1 ? "it" : "them"}: ${next.map(part).join("; ")}.`
  const whole =
    leaders.length > most
      ? `How much ${names} move ${name} cannot be told apart: their intervals overlap, and more --trials would narrow them.`
      : `${names} ${verb} ${name} most${apart}: ${leaders.map(part).join("; ")}.${after}`
  return [whole, ofAssumptions(found, moving), ...impossibleText(lines)].filter((text) => text !== "").join(" ")
}

const ofAssumptions = ({ study }: Found, moving: ReadonlyArray<Line>): string => {
  const unsure = leadersOf(moving.filter(({ role }) => role === "assumption"))
  if (unsure.length === 0) return study.assumptions.length === 0 ? "" : "None of the assumptions moves it."
  const ofThese = unsure.map((line) => `${line.name} (${line.total === null ? "-" : share(line.total.value)})`)
  return unsure.length === 1
    ? `Of the assumptions ${list(ofThese)} matters most.`
    : `Of the assumptions ${list(ofThese)} cannot be told apart.`
}

const impossibleText = (lines: ReadonlyArray<Line>): ReadonlyArray<string> => {
  const names = lines.filter(isImpossible).map((line) => line.name)
  return names.length === 0
    ? []
    : [
        `Caution: the part of ${list(names)} alone came out above the part with others, which cannot be, and is shown as that; more --trials would tell.`
      ]
}

const list = (names: ReadonlyArray<string>): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`

/** The machine's form. */
export const json = (found: Found) => {
  const { analyses, factors, kept, name, notes, rows, study, trajectories, trials } = found
  return {
    study: name,
    scenario: study.base.scenario.name,
    trials,
    replications: study.budget.replications,
    worlds: study.goal.worlds.map((world) => world.name),
    seed: study.seed,
    trajectories,
    rows,
    left_out: factors.flatMap(({ dial }, position) => (kept.includes(position) ? [] : [dial.name])),
    objectives: Object.fromEntries(
      study.goal.objectives.map((_, objective) => [
        Trial.objectiveName(study, objective),
        {
          sentence: sentence(found, objective),
          variance: analyses[objective]?.variance ?? 0,
          unit: Trial.unitOf(study, objective),
          factors: linesOf(found, objective)
        }
      ])
    ),
    notes,
    program: version
  }
}

/** The text for a person. */
export const text = (found: Found, out: string): string => textAt(found, Trial.look(), out)

/** The same for any look. */
export const textAt = (found: Found, look: Look, out: string): string => {
  const { study } = found
  const parts = study.goal.objectives.map((_, objective) => [
    ...Trial.paragraph(sentence(found, objective), look).map(look.theme.emphasis),
    "",
    rowsOf(found, objective, look),
    ...drawing(found, objective, look)
  ])
  return Trial.page(found, { found: Trial.apart(parts), basis: basis(found), out }, look)
}

const rowsOf = (found: Found, objective: number, look: Look): string => {
  const unit = Trial.unitOf(found.study, objective)
  return table(
    [
      { header: "varied" },
      { header: "kind" },
      { header: "effect", align: "right" },
      { header: "spread", align: "right" },
      { header: "alone", align: "right" },
      { header: "with others", align: "right" }
    ],
    linesOf(found, objective).map((line) => {
      const { morris, name, role, total } = line
      const alone = aloneOf(line)
      return [
        name,
        role,
        quantity(morris.mu_star ?? Number.NaN, unit),
        quantity(morris.sigma ?? Number.NaN, unit),
        alone === null ? "left out" : between(alone),
        total === null ? "left out" : between(total)
      ]
    }),
    look
  )
}

const drawing = (found: Found, objective: number, look: Look): ReadonlyArray<string> => {
  const items = linesOf(found, objective).flatMap(({ name, role, total }) =>
    total === null
      ? []
      : [
          {
            label: role === "assumption" ? `${name} (assumption)` : name,
            low: Math.max(0, total.low),
            middle: Math.max(0, total.value),
            high: Math.min(1, total.high),
            text: share(total.value)
          }
        ]
  )
  if (items.length === 0) return []
  const title = `Share of the variance of ${Trial.objectiveName(found.study, objective)} that each has a part in, with 95% intervals`
  return ["", look.theme.title(title), intervals(items, look, { axis: (value) => percent(value, 2) })]
}

const basis = ({ factors, kept, rows, study, trajectories, trials }: Found): string =>
  [
    `Everything varies at once: knobs over their ranges, assumptions by their distributions. Screening: ${trajectories} trajectories through ${factors.length} (the effect is the change of the objective over the whole range, the spread how much that depends on all else); indices of the ${kept.length} that it could not leave out, from ${rows} rows.`,
    `${count(trials)} settings of a budget of ${count(study.budget.trials)}, ${count(study.budget.replications)} replications each, seed ${study.seed}; with --trials ${Sensitivity.trialsToDouble(study, rows, kept.length)} rows double.`
  ].join(" ")
