import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { footerOf, helpOf, keys, meaningOf } from "../../packages/tui/src/keys/keys.ts"
import type { Binding, Mode } from "../../packages/tui/src/keys/Binding.ts"
import { keysAsMarkdown } from "../../packages/tui/src/keys/markdown.ts"
import { screenNames, type ScreenName } from "../../packages/tui/src/session/Wish.ts"
import { opened, type Overlay, type Scene } from "../../packages/tui/src/session/Scene.ts"
import { Session } from "../../packages/tui/src/session/Session.ts"
import { tuned } from "../../packages/tui/src/ui/tuning.ts"
import { instantOf } from "../../packages/tui/src/ui/answers.ts"
import { Controller } from "../../packages/tui/src/ui/Controller.ts"
import { inProcess } from "../../packages/tui/src/session/Links.ts"
import { load, orderOf } from "./sessions.ts"

const day = 86_400
const miners = await load("converted-miners", "horizon.length=100 days", "shocks=[]")
const size = { columns: 100, rows: 30 }

/** A controller over a session in this thread; every key is followed by all the work that it asks for. */
class Keyboard {
  readonly controller: Controller
  readonly saved: Array<string> = []
  isQuit = false
  private readonly turn: () => void

  constructor(isRecording = false) {
    let time = 0
    const link = inProcess(() => (time += 1))
    const session = new Session(link)
    this.turn = () => {
      for (let wait = 0; wait !== Infinity; time += wait === Infinity ? 0 : wait) wait = link.simulator.turn()
    }
    this.controller = new Controller(
      session,
      {
        quit: () => void (this.isQuit = true),
        suspend: () => void this.saved.push("suspended"),
        saveScreen: () => "screen.svg",
        saveJournal: () => "journal.yaml"
      },
      size,
      isRecording
    )
    session.send({ kind: "open", order: orderOf(miners) })
    this.turn()
  }

  press(...chords: ReadonlyArray<string>): this {
    for (const chord of chords) {
      this.controller.press(chord)
      this.turn()
    }
    return this
  }

  get scene(): Scene {
    const scene = this.controller.get()
    if (scene === undefined) throw new Error("nothing to see")
    return scene
  }
}

const all: ReadonlyArray<Binding> = Object.values(keys)
const modes: ReadonlyArray<Mode> = ["screen", "help", "tune", "shock", "ask", "story"]

describe("the table of keys", () => {
  it("has one meaning for a key wherever one is", () => {
    for (const mode of modes) {
      for (const screen of screenNames) {
        const scene = { ...new Keyboard().scene, ui: { ...opened, screen } }
        const here = all.filter((binding) => binding.mode === mode && (binding.where?.(scene) ?? true))
        const chords = here.flatMap((binding) => binding.chords)
        expect(chords.filter((chord, index) => chords.indexOf(chord) !== index)).toEqual([])
      }
    }
  })

  it("can be left from everywhere", () => {
    for (const mode of modes) {
      const chords = all.filter((binding) => binding.mode === mode).flatMap((binding) => binding.chords)
      expect(chords).toContain("ctrl+c")
      if (mode !== "screen") expect(chords).toContain("escape")
    }
  })

  it("stands in the documentation as it is", () => {
    const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "watch.md"), "utf8")
    expect(page).toContain(keysAsMarkdown())
  })

  it("is the help page, and the section of the documentation, as a whole", () => {
    const lines = helpOf()
    const page = keysAsMarkdown()
    for (const binding of all.filter(({ mode }) => mode === "screen")) {
      expect(lines.map(({ help }) => help)).toContain(binding.help)
      expect(page).toContain(binding.help)
    }
  })

  it("has in the footer only what applies now", () => {
    const { scene } = new Keyboard()
    const words = footerOf(scene).map(([, word]) => word)
    expect(words).toContain("tune")
    // at the start nothing lies behind
    expect(words).not.toContain("scrub back")
    const tuning: Overlay = { kind: "tune", chosen: 0, value: 1 }
    expect(footerOf({ ...scene, ui: { ...scene.ui, overlay: tuning } }).map(([, word]) => word)).toContain("set")
  })
})

