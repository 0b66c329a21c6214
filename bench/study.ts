/** How fast a study gets through its trials: a thousand of them of a small scenario (10,000 jobs each), and two threads against one.
 *
 * Runs are made as `lode sweep` makes them, kept in a folder on the disk. One thread and two take turns; of the ratios the median counts. What free cores would
 * give is told on a machine that serves others too by processor time: that of a run together over alone, and the part of it that is the main thread's, which
 * is a third one beside the two. */
import { Laboratory, Sweep } from "@lode/sim"
import type { Problem, Replicate, ScenarioTrial } from "@lode/sim"
import { StudyFile, StudyFolder, Workers } from "@lode/sim/node"
import { Effect, Result } from "effect"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Entry, median } from "./Entry.ts"

const scenario = `lode: 1
name: small
question: how fast?
horizon: { kind: terminating, length: 50 days }
networks: { network: {} }
clouds: { cloud: { fleets: [{ gpu_model: H100-SXM, region: us-east, gpus: 40, price: 3 USD/GPU-hour }] } }
supply:
  cohorts:
    owners:
      kind: data-centre
      count: 40
      gpu_model: H100-SXM
      asking: { kind: fixed, price: 2 USD/GPU-hour }
      cost: 1 USD/GPU-hour
demand:
  jobs:
    requests: { kind: users, users: 100, requests_per_user: 2 per day }
    gpus: 1
    patience: 1 h
`
const study = `lode: 1
scenario: small.yaml
knobs:
  gpus: { kind: range, path: "clouds.cloud.fleets[0].gpus", from: 5, to: 60 }
  price: { kind: range, path: "clouds.cloud.fleets[0].price", from: 1 USD/GPU-hour, to: 6 USD/GPU-hour, scale: log }
objectives: [{ metric: unmet_share, direction: minimise }]
budget: { trials: 1000, replications: 1 }
`
const worker = new URL("../packages/tui/src/worker.ts", import.meta.url)
const [warmUpTrials, pairTrials, pairs, wholeTrials] = [200, 500, 5, 1_000]

interface Turn {
  readonly seconds: number
  readonly processor: number
  /** The main thread's part of that. */
  readonly main: number
}

/** Runs the first points of a Sobol sequence on two pools in turns; a folder of its own each time, so that nothing is reused. */
const measure = Effect.fnUntraced(function* (folder: string) {
  const loaded = yield* StudyFile.load(join(folder, "study.yaml"))
  const pool = (size: number) =>
    Workers.pool<
      Replicate.Replication<ScenarioTrial.Assignment>,
      ScenarioTrial.RunOutcome,
      ReadonlyArray<ScenarioTrial.Row>
    >({ module: worker, size })
  let turns = 0
  const turn = (runner: Effect.Success<ReturnType<typeof pool>>, trials: number) =>
    Effect.scoped(
      Effect.gen(function* () {
        const store = yield* StudyFolder.open(join(folder, `${turns++}`), { engine: "bench" })
        const laboratory = new Laboratory.Laboratory<StudyFolder.StudyFolderError | Problem.ScenarioError>({
          study: loaded,
          runner,
          store,
          inputsOf: StudyFile.reader(loaded),
          warmUp: 0
        })
        const points = Result.getOrThrow(Sweep.pointsOf(loaded, "latin-hypercube", trials))
        const start = performance.now()
        const cpu = process.cpuUsage()
        const own = process.threadCpuUsage()
        yield* laboratory.samples(
          points.map((knobs) => ({ knobs, assumptions: null })),
          Laboratory.seedsOf(loaded.seed, 1)
        )
        const { system, user } = process.cpuUsage(cpu)
        const main = process.threadCpuUsage(own)
        const done: Turn = {
          seconds: (performance.now() - start) / 1_000,
          processor: (user + system) / 1e6,
          main: (main.user + main.system) / 1e6
        }
        return done
      })
    )
  const alone = yield* pool(1)
  const together = yield* pool(2)
  yield* turn(alone, warmUpTrials)
  yield* turn(together, warmUpTrials)
  const times: Array<readonly [Turn, Turn]> = []
  for (let pair = 0; pair < pairs; pair++)
    times.push([yield* turn(alone, pairTrials), yield* turn(together, pairTrials)])
  return { times, whole: yield* turn(together, wholeTrials) }
}, Effect.scoped)

export const studyTrials: Entry = {
  name: "study",
  what: "trials of a study of a small scenario (10,000 jobs a trial), kept on the disk",
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), "lode-bench-"))
    try {
      writeFileSync(join(folder, "small.yaml"), scenario)
      writeFileSync(join(folder, "study.yaml"), study)
      const { times, whole } = await Effect.runPromise(measure(folder))
      const perSecond = (of: (pair: readonly [Turn, Turn]) => Turn) =>
        pairTrials / median(times.map((pair) => of(pair).seconds))
      return [
        {
          case: `${wholeTrials} trials on two threads`,
          value: whole.seconds,
          unit: "s",
          target: "under 60 on two cores"
        },
        {
          case: "two threads",
          value: perSecond(([, two]) => two),
          unit: "trials/s",
          reference: { name: "one thread", value: perSecond(([one]) => one) },
          ratio: median(times.map(([one, two]) => one.seconds / two.seconds)),
          target: "at least 1.8 on two free cores"
        },
        {
          case: "processor time, two threads over one",
          value: median(times.map(([one, two]) => two.processor / one.processor)),
          unit: "times",
          target: "near 1"
        },
        {
          case: "main thread's part of it",
          value: (100 * whole.main) / whole.processor,
          unit: "%",
          target: "under 5"
        }
      ]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
