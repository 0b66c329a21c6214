import type { Verify } from "@lode/sim"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { none } from "../../packages/tui/src/charts/Theme.ts"
import { text, verifyWith } from "../../packages/tui/src/cli/verify-handler.ts"

const results: ReadonlyArray<Verify.CheckResult> = [
  { name: "M/M/1: mean wait, s", passed: true, expected: 4, found: 3.95781, tolerance: 0.176, note: "ρ / (μ − λ)" },
  { name: "digest", passed: false, expected: "a1b2", found: "ffff", tolerance: null, note: "the reference run" }
]
const look = { columns: 80, alphabet: "ascii", theme: none } as const

describe("lode verify", () => {
  it("shows each check with as many digits as its tolerance is worth", () => {
    expect(text(results, look)).toMatchInlineSnapshot(`
      "        check                expected  found  ± allowed
      ok      M/M/1: mean wait, s         4  3.958       0.18
      FAILED  digest                   a1b2   ffff

      digest: the reference run
      1 of 2 checks failed on this machine."
    `)
    expect(text(results.slice(0, 1), look)).toContain("All 1 checks passed on this machine.")
  })

  it("fails with the names of the checks that failed", async () => {
    const broken: Verify.Check = {
      name: "digest",
      run: function* () {
        yield
        return results.slice(1)
      }
    }
    const error = await Effect.runPromise(
      Effect.flip(
        verifyWith(
          () => [broken],
          () => []
        )({ seed: 1, json: true })
      )
    )
    expect(error._tag).toBe("VerificationFailed")
    expect(error.message).toBe("1 of 1 checks failed on this machine: digest")
  })

  it("refuses a seed below zero", async () => {
    const error = await Effect.runPromise(Effect.flip(verifyWith(() => [])({ seed: -1, json: false })))
    expect(error._tag).toBe("UsageError")
  })
})
