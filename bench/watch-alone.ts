/** A run in a thread of its own with nobody who watches: gives events a second. */
import type { LaneOrder } from "../packages/tui/src/session/Wish.ts"
import { Run } from "@lode/sim"
import { widenInlining } from "@lode/sim/worker"
import { parentPort } from "node:worker_threads"

widenInlining()
parentPort?.on("message", ({ inputs, scenario }: LaneOrder) => {
  const run = Run.make(scenario, { inputs })
  const begun = performance.now()
  run.finish()
  parentPort?.postMessage(run.world.simulation.handled / ((performance.now() - begun) / 1000))
})
