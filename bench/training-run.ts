/** How long it takes to simulate one long training run whose peers come and go, and how that grows with their number.
 *
 *     node bench/main.ts training-run
 *
 * Six weeks of rounds of about half an hour (H = 30 steps of 50 s, 70 s of exchange), peers of eight GPUs that stay for 12 hours and are away for 6 on average, fail as
 * Llama-3's GPUs did, and are each a tenth faster or slower in every round. Each run has a process of its own, whose processor time is told (the median of three) and
 * whose greatest resident memory.
 *
 * Targets: 10,000 peers below 5 s; ten times as many peers at most about ten times as long; memory that follows the peers, not the time. */
import { spawnSync } from "node:child_process"
import { TrainingRun } from "@lode/sim"
import { type Entry, median, type Row } from "./Entry.ts"

const day = 86_400

const setup = (peers: number, weeks: number, waits: boolean): TrainingRun.TrainingRunSetup => ({
  peers,
  gpusPerPeer: 8,
  stepSeconds: 50,
  innerSteps: 30,
  exchangeSeconds: 70,
  tokensPerStep: 393_216,
  waits,
  continuation: "elastic",
  failuresPerGpuHour: 1.97e-5,
  joinSeconds: 0,
  restartSeconds: 600,
  checkpoint: { every: 0, stall: 30 },
  churn: { stay: day / 2, away: day / 4 },
  straggle: 0.1,
  tokens: Infinity,
  horizon: weeks * 7 * day
})

/** Processor seconds, rounds and comings and goings of a run, and the resident memory, MB, of its process. */
const measure = (peers: number, weeks: number, waits: boolean) => {
  const args = [import.meta.filename, String(peers), String(weeks), waits ? "waits" : "islands"]
  const { status, stderr, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" })
  if (status !== 0) throw new Error(`a training run failed: ${stderr}`)
  const [seconds = Number.NaN, changes = Number.NaN, megabytes = Number.NaN] = stdout.trim().split(" ").map(Number)
  return { seconds, changes, megabytes }
}

const rows = (peers: number, weeks: number, waits: boolean, target?: string): ReadonlyArray<Row> => {
  const found = [1, 2, 3].map(() => measure(peers, weeks, waits))
  const what = `${peers.toLocaleString("en")} ${waits ? "peers" : "islands"}, ${weeks} weeks`
  return [
    {
      case: what,
      value: median(found.map((run) => run.seconds)),
      unit: "s",
      ...(target === undefined ? {} : { target })
    },
    { case: `${what}: comings and goings`, value: found[0]?.changes ?? Number.NaN, unit: "" },
    { case: `${what}: memory`, value: median(found.map((run) => run.megabytes)), unit: "MB" }
  ]
}

export const trainingRun: Entry = {
  name: "training-run",
  what: "one training run over peers that come and go",
  run: () => [
    ...rows(1_000, 6, true),
    ...rows(10_000, 6, true, "below 5 s"),
    ...rows(100_000, 6, true),
    ...rows(10_000, 24, true),
    ...rows(10_000, 6, false, "below 5 s")
  ]
}

if (import.meta.main) {
  const [peers, weeks, rule] = process.argv.slice(2)
  const run = setup(Number(peers), Number(weeks), rule === "waits")
  const start = process.cpuUsage()
  const { joins, leaves } = TrainingRun.run(run, 1)
  const { system, user } = process.cpuUsage(start)
  console.log(`${(user + system) / 1e6} ${joins + leaves} ${process.resourceUsage().maxRSS / 1_024}`)
}
