import { Cause, Effect, Exit, Schema } from "effect"
import { CliError } from "effect/cli"
import { describe, expect, it } from "vitest"
import { outcomeOf } from "../../packages/tui/src/cli/exit.ts"

class ScenarioError extends Schema.TaggedError<ScenarioError>()("ScenarioError", { problems: Schema.String }) {
  override get message(): string {
    return this.problems
  }
}
class RunError extends Schema.TaggedError<RunError>()("RunError", {}) {
  override get message(): string {
    return "the network had no supply left"
  }
}

describe("outcomeOf", () => {
  it("ends with 0 and in silence when done", () => {
    expect(outcomeOf(Exit.succeed(1))).toEqual({ code: 0, text: "" })
  })

  it("ends with 1 when the run failed, and with 2 when the input is wrong", () => {
    expect(outcomeOf(Exit.fail(new RunError()))).toEqual({ code: 1, text: "lode: the network had no supply left" })
    expect(outcomeOf(Exit.fail(new ScenarioError({ problems: "no such file" })))).toEqual({
      code: 2,
      text: "lode: no such file"
    })
    expect(outcomeOf(Exit.fail({ exitCode: 2, message: "sorted the wrong way" })).code).toBe(2)
  })

  it("leaves a report of many lines as it is", () => {
    const problems = "a.yaml:3:5: unknown key\na.yaml:9:1: not a duration"
    expect(outcomeOf(Exit.fail(new ScenarioError({ problems }))).text).toBe(problems)
  })

  it("ends with 130 when interrupted", () => {
    expect(outcomeOf(Exit.interrupt(1))).toEqual({ code: 130, text: "" })
  })

  it("ends with 2 for wrong flags and 0 for help, which are printed elsewhere", () => {
    const missing = new CliError.MissingArgument({ argument: "scenario" })
    expect(outcomeOf(Exit.fail(new CliError.ShowHelp({ commandPath: ["lode"], errors: [missing] })))).toEqual({
      code: 2,
      text: ""
    })
    expect(outcomeOf(Exit.fail(new CliError.ShowHelp({ commandPath: ["lode"], errors: [] }))).code).toBe(0)
  })

  it("says one line about a fault of its own, and shows the stack only when asked", () => {
    const exit = Effect.runSyncExit(Effect.sync(() => Reflect.get(Object(undefined), "x").y))
    const { code, text } = outcomeOf(exit)
    expect(code).toBe(1)
    expect(text).toMatch(/^lode: internal error: Cannot read .*LODE_DEBUG=1/)
    expect(text).not.toContain("\n")
    expect(outcomeOf(exit, true).text).toMatch(/\n\s+at /)
  })

  it("takes an error for the user that was thrown in the run loop for what it is", () => {
    expect(outcomeOf(Exit.die(new ScenarioError({ problems: "no room left" })))).toEqual({
      code: 2,
      text: "lode: no room left"
    })
  })

  it("reports each of several failures once", () => {
    const cause = Cause.combine(Cause.fail(new RunError()), Cause.combine(Cause.fail(new RunError()), Cause.fail("x")))
    expect(outcomeOf(Exit.failCause(cause)).text).toBe("lode: the network had no supply left\nlode: x")
  })
})