describe("keys", () => {
  it("open the screens by number and in turn", () => {
    const keyboard = new Keyboard()
    const seen = screenNames.map((_, index): ScreenName => keyboard.press(String(index + 1)).scene.ui.screen)
    expect(seen).toEqual(screenNames)
    expect(keyboard.press("tab").scene.ui.screen).toBe("overview")
    expect(keyboard.press("shift+tab").scene.ui.screen).toBe("events")
  })

  it("step, go to an instant that is typed, and back", () => {
    const keyboard = new Keyboard().press("right", "]", "left")
    expect(keyboard.scene.lanes[0].picture.now).toBe(day)
    keyboard.press(
      "g",
      ..."30 days"
        .replaceAll(" ", "_")
        .split("")
        .map((sign) => (sign === "_" ? "space" : sign)),
      "return"
    )
    expect(keyboard.scene.lanes[0].picture.now).toBe(30 * day)
    expect(keyboard.press("home").scene.lanes[0].picture.now).toBe(0)
    expect(keyboard.press("end").scene.lanes[0].picture.now).toBe(30 * day)
  })

  it("play, pause, and change the speed", () => {
    const keyboard = new Keyboard().press("f")
    expect(keyboard.scene.status.speed).toBe(Infinity)
    expect(keyboard.press("-").scene.status.speed).toBe(28 * day)
    expect(keyboard.press("f", "space").scene.status.isOver).toBe(true)
  })

  it("say why they do not apply", () => {
    const keyboard = new Keyboard().press("left")
    expect(keyboard.scene.ui.message).toEqual({ kind: "refused", text: "this is the start" })
    expect(keyboard.press("l").scene.ui.message?.text).toMatch(/b branches/)
    expect(keyboard.press("w").scene.ui.message?.text).toMatch(/nothing has been changed/)
    expect(new Keyboard(true).press("t").scene.ui.message?.text).toMatch(/recording/)
    expect(meaningOf("%", keyboard.scene)).toBeUndefined()
  })

  it("tune a figure with the arrows, in the middle of the run", () => {
    const keyboard = new Keyboard().press("]", "t", "down", "right")
    const { overlay } = keyboard.scene.ui
    expect(overlay.kind).toBe("tune")
    const place = overlay.kind === "tune" ? overlay.chosen : -1
    const before = keyboard.scene.lanes[0].knobs[place] ?? 0
    keyboard.press("return")
    expect(keyboard.scene.ui.overlay.kind).toBe("none")
    expect(keyboard.scene.lanes[0].knobs[place]).toBeCloseTo(before * 1.1, 6)
    expect(keyboard.scene.lanes[0].journal).toHaveLength(1)
    expect(keyboard.press("w").scene.ui.message?.text).toContain("journal.yaml")
  })

  it("let a shock strike in the second lane after a branch, and drop the lane again", () => {
    const keyboard = new Keyboard().press("]", "b")
    expect(keyboard.scene.lanes).toHaveLength(2)
    expect(keyboard.scene.ui.lane).toBe(1)
    keyboard.press("x", "return")
    expect(keyboard.scene.lanes.map(({ journal }) => journal.length)).toEqual([0, 1])
    expect(keyboard.press("b").scene.lanes).toHaveLength(1)
  })

  it("start again with a seed that is typed, and refuse what is none", () => {
    const keyboard = new Keyboard().press("n", "4", "2", "return")
    expect(keyboard.scene.lanes[0].about.seed).toBe(42)
    expect(keyboard.press("n", "x", "return").scene.ui.message?.text).toContain("no seed")
  })

  it("sort, turn round and filter the table of providers", () => {
    const keyboard = new Keyboard().press("3", "o", "o", "r")
    expect(keyboard.scene.ui.table).toMatchObject({ sort: "gpus", descending: false })
    keyboard.press("/", ..."cloud", "return")
    const { detail } = keyboard.scene.lanes[0].picture
    expect(detail.kind === "table" ? detail.table.rows.map(({ kind }) => kind) : []).toEqual(["cloud"])
  })

  it("open the story of the chosen provider, or of a job that is named", () => {
    const keyboard = new Keyboard().press("]", "3", "down", "return")
    expect(keyboard.scene.ui.overlay.kind).toBe("story")
    expect(keyboard.scene.lanes[0].story?.lines[0]?.text).toMatch(/from the start/)
    keyboard.press("escape", "y", "7", "return")
    expect(keyboard.scene.lanes[0].story?.lines[0]?.text).toMatch(/a job of clusters/)
    expect(keyboard.press("escape").scene.lanes[0].story).toBeUndefined()
  })

  it("end the program", () => {
    expect(new Keyboard().press("q").isQuit).toBe(true)
    expect(new Keyboard().press("?", "ctrl+c").isQuit).toBe(true)
    expect(new Keyboard().press("?", "q").isQuit).toBe(false)
  })
})

describe("an instant that is typed", () => {
  it.each([
    ["200 days", 200 * day],
    ["day 2", day],
    ["50%", 182.5 * day],
    ["6 months", 6 * 730 * 3600]
  ])("%s", (typed, at) => expect(instantOf(typed, 365 * day)).toBe(at))

  it.each(["", "soon", "-1 day", "101%", "2 years"])("%s is refused", (typed) => {
    expect(() => instantOf(typed, 365 * day)).toThrow(/no instant|ends at/)
  })
})

describe("tuning", () => {
  const knobs = [0.2, 0, 40]
  const on = (chosen: number) => ({ kind: "tune", chosen, value: knobs[chosen] ?? 0 }) as const

  it("walks round the list and begins with what holds now", () => {
    expect(tuned("up", on(0), knobs)).toEqual(on(2))
    expect(tuned("down", on(2), knobs)).toEqual(on(0))
  })

  it("turns by a tenth, by half and twice, and brings back what was turned to zero", () => {
    expect(tuned("more", on(0), knobs).value).toBe(0.22)
    expect(tuned("little", on(2), knobs).value).toBe(20)
    const none = tuned("zero", on(2), knobs)
    expect(none.value).toBe(0)
    expect(tuned("much", none, knobs).value).toBe(40)
    expect(tuned("more", on(1), knobs).value).toBe(0.1)
  })
})
