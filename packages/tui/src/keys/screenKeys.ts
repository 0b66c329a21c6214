/** The keys of the screens: time, screens, what if, lists, the program. */
import { screenNames } from "../session/Wish.ts"
import type { Scene } from "../session/Scene.ts"
import { type Binding, bindings } from "./Binding.ts"

const time = bindings("Time", "screen")
const screens = bindings("Screens", "screen")
const whatIf = bindings("What if", "screen")
const lists = bindings("Lists", "screen")
const program = bindings("Program", "screen")

const on =
  (...names: ReadonlyArray<(typeof screenNames)[number]>) =>
  ({ ui }: Scene): boolean =>
    names.includes(ui.screen)

const atStart = ({ lanes }: Scene): string | undefined => (lanes[0].picture.now <= 0 ? "this is the start" : undefined)
const atEnd = ({ lanes }: Scene): string | undefined =>
  lanes[0].picture.now >= lanes[0].about.length ? "the run has come to its end" : undefined
const recorded = ({ isRecording }: Scene): string | undefined =>
  isRecording ? "a recording is played: nothing in it can be changed" : undefined

type ScreenAction = `to${Capitalize<(typeof screenNames)[number]>}`

const digitKeys = (): Readonly<Record<ScreenAction, Binding>> => {
  const key = (place: number): Binding => {
    const name = screenNames[place] ?? ""
    return screens({ chords: [String(place + 1)], short: name, help: `the screen ${name}` })
  }
  return {
    toOverview: key(0),
    toMarket: key(1),
    toProviders: key(2),
    toToken: key(3),
    toTraining: key(4),
    toEvents: key(5)
  }
}

