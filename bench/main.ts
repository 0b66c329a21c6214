/** Measures how fast the engine is, as ratios within one run wherever there is something to compare with.
 *
 *     npx pnpm@12 bench [NAME…] [--json]
 *
 * To add an entry: a file that exports an `Entry`, and a line in `entries`. Nothing here is asserted in tests: figures belong to a machine. */
import { parseArgs } from "node:util"
import type { Entry, Row } from "./Entry.ts"

/** By name, loaded when asked for. */
const entries: Readonly<Record<string, () => Promise<Entry>>> = {
  "pending-events": async () => (await import("./pending-events.ts")).pendingEvents,
  mm100: async () => (await import("./mm100.ts")).mm100,
  "trace-replay": async () => (await import("./Programs.ts")).traceReplay,
  replications: async () => (await import("./Programs.ts")).replications,
  network: async () => (await import("./network.ts")).network,
  "training-run": async () => (await import("./training-run.ts")).trainingRun,
  study: async () => (await import("./study.ts")).studyTrials,
  "start-up": async () => (await import("./start-up.ts")).startUp,
  watch: async () => (await import("./watch.ts")).watch,
  "training-bandwidth": async () => (await import("./training-bandwidth.ts")).trainingBandwidth,
  tuning: async () => (await import("./tuning.ts")).tuning,
  "training-market": async () => (await import("./training-market.ts")).trainingMarket,
  yuma: async () => (await import("./yuma.ts")).yuma
}

const figure = (value: number): string =>
  value >= 1e6 ? `${(value / 1e6).toFixed(2)} million` : Number(value.toPrecision(3)).toLocaleString("en")

const line = (row: Row): string => {
  const against = row.reference === undefined ? "" : `, ${row.reference.name} ${figure(row.reference.value)}`
  const ratio = row.ratio === undefined ? "" : `: ${row.ratio.toFixed(2)} times`
  return `  ${row.case.padEnd(40)} ${figure(row.value)} ${row.unit}${against}${ratio}${row.target === undefined ? "" : `  (target ${row.target})`}`
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false } }
})
const unknown = positionals.filter((name) => !Object.hasOwn(entries, name))
if (unknown.length > 0) {
  console.error(`No such entry: ${unknown.join(", ")}. There are: ${Object.keys(entries).join(", ")}`)
  process.exit(2)
}

const results: Array<Row & { readonly entry: string }> = []
for (const [name, load] of Object.entries(entries)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const entry = await load()
  if (!values.json) console.log(`${entry.name}: ${entry.what}`)
  const rows = await entry.run()
  results.push(...rows.map((row) => ({ entry: entry.name, ...row })))
  if (!values.json) console.log(`${rows.map(line).join("\n")}\n`)
}
if (values.json) console.log(JSON.stringify(results, null, 2))
