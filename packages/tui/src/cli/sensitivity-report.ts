/** What `lode sensitivity` prints: which three move the answer most, in words, as a table and as a drawing. */
import type { Sensitivity, Study, Tuning } from "@lode/sim"
import { intervals } from "../charts/Intervals.ts"
import type { Look } from "../charts/Theme.ts"
import { count, percent, quantity } from "./format.ts"
import * as Trial from "./study-report.ts"
import { table } from "./table.ts"
import { version } from "./version.ts"

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

/** Which three move an objective most, and which three of the assumptions do. */
export const sentence = (found: Found, objective: number): string => {
  const name = Trial.objectiveName(found.study, objective)
  const lines = linesOf(found, objective)
  const moving = lines.filter(isThere)
  const [strongest] = moving
  if ((found.analyses[objective]?.variance ?? 0) === 0 || strongest === undefined)
    return `Nothing that was varied moves ${name}.`
  const named = moving.slice(0, most)
  const part = ({ first, name: own, role, total }: Line): string => {
    const alone = first === null ? "" : `, ${share(first.value)} alone`
    return `${role === "assumption" ? "the assumption " : ""}${own} has a part in ${total === null ? "-" : between(total)} of its variance${alone}`
  }
  const whole = `${list(named.map((line) => line.name))} ${named.length === 1 ? "moves" : "move"} ${name} most: ${named.map(part).join("; ")}.`
  const unsure = moving.filter(({ role }) => role === "assumption").slice(0, most)
  if (unsure.length === 0)
    return found.study.assumptions.length === 0 ? whole : `${whole} None of the assumptions moves it.`
  const ofThese = unsure.map((line) => `${line.name} (${line.total === null ? "-" : share(line.total.value)})`)
  return `${whole} Of the assumptions ${list(ofThese)} ${unsure.length === 1 ? "matters" : "matter"} most.`
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
  const { name, notes, study } = found
  const { theme } = look
  return [
    theme.title(`${name}: ${study.base.scenario.name}`),
    "",
    ...study.goal.objectives.flatMap((_, objective) => [
      ...Trial.paragraph(sentence(found, objective), look).map(theme.emphasis),
      "",
      rowsOf(found, objective, look),
      "",
      ...drawing(found, objective, look)
    ]),
    ...Trial.paragraph(basis(found), look).map(theme.muted),
    ...notes.flatMap((note) => Trial.paragraph(note, look)),
    `Results: ${out}`
  ].join("\n")
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
    linesOf(found, objective).map(({ first, morris, name, role, total }) => [
      name,
      role,
      quantity(morris.mu_star ?? Number.NaN, unit),
      quantity(morris.sigma ?? Number.NaN, unit),
      first === null ? "left out" : between(first),
      total === null ? "left out" : between(total)
    ]),
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
  return [look.theme.title(title), intervals(items, look, { axis: (value) => percent(value, 2) }), ""]
}

const basis = ({ factors, kept, rows, study, trajectories, trials }: Found): string =>
  [
    `Everything varies at once: knobs over their ranges, assumptions by their distributions. Screening: ${trajectories} trajectories through ${factors.length} (the effect is the change of the objective over the whole range, the spread how much that depends on all else); indices of the ${kept.length} that it could not leave out, from ${rows} rows.`,
    `${count(trials)} settings of ${count(study.budget.replications)} replications each, seed ${study.seed}.`
  ].join(" ")