export const screenKeys = {
  // ── Time ──
  play: time({
    chords: ["space"],
    short: "play/pause",
    help: "play or pause",
    whyNot: (scene) => (scene.status.playing || scene.status.seeking !== undefined ? undefined : atEnd(scene)),
    footer: 1
  }),
  faster: time({ chords: ["+", "="], short: "faster", help: "faster, up to as fast as it can", footer: 4 }),
  slower: time({ chords: ["-"], short: "slower", help: "slower, down to a minute of the model a second" }),
  fullSpeed: time({ chords: ["f"], short: "full speed", help: "as fast as it can" }),
  hourOn: time({ chords: ["right"], short: "step", help: "an hour on, and pause", whyNot: atEnd, footer: 3 }),
  hourBack: time({ chords: ["left"], short: "back", help: "an hour back", whyNot: atStart }),
  dayOn: time({ chords: ["]"], short: "day", help: "a day on, and pause", whyNot: atEnd }),
  dayBack: time({ chords: ["["], short: "day back", help: "a day back", whyNot: atStart }),
  eventOn: time({ chords: ["."], short: "event", help: "one event on, and pause", whyNot: atEnd }),
  eventBack: time({ chords: [","], short: "event back", help: "one event back", whyNot: atStart }),
  scrubOn: time({ chords: ["shift+right"], short: "scrub", help: "a fortieth of the run on", whyNot: atEnd }),
  scrubBack: time({
    chords: ["shift+left"],
    short: "scrub back",
    help: "a fortieth of the run back",
    whyNot: atStart,
    footer: 5
  }),
  toStart: time({ chords: ["home"], short: "start", help: "back to the start", whyNot: atStart }),
  toReached: time({ chords: ["end"], short: "newest", help: "to the farthest instant that has been reached" }),
  goTo: time({ chords: ["g"], short: "go to", help: "go to an instant: day 200, 14 months, 3 years", footer: 9 }),
  // ── Screens ──
  ...digitKeys(),
  nextScreen: screens({ chords: ["tab"], short: "next screen", help: "the next screen", footer: 2 }),
  previousScreen: screens({ chords: ["shift+tab"], short: "previous screen", help: "the previous screen" }),
  nextVenue: screens({
    chords: ["v"],
    short: "venue",
    help: "the next venue",
    where: on("market", "token"),
    whyNot: ({ lanes: [{ about }], ui }) => {
      if (ui.screen === "token" && about.venues.filter(({ hasToken }) => hasToken).length < 2)
        return "no other network has a token"
      return about.venues.length < 2 ? "there is only one venue" : undefined
    },
    footer: 1.5
  }),
  // ── What if ──
  tune: whatIf({
    chords: ["t"],
    short: "tune",
    help: "change a figure of the scenario in the middle of the run",
    whyNot: (scene) =>
      recorded(scene) ??
      (scene.lanes[0].about.knobs.length === 0
        ? "nothing in this scenario can be changed while it runs"
        : atEnd(scene)),
    footer: 6
  }),
  shock: whatIf({
    chords: ["x"],
    short: "shock",
    help: "let a shock strike: prices, demand, a region",
    whyNot: (scene) =>
      recorded(scene) ??
      (scene.lanes[0].about.shocks.length === 0 ? "no shock is known for this scenario" : atEnd(scene)),
    footer: 7
  }),
  branch: whatIf({
    chords: ["b"],
    short: "branch",
    help: "split the run here into two lanes with the same luck, the second takes the changes; with two lanes: drop the second",
    whyNot: recorded,
    footer: 8
  }),
  lane: whatIf({
    chords: ["l"],
    short: "lane",
    help: "which of two lanes takes the changes",
    whyNot: ({ lanes }) => (lanes.length < 2 ? "there is one lane; b branches a second one" : undefined)
  }),
  seed: whatIf({ chords: ["n"], short: "seed", help: "start again with another seed", whyNot: recorded }),
  journal: whatIf({
    chords: ["w"],
    short: "write journal",
    help: "write the journal of changes to a file, for lode run --commands",
    whyNot: ({ lanes, ui }) =>
      (lanes[ui.lane] ?? lanes[0]).journal.length === 0 ? "nothing has been changed yet" : undefined
  }),
  // ── Lists ──
  up: lists({ chords: ["up", "k"], short: "up", help: "up in a list", where: on("providers", "events") }),
  down: lists({
    chords: ["down", "j"],
    short: "choose",
    help: "down in a list",
    where: on("providers", "events"),
    footer: 1.6
  }),
  pageUp: lists({ chords: ["pageup"], short: "page up", help: "a page up", where: on("providers", "events") }),
  pageDown: lists({ chords: ["pagedown"], short: "page down", help: "a page down", where: on("providers", "events") }),
  sort: lists({ chords: ["o"], short: "sort", help: "sort by the next column", where: on("providers"), footer: 1.5 }),
  reverse: lists({ chords: ["r"], short: "reverse", help: "turn the order round", where: on("providers") }),
  kind: lists({
    chords: ["c"],
    short: "kind",
    help: "show the next kind of events only",
    where: on("events"),
    footer: 1.5
  }),
  filter: lists({
    chords: ["/"],
    short: "filter",
    help: "show what holds a word",
    where: on("providers", "events"),
    footer: 1.7
  }),
  open: lists({
    chords: ["return"],
    short: "why",
    help: "the story of the chosen provider: what happened to it and why",
    where: on("providers"),
    whyNot: (scene) => recorded(scene),
    footer: 1.4
  }),
  why: lists({
    chords: ["y"],
    short: "why",
    help: "the story of a job, by its number, or of a provider, by its name: what happened to it and why",
    whyNot: (scene) => recorded(scene),
    footer: 8.5
  }),
  // ── Program ──
  save: program({ chords: ["s"], short: "save", help: "save the screen as text and as SVG" }),
  help: program({ chords: ["?"], short: "keys", help: "every key", footer: 0.5 }),
  suspend: program({ chords: ["ctrl+z"], short: "suspend", help: "back to the shell; fg comes back" }),
  quit: program({ chords: ["q", "ctrl+c"], short: "quit", help: "end, and leave the terminal as it was", footer: 0.4 })
} as const satisfies Record<string, Binding>
