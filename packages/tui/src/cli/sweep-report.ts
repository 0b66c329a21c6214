/** What `lode sweep` prints: the best settings beside the scenario as it is, and what each knob does. */
import type { Study, Sweep } from "@lode/sim"
import { bars } from "../charts/Bars.ts"
import type { Look } from "../charts/Theme.ts"
import { count, percent, quantity } from "../text/format.ts"
import * as Trial from "./study-report.ts"
import { table } from "./table.ts"
import { version } from "./version.ts"

/** What a whole `lode sweep` found. */
export interface Found {
  readonly study: Study.Study
  readonly name: string
  readonly design: Sweep.Design
  /** In the order of their numbers; trial 0 is the scenario as it is. */
  readonly tried: ReadonlyArray<Sweep.Tried>
  /** The best first. */
  readonly ranked: ReadonlyArray<Sweep.Tried>
  /** By objective. */
  readonly effects: ReadonlyArray<ReadonlyArray<Sweep.Effect>>
  readonly notes: ReadonlyArray<string>
}

const isFeasible = ({ judged }: Sweep.Tried): boolean => judged.violation === 0

/** The machine's form. */
export const json = (found: Found) => {
  const { design, effects, name, notes, ranked, study, tried } = found
  return {
    study: name,
    scenario: study.base.scenario.name,
    design,
    trials: tried.length - 1,
    replications: study.budget.replications,
    worlds: study.goal.worlds.map((world) => world.name),
    seed: study.seed,
    feasible: tried.filter(isFeasible).length,
    sentence: sentence(found),
    start: tried.slice(0, 1).map((one) => Trial.jsonOf(study, one))[0],
    best: ranked.slice(0, mostRows).map((one) => Trial.jsonOf(study, one)),
    effects: Object.fromEntries(
      effects.map((own, objective) => [
        Trial.objectiveName(study, objective),
        own.map(({ knob, levels, share }) => ({
          knob,
          share,
          levels: levels.map(({ mean, text, trials }) => ({
            value: text,
            mean: Number.isNaN(mean) ? null : mean,
            trials
          }))
        }))
      ])
    ),
    notes,
    program: version
  }
}

/** The answer in a sentence: the best setting, or the nearest one when nothing keeps every constraint. */
export const sentence = ({ ranked, study, tried }: Found): string => {
  const [best] = ranked
  if (best === undefined) return "Nothing was tried."
  const of = (one: Sweep.Tried): string =>
    study.goal.objectives
      .map(
        (_, objective) =>
          `${Trial.objectiveName(study, objective)} ${Trial.shown(Trial.estimateOf(study, one, objective), Trial.unitOf(study, objective))}`
      )
      .join(" and ")
  const [start] = tried
  const against = start === undefined || start === best ? "" : `; the scenario as it is has ${of(start)}`
  if (isFeasible(best))
    return `Of ${count(tried.length - 1)} settings ${settings(study, best)} is best: ${of(best)}${against}.`
  return `No setting of ${count(tried.length - 1)} keeps every constraint. The nearest is ${settings(study, best)}: ${Trial.missed(study, best)}.`
}

const settings = (study: Study.Study, tried: Sweep.Tried): string => {
  if (tried.trial === 0) return "the scenario as it is"
  return Object.entries(Trial.settingsOf(study, tried.point))
    .map(([name, text]) => `${name} = ${text}`)
    .join(", ")
}

const mostRows = 10

/** The text for a person. */
export const text = (found: Found, out: string): string => textAt(found, Trial.look(), out)

/** The same for any look. */
export const textAt = (found: Found, look: Look, out: string): string => {
  const { effects, name, notes, study } = found
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
    ...effects.flatMap((own, objective) => ["", ...effectLines(study, own, objective, look)]),
    "",
    ...Trial.paragraph(basis(found), look).map(theme.muted),
    ...notes.flatMap((note) => Trial.paragraph(note, look)),
    `Results: ${out}`
  ].join("\n")
}

/** The best settings, and the scenario as it is below them if it is none of them. */
const rows = ({ ranked, study, tried }: Found, look: Look): string => {
  const best = ranked.slice(0, mostRows)
  const [start] = tried
  const listed = start === undefined || best.includes(start) ? best : [...best, start]
  const { goal, knobs } = study
  return table(
    [
      { header: "trial", align: "right" },
      ...knobs.map(({ name }) => ({ header: name, align: "right" as const })),
      ...goal.objectives.map((_, objective) => ({
        header: Trial.objectiveName(study, objective),
        align: "right" as const
      })),
      ...goal.constraints.map(({ metric }) => ({ header: metric.name, align: "right" as const })),
      ...(goal.constraints.length === 0 ? [] : [{ header: "all hold", align: "right" as const }])
    ],
    listed.map((one) => {
      const written = Trial.settingsOf(study, one.point)
      return [
        one.trial === 0 ? "as it is" : String(one.trial),
        ...knobs.map(({ name }) => written[name] ?? "-"),
        ...goal.objectives.map((_, objective) =>
          Trial.shown(Trial.estimateOf(study, one, objective), Trial.unitOf(study, objective))
        ),
        ...goal.constraints.map((_, index) => Trial.keptText(study, one, index)),
        ...(goal.constraints.length === 0 ? [] : [Trial.allHold(study, one)])
      ]
    }),
    look
  )
}

/** What each knob does to an objective: its share of the differences, then the objective along the knob. */
const effectLines = (
  study: Study.Study,
  effects: ReadonlyArray<Sweep.Effect>,
  objective: number,
  look: Look
): ReadonlyArray<string> => {
  const unit = Trial.unitOf(study, objective)
  const title = `What each knob does to ${Trial.objectiveName(study, objective)}, over all other settings`
  return [
    look.theme.title(title),
    ...effects.flatMap(({ knob, levels, share }) => [
      `${knob}: ${shareText(study, levels, share)}`,
      bars(
        levels.map(({ mean, text }) => ({ label: `  ${text}`, value: mean, text: quantity(mean, unit) })),
        look
      )
    ])
  ]
}

const shareText = ({ budget, knobs }: Study.Study, levels: Sweep.Effect["levels"], share: number | null): string => {
  if (share !== null) return `${percent(share, 2)} of the differences${knobs.length === 1 ? " (the rest is luck)" : ""}`
  const settings = levels.reduce((sum, { trials }) => sum + trials, 0)
  return knobs.length === 1 && budget.replications < 2
    ? "what of the differences is luck cannot be told from 1 replication"
    : `its share of the differences cannot be told from ${count(settings)} settings; give more --trials`
}

const basis = ({ design, study, tried }: Found): string => {
  const { budget, goal } = study
  const runs = (tried.length * budget.replications * goal.worlds.length).toLocaleString("en-US")
  const worlds = goal.worlds.length > 1 ? ` in ${goal.worlds.length} worlds` : ""
  return [
    `${count(tried.length - 1)} settings in a ${design === "grid" ? "grid" : design === "sobol" ? "Sobol sequence" : "Latin hypercube"}, ${budget.replications} replications each${worlds}: ${runs} runs, the same luck in all settings, seed ${study.seed}.`,
    "The best of many is partly the luckiest: lode tune scores its winner again on other seeds."
  ].join(" ")
}
