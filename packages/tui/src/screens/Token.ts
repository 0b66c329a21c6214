/** A network's token: supply, emission, burn, stake, price, and where the money goes. */
import { wrapped } from "../charts/Text.ts"
import type { SubnetPicture, TokenPicture } from "../session/Picture.ts"
import type { LaneView, Scene } from "../session/Scene.ts"
import { coursePanel } from "./courses.ts"
import { changeNote, courseOf, type Figure, figure, figures, valueAt, valueText, wasEver } from "./figures.ts"
import { arrange, type Band, type Panel } from "./layout.ts"
import type { Screen } from "./Screen.ts"

/** A venue with a token. */
interface Issuer {
  readonly name: string
  readonly venue: number
}

/** The one that is shown: `v` goes through all venues, so it is found by counting. */
const issuerOf = ({ lanes: [{ about }], ui }: Scene): Issuer | undefined => {
  const issuers = about.venues.flatMap(({ hasToken, name }, venue) => (hasToken ? [{ name, venue }] : []))
  return issuers[ui.venue % Math.max(1, issuers.length)]
}

/** A figure of the token, with its course where the history has a column for it. */
const figureOf = (
  scene: Scene,
  { name, venue }: Issuer,
  label: string,
  unit: string,
  what: keyof TokenPicture,
  column?: string
): Figure =>
  figure(
    scene,
    label,
    unit,
    ({ picture }) => picture.venues[venue]?.token?.[what] ?? Number.NaN,
    column === undefined ? {} : { course: courseOf(`${name}.${column}`) }
  )

const list = (title: string, note: string, items: ReadonlyArray<Figure>): Panel => ({
  title,
  note,
  least: 3,
  wanted: items.length,
  draw: (size, look) => figures(items, size, look)
})

const hasCredits = ({ lanes: [{ about }] }: Scene, { name }: Issuer): boolean =>
  about.columns.some((column) => column.name === `${name}.credits_usd`)

/** How much there is of the token, and whose it is. */
const stock = (scene: Scene, issuer: Issuer): Panel => {
  const of = (label: string, unit: string, what: keyof TokenPicture, column?: string) =>
    figureOf(scene, issuer, label, unit, what, column)
  return list(`Token of ${issuer.name}`, changeNote(scene), [
    of("price", "USD", "price", "token_price"),
    of("in existence", "tokens", "supply", "token_supply"),
    of("minted last epoch", "tokens", "emitted"),
    of("burned so far", "tokens", "burned", "burned"),
    ...[
      of("staked", "tokens", "staked", "staked"),
      of("slashed so far", "tokens", "slashed", "slashed"),
      of("rewards that vest", "tokens", "vesting"),
      of("unlocked, unsold", "tokens", "unlocked")
    ].filter(wasEver),
    of("pool, USD side", "USD", "poolDepthUsd"),
    ...(hasCredits(scene, issuer)
      ? [
          of("credits of users", "USD", "creditsUsd", "credits_usd"),
          of("vault over credits", "share", "collateralRatio", "collateral_ratio"),
          ...[of("credits are halted", "", "halted")].filter(wasEver)
        ]
      : [])
  ])
}

/** Who paid what in the last epoch. */
const money = (scene: Scene, issuer: Issuer): Panel => {
  const of = (label: string, what: keyof TokenPicture, column?: string) =>
    figureOf(scene, issuer, label, "USD", what, column)
  return list("Where the money goes", "last epoch", [
    of("users pay", "trueWorkUsd", "users_pay"),
    of("network keeps", "feesUsd"),
    of("new tokens, worth", "emissionUsd", "emission_usd"),
    of("tokens sold a day", "sellPressureUsdPerDay", "sell_pressure"),
    of("tokens bought a day", "buyPressureUsdPerDay", "buy_pressure"),
    of("tokens burned, worth", "burnedUsd", "burned_usd"),
    ...[
      of("fake work", "fakeWorkUsd", "fake_work_usd"),
      of("results made up", "falsifiedUsd"),
      of("checking", "checkingUsd")
    ].filter(wasEver)
  ])
}

/** What a chain of subnets pays to whom. */
const chain = (scene: Scene, subnets: ReadonlyArray<Issuer>): Panel => {
  const items = subnets.flatMap(({ name, venue }) => {
    const of = (what: keyof SubnetPicture) => (lane: LaneView) =>
      lane.picture.venues[venue]?.subnet?.[what] ?? Number.NaN
    return [
      figure(scene, `${name}: of the new tokens`, "share", of("share"), { course: courseOf(`${name}.chain_share`) }),
      figure(scene, `${name}: got so far`, "tokens", of("minted"))
    ]
  })
  const price = valueText(valueAt(scene.lanes[0], "chain_token_price"), "USD")
  return list("Subnets of the chain", `token of the chain ${price}`, items)
}

/** Charts of the past: prices, what there is, and whether users or new tokens pay for the network. */
const charts = (scene: Scene, issuer: Issuer, subnets: ReadonlyArray<Issuer>): ReadonlyArray<Panel> => {
  const { name, venue } = issuer
  const course = (title: string, unit: string, column: string): Panel =>
    coursePanel(scene, title, unit, [{ name, of: courseOf(`${name}.${column}`) }])
  return [
    course("Price", "USD", "token_price"),
    coursePanel(scene, "Who pays", "USD a day", [
      { name: "users", of: courseOf(`${name}.users_pay`), filled: true },
      { name: "new tokens", of: courseOf(`${name}.emission_usd`) }
    ]),
    subnets.some((subnet) => subnet.venue === venue)
      ? coursePanel(
          scene,
          "New tokens of the chain, by subnet",
          "share",
          subnets.map((subnet) => ({ name: subnet.name, of: courseOf(`${subnet.name}.chain_share`) }))
        )
      : hasCredits(scene, issuer)
        ? course("Vault over credits", "ratio", "collateral_ratio")
        : course("Supply", "tokens", "token_supply")
  ]
}

const nobody: Panel = {
  title: "Token",
  least: 1,
  wanted: 3,
  draw: ({ columns }) =>
    wrapped("No network of this scenario has a token; incentive-design, tao-subnets and unlock-cliff have.", columns)
}

export const token: Screen = {
  name: "token",
  title: "Token",
  about: "supply, emission, burn, stake and price of a network's token, and where the money goes (v: next network)",
  draw: (scene, size, look) => {
    const issuer = issuerOf(scene)
    if (issuer === undefined) return arrange([{ panels: [nobody] }], size, look)
    const [{ about, picture }] = scene.lanes
    const subnets = about.venues.flatMap(({ name }, venue) =>
      picture.venues[venue]?.subnet === undefined ? [] : [{ name, venue }]
    )
    const bands: ReadonlyArray<Band> = [
      {
        panels: [stock(scene, issuer), money(scene, issuer), ...(subnets.length > 0 ? [chain(scene, subnets)] : [])],
        flow: true
      },
      { panels: charts(scene, issuer, subnets) }
    ]
    return arrange(bands, size, look)
  }
}
