/** `lode watch SCENARIO`: the live terminal screen. */
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "../output.ts"
import { commands, fileFlag, seed, setScenario, textFlag } from "../scenario-flags.ts"

export const watch = Command.make(
  "watch",
  {
    scenario: Argument.String("scenario").pipe(Argument.withDescription("scenario file, or a recording to play")),
    against: fileFlag("against", "FILE", "a second scenario beside the first, with the same luck"),
    seed,
    set: setScenario,
    commands,
    speed: textFlag(
      "speed",
      "DURATION",
      "model time that passes in a second: 6 h, 1 day, or full for as fast as it can (7 days)"
    ),
    screen: Flag.Literals("screen", ["overview", "market", "providers", "token", "training", "events"]).pipe(
      Flag.withDescription("the screen that opens, or that is printed (overview)"),
      Flag.withDefault("overview")
    ),
    record: fileFlag("record", "FILE", "record what is seen; lode watch FILE plays it"),
    until: textFlag("until", "INSTANT", "go there and stop: 30 months, day 200, 50%"),
    svg: fileFlag(
      "svg",
      "FILE",
      "draw the last frame as a picture into a file, which is replaced, instead of opening the screen"
    ),
    size: textFlag(
      "size",
      "SIZE",
      "columns and rows of the picture, or of the frame that is printed, from 40x12 to 400x120: 120x34"
    ),
    theme: Flag.Literals("theme", ["dark", "light"]).pipe(
      Flag.withDescription("colours for a dark or a light background (the terminal's own)"),
      Flag.optional
    ),
    json: jsonFlag
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./watch-handler.ts")),
      (handler) => handler.watch(input)
    )
).pipe(
  Command.withDescription(
    "Open a scenario live in the terminal: supply, demand, prices, tokens and training as they run; pause, step, go back, change a figure, branch. The key ? shows every key. Where there is no terminal: the last frame as text, or frames as lines of JSON with --json."
  ),
  Command.withShortDescription("watch a scenario run, live in the terminal"),
  Command.withExamples([
    { command: "lode watch scenarios/converted-miners.yaml", description: "five years in a few seconds" },
    {
      command: 'lode watch scenarios/idle-gpus.yaml --speed "1 day"',
      description: "a day of the model every second"
    },
    {
      command: 'lode watch scenarios/converted-miners.yaml --until "30 months" --svg miners.svg --size 120x34',
      description: "a picture for a page"
    },
    {
      command: "lode watch scenarios/converted-miners.yaml --json",
      description: "frames as lines of JSON, for a program"
    }
  ])
)
