/** All mechanisms that can be asked alone, by name. */
import { akashBurnMint } from "./AkashBurnMint.ts"
import { akashLeases } from "./AkashLeases.ts"
import { consensus } from "./BittensorConsensus.ts"
import { dividends } from "./BittensorDividends.ts"
import { emission } from "./BittensorEmission.ts"
import { pool } from "./BittensorPool.ts"
import { averages, shares, split } from "./BittensorSubnets.ts"
import { bondingInflation } from "./BondingInflation.ts"
import { closedForms } from "./ClosedForms.ts"
import { filecoinMinting } from "./FilecoinMinting.ts"
import { filecoinPledge } from "./FilecoinPledge.ts"
import { helium } from "./Helium.ts"
import { investing } from "./Investing.ts"
import { ioNet } from "./IoNet.ts"
import type { Mechanism } from "./Mechanism.ts"
import { miners } from "./Miners.ts"
import { payments } from "./Payments.ts"
import { prices } from "./Prices.ts"
import { render } from "./Render.ts"
import { schedules } from "./Schedules.ts"
import { stakes } from "./Stakes.ts"
import { steering } from "./Steering.ts"
import { verification } from "./Verification.ts"

/** In the order in which they are listed: families of one network stand together. */
export const mechanisms: ReadonlyArray<Mechanism> = [
  ...consensus,
  emission,
  shares,
  averages,
  split,
  dividends,
  pool,
  ...akashBurnMint,
  ...akashLeases,
  ...render,
  ...helium,
  ...filecoinMinting,
  ...filecoinPledge,
  ...ioNet,
  ...bondingInflation,
  ...schedules,
  ...stakes,
  ...verification,
  ...steering,
  ...payments,
  ...prices,
  ...closedForms,
  ...miners,
  ...investing
]

/** The mechanism of a name. */
export const byName = (name: string): Mechanism | undefined => mechanisms.find((each) => each.name === name)
