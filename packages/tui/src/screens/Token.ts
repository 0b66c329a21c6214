/** A network's token: supply, emission, burn, stake, price, and where the money goes. */
import { wrapped } from "../charts/Text.ts"
import { bars } from "../charts/Bars.ts"
import type { Style } from "../charts/Theme.ts"
import { usd } from "../text/format.ts"
import type { Holdings, SubnetPicture, TokenPicture } from "../session/Protocol.ts"
import type { LaneView, Scene } from "../session/Scene.ts"
import { coursePanel } from "./courses.ts"
import { courseOf, type Figure, figure, figures, valueAt, valueText } from "./figures.ts"
import { arrange, type Panel } from "./layout.ts"
import type { Screen } from "./Screen.ts"

const isKnown = ({ values }: Figure): boolean => values.some((value) => !Number.isNaN(value))
const isSubnet = ({ lanes: [{ picture }] }: Scene, venue: number): boolean =>
  picture.venues[venue]?.subnet !== undefined

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
        wanted: 3,
        draw: ({ columns }) =>
          wrapped(
            "No network of this scenario has a token; incentive-design, tao-subnets and unlock-cliff have.",
            columns
          )
      }
      return arrange([{ panels: [none] }], size, look)
    }
    const name = about.venues[venue]?.name ?? ""
    const hasCredits = about.columns.some((column) => column.name === `${name}.credits_usd`)
    const subnets = about.venues.flatMap((other, index) =>
      isSubnet(scene, index) ? [{ name: other.name, index }] : []
    )
    const of = (label: string, unit: string, what: keyof TokenPicture) =>
      figure(scene, label, unit, ({ picture }) => picture.venues[venue]?.token?.[what] ?? Number.NaN)
    const held = (label: string, what: keyof Holdings) =>
      figure(scene, label, "tokens", ({ picture: { detail } }) =>
        detail.kind === "holdings" ? (detail.holdings[venue]?.[what] ?? Number.NaN) : Number.NaN
      )
    const stock = [
      of("price", "USD", "price"),
      of("in existence", "tokens", "supply"),
      of("burned so far", "tokens", "burned"),
      of("staked", "tokens", "staked"),
      of("minted last epoch", "tokens", "emitted"),
      of("pool, USD side", "USD", "poolDepthUsd"),
      // what only some tokens have
      ...[held("rewards that vest", "vesting"), held("unlocked, unsold", "unlocked")].filter(isKnown),
      ...(hasCredits
        ? [
            of("credits of users", "USD", "creditsUsd"),
            of("vault over credits", "share", "collateralRatio"),
            ...[of("credits are halted", "", "halted")].filter(({ values }) => values.some((value) => value > 0))
          ]
        : [])
    ]
    const money = [
      of("new tokens", "USD", "emissionUsd"),
      of("users pay", "USD", "trueWorkUsd"),
      of("network keeps", "USD", "feesUsd"),
      of("fake work", "USD", "fakeWorkUsd"),
      ...[of("made up", "USD", "falsifiedUsd"), of("checking", "USD", "checkingUsd")].filter(({ values }) =>
        values.some((value) => value > 0)
      ),
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
            bar("buy tokens", "buyPressureUsdPerDay", look.theme.good),
            bar("burned", "burnedUsd", look.theme.muted),
            bar("new tokens", "emissionUsd", look.theme.warning),
            bar("sell", "sellPressureUsdPerDay", look.theme.bad),
            bar("fake work", "fakeWorkUsd", look.theme.bad)
          ],
          { ...look, columns }
        ).split("\n")
      }
    }
    const chain: Panel = {
      title: "Subnets of the chain",
      note: `token of the chain ${valueText(valueAt(scene.lanes[0], "chain_token_price"), "USD")}`,
      least: 2,
      wanted: 2 * subnets.length,
      draw: (size, look) =>
        figures(
          subnets.flatMap((subnet) => {
            const ofSubnet = (what: keyof SubnetPicture) => (lane: LaneView) =>
              lane.picture.venues[subnet.index]?.subnet?.[what] ?? Number.NaN
            return [
              figure(scene, `${subnet.name}: of the new tokens`, "share", ofSubnet("share"), {
                course: courseOf(`${subnet.name}.chain_share`)
              }),
              figure(scene, `${subnet.name}: got so far`, "tokens", ofSubnet("minted"))
            ]
          }),
          size,
          look
        )
    }
    const shares = coursePanel(
      scene,
      "New tokens of the chain, by subnet",
      "share",
      subnets.map((subnet) => ({ name: subnet.name, of: courseOf(`${subnet.name}.chain_share`) }))
    )
    const vault = coursePanel(scene, "Vault over credits", "ratio", [
      { name, of: courseOf(`${name}.collateral_ratio`) }
    ])
    return arrange(
      [
        { panels: [list(`Token of ${name}`, stock), list("Money of the last epoch", money), flows] },
        {
          panels: [
            coursePanel(scene, "Price", "USD", [{ name, of: courseOf(`${name}.token_price`) }]),
            coursePanel(scene, "Supply", "tokens", [{ name, of: courseOf(`${name}.token_supply`) }]),
            ...(hasCredits ? [vault] : []),
            ...(isSubnet(scene, venue) ? [shares] : [])
          ]
        },
        ...(subnets.length > 0 ? [{ panels: [chain] }] : [])
      ],
      size,
      look
    )
  }
}
