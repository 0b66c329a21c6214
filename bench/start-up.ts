/** How long the built program takes as a whole process: help, and the smallest scenario. */
import { spawnSync } from "node:child_process"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Entry, median, type Row, withFolder } from "./Entry.ts"

const program = join(import.meta.dirname, "..", "packages", "tui", "dist", "lode.js")
const turns = 7

const smallest = `lode: 1
name: smallest
question: How long does it take to start?
horizon: { kind: terminating, length: 1 day }
clouds: { cloud: { fleets: [{ gpu_model: H100-SXM, region: us-east, gpus: 8, price: 2 USD/GPU-hour }] } }
demand: { jobs: { requests: { kind: users, users: 10, requests_per_user: 1 per day } } }
`

const seconds = (args: ReadonlyArray<string>): number => {
  const begun = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" })
  if (status !== 0) throw new Error(`lode ${args.join(" ")} failed: ${stderr}`)
  return (performance.now() - begun) / 1000
}

const measured = (what: string, target: string, args: ReadonlyArray<string>): Row => ({
  case: what,
  value: median(Array.from({ length: turns }, () => seconds(args))),
  unit: "s",
  target
})

export const startUp: Entry = {
  name: "start-up",
  what: "the built program as a whole process, median of seven",
  run: () =>
    withFolder((folder) => {
      if (!existsSync(program)) throw new Error("The program is not built yet: npx pnpm@12 build")
      const file = join(folder, "smallest.yaml")
      writeFileSync(file, smallest)
      return [
        measured("lode --version", "at most 0.25", ["--version"]),
        measured("lode --help", "at most 0.25", ["--help"]),
        measured("lode run, smallest scenario", "at most 0.6", ["run", file])
      ]
    })
}
