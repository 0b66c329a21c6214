import { describe, expect, it } from "vitest"
import * as Theme from "../../packages/tui/src/charts/Theme.ts"
import { width } from "../../packages/tui/src/charts/Text.ts"
import { screenNames, type ScreenName } from "../../packages/tui/src/session/Protocol.ts"
import { opened, type Overlay, type Scene } from "../../packages/tui/src/session/Scene.ts"
import { screenOf } from "../../packages/tui/src/screens/screens.ts"
import type { Size } from "../../packages/tui/src/screens/Screen.ts"
import { svg } from "../../packages/tui/src/screens/svg.ts"
import { windowOf } from "../../packages/tui/src/screens/Window.ts"
import { Driven, lens, load, orderOf } from "./sessions.ts"

const day = 86_400
const sizes: ReadonlyArray<Size> = [
  { columns: 40, rows: 12 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 }
]
const odd: ReadonlyArray<Size> = [
  { columns: 1, rows: 1 },
  { columns: 20, rows: 6 },
  { columns: 30, rows: 8 },
  { columns: 41, rows: 13 },
  { columns: 79, rows: 23 },
  { columns: 300, rows: 10 }
]
const overlays: ReadonlyArray<Overlay> = [
  { kind: "none" },
  { kind: "help", from: 3 },
  { kind: "tune", chosen: 4, value: 0.123_456_789 },
  { kind: "shock", chosen: 1 },
  { kind: "story", back: 2 },
  { kind: "ask", what: "instant", typed: "14 mon" }
]

const watched = { kind: "job", number: 12 } as const

/** What a person sees of a scenario on one screen. */
const sceneOn = (driven: Driven, screen: ScreenName): Scene => {
  driven.tell({ kind: "lens", lens: { ...lens, screen, watched } })
  const { status } = driven.session.get()
  if (status === undefined) throw new Error("nothing has been told")
  const lanes = driven.session.get().lanes.map((_, index) => driven.lane(index))
  return {
    lanes: [driven.lane(), ...lanes.slice(1)],
    status,
    isRecording: false,
    ui: { ...opened, screen, watched }
  }
}

const [miners, market, training] = await Promise.all([
  load("converted-miners", "horizon.length=200 days", "shocks=[]"),
  load("idle-gpus", "horizon.length=30 days", "horizon.warm_up=0 s"),
  load("train-72b")
])
const sessions: ReadonlyArray<readonly [name: string, Driven]> = [
  ["at the start", new Driven(orderOf(market))],
  ["in the middle", new Driven(orderOf(miners)).tell({ kind: "seek", at: 90 * day })],
  ["gone back", new Driven(orderOf(market)).tell({ kind: "seek", at: 9 * day }).tell({ kind: "seek", at: 3 * day })],
  [
    "with two lanes",
    new Driven(orderOf(miners))
      .tell({ kind: "seek", at: 30 * day })
      .tell({ kind: "branch" })
      .tell({ kind: "change", lane: 1, change: { shock: { kind: "cloud-price", cloud: "central", factor: 0.5 } } })
      .tell({ kind: "seek", at: 60 * day })
  ],
  ["with training", new Driven(orderOf(training)).tell({ kind: "play" })]
]

describe.each(sessions)("a session %s", (_, driven) => {
  it.each(screenNames)("is never higher or wider than the window on the screen %s", (screen) => {
    const scene = sceneOn(driven, screen)
    for (const size of [...sizes, ...odd]) {
      for (const alphabet of ["braille", "block", "ascii"] as const) {
        for (const overlay of overlays) {
          const rows = windowOf({ ...scene, ui: { ...scene.ui, overlay } }, size, {
            alphabet,
            theme: Theme.ansi,
            columns: size.columns
          })
          const what = `${size.columns}×${size.rows} ${alphabet} ${overlay.kind}`
          expect(rows.length, what).toBe(size.rows)
          expect(rows.map(width), what).toEqual(rows.map(() => size.columns))
        }
      }
    }
  })

  it.each(screenNames)("says the same without colour, and in ASCII has nothing else, on the screen %s", (screen) => {
    const scene = sceneOn(driven, screen)
    for (const size of sizes) {
      const look = { alphabet: "ascii", columns: size.columns } as const
      const coloured = windowOf(scene, size, { ...look, theme: Theme.ansi })
      const plain = windowOf(scene, size, { ...look, theme: Theme.none })
      // oxlint-disable-next-line no-control-regex
      expect(coloured.map((row) => row.replaceAll(/\u001B\[[\d;]*m/g, ""))).toEqual(plain)
      // an entry of the log may hold a name of any alphabet, but these scenarios have plain ones
      expect(plain.join("")).toMatch(/^[\x20-\x7E]*$/)
    }
  })
})

describe("the window", () => {
  const [, [, driven] = ["", new Driven(orderOf(market))]] = sessions

  it("names the scenario, the instant, the state and the screens", () => {
    const text = windowOf(
      sceneOn(driven, "overview"),
      { columns: 120, rows: 40 },
      { alphabet: "braille", theme: Theme.none, columns: 120 }
    ).join("\n")
    for (const part of [
      "converted-miners",
      "day 91 00:00",
      "paused",
      "seed 1",
      "[1 Overview]",
      "6 Events",
      "45% of 200 days"
    ]) {
      expect(text).toContain(part)
    }
    expect(text).toContain("hash price")
  })

  it("shows what changed when two lanes differ", () => {
    const two = sessions[3]?.[1] ?? driven
    const priceAt = (columns: number): string => {
      const look = { alphabet: "block", theme: Theme.none, columns } as const
      const rows = windowOf(sceneOn(two, "overview"), { columns, rows: 40 }, look)
      return rows.find((row) => row.includes("price central")) ?? ""
    }
    expect(priceAt(200)).toMatch(/\$\/h +[\d.]+ \$\/h +-\d+%/)
    // with less room the difference stays
    expect(priceAt(120)).toMatch(/\$\/h +-\d+%/)
  })

  it("becomes a picture with every word in it", () => {
    const rows = windowOf(
      sceneOn(driven, "overview"),
      { columns: 80, rows: 24 },
      { alphabet: "braille", theme: Theme.ansi, columns: 80 }
    )
    const picture = svg(rows, 80)
    expect(picture).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    expect(picture).toContain("converted-miners")
    // oxlint-disable-next-line no-control-regex
    expect(picture).not.toMatch(/\u001B/)
  })

  it("lists every screen with a title and a word on what it shows", () => {
    const found = screenNames.map((name) => screenOf(name))
    expect(found.map(({ name }) => name)).toEqual(screenNames)
    for (const { about, title } of found) expect(Math.min(about.length, title.length)).toBeGreaterThan(4)
  })
})
