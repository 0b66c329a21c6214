/** The work of `lode watch`: load, then the screen; where there is no terminal the last frame as text, or frames as lines of JSON. */
import { type Decode, Language, Quantity, type Scenario } from "@lode/sim"
import { CommandFile, ScenarioFile } from "@lode/sim/node"
import { Effect, Option, type Scope } from "effect"
import { ansi, type Ground, type Look, onGround } from "../../charts/Theme.ts"
import { inWorker } from "../../session/Links.ts"
import type { Order, ScreenName } from "../../session/Wish.ts"
import * as Recording from "../../session/Recording.ts"
import { UnreadableFile } from "../../session/RecordingError.ts"
import { opened } from "../../session/Scene.ts"
import { instantOf } from "../../ui/answers.ts"
import { askGround } from "../../ui/ground.ts"
import { lensOf } from "../../ui/Controller.ts"
import type { Size } from "../../screens/Screen.ts"
import { stdout, themeOf } from "../output.ts"
import { readInputs } from "../run/run-handler.ts"
import { UsageError } from "../usage.ts"

/** The flags of `lode watch`. */
export interface Input {
  readonly scenario: string
  readonly against: Option.Option<string>
  readonly seed: Option.Option<number>
  readonly set: ReadonlyArray<string>
  readonly commands: Option.Option<string>
  readonly speed: Option.Option<string>
  readonly screen: ScreenName
  readonly record: Option.Option<string>
  readonly until: Option.Option<string>
  readonly svg: Option.Option<string>
  readonly size: Option.Option<string>
  readonly theme: Option.Option<"dark" | "light">
  readonly json: boolean
}

/** `lode watch` */
export const watch = (input: Input) => Effect.scoped(watchScoped(input))

const watchScoped = Effect.fnUntraced(function* (input: Input): Effect.fn.Return<void, unknown, Scope.Scope> {
  const isStill = input.json || Option.isSome(input.svg) || Option.isSome(input.size)
  const isLive = stdout().live && process.stdin.isTTY && !isStill
  const look = isLive ? yield* lookOf(input) : undefined
  if (Recording.isRecording(input.scenario)) return yield* played(input, look)
  if (look !== undefined) {
    // the thread starts and Ink is loaded while the scenario is read
    const link = yield* Effect.acquireRelease(Effect.sync(inWorker), (link) => Effect.promise(async () => link.close()))
    const loading = import("../../ui/screen.ts")
    const order = yield* orderOf(input, isLive)
    const until = yield* untilOf(input.until, lengthOf(order))
    const { screen } = yield* Effect.promise(() => loading)
    const record = Option.getOrUndefined(input.record)
    return yield* screen(order, link, { look: yield* look, screen: input.screen, record, until })
  }
  const still = yield* stillOf(input)
  const order = yield* orderOf(input, isLive)
  const until = yield* untilOf(input.until, lengthOf(order))
  const { printed } = yield* Effect.promise(() => import("./watch-print.ts"))
  return yield* printed(order, { ...still, until, record: Option.getOrUndefined(input.record) })
})

/** Characters and colours of the terminal. It is asked for its background while the scenario is read, and has been heard out before the program ends. */
const lookOf = ({ theme }: Input): Effect.Effect<Effect.Effect<Omit<Look, "columns">>, never, Scope.Scope> => {
  const surface = stdout()
  const drawn = themeOf(surface)
  const on = (ground: Ground) => ({ alphabet: surface.alphabet, theme: onGround(drawn, ground) })
  if (Option.isSome(theme)) return Effect.succeed(Effect.succeed(on(theme.value)))
  // other themes have no colours of their own
  if (drawn !== ansi) return Effect.succeed(Effect.succeed(on("unknown")))
  const write = (text: string) => void process.stdout.write(text)
  return Effect.acquireRelease(
    Effect.sync(() => askGround(process.stdin, write, process.env["COLORFGBG"])),
    (asked) => Effect.promise(() => asked)
  ).pipe(
    Effect.map((asked) =>
      Effect.map(
        Effect.promise(() => asked),
        on
      )
    )
  )
}

