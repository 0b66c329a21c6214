/** What `lode sweep` prints: the best settings beside the scenario as it is, and what each knob does. */
import { type Study, Sweep } from "@lode/sim"
import { bars } from "../../charts/Bars.ts"
import type { Look } from "../../charts/Theme.ts"
import { count, percent, quantity } from "../../text/format.ts"
import * as Trial from "./study-report.ts"
import { table } from "../table.ts"
import { version } from "../version.ts"

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
    feasible: tried.filter(Sweep.isFeasible).length,
    sentence: sentence(found),
    start: tried.slice(0, 1).map((one) => Trial.jsonOf(study, one))[0],
    best: ranked.slice(0, mostRows).map((one) => Trial.jsonOf(study, one)),
    front: Sweep.frontOf(study, ranked).map((one) => Trial.jsonOf(study, one)),
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

/** The answer in a sentence: the best setting, or the nearest one when nothing keeps every constraint; of several objectives the ends of the front. */
export const sentence = ({ ranked, study, tried }: Found): string => {
  const [best] = ranked
  if (best === undefined) return "Nothing was tried."
  if (!Sweep.isFeasible(best))
    return `No setting of ${count(tried.length - 1)} keeps every constraint. The nearest is ${settings(study, best)}: ${Trial.missed(study, best)}.`
  const [start] = tried
  const against =
    start === undefined || start === best ? "" : `; the scenario as it is has ${Trial.objectivesText(study, start)}`
  const front = Sweep.frontOf(study, ranked)
  const last = front.at(-1)
  if (last === undefined || front.length < 2)
    return `Of ${count(tried.length - 1)} settings ${settings(study, best)} is best: ${Trial.objectivesText(study, best)}${against}.`
  return `Of ${count(tried.length - 1)} settings ${count(front.length)} are compromises of which none is better in everything, from ${settings(study, best)} (${Trial.objectivesText(study, best)}) to ${settings(study, last)} (${Trial.objectivesText(study, last)})${against}.`
}

const settings = (study: Study.Study, { point, trial }: Sweep.Tried): string =>
  trial === 0 ? "the scenario as it is" : Trial.settingsText(study, point)

const mostRows = 10

/** The text for a person. */
export const text = (found: Found, out: string): string => textAt(found, Trial.look(), out)

/** The same for any look. */
export const textAt = (found: Found, look: Look, out: string): string => {
  const { effects, study } = found
  const parts = [
    Trial.paragraph(sentence(found), look).map(look.theme.emphasis),
    Trial.wanted(study, look),
    [rows(found, look)],
    ...effects.map((own, objective) => effectLines(study, own, objective, look))
  ]
  return Trial.page(found, { found: Trial.apart(parts), basis: basis(found), out }, look)
}

/** The best settings, and the scenario as it is below them if it is none of them. */
const rows = ({ ranked, study, tried }: Found, look: Look): string => {
  const best = ranked.slice(0, mostRows)
  const [start] = tried
  const listed = start === undefined || best.includes(start) ? best : [...best, start]
  const front = Sweep.frontOf(study, ranked)
  const isConstrained = study.goal.constraints.length > 0
  return table(
    [
      { header: "trial", align: "right" },
      ...(front.length > 0 ? [{ header: "front" }] : []),
      ...Trial.columnsOf(study),
      ...(isConstrained ? [{ header: "constraints", align: "right" as const }] : [])
    ],
    listed.map((one) => [
      one.trial === 0 ? "as it is" : String(one.trial),
      ...(front.length > 0 ? [front.includes(one) ? "yes" : "no"] : []),
      ...Trial.cellsOf(study, one.point, one),
      ...(isConstrained ? [Trial.allHold(study, one)] : [])
    ]),
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
