/** All mechanisms that can be asked alone, by name. */
import { akash } from "./Akash.ts"
import { akashLeases } from "./AkashLeases.ts"
import { bittensor } from "./Bittensor.ts"
import { closedForms } from "./ClosedForms.ts"
import { filecoinMinting } from "./FilecoinMinting.ts"
import { filecoinPledge } from "./FilecoinPledge.ts"
import { governance } from "./Governance.ts"
import { helium } from "./Helium.ts"
import { ioNet } from "./IoNet.ts"
import type { Mechanism } from "./Mechanism.ts"
import { miners } from "./Miners.ts"
import { render } from "./Render.ts"
import { schedules } from "./Schedules.ts"
import { stakes } from "./Stakes.ts"
import { verification } from "./Verification.ts"

/** In the order in which they are listed: families of one network stand together. */
export const mechanisms: ReadonlyArray<Mechanism> = [
  ...bittensor,
  ...akash,
  ...akashLeases,
  ...render,
  ...helium,
  ...filecoinMinting,
  ...filecoinPledge,
  ...ioNet,
  ...schedules,
  ...stakes,
  ...verification,
  ...governance,
  ...closedForms,
  ...miners
]

/** The mechanism of a name. */
export const byName = (name: string): Mechanism | undefined => mechanisms.find((each) => each.name === name)
