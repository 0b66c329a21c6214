/** From a token's configuration to the incentives of a run. */
import type { Draws } from "../kernel/Draws.ts"
import type { Ledger } from "../ledger/Ledger.ts"
import type { Courses } from "../state/SeriesConfig.ts"
import type { Incentives } from "./Incentives.ts"
import { NoIncentives } from "./NoIncentives.ts"
import type { TokenConfig } from "./TokenConfig.ts"
import { TokenEconomy } from "./TokenEconomy.ts"

/** The incentives that a configuration asks for; `number` tells the operators of several networks apart, `courses` are the files that it names. */
export const makeIncentives = (
  config: TokenConfig,
  ledger: Ledger,
  draws: Draws,
  number = 0,
  courses: Courses = {}
): Incentives =>
  config.kind === "none"
    ? new NoIncentives(ledger, config.fee, number)
    : new TokenEconomy(config, ledger, draws, courses)
