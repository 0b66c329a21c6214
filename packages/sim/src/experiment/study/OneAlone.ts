/** One provider that stands alone: a member of a cohort that leaves it, otherwise alike, so that its own figures can be turned and its profit seen. */
import * as Path from "../../scenario/Path.ts"
import type { Scenario } from "../../scenario/Language.ts"
import type { MetricDefinition } from "../MetricDefinition.ts"
import { providerColumns, type Row } from "../RunRows.ts"
import { type Point, type Space, valueAt } from "../tuning/Space.ts"
import type { Dial } from "./Dial.ts"

type Cohort = Scenario["supply"]["cohorts"][string]

/** What a study lets one provider do. */
export interface Attack {
  readonly cohort: string
  /** Paths are those of the provider that stands alone. */
  readonly knobs: ReadonlyArray<Dial>
  /** By knob, what its cohort has there, for readers; `null` where that is no single figure. */
  readonly honest: ReadonlyArray<string | null>
  /** Among how many names it may split its GPUs, evenly: 1, and further divisors of their number where the study lets it pretend to be several. */
  readonly identities: ReadonlyArray<number>
}

/** What a search turns: the knobs, then the number of names where there is a choice. */
export const spaceOf = ({ identities, knobs }: Attack): Space =>
  identities.length < 2
    ? knobs.map(({ knob }) => knob)
    : [...knobs.map(({ knob }) => knob), { kind: "choice", path: "identities", choices: identities }]

/** Names that it goes by at a point of that space; one where it plays like the others. */
export const identitiesAt = (attack: Attack, point: Point | null): number => {
  const knob = spaceOf(attack)[attack.knobs.length]
  const position = point?.[attack.knobs.length]
  return knob === undefined || position === undefined ? 1 : Number(valueAt(knob, position))
}

/** Among how many names the GPUs of a member can be split evenly; one where their number is drawn for each member. */
export const namesFor = ({ gpus }: Cohort, most: number): ReadonlyArray<number> =>
  typeof gpus === "number"
    ? Array.from({ length: Math.max(1, Math.min(gpus, most)) }, (_, index) => index + 1).filter(
        (names) => gpus % names === 0
      )
    : [1]

/** The cohort of the provider that stands alone. */
export const alone = "self-interested"

/** The path of a key of the provider that stands alone, or of the cohort that it comes from. */
export const pathIn = (cohort: string, key: string): string => `${Path.format(["supply", "cohorts", cohort])}.${key}`

/** A scenario as written, with one member of a cohort standing alone under so many names, which have its GPUs between them; `scenario` is the same one decoded. */
export const withOneAlone = (tree: unknown, scenario: Scenario, cohort: string, names = 1): unknown => {
  const found = scenario.supply.cohorts[cohort]
  const supply = Path.lookup(tree, ["supply"])
  const cohorts = Path.lookup(supply, ["cohorts"])
  const written = Path.lookup(cohorts, [cohort])
  if (found === undefined || !Path.isRecord(tree) || !Path.isRecord(supply) || !Path.isRecord(cohorts)) return tree
  if (!Path.isRecord(written)) return tree
  const rest = { ...written, count: Math.max(0, found.count - 1), potential: Math.max(0, found.potential - 1) }
  const split = names === 1 || typeof found.gpus !== "number" ? {} : { gpus: found.gpus / names }
  const one = { ...written, count: names, potential: names, ...split }
  return { ...tree, supply: { ...supply, cohorts: { ...cohorts, [cohort]: rest, [alone]: one } } }
}

/** Profit of the provider that stands alone, USD. */
export const profit: MetricDefinition = {
  name: "attacker_profit_usd",
  unit: "USD",
  description: "profit of the one provider that searches its best response",
  kind: "mean",
  better: "higher"
}

const [nameAt, profitAt] = [providerColumns.indexOf("provider"), providerColumns.indexOf("profit_usd")]

/** That profit, from the rows of providers of a run: of all its stays. */
export const profitOf = (providers: ReadonlyArray<Row>): number =>
  providers.reduce(
    (sum, row) => (String(row[nameAt]).startsWith(`${alone}-`) ? sum + Number(row[profitAt] ?? 0) : sum),
    0
  )
