/** The thread that simulates for `lode watch`: hears messages between slices, works in between. Imports the engine and nothing of the screen. */
import { parentPort } from "node:worker_threads"
import { widenInlining } from "@lode/sim/worker"
import { Simulator } from "./session/Simulator.ts"
import type { ToSimulator } from "./session/Wish.ts"

const port = parentPort
if (port === null) throw new Error("the worker of lode watch was loaded outside a worker thread")

widenInlining()
const simulator = new Simulator({ clock: () => performance.now(), post: (message) => port.postMessage(message) })
let timer: NodeJS.Timeout | undefined
let soon: NodeJS.Immediate | undefined

const turn = (): void => {
  soon = undefined
  clearTimeout(timer)
  const wait = simulator.turn()
  if (wait === 0) soon = setImmediate(turn)
  else if (wait < Infinity) timer = setTimeout(turn, wait)
}

port.on("message", (message: ToSimulator) => {
  simulator.receive(message)
  soon ??= setImmediate(turn)
})
