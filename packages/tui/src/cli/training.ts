/** `lode training`: one training set-up, looked at by itself. */
import { Command } from "effect/cli"
import { bandwidth } from "./training-bandwidth.ts"

/** To be hung into the root command. */
export const training = Command.make("training").pipe(
  Command.withDescription("Training across sites: what a synchronisation rule asks of the links between them."),
  Command.withShortDescription("training across sites"),
  Command.withSubcommands([bandwidth])
)
