/** What `lode compare` prints: the sides, the sentences, tables of differences, charts, and what it rests on. */
import type { Compare, MetricDefinition, ScenarioTrial, Summary } from "@lode/sim"
import { lineChart } from "../../charts/LineChart.ts"
import { wrapped } from "../../charts/Text.ts"
import type { Look } from "../../charts/Theme.ts"
import { chartOf, figures, shownOf } from "./compare-figures.ts"
import { type Line, sentence } from "./compare-sentence.ts"
import { classNote, classSentence, classTable, type ClassLine } from "./compare-classes.ts"
import { type Contest, isOfOneArm } from "./compare-sides.ts"
import { count, percent, quantity, timeAxis } from "../../text/format.ts"
import { stdout, themeOf } from "../output.ts"
import { version } from "../version.ts"

/** What a whole `lode compare` found. */
export interface Found {
  readonly contest: Contest
  /** By side and replication. */
  readonly runs: ReadonlyArray<ReadonlyArray<MetricDefinition.Measured>>
  readonly replications: number
  readonly seed: number
  readonly events: number
  readonly jobs: number
  /** By side: the series of replication 0. */
  readonly series: ReadonlyArray<ScenarioTrial.RunSeries>
  readonly lines: ReadonlyArray<Line>
  /** For arms: networks against clouds in the runs in which jobs choose. */
  readonly market: ReadonlyArray<Line>
  /** For arms: the classes of training jobs through both. */
  readonly classes: ReadonlyArray<ClassLine>
  /** Share of the GPU-hours that the network wins where jobs choose. */
  readonly share: Summary.SummaryLine | undefined
  readonly notes: ReadonlyArray<string>
}

/** The sentences: one for variants; for arms that of the technology and that of the market. */
export const sentences = ({ classes, contest, lines, market, share }: Found): ReadonlyArray<string> => {
  const common = contest.kind === "arms" ? withoutClasses(contest, lines) : lines
  const report = contest.report.filter((name) => common.some((line) => line.name === name))
  const main = sentence(contest.opening, common, report)
  if (contest.kind === "variants") return [main]
  const wins =
    share === undefined || share.mean === null
      ? "nothing"
      : quantity(share.mean, "share", share.half_width ?? undefined)
  const named = market.flatMap(({ better, name }) => (better === undefined ? [] : [name]))
  return [
    main,
    sentence(`Where jobs choose, the network takes ${wins} of the GPU-hours and`, market, named),
    ...(classes.length === 0 ? [] : [classSentence(classes)])
  ]
}

/** What is not the affair of one class of training jobs: those have a table of their own. */
const withoutClasses = ({ sides }: Contest, lines: ReadonlyArray<Line>): ReadonlyArray<Line> => {
  const classes = sides.flatMap(({ decoded }) => Object.keys(decoded.scenario.demand))
  return lines.filter(({ name }) => !classes.some((each) => name.startsWith(`${each}.`)))
}

/** Completion that differs by more than this makes the jobs of the two sides different ones. */
const sameJobs = 0.02

/** What the reader has to know beside the figures. */
const notesOf = ({ contest, lines, notes }: Found): ReadonlyArray<string> => {
  const done = lines.find(({ name }) => name === "completion")?.difference
  const [one, other] = contest.sides.map(({ role }) => role)
  if (done === undefined || done.first === null || done.second === null) return notes
  if (done.excludes_zero !== true || Math.abs(done.second - done.first) < sameJobs) return notes
  const completed = (share: number, role: string | undefined) => `${percent(share)} of the requests on ${role ?? ""}`
  return [
    `Figures per job are of the jobs that each side completed, and these were not the same: ${completed(done.first, one)}, ${completed(done.second, other)}.`,
    ...notes
  ]
}

/** With what the laws of loss leave open about the second side, where that is anything: `null` for without end. */
const differences = (lines: ReadonlyArray<Line>): Readonly<Record<string, Compare.Difference>> =>
  Object.fromEntries(lines.map((line) => [line.name, { ...line.difference, ...openOf(line) }]))

const openOf = ({ difference: { second }, open }: Line) => {
  if (open === undefined || second === null) return {}
  const end = (factor: number): number | null => (Number.isFinite(factor) ? factor * second : null)
  return { second_left_open: { low: end(open.low), high: end(open.high) } }
}

/** The machine's form. `differences` are `second − first`; for arms those of `technology`, where every job is forced through each arm.
 * `market` has what networks and clouds have both, in the runs in which jobs choose. */
export const json = (found: Found): Readonly<Record<string, unknown>> => {
  const { contest, lines, market, replications, seed, share } = found
  const said = sentences(found)
  return {
    comparison: contest.kind,
    variants: contest.sides.map(({ decoded, differs, file, role }) => ({
      name: role,
      scenario: decoded.scenario.name,
      file,
      differs
    })),
    replications,
    seed,
    sentences: said,
    notes: notesOf(found),
    program: version,
    differences: differences(lines),
    ...(contest.kind === "variants"
      ? {}
      : {
          technology: { first: "central", second: "network", sentence: said[0], differences: differences(lines) },
          classes: found.classes,
          market: {
            first: "central",
            second: "network",
            sentence: said[1],
            network_share: share ?? null,
            differences: differences(market)
          }
        })
  }
}

