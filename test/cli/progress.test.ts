import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import type { Surface } from "../../packages/tui/src/cli/output.ts"
import * as Progress from "../../packages/tui/src/cli/progress.ts"

const terminal: Surface = { live: true, colour: false, alphabet: "braille", columns: 60 }
const pipe: Surface = { ...terminal, live: false }
const clear = "\r\u001B[2K"

/** Everything that is written while `steps` reports are made, `millis` apart. */
const written = (surface: Surface, steps: number, millis: number): Promise<ReadonlyArray<string>> => {
  const texts: Array<string> = []
  const sink = { surface, write: (text: string) => void texts.push(text) }
  return Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const progress = yield* Progress.make({ label: "running", unit: "events", total: steps }, sink)
        for (let step = 1; step <= steps; step++) {
          yield* TestClock.adjust(millis)
          progress.report(step)
        }
      })
    ).pipe(Effect.provide(TestClock.layer()), Effect.as(texts))
  )
}

describe("progress", () => {
  it("tells share, rate and time left at a terminal", async () => {
    const texts = await written(terminal, 10, 1000)
    expect(texts[1]).toBe(`${clear}running: 20% of 10 events, 1 events/s, 8 s left`)
  })

  it("draws at most ten times a second", async () => {
    const texts = await written(terminal, 2000, 1)
    expect(texts.length).toBeLessThanOrEqual(21)
    expect(texts.length).toBeGreaterThan(10)
  })

  it("removes its line at the end", async () => {
    expect((await written(terminal, 10, 1000)).at(-1)).toBe(clear)
  })

  it("is not wider than the terminal", async () => {
    for (const text of await written({ ...terminal, columns: 20 }, 10, 1000)) {
      expect(text.replace(clear, "").length).toBeLessThan(20)
    }
  })

  it("says nothing about short work, at a terminal or elsewhere", async () => {
    expect(await written(terminal, 100, 3)).toEqual([])
    expect(await written(pipe, 100, 40)).toEqual([])
  })

  it("writes one plain line for each tenth of long work elsewhere", async () => {
    const texts = await written(pipe, 1000, 100)
    expect(texts).toHaveLength(10)
    expect(texts[0]).toBe("running: 10% of 1,000 events, 10 events/s, 1 min 30 s left\n")
  })
})
