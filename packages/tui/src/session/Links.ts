/** The ways to a simulator: in a thread of its own, or in this one. */
import { Worker } from "node:worker_threads"
import type { FromSimulator } from "./Frame.ts"
import type { Link } from "./Session.ts"
import { Simulator } from "./Simulator.ts"

/** The built worker beside the program, or its source when that is what runs. */
const workerModule = (): URL =>
  new URL(import.meta.url.endsWith(".ts") ? "../watch-worker.ts" : "./watch-worker.js", import.meta.url)

/** A simulator in a thread of its own. */
export const inWorker = (): Link => {
  const worker = new Worker(workerModule())
  // a thread that cannot even start says so before anybody listens
  const early: Array<FromSimulator> = []
  let hear: (message: FromSimulator) => void = (message) => void early.push(message)
  worker.on("message", (message: FromSimulator) => hear(message))
  worker.on("error", (error) => {
    const [message, stack] = error instanceof Error ? [error.message, error.stack ?? ""] : [String(error), ""]
    hear({ kind: "failed", message, stack })
  })
  return {
    post: (message) => worker.postMessage(message),
    listen: (listener) => {
      hear = listener
      if (early.length > 0) setImmediate(() => early.splice(0).forEach(listener))
    },
    close: () => worker.terminate().then(() => undefined)
  }
}

/** A simulator in this thread, that works when it is told to: for pipes and tests. `clock` is the wall clock, ms. */
export const inProcess = (clock: () => number): Link & { readonly simulator: Simulator } => {
  let hear: (message: FromSimulator) => void = () => {}
  const simulator = new Simulator({ clock, post: (message) => hear(message) })
  return {
    simulator,
    post: (message) => simulator.receive(message),
    listen: (listener) => {
      hear = listener
    },
    close: () => {}
  }
}
