/** How trials of a study are told: objectives in their own sign, constraints as they were written, settings as the scenario writes them. */
import { Interval, type Study, type Sweep, type Tuning } from "@lode/sim"
import { stdout, themeOf } from "../output.ts"
import type { Look } from "../../charts/Theme.ts"
import { wrapped } from "../../charts/Text.ts"
import { percent, quantity } from "../../text/format.ts"
import type { Column } from "../table.ts"

/** An estimate with half of the width of its 95% interval; `null` where there is none. */
export interface Estimate {
  readonly mean: number | null
  readonly half_width: number | null
}

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null)

/** What a trial says of an objective, in the objective's own sign. */
export const estimateOf = (
  { goal }: Study.Study,
  { judged }: Pick<Sweep.Tried, "judged">,
  objective: number
): Estimate => {
  const sign = goal.objectives[objective]?.direction === "maximise" ? -1 : 1
  const { halfWidth, mean } = Interval.ofMean(judged.values[objective] ?? [])
  return { mean: finite(sign * mean), half_width: finite(halfWidth) }
}

/** How an objective is called: by its metric, and by how worlds are put together where there are several. */
export const objectiveName = ({ goal }: Study.Study, objective: number): string => {
  const wanted = goal.objectives[objective]
  if (wanted === undefined) return ""
  const { metric, over } = wanted
  if (goal.worlds.length < 2 || over.kind === "mean") return metric.name
  return over.kind === "cvar" ? `${metric.name} (worst ${percent(over.tail)})` : `${metric.name} (worst)`
}

/** An estimate as a reader sees it. */
export const shown = ({ half_width, mean }: Estimate, unit: string): string =>
  mean === null ? "-" : quantity(mean, unit, half_width ?? undefined)

export const unitOf = ({ goal }: Study.Study, objective: number): string =>
  goal.objectives[objective]?.metric.unit ?? ""

/** Settings by the names of the knobs, as the scenario would write them; of the scenario as it is where it stands, if that is known. */
export const settingsOf = ({ knobs }: Study.Study, point: Sweep.Tried["point"]): Readonly<Record<string, string>> =>
  point === null ? {} : Object.fromEntries(knobs.map(({ name, textAt }, index) => [name, textAt(point[index] ?? 0)]))

/** Settings in a sentence. */
export const settingsText = (study: Study.Study, point: Sweep.Tried["point"]): string =>
  Object.entries(settingsOf(study, point))
    .map(([name, text]) => `${name} = ${text}`)
    .join(", ")

/** How the column of a constraint is called: by its metric, and by its limit where an objective is called so too. */
const constraintName = (study: Study.Study, { limit, metric, relation }: Tuning.Constraints.Constraint): string =>
  study.goal.objectives.some((_, objective) => objectiveName(study, objective) === metric.name)
    ? `${metric.name} ${relation === "at most" ? "<=" : ">="} ${quantity(limit, metric.unit)}`
    : metric.name

/** The columns that tables of settings share: knobs, objectives, constraints. */
export const columnsOf = (study: Study.Study): ReadonlyArray<Column> =>
  [
    ...study.knobs.map(({ name }) => name),
    ...study.goal.objectives.map((_, objective) => objectiveName(study, objective)),
    ...study.goal.constraints.map((constraint) => constraintName(study, constraint))
  ].map((header) => ({ header, align: "right" }))

/** A row of these columns. */
export const cellsOf = (study: Study.Study, point: Sweep.Tried["point"], tried: Pick<Sweep.Tried, "judged">) => {
  const written = settingsOf(study, point)
  return [
    ...study.knobs.map(({ name }) => written[name] ?? "-"),
    ...study.goal.objectives.map((_, objective) =>
      shown(estimateOf(study, tried, objective), unitOf(study, objective))
    ),
    ...study.goal.constraints.map((_, constraint) => keptText(study, tried, constraint))
  ]
}

