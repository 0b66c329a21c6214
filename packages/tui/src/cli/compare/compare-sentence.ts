/** Who is better where, in plain sentences. */
import type { Compare } from "@lode/sim"
import type { LeftOpen } from "./compare-left-open.ts"
import { quantity } from "../../text/format.ts"

/** A metric that was compared, under the name of its pair. */
export interface Line {
  readonly name: string
  readonly better: "higher" | "lower" | undefined
  readonly difference: Compare.Difference
  /** What the laws of loss leave open about the second side; left out: nothing. */
  readonly open?: LeftOpen
}

/** Differences with the names and the good ways of their pairs. */
export const linesOf = (
  pairs: ReadonlyArray<Compare.Pair>,
  differences: ReadonlyArray<Compare.Difference>,
  leftOpen: ReadonlyMap<string, LeftOpen> = new Map()
): ReadonlyArray<Line> =>
  pairs.flatMap(({ name, second }, index) => {
    const difference = differences[index]
    const open = leftOpen.get(name)
    if (difference === undefined) return []
    return [{ name, better: second.metric.better, difference, ...(open === undefined ? {} : { open }) }]
  })

/** What a reader asks of any comparison, after the metrics that the scenario names. */
const asked = [
  "turnaround_mean",
  "training_run_mean",
  "run_mean",
  "wait_mean",
  "paid_per_job",
  "usd_per_effective_exaflop",
  "energy_per_job",
  "compute_utilisation",
  "wasted_share",
  "completion"
]

interface Words {
  readonly noun: string
  readonly more: string
  readonly less: string
}

const words: Readonly<Record<string, Words>> = {
  turnaround_mean: {
    noun: "time from request to completion",
    more: "slower from request to completion",
    less: "faster from request to completion"
  },
  run_mean: {
    noun: "time from start to completion",
    more: "slower from start to completion",
    less: "faster from start to completion"
  },
  training_run_mean: { noun: "training time", more: "slower in training", less: "faster in training" },
  wait_mean: { noun: "waiting", more: "slower to start jobs", less: "quicker to start jobs" },
  paid_per_job: { noun: "cost per job", more: "dearer per job", less: "cheaper per job" },
  price: { noun: "price", more: "dearer per GPU-hour", less: "cheaper per GPU-hour" },
  usd_per_effective_exaflop: {
    noun: "cost per effective exaFLOP",
    more: "dearer per effective exaFLOP",
    less: "cheaper per effective exaFLOP"
  },
  energy_per_job: {
    noun: "energy per job",
    more: "more wasteful of energy per job",
    less: "more sparing with energy per job"
  },
  compute_utilisation: {
    noun: "keeping GPUs computing",
    more: "better at keeping GPUs computing",
    less: "worse at keeping GPUs computing"
  },
  completion: { noun: "completion", more: "better at completing jobs", less: "worse at completing jobs" }
}

