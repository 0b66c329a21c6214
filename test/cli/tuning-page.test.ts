/** The worked example of `docs/tuning.md`: its files and its commands, as a reader would copy them. */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { place } from "./study.ts"

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "tuning.md"), "utf8")
const { built, put, remove } = place()
afterAll(remove)
for (const [, name = "", text = ""] of page.matchAll(/^`([\w.]+\.yaml)`, .*?```yaml\n(.*?)```/gms)) put(name, text)

/** The commands of the example; those above it have no file of their own. */
const commands = [...page.matchAll(/^ {4}npx pnpm@12 lode (.+)$/gm)]
  .map(([, command = ""]) => command.split(" "))
  .filter((words) => words.includes("rewards.yaml"))
const run = (name: string) => {
  const { code, err, out } = built(...(commands.find(([first]) => first === name) ?? [name]))
  expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" })
  return out.replaceAll(/\s+/g, " ")
}

describe("the example of the page on tuning", { timeout: 300_000 }, () => {
  it("has the three commands", () => {
    expect(commands.map(([name]) => name)).toEqual(["sweep", "sensitivity", "tune"])
  })

  it("sweeps: emission matters, the fee does not", () => {
    expect(run("sweep")).toMatch(
      /What each knob does to unmet_share \(worst\), over all other settings emission: [5-9]\d% of the differences .* fee: \d(\.\d+)?% of the differences/
    )
  })

  it("finds that assumptions move the answer as emission does, and ranks none of them", () => {
    const said = run("sensitivity")
    expect(said).toMatch(
      /young-network (emission|costs|users), [^.]*cannot be told apart \(their intervals overlap\): /
    )
    expect(said).toMatch(/Of the assumptions (costs|users) \(.* cannot be told apart\./)
  })

  it("tunes: the winner pays what the constraint allows, which the scenario as it is breaks", () => {
    const said = run("tune")
    expect(said).toMatch(/The best setting found is emission = (1[5-9]|2[0-4])\d(\.\d+)? tokens\/day, fee = \d\.\d+%/)
    expect(said).toContain(
      "The scenario as it is misses a constraint: subsidy_per_gpu_hour <= 0.5 USD/GPU-hour is wanted and 0.6"
    )
  })

  it("has programs that print what they say", () => {
    const programs = [...page.matchAll(/^```ts\n(.*?)```/gms)].map(([, text = ""]) => text)
    expect(programs).toHaveLength(2)
    for (const program of programs) {
      const { stderr, stdout } = spawnSync(process.execPath, ["--input-type=module-typescript", "--eval", program], {
        cwd: join(import.meta.dirname, "..", ".."),
        encoding: "utf8"
      })
      const said = [...program.matchAll(/\/\/ => (.*)$/gm)].map(([, line]) => line)
      expect({ stderr, lines: stdout.trim().split("\n") }).toEqual({ stderr: "", lines: said })
    }
  })

  it("says everything that a study file may hold", () => {
    for (const key of [
      "scenario",
      "set",
      "knobs",
      "objectives",
      "constraints",
      "worlds",
      "assumptions",
      "budget",
      "seed"
    ]) {
      expect(page).toContain(`| \`${key}\` |`)
    }
  })
})
