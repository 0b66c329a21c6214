/** `lode watch SCENARIO`: the live terminal screen. */
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "./output.ts"

export const watch = Command.make(
  "watch",
  {
    scenario: Argument.String("scenario").pipe(Argument.withDescription("scenario file, or a recording to play")),
    against: Flag.Path("against").pipe(
      Flag.withDescription("a second scenario beside the first, with the same luck"),
      Flag.optional
    ),
    seed: Flag.Int("seed").pipe(
      Flag.withDescription("seed of all random draws, instead of the scenario's"),
      Flag.optional
    ),
    set: Flag.String("set").pipe(
      Flag.withDescription("path=value: change a figure of the scenario; may be repeated"),
      Flag.atLeast(0)
    ),
    commands: Flag.Path("commands").pipe(
      Flag.withDescription("journal (YAML) of what happens while the run goes on, as for lode run"),
      Flag.optional
    ),
    speed: Flag.String("speed").pipe(
      Flag.withDescription("model time a second: 6 h, 1 day, or full (as fast as it can)"),
      Flag.optional
    ),
    screen: Flag.Literals("screen", ["overview", "market", "providers", "token", "training", "events"]).pipe(
      Flag.withDescription("the screen that opens, or that is printed"),
      Flag.withDefault("overview")
    ),
    record: Flag.Path("record").pipe(
      Flag.withDescription("record what is seen into a file, to play it with lode watch FILE"),
      Flag.optional
    ),
    until: Flag.String("until").pipe(Flag.withDescription("go there and stop: 30 months, day 200, 50%"), Flag.optional),
    svg: Flag.Path("svg").pipe(
      Flag.withDescription(
        "draw the last frame as a picture into a file, which is replaced, instead of opening the screen"
      ),
      Flag.optional
    ),
    size: Flag.String("size").pipe(
      Flag.withDescription("columns and rows of the picture, or of the frame that is printed: 120x34"),
      Flag.optional
    ),
    theme: Flag.Literals("theme", ["dark", "light"]).pipe(
      Flag.withDescription("colours for a dark or a light background, instead of the terminal's own"),
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