/** `A, B and C`. */
const listed = (items: ReadonlyArray<string>): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`

/** The words of a metric, also of that of one class of jobs: `small.run_mean`. */
const wordsOf = (name: string): Words | undefined => {
  const [, jobs, metric = ""] = /^(.+)\.(\w+)$/.exec(name) ?? []
  const known = words[metric]
  if (jobs === undefined || known === undefined) return words[name]
  const { less, more, noun } = known
  return { noun: `${noun} of ${jobs}`, more: `${more} for ${jobs}`, less: `${less} for ${jobs}` }
}

/** A metric that has no words of its own, spelled out: `stalled_gpu_hours` → `stalled GPU-hours`. */
const spelledOut = (name: string): string =>
  name
    .replaceAll(/gpu_hour/g, "GPU-hour")
    .replaceAll(/gpu/g, "GPU")
    .replaceAll(/usd/g, "USD")
    .replaceAll("_", " ")

const nounOf = ({ name }: Line): string => wordsOf(name)?.noun ?? spelledOut(name)

/** What moved in one way: metrics that have a word of their own by that word, the others by their names spelled out. */
const phrases = (lines: ReadonlyArray<Line>, way: string): string => {
  const own = lines.flatMap(({ difference, name }) => {
    const known = wordsOf(name)
    if (known === undefined) return []
    return [`${(difference.difference ?? 0) > 0 ? known.more : known.less} ${amount(difference)}`]
  })
  const others = lines
    .filter(({ name }) => wordsOf(name) === undefined)
    .map(({ difference, name }) => `${spelledOut(name)} ${amount(difference)}`)
  return listed([...own, ...(others.length === 0 ? [] : [`${way} in ${listed(others)}`])])
}

/** A half-width below this part of what is said would only make the figure long: three digits stand for it. */
export const worthSaying = 0.005

/** The figure with its half-width, as far as that is worth a word. */
const told = (value: number, unit: string, half: number | undefined): string =>
  quantity(value, unit, half !== undefined && half > worthSaying * value ? half : undefined)

/** By how much: `by` percentage points of a share, `(3.1 times)` what the first side has from two on, else `by` percent of it, or `by` its own unit where that is zero. */
export const amount = ({ difference, first, half_width, relative, second, unit }: Compare.Difference): string => {
  const size = Math.abs(difference ?? Number.NaN)
  const half = half_width ?? undefined
  if (unit === "share") return `by ${told(size, unit, half).replace(/%$/, "")} percentage points`
  if (first === null || second === null || relative === null) return `by ${told(size, unit, half)}`
  const halfRelative = half === undefined ? undefined : half / Math.abs(first)
  if (first > 0 && second >= 2 * first) return `(${told(second / first, "", halfRelative)} times)`
  return `by ${told(Math.abs(relative), "share", halfRelative)}`
}

export type Verdict = "better" | "worse" | "higher" | "lower" | "same" | "unclear" | "open"

/** Whether more of it is good news for the second side, bad news, or neither: `unclear` where luck hides it, `open` where the laws of loss could turn it round. */
export const verdictOf = (line: Line): Verdict => {
  const { better, difference } = line
  const { difference: change, excludes_zero } = difference
  if (change === 0 && (difference.half_width ?? 0) === 0) return "same"
  if (change === null || excludes_zero !== true) return "unclear"
  if (couldTurn(line)) return "open"
  const higher = change > 0
  if (better === undefined) return higher ? "higher" : "lower"
  return higher === (better === "higher") ? "better" : "worse"
}

/** Whether the difference could be none, or the other way, within what the laws of loss leave open. */
const couldTurn = ({ difference, open }: Line): boolean => {
  const { difference: change, first, half_width, second } = difference
  if (open === undefined || change === null || first === null || second === null) return false
  const end = second * (change > 0 ? open.low : open.high) - first
  return Math.sign(end) !== Math.sign(change) || Math.abs(end) <= (half_width ?? 0)
}

/** Whether two metrics say the same under two names. */
export const isSame = ({ difference: one }: Line, { difference: other }: Line): boolean =>
  one.unit === other.unit && one.first === other.first && one.second === other.second && one.difference !== 0

/** One sentence. `opening` names the second side; `named` are metrics that it must speak of, if they could be compared. */
export const sentence = (opening: string, lines: ReadonlyArray<Line>, named: ReadonlyArray<string>): string => {
  const spoken: Array<Line> = []
  for (const name of new Set([...named, ...asked])) {
    const line = lines.find((candidate) => candidate.name === name)
    if (line === undefined || line.difference.difference === null) continue
    // Where all jobs are training jobs their time is that of all jobs: once is enough.
    if (named.includes(name) || !spoken.some((other) => isSame(other, line))) spoken.push(line)
  }
  const of = (...verdicts: ReadonlyArray<string>) => spoken.filter((line) => verdicts.includes(verdictOf(line)))
  const nouns = (those: ReadonlyArray<Line>) => listed(those.map(nounOf))
  if (spoken.length === 0) return `${opening} has no metric in common that could be compared.`
  if (spoken.every(({ difference }) => difference.excludes_zero === null)) {
    return `${opening} cannot be told from luck by one replication; with more there are intervals (--replications 10).`
  }
  const [good, bad, neither, open, same, unclear] = [
    of("better"),
    of("worse"),
    of("higher", "lower"),
    of("open"),
    of("same"),
    of("unclear")
  ]
  const moved = [phrases(good, "better"), phrases(bad, "worse")].filter((part) => part !== "").join(", but ")
  const clauses = [
    ...(moved === "" ? [] : [`is ${moved}`]),
    ...(["higher", "lower"] as const).flatMap((way) => {
      const those = neither.filter((line) => verdictOf(line) === way)
      return those.length === 0 ? [] : [`is ${phrases(those, way)}`]
    }),
    ...(open.length === 0
      ? []
      : [`is, by an estimate that the laws of loss could turn round, ${phrases(open, "different")}`]),
    ...(same.length === 0 ? [] : [`is the same in ${nouns(same)}`])
  ]
  const doubt = unclear.length === 0 ? "" : `no difference can be told in ${nouns(unclear)}`
  if (clauses.length === 0) return `${opening} cannot be told apart: ${doubt}.`
  return `${opening} ${clauses.join("; it ")}${doubt === "" ? "" : `; ${doubt}`}.`
}