/** The text for a person, at the width of the terminal. */
export const text = (found: Found, out?: string): string => {
  const surface = stdout()
  return textAt(
    found,
    { columns: Math.min(surface.columns, 110), alphabet: surface.alphabet, theme: themeOf(surface) },
    out
  )
}

/** The same for any look. */
export const textAt = (found: Found, look: Look, out?: string): string => {
  const { contest, market } = found
  const { theme } = look
  const isArms = contest.kind === "arms"
  const lines = isArms ? withoutClasses(contest, found.lines).filter(({ name }) => !isOfOneArm(name)) : found.lines
  const [first, second] = contest.sides.map(({ role }) => role)
  const block = (title: string, said: string, shown: ReadonlyArray<Line>): ReadonlyArray<string> => [
    ...(title === "" ? [] : [theme.title(title), ""]),
    ...wrapped(said, look.columns).map(theme.emphasis),
    "",
    figures(shown, [first ?? "", second ?? ""], look),
    ...chartOf(shown, isArms ? "central" : "the first", look).flatMap((chart) => ["", chart])
  ]
  const [main = "", choosing = "", ofClasses = ""] = sentences(found)
  return [
    theme.title(heading(contest)),
    ...contest.sides.flatMap(({ differs, name, role }) =>
      wrapped(`${role}: ${isArms ? differs : [name, differs].filter((part) => part !== "").join(", ")}`, look.columns)
    ),
    "",
    ...block(isArms ? "The technology: every job forced through each arm" : "", main, shownOf(lines, contest.report)),
    ...(found.classes.length === 0 ? [] : ["", ...classBlock(found.classes, ofClasses, look)]),
    ...(isArms ? ["", ...block("The market: jobs choose between both", choosing, shownOf(market, []))] : []),
    ...courses(found, look).flatMap((chart) => ["", chart]),
    "",
    ...wrapped(basis(found), look.columns).map(theme.muted),
    ...notesOf(found).flatMap((note) => wrapped(note, look.columns)),
    ...(out === undefined ? [] : [`Results: ${out}`])
  ].join("\n")
}

const classBlock = (classes: ReadonlyArray<ClassLine>, said: string, look: Look): ReadonlyArray<string> => [
  look.theme.title("Training, class by class"),
  "",
  ...wrapped(said, look.columns).map(look.theme.emphasis),
  "",
  classTable(classes, look),
  "",
  ...wrapped(classNote(classes), look.columns).map(look.theme.muted)
]

const heading = ({ kind, sides }: Contest): string => {
  const names = [...new Set(sides.map(({ name }) => name))]
  if (kind === "arms") return `${names.join()}: central clouds against networks`
  return names.length === 1 ? `${names.join()}: two variants` : names.join(" against ")
}

const rowsOfChart = 9
const gauges = [
  { name: "jobs_running", title: "Jobs running", unit: "jobs" },
  { name: "jobs_waiting", title: "Jobs waiting", unit: "jobs" }
] as const

/** Gauges of all sides over each other, in their first replication. */
const courses = ({ contest, series }: Found, look: Look): ReadonlyArray<string> =>
  gauges.flatMap(({ name, title, unit }) => {
    const lines = series.map(({ names, time, values }, index) => ({
      name: contest.sides[index]?.role ?? "",
      x: time,
      values: Float64Array.from(time, (_, row) => values[row * names.length + names.indexOf(name)] ?? Number.NaN)
    }))
    const worth = lines.every(({ x }) => x.length > 2) && lines.some(({ values }) => values.some((value) => value > 0))
    const high = Math.max(...contest.sides.map(({ decoded }) => decoded.scenario.horizon.length))
    return worth
      ? [lineChart(lines, look, { rows: rowsOfChart, title, unit, x: { low: 0, high }, ...timeAxis(high) })]
      : []
  })

const basis = ({ contest, events, jobs, lines, replications, seed }: Found): string => {
  const told = lines.filter(({ difference }) => difference.excludes_zero !== null).length
  return [
    `${count(replications)} ${replications === 1 ? "replication" : "replications"} of ${contest.sides.length} runs each, the same luck in all of them, seed ${seed}: ${count(jobs)} jobs, ${count(events)} events.`,
    "corr.: how much of the luck the two sides shared (1: all of it). saved: how many more replications would have been needed had each side had its own luck.",
    ...(told === 0
      ? []
      : [
          `An interval misses the true difference once in twenty times: where many metrics are compared, a few seem to differ by chance alone.`
        ])
  ].join(" ")
}