/** A recording, on the screen or its last frame as text. */
const played = Effect.fnUntraced(function* (input: Input, look: Effect.Effect<Omit<Look, "columns">> | undefined) {
  const recorded = yield* Effect.try({
    try: () => Recording.read(input.scenario),
    catch: (error) =>
      error instanceof UnreadableFile ? error : new UnreadableFile({ file: input.scenario, reason: String(error) })
  })
  const until = yield* untilOf(input.until, recorded.abouts[0]?.length ?? Infinity)
  if (look !== undefined) {
    const { replay } = yield* Effect.promise(() => import("../../ui/screen.ts"))
    return yield* replay(recorded, { look: yield* look, screen: input.screen, until })
  }
  const still = yield* stillOf(input)
  const { printedRecording } = yield* Effect.promise(() => import("./watch-print.ts"))
  return yield* printedRecording(recorded, { ...still, until, screen: input.screen })
})

/** What is made where there is no screen, and how large. */
const stillOf = Effect.fnUntraced(function* ({ json, size, svg, theme }: Input) {
  if (json && Option.isSome(svg)) {
    return yield* new UsageError({ message: "Give --svg or --json, not both: a picture, or frames as lines of JSON" })
  }
  return { json, svg: Option.getOrUndefined(svg), size: yield* sizeOf(size), theme: Option.getOrUndefined(theme) }
})

const smallest: Size = { columns: 40, rows: 12 }
const largest: Size = { columns: 400, rows: 120 }

const sizeOf = (text: Option.Option<string>): Effect.Effect<Size | undefined, UsageError> => {
  if (Option.isNone(text)) return Effect.succeed(undefined)
  const [, columns = 0, rows = 0] = (/^(\d+)x(\d+)$/.exec(text.value.trim()) ?? []).map(Number)
  const fits =
    columns >= smallest.columns && columns <= largest.columns && rows >= smallest.rows && rows <= largest.rows
  if (fits) return Effect.succeed({ columns, rows })
  return Effect.fail(
    new UsageError({
      message: `--size: found "${text.value}", wanted columns and rows, such as 120x34, from 40x12 to 400x120`
    })
  )
}

const lengthOf = (order: Order): number => order.lanes[0]?.scenario.horizon.length ?? Infinity

/** The instant to stop at, s. */
const untilOf = (text: Option.Option<string>, length: number): Effect.Effect<number | undefined, UsageError> => {
  if (Option.isNone(text)) return Effect.succeed(undefined)
  return Effect.try({
    try: () => instantOf(text.value, length),
    catch: (error) => new UsageError({ message: `--until: ${error instanceof Error ? error.message : String(error)}` })
  })
}

/** What the session begins with. */
const orderOf = Effect.fnUntraced(function* (input: Input, isLive: boolean) {
  const speed = yield* speedOf(input.speed, isLive)
  const first = yield* ScenarioFile.load(Language.language, input.scenario, input.set)
  const lanes = [yield* laneOf(first, input.commands)]
  if (Option.isSome(input.against)) {
    const second = yield* ScenarioFile.load(Language.language, input.against.value)
    lanes.push(yield* laneOf(second, Option.none()))
    const [a, b] = [first.scenario.horizon.length, second.scenario.horizon.length]
    if (a !== b) {
      const [one, other] = [a, b].map((length) => Quantity.format("duration", length))
      return yield* new UsageError({ message: `Two lanes need runs of one length: ${one} against ${other}` })
    }
  }
  const ui = { ...opened, screen: input.screen }
  const order: Order = {
    lanes,
    seed: Option.getOrElse(input.seed, () => first.scenario.seed),
    speed,
    playing: true,
    lens: lensOf(ui, { columns: 120, rows: 40 })
  }
  return order
})

const laneOf = Effect.fnUntraced(function* (decoded: Decode.Decoded<Scenario>, journal: Option.Option<string>) {
  const inputs = yield* readInputs(decoded)
  const commands = Option.isSome(journal) ? yield* CommandFile.load(journal.value, decoded) : []
  return { name: decoded.scenario.name, scenario: decoded.scenario, inputs, commands }
})

const day = 86_400

/** Seconds of the model a second. */
const speedOf = (text: Option.Option<string>, isLive: boolean): Effect.Effect<number, UsageError> => {
  if (Option.isNone(text)) return Effect.succeed(isLive ? 7 * day : Infinity)
  if (text.value.trim() === "full") return Effect.succeed(Infinity)
  const speed = Quantity.parse("duration", text.value)
  if (speed !== undefined && speed > 0) return Effect.succeed(speed)
  return Effect.fail(
    new UsageError({
      message: `--speed: found "${text.value}", wanted model time a second, such as 6 h, 1 day or full`
    })
  )
}
