/** The work of `lode verify`: runs the checks, prints a table, fails when a check does. */
import { ReferenceRun, Verify } from "@lode/sim"
import { Effect } from "effect"
import type { Look } from "../charts/Theme.ts"
import { number } from "../text/format.ts"
import { print, printJson, stdout, themeOf } from "./output.ts"
import * as Progress from "./progress.ts"
import { table } from "./table.ts"
import { UsageError } from "./usage.ts"
import { VerificationFailed } from "./verify-error.ts"

export interface Input {
  readonly seed: number
  readonly json: boolean
}

/** A value with as many digits as its tolerance lets it have. */
const shown = (value: number | string, tolerance: number | null): string => {
  if (typeof value === "string") return value
  if (tolerance === null || tolerance === 0 || value === 0) return number(value, 4)
  const digits = Math.ceil(Math.log10(Math.abs(value) / tolerance)) + 2
  return number(value, Math.min(12, Math.max(3, digits)))
}

/** The results as a table with a sentence under it. Pure. */
export const text = (results: ReadonlyArray<Verify.CheckResult>, look: Look): string => {
  const rows = results.map(({ expected, found, name, passed, tolerance }) => [
    passed ? { text: "ok", style: look.theme.good } : { text: "FAILED", style: look.theme.bad },
    name,
    shown(expected, tolerance),
    shown(found, tolerance),
    tolerance === null ? "" : number(tolerance, 2)
  ])
  const columns = [
    { header: "" },
    { header: "check" },
    { header: "expected", align: "right" },
    { header: "found", align: "right" },
    { header: "± allowed", align: "right" }
  ] as const
  const failed = results.filter(({ passed }) => !passed)
  const notes = failed.map(({ name, note }) => `${name}: ${note}`)
  const sentence =
    failed.length === 0
      ? `All ${results.length} checks passed on this machine.`
      : `${failed.length} of ${results.length} checks failed on this machine.`
  return [table(columns, rows, look), "", ...notes, sentence].join("\n")
}

/** Runs the checks against theory and then the given ones. */
export const verifyWith =
  (
    more: (seed: number) => ReadonlyArray<Verify.Check>,
    theory: (seed: number) => ReadonlyArray<Verify.Check> = Verify.queueChecks
  ) =>
  ({ json, seed }: Input): Effect.Effect<void, VerificationFailed | UsageError> =>
    Effect.gen(function* () {
      if (seed < 0) return yield* new UsageError({ message: `--seed: a seed is a whole number from 0, not ${seed}` })
      const progress = yield* Progress.make({ label: "verifying", unit: "steps", total: undefined })
      const steps = Verify.runAll([...theory(seed), ...more(seed)])
      let step = steps.next()
      for (let done = 1; step.done !== true; done++) {
        progress.report(done)
        // Ctrl-C is heard here.
        yield* Effect.yieldNow
        step = steps.next()
      }
      const results = step.value
      const surface = stdout()
      yield* json
        ? printJson(results)
        : print(text(results, { columns: surface.columns, alphabet: surface.alphabet, theme: themeOf(surface) }))
      const failed = results.filter(({ passed }) => !passed).map(({ name }) => name)
      if (failed.length > 0) return yield* new VerificationFailed({ failed, checks: results.length })
    }).pipe(Effect.scoped)

const platform = `${process.platform} ${process.arch}, Node ${process.versions.node}`

export const verify = verifyWith(() => [ReferenceRun.referenceCheck(platform)])
