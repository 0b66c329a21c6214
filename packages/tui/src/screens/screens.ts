/** All screens, in the order of their keys. */
import { events } from "./Events.ts"
import { market } from "./Market.ts"
import { overview } from "./Overview.ts"
import { providers } from "./Providers.ts"
import type { Screen } from "./Screen.ts"
import { token } from "./Token.ts"
import { training } from "./Training.ts"
import type { ScreenName } from "../session/Wish.ts"

const byName: Readonly<Record<ScreenName, Screen>> = { overview, market, providers, token, training, events }

/** The screen with a name. */
export const screenOf = (name: ScreenName): Screen => byName[name]
