/** The figures of a scenario that a command may change while it runs, and the shocks that make sense in it. */
import { Command, Language, Path, Quantity, type Scenario, Shape } from "@lode/sim"
import type { Knob, OfferedShock } from "./Frame.ts"

/** What one turns first comes first: the rules of networks, then prices of others, then how people behave. */
const order = ["networks", "clouds", "supply", "demand", ""]

/** All knobs that a scenario has, each with what it is now. */
export const knobsOf = (scenario: Scenario): ReadonlyArray<Knob> => {
  const root = Shape.make(Language.language.schema)
  const rank = (pattern: string): number => order.findIndex((group) => pattern.startsWith(group))
  return Command.knobs
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap((pattern) => expand(scenario, pattern.split(".")))
    .flatMap((path) => {
      const value = Path.lookup(scenario, path)
      const leaf = Shape.at(root, scenario, path)
      if (typeof value !== "number" || leaf?._tag !== "Leaf") return []
      return [{ path: Path.format(path), value, unit: unitOf(leaf.kind), description: leaf.description ?? "" }]
    })
}

/** The value of a knob as the scenario has it now; NaN when it is not there any more. */
export const valueOf = (scenario: Scenario, path: string): number => {
  const value = Path.lookup(scenario, Path.parse(path) ?? [])
  return typeof value === "number" ? value : Number.NaN
}

const expand = (scenario: Scenario, pattern: ReadonlyArray<string>): ReadonlyArray<Path.Path> =>
  pattern.reduce<ReadonlyArray<Path.Path>>(
    (paths, step) =>
      paths.flatMap((path) => {
        if (step !== "*") return [[...path, step]]
        const group = Path.lookup(scenario, path)
        return Path.isRecord(group) ? Object.keys(group).map((name) => [...path, name]) : []
      }),
    [[]]
  )

const isDimension = (kind: string): kind is Quantity.Dimension => Object.hasOwn(Quantity.dimensions, kind)

const unitOf = (kind: string): string => (isDimension(kind) ? Quantity.dimensions[kind].base : "")

/** The text of a value of a knob as a file would have it: reading it gives the very same number. */
export const written = (scenario: Scenario, path: string, value: number): string | number => {
  const leaf = Shape.at(Shape.make(Language.language.schema), scenario, Path.parse(path) ?? [])
  return leaf?._tag === "Leaf" && isDimension(leaf.kind) ? Quantity.format(leaf.kind, value) : value
}

const day = 86_400

/** The shocks that the screen offers in a scenario. */
export const shocksOf = (scenario: Scenario): ReadonlyArray<OfferedShock> => [
  ...(scenario.supply.miners === undefined
    ? []
    : [
        { label: "hash price halves", shock: { kind: "hash-price", factor: 0.5 } } as const,
        { label: "hash price doubles", shock: { kind: "hash-price", factor: 2 } } as const
      ]),
  ...Object.keys(scenario.clouds).map(
    (cloud) =>
      ({ label: `${cloud} cuts its prices by 30%`, shock: { kind: "cloud-price", cloud, factor: 0.7 } }) as const
  ),
  ...Object.entries(scenario.demand).flatMap(([name, { requests }]) =>
    requests.kind === "users"
      ? ([
          { label: `demand of ${name} doubles`, shock: { kind: "demand", class: name, factor: 2 } },
          { label: `demand of ${name} halves`, shock: { kind: "demand", class: name, factor: 0.5 } }
        ] as const)
      : []
  ),
  ...regionsOf(scenario).map(
    (region) => ({ label: `${region} fails for a day`, shock: { kind: "region-fails", region, lasts: day } }) as const
  )
]

/** Regions in which somebody stands by the scenario's word; where cohorts stand everywhere, those of the clouds and the first few. */
const regionsOf = (scenario: Scenario): ReadonlyArray<string> => [
  ...new Set([
    ...Object.values(scenario.clouds).flatMap(({ fleets }) => fleets.map(({ region }) => region)),
    ...Object.values(scenario.supply.cohorts).flatMap(({ regions }) =>
      regions.length === 0 ? ["us-east", "europe-west", "asia-northeast"] : regions
    )
  ])
]