/** What the objectives are, in a sentence. */
export const objectivesText = (study: Study.Study, tried: Pick<Sweep.Tried, "judged">): string =>
  study.goal.objectives
    .map(
      (_, objective) =>
        `${objectiveName(study, objective)} ${shown(estimateOf(study, tried, objective), unitOf(study, objective))}`
    )
    .join(" and ")

/** What a constraint found, with the probability that it holds. */
export const keptText = ({ goal }: Study.Study, { judged }: Pick<Sweep.Tried, "judged">, index: number): string => {
  const constraint = goal.constraints[index]
  const kept = judged.kept[index]
  if (constraint === undefined || kept === undefined || kept.found === null) return "not measured"
  return constraint.kind === "chance" ? `${percent(kept.found)} of runs` : quantity(kept.found, constraint.metric.unit)
}

/** Whether all constraints hold: of how many runs, where that is asked, and how sure it is. */
export const allHold = (
  { goal }: Study.Study,
  { judged, samples }: Pick<Sweep.Tried, "judged" | "samples">
): string => {
  const shares = goal.constraints.flatMap(({ kind }, index) =>
    kind === "chance" ? [judged.kept[index]?.found ?? 0] : []
  )
  const runs = samples.length
  const held =
    shares.length > 0
      ? `${Math.round(Math.min(...shares) * runs)} of ${runs} runs held`
      : judged.violation === 0
        ? "kept"
        : "broken"
  return `${held}; ${percent(judged.feasible, 2)} likely to hold`
}

/** The constraints that a trial misses, each with what it found. */
export const missed = (study: Study.Study, tried: Pick<Sweep.Tried, "judged">): string =>
  study.requirements
    .flatMap((requirement, index) =>
      tried.judged.kept[index]?.violation === 0
        ? []
        : [`${requirement} is wanted and ${keptText(study, tried, index)} was found`]
    )
    .join("; ")

/** A trial for a program. */
export const jsonOf = (study: Study.Study, tried: Sweep.Tried) => ({
  trial: tried.trial,
  settings: settingsOf(study, tried.point),
  objectives: Object.fromEntries(
    study.goal.objectives.map((_, objective) => [
      objectiveName(study, objective),
      { ...estimateOf(study, tried, objective), unit: unitOf(study, objective) }
    ])
  ),
  constraints: study.requirements.map((requirement, index) => ({
    requirement,
    found: tried.judged.kept[index]?.found ?? null,
    kept: tried.judged.kept[index]?.violation === 0,
    probability: tried.judged.kept[index]?.probability ?? 0
  })),
  feasible: tried.judged.violation === 0,
  probability_feasible: tried.judged.feasible
})

/** Where the text goes. */
export const look = (): Look => {
  const surface = stdout()
  return { columns: Math.min(surface.columns, 110), alphabet: surface.alphabet, theme: themeOf(surface) }
}

/** A page: its title, what was found, what that rests on, what there is to know beside it, and where the files are. */
export const page = (
  { name, notes, study }: { readonly name: string; readonly notes: ReadonlyArray<string>; readonly study: Study.Study },
  { basis, found, out }: { readonly basis: string; readonly found: ReadonlyArray<string>; readonly out: string },
  look: Look
): string =>
  [
    look.theme.title(`${name}: ${study.base.scenario.name}`),
    "",
    ...found,
    "",
    ...paragraph(basis, look).map(look.theme.muted),
    ...notes.flatMap((note) => paragraph(note, look)),
    `Results: ${out}`
  ].join("\n")

/** Parts with an empty line between them; empty ones are left out. */
export const apart = (parts: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> =>
  parts.filter(({ length }) => length > 0).flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]))

/** What the constraints want. */
export const wanted = ({ requirements }: Study.Study, look: Look): ReadonlyArray<string> =>
  requirements.length === 0 ? [] : paragraph(`Wanted: ${requirements.join("; ")}.`, look)

/** A paragraph as lines. */
export const paragraph = (text: string, { columns }: Look): ReadonlyArray<string> =>
  wrapped(text.trim().replaceAll(/\s+/g, " "), columns)
