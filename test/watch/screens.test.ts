import { describe, expect, it } from "vitest"
import { lineChart } from "../../packages/tui/src/charts/LineChart.ts"
import * as Theme from "../../packages/tui/src/charts/Theme.ts"
import { width } from "../../packages/tui/src/charts/Text.ts"
import { screenNames, type ScreenName } from "../../packages/tui/src/session/Wish.ts"
import { opened, type Overlay, type Scene } from "../../packages/tui/src/session/Scene.ts"
import { behind } from "../../packages/tui/src/screens/layout.ts"
import { screenOf } from "../../packages/tui/src/screens/screens.ts"
import type { Size } from "../../packages/tui/src/screens/Screen.ts"
import { svg } from "../../packages/tui/src/screens/svg.ts"
import { spokenOf } from "../../packages/tui/src/screens/spoken.ts"
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

/** A run that only the central cloud has GPUs for. */
const onCloud = [
  "requests: { kind: planned, at: [0 s] }",
  "gpus: 64",
  "gpu_models: [A100-SXM]",
  "patience: 6 months",
  "lowest_budget: 20 USD/GPU-hour",
  "training: { model: { parameters: 1B, layers: 24 }, tokens: 1T tokens }"
]

const [miners, market, training, train10b, twoRuns, subnets, credits, warming] = await Promise.all([
  load("converted-miners", "horizon.length=200 days", "shocks=[]"),
  load("idle-gpus", "horizon.length=30 days", "horizon.warm_up=0 s"),
  load("train-72b"),
  load("train-10b"),
  load(
    "train-10b",
    "arm=both",
    "clouds.central.fleets=[{ gpu_model: A100-SXM, region: us-east, gpus: 64, price: 3 USD/GPU-hour }]",
    `demand.small={ ${onCloud.join(", ")} }`
  ),
  load("tao-subnets"),
  load("akash-burn-mint"),
  load("idle-gpus", "horizon.length=30 days", "horizon.warm_up=20 days")
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

/** A screen of a session as plain text. */
const textOf = (driven: Driven, screen: ScreenName, size: Size = { columns: 120, rows: 40 }): string =>
  windowOf(sceneOn(driven, screen), size, { alphabet: "braille", theme: Theme.none, columns: size.columns }).join("\n")

describe("training", () => {
  const driven = new Driven(orderOf(train10b)).tell({ kind: "seek", at: 36 * day })

  it("stands side by side with one data centre while the run still goes on: time, cost, utilisation and loss", () => {
    const text = textOf(driven, "training")
    for (const part of ["networks", "reckoned", "time a run", "paid, USD", "computing", "USD/EFLOP", "loss, nats"]) {
      expect(text).toContain(part)
    }
    // what the network's GPUs do is counted as they do it: 36 days of 112 GPUs
    const hours = /GPU-hours +([\d,]+) /.exec(text)?.[1]?.replaceAll(",", "")
    expect(Number(hours) / (36 * 24 * 112)).toBeCloseTo(1, 1)
  })

  it("reckons that one data centre is ahead: less time, and a loss that is lower at the same instant", () => {
    const { losses } = driven.lane().picture.classes[0] ?? {}
    expect(losses?.centralSeconds).toBeLessThan(losses?.seconds ?? 0)
    expect(losses?.central).toBeLessThan(losses?.loss ?? 0)
    expect(losses?.central).toBeCloseTo(losses?.target ?? 0, 9)
  })

  it("each run's loss stands with the arm that carries it out, also after the run has ended", () => {
    const both = new Driven(orderOf(twoRuns))
    for (const at of [2 * day, 60 * day]) {
      const text = textOf(both.tell({ kind: "seek", at }), "training")
      const row = (label: string) => new RegExp(`${label} +(\\S+) +(\\S+) +(\\S+)`).exec(text)?.slice(1, 3) ?? []
      expect(row("loss of pretraining")).toEqual([expect.stringMatching(/^\d\.\d+$/), "-"])
      expect(row("loss of small")).toEqual(["-", expect.stringMatching(/^\d\.\d+$/)])
    }
    expect(both.lane().picture.classes.map(({ losses }) => losses === undefined)).toEqual([false, true])
  })

  it("is left out with a reason where nobody trains, all words of it in the narrowest window", () => {
    const [, [, miners] = ["", driven]] = sessions
    expect(textOf(miners, "training", { columns: 40, rows: 12 }).replaceAll(/[│\s]+/g, " ")).toContain(
      "No class of jobs of this scenario trains a model"
    )
  })
})

describe("providers", () => {
  it("stand on a map where the window has room, in bars where it has not", () => {
    const [, [, miners] = ["", new Driven(orderOf(market))]] = sessions
    const map = textOf(miners, "providers")
    expect(map).toContain("Map of regions")
    const row =
      map
        .split("\n")
        .find((line) => line.includes("us-west") && line.includes("us-east") && line.includes("europe-west")) ?? ""
    expect(row.indexOf("us-west")).toBeLessThan(row.indexOf("europe-west"))
    expect(row.indexOf("europe-west")).toBeLessThan(row.indexOf("asia-northeast"))
    expect(textOf(miners, "providers", { columns: 80, rows: 24 })).not.toContain("Map of regions")
  })
})

describe("events", () => {
  it("tell failures that follow each other in one line, and one by one when only they are asked for", () => {
    const [, [, miners] = ["", new Driven(orderOf(market))]] = sessions
    expect(textOf(miners, "events")).toMatch(/[\d,]+ GPUs break since d\d+, [\d,]+ of them under jobs/)
    const scene = sceneOn(miners, "events")
    const ui = { ...scene.ui, log: { ...scene.ui.log, kind: "failure" } } as const
    const look = { alphabet: "braille", theme: Theme.none, columns: 120 } as const
    const text = windowOf({ ...scene, ui }, { columns: 120, rows: 40 }, look).join("\n")
    expect(text).toMatch(/data-centres-\d+ \([\w-]+\): a GPU breaks/)
  })
})

describe("a token", () => {
  it("of a subnet shows what the chain pays to whom", () => {
    const text = textOf(new Driven(orderOf(subnets)).tell({ kind: "seek", at: 10 * day }), "token")
    expect(text).toContain("Subnets of the chain")
    const shares = [...text.matchAll(/of the new tokens +([\d.]+)%/g)].map(([, share]) => Number(share))
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0)
  })

  it("that users buy credits with shows what is outstanding and what covers it", () => {
    const text = textOf(new Driven(orderOf(credits)).tell({ kind: "seek", at: 10 * day }), "token")
    expect(text).toMatch(/credits of users +[\d,.]+/)
    expect(text).toContain("Vault over credits")
  })
})

describe("a warm-up", () => {
  it("is said: on the line of time while it lasts, and beside totals that it is in", () => {
    const driven = new Driven(orderOf(warming)).tell({ kind: "seek", at: 9 * day })
    expect(textOf(driven, "market")).toContain("warming up until d21")
    expect(textOf(driven, "market", { columns: 200, rows: 60 })).toContain("since the start, warm-up included")
    driven.tell({ kind: "seek", at: 25 * day })
    expect(textOf(driven, "market")).not.toContain("warming up")
  })
})

describe("a screen reader", () => {
  it.each(screenNames)("is told words and figures, no frames and no drawings, of the screen %s", (screen) => {
    for (const [, driven] of sessions) {
      for (const size of sizes) {
        const rows = spokenOf(sceneOn(driven, screen), size)
        expect(rows.length).toBeLessThanOrEqual(size.rows)
        expect(rows.join("")).not.toMatch(/[\u2500-\u259F\u2800-\u28FF]/)
        expect(rows.at(-1)).toContain("quit")
      }
    }
  })

  it("hears a figure with its name and unit in one line", () => {
    const [, [, driven] = ["", new Driven(orderOf(market))]] = sessions
    const rows = spokenOf(sceneOn(driven, "overview"), { columns: 120, rows: 60 })
    expect(rows[0]).toBe("converted-miners, day 91 00:00, paused. Screen Overview.")
    expect(rows[1]).toBe("Network, change in 7 days:")
    expect(rows.find((row) => row.startsWith("utilisation"))).toMatch(/^utilisation [\d.]+%( (up|down) [\d.]+pt)?$/)
  })
})

describe("what lies over a screen", () => {
  it("leaves the screen around it as it is", () => {
    const [, [, miners] = ["", new Driven(orderOf(market))]] = sessions
    const scene = sceneOn(miners, "overview")
    const size = { columns: 120, rows: 40 }
    const look = { alphabet: "braille", theme: Theme.none, columns: 120 } as const
    const bare = windowOf(scene, size, look)
    const shown = windowOf({ ...scene, ui: { ...scene.ui, overlay: { kind: "shock", chosen: 0 } } }, size, look)
    const rows = bare.map((row, index) => [row, shown[index] ?? ""] as const).slice(0, -1)
    expect(rows.some(([before, after]) => before !== after)).toBe(true)
    for (const [before, after] of rows) {
      expect(after.slice(0, 20)).toBe(before.slice(0, 20))
      expect(after.slice(-20)).toBe(before.slice(-20))
    }
  })

  it("keeps the colours of what comes after it", () => {
    const styled = `\u001B[1mab\u001B[38;5;75mcd\u001B[39mef\u001B[22m`
    expect(behind(styled, 3)).toBe("\u001B[1m\u001B[38;5;75md\u001B[39mef\u001B[22m")
    expect(width(behind("日本", 1))).toBe(3)
  })
})

describe("a slash", () => {
  it("is named with what was taken, on the overview and on the screen of the token", async () => {
    const driven = new Driven(orderOf(await load("incentive-design"))).tell({ kind: "seek", at: 60 * day })
    const slashed = driven.lane().picture.venues[0]?.token?.slashed ?? 0
    expect(slashed).toBeGreaterThan(0)
    for (const screen of ["overview", "token"] as const) {
      expect(textOf(driven, screen, { columns: 120, rows: 60 })).toMatch(/slashed so far +[\d,]+ tokens/)
    }
  })
})

describe("two lines that lie on each other", () => {
  it("are both seen", () => {
    const values = [1, 1, 1, 1, 1, 1, 1, 1]
    const theme = Theme.dark
    const drawn = lineChart(
      [
        { name: "one", values },
        { name: "other", values }
      ],
      { columns: 60, alphabet: "braille", theme },
      { rows: 10 }
    )
    const plot = drawn.split("\n").slice(1).join("\n")
    for (const style of theme.series.slice(0, 2)) expect(plot).toContain(style("x").split("x")[0])
  })
})
