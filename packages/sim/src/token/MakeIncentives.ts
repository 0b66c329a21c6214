/** From a token's configuration to the incentives of a run. */
import type { Draws } from "../kernel/Draws.ts"
import { InvalidPosting, type Ledger } from "../ledger/Ledger.ts"
import type { Courses } from "../state/SeriesConfig.ts"
import type { Incentives } from "./Incentives.ts"
import { NoIncentives } from "./NoIncentives.ts"
import type { SubnetChain } from "./subnet/SubnetChain.ts"
import { SubnetEconomy } from "./subnet/SubnetEconomy.ts"
import type { TokenConfig } from "./TokenConfig.ts"
import { TokenEconomy } from "./economy/TokenEconomy.ts"

/** The incentives that a configuration asks for; `number` tells the operators of several networks apart, `courses` are the files that it names, `chain` is what subnets
 * belong to. */
export const makeIncentives = (
  config: TokenConfig,
  ledger: Ledger,
  draws: Draws,
  number = 0,
  courses: Courses = {},
  chain?: SubnetChain
): Incentives => {
  switch (config.kind) {
    case "none":
      return new NoIncentives(ledger, config.fee, number)
    case "subnet":
      if (chain === undefined)
        throw new InvalidPosting(`${config.name} is the alpha of a subnet, and there is no chain`)
      return new SubnetEconomy(config, chain, ledger, draws)
    case "network-token":
      return new TokenEconomy(config, ledger, draws, courses)
  }
}
