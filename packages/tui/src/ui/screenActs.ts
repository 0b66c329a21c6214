/** What the keys of the screens do, one line a key where that is enough. */
import type { screenKeys } from "../keys/screenKeys.ts"
import { insideOf } from "../screens/Window.ts"
import { logKinds } from "../session/Frame.ts"
import { providerSorts, type ScreenName, screenNames } from "../session/Wish.ts"
import type { Question } from "../session/Scene.ts"
import { type Act, type Acts, chosenLane } from "./Desk.ts"

const hour = 3600
const day = 24 * hour
/** Seconds of the model a second. */
const speeds: ReadonlyArray<number> = [60, 600, hour, 6 * hour, day, 3 * day, 7 * day, 28 * day, Infinity]
/** Parts of a run that a scrub goes. */
const scrubs = 40

const step =
  (by: "event" | "hour" | "day", back: boolean): Act =>
  ({ send }) =>
    send({ kind: "step", by, back })

const scrub =
  (by: number): Act =>
  ({ send }, { lanes: [{ about, picture }], status }) => {
    // several scrubs in a row go on from where the last one is going
    const from = status.seeking ?? picture.now
    send({ kind: "seek", at: Math.max(0, Math.min(about.length, from + (by * about.length) / scrubs)) })
  }

/** The next speed of the list, from one that may lie between two of them. */
const speed =
  (by: number): Act =>
  ({ send }, { status }) => {
    const place = speeds.findIndex((speed) => speed >= status.speed)
    const next = speeds[Math.max(0, Math.min(speeds.length - 1, (place < 0 ? speeds.length - 1 : place) + by))]
    send({ kind: "speed", speed: next ?? Infinity })
  }

const open =
  (screen: ScreenName): Act =>
  ({ set }) =>
    set({ screen })

const turn =
  (by: number): Act =>
  ({ set, ui }) =>
    set({
      screen: screenNames[(screenNames.indexOf(ui.screen) + by + screenNames.length) % screenNames.length] ?? "overview"
    })

const ask =
  (what: Question): Act =>
  ({ set }) =>
    set({ overlay: { kind: "ask", what, typed: "" } })

/** Rows of the window's inside that a page of a list leaves out. */
const aroundList = 4

/** Moves through the list of a screen, a line or a page. */
const move =
  (by: number, isPage = false): Act =>
  ({ set, size, ui: { log, screen, table } }, { lanes: [{ picture }] }) => {
    const { rows } = insideOf(size)
    const lines = by * (isPage ? Math.max(1, rows - aroundList) : 1)
    if (screen === "events") return set({ log: { ...log, back: Math.max(0, log.back + lines) } })
    const total = picture.detail.kind === "table" ? picture.detail.table.total : picture.providers
    const chosen = Math.max(0, Math.min(total - 1, table.chosen + lines))
    const shown = Math.max(1, rows - 3)
    const from = chosen < table.from ? chosen : chosen >= table.from + shown ? chosen - shown + 1 : table.from
    set({ table: { ...table, chosen, from } })
  }

export const screenActs: Acts<keyof typeof screenKeys> = {
  // ── Time ──
  play: ({ send }, { status: { playing, seeking } }) =>
    send({ kind: playing || seeking !== undefined ? "pause" : "play" }),
  faster: speed(1),
  slower: speed(-1),
  fullSpeed: ({ send }) => send({ kind: "speed", speed: Infinity }),
  hourOn: step("hour", false),
  hourBack: step("hour", true),
  dayOn: step("day", false),
  dayBack: step("day", true),
  eventOn: step("event", false),
  eventBack: step("event", true),
  scrubOn: scrub(1),
  scrubBack: scrub(-1),
  toStart: ({ send }) => send({ kind: "seek", at: 0 }),
  toReached: ({ send }, { status }) => send({ kind: "seek", at: status.reached }),
  goTo: ask("instant"),
  // ── Screens ──
  toOverview: open("overview"),
  toMarket: open("market"),
  toProviders: open("providers"),
  toToken: open("token"),
  toTraining: open("training"),
  toEvents: open("events"),
  nextScreen: turn(1),
  previousScreen: turn(-1),
  nextVenue: ({ set, ui }, { lanes: [{ about }] }) => set({ venue: (ui.venue + 1) % about.venues.length }),
  // ── What if ──
  tune: ({ set }, scene) => set({ overlay: { kind: "tune", chosen: 0, value: chosenLane(scene).knobs[0] ?? 0 } }),
  shock: ({ set }) => set({ overlay: { kind: "shock", chosen: 0 } }),
  branch: ({ send, set }, { lanes }) => {
    set({ lane: lanes.length > 1 ? 0 : 1 })
    send({ kind: "branch" })
  },
  lane: ({ set }, { lanes, ui }) => set({ lane: (ui.lane + 1) % lanes.length }),
  seed: ask("seed"),
  journal: ({ outside, say }, scene) => say(`the journal is in ${outside.saveJournal(chosenLane(scene))}`),
  // ── Lists ──
  up: move(-1),
  down: move(1),
  pageUp: move(-1, true),
  pageDown: move(1, true),
  sort: ({ set, ui: { table } }) => {
    const sort = providerSorts[(providerSorts.indexOf(table.sort) + 1) % providerSorts.length] ?? "name"
    set({ table: { ...table, sort, descending: sort !== "name", from: 0, chosen: 0 } })
  },
  reverse: ({ set, ui: { table } }) => set({ table: { ...table, descending: !table.descending, from: 0, chosen: 0 } }),
  kind: ({ set, ui: { log } }) => {
    const next = log.kind === undefined ? 0 : logKinds.indexOf(log.kind) + 1
    set({ log: { ...log, kind: logKinds[next], back: 0 } })
  },
  filter: ask("filter"),
  open: ({ set, ui: { table } }, { lanes: [{ picture }] }) => {
    const { detail } = picture
    const row = detail.kind === "table" ? detail.table.rows[table.chosen - detail.table.from] : undefined
    if (row === undefined) return
    set({ watched: { kind: "provider", name: row.name }, overlay: { kind: "story", back: 0 } })
  },
  why: ask("watched"),
  // ── Program ──
  save: ({ outside, say }, scene) => say(`saved as ${outside.saveScreen(scene)}`),
  help: ({ set }) => set({ overlay: { kind: "help", from: 0 } }),
  suspend: ({ outside }) => outside.suspend(),
  quit: ({ outside }) => outside.quit()
}
