/** A network's token: supply, emission, burn, stake, price, and where the money goes. */
import { bars } from "../charts/Bars.ts"
import type { Style } from "../charts/Theme.ts"
import { usd } from "../cli/format.ts"
import type { TokenPicture } from "../session/Protocol.ts"
import { coursePanel } from "./courses.ts"
import { courseOf, figure, figures } from "./figures.ts"
import { arrange, type Panel } from "./layout.ts"
import type { Screen } from "./Screen.ts"

export const token: Screen = {
  name: "token",
  title: "Token",
  about: "supply, emission, burn, stake and price of a network's token, and where the money goes (v: next network)",
  draw: (scene, size, look) => {
    const [{ about }] = scene.lanes
    const withToken = about.venues.flatMap(({ hasToken }, venue) => (hasToken ? [venue] : []))
    const venue = withToken[scene.ui.venue % Math.max(1, withToken.length)]
    if (venue === undefined) {
      const none: Panel = {
        title: "Token",
        least: 1,
        wanted: 1,
        draw: () => ["no network of this scenario has a token"]
      }
      return arrange([{ panels: [none] }], size, look)
    }
    const name = about.venues[venue]?.name ?? ""
    const of = (label: string, unit: string, what: keyof TokenPicture) =>
      figure(scene, label, unit, ({ picture }) => picture.venues[venue]?.token?.[what] ?? Number.NaN)
    const stock = [
      of("price", "USD", "price"),
      of("in existence", "tokens", "supply"),
      of("burned so far", "tokens", "burned"),
      of("staked", "tokens", "staked"),
      of("minted last epoch", "tokens", "emitted"),
      of("pool, USD side", "USD", "poolDepthUsd")
    ]
    const money = [
      of("minted for providers", "USD", "emissionUsd"),
      of("paid by users", "USD", "trueWorkUsd"),
      of("fake work", "USD", "fakeWorkUsd"),
      of("sold a day", "USD", "sellPressureUsdPerDay"),
      of("bought a day", "USD", "buyPressureUsdPerDay"),
      of("burned", "USD", "burnedUsd")
    ]
    const list = (title: string, items: typeof stock): Panel => ({
      title,
      least: 3,
      wanted: items.length,
      draw: (size, look) => figures(items, size, look)
    })
    const flows: Panel = {
      title: "Where the money goes",
      note: "USD a day",
      least: 4,
      wanted: 6,
      draw: ({ columns }, look) => {
        const of = (what: keyof TokenPicture) => scene.lanes[0].picture.venues[venue]?.token?.[what] ?? 0
        const bar = (label: string, what: keyof TokenPicture, style: Style) => ({
          label,
          value: of(what),
          text: usd(of(what)),
          style
        })
        return bars(
          [
            bar("users pay", "trueWorkUsd", look.theme.good),
            bar("buys tokens", "buyPressureUsdPerDay", look.theme.good),
            bar("burned", "burnedUsd", look.theme.muted),
            bar("minted", "emissionUsd", look.theme.warning),
            bar("providers sell", "sellPressureUsdPerDay", look.theme.bad),
            bar("fake work", "fakeWorkUsd", look.theme.bad)
          ],
          { ...look, columns }
        ).split("\n")
      }
    }
    return arrange(
      [
        { panels: [list(`Token of ${name}`, stock), list("Money of the last epoch", money), flows] },
        {
          panels: [
            coursePanel(scene, "Price", "USD", [{ name, of: courseOf(`${name}.token_price`) }]),
            coursePanel(scene, "Supply", "tokens", [{ name, of: courseOf(`${name}.token_supply`) }])
          ]
        }
      ],
      size,
      look
    )
  }
}
