/** The keys of the screens: time, screens, what if, lists, the program. */
import { screenNames } from "../session/Protocol.ts"
import type { Scene } from "../session/Scene.ts"
import type { Binding } from "./Binding.ts"

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
  const key = (place: number): Binding => ({
    chords: [String(place + 1)],
    short: screenNames[place] ?? "",
    help: `the screen ${screenNames[place] ?? ""}`,
    group: "Screens",
    mode: "screen"
  })
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
  play: {
    chords: ["space"],
    short: "play/pause",
    help: "play or pause",
    group: "Time",
    mode: "screen",
    whyNot: (scene) => (scene.status.playing || scene.status.seeking !== undefined ? undefined : atEnd(scene)),
    footer: 1
  },
  faster: {
    chords: ["+", "="],
    short: "faster",
    help: "faster, up to as fast as it can",
    group: "Time",
    mode: "screen",
    footer: 4
  },
  slower: {
    chords: ["-"],
    short: "slower",
    help: "slower, down to a minute of the model a second",
    group: "Time",
    mode: "screen"
  },
  fullSpeed: { chords: ["f"], short: "full speed", help: "as fast as it can", group: "Time", mode: "screen" },
  hourOn: {
    chords: ["right"],
    short: "step",
    help: "an hour on, and pause",
    group: "Time",
    mode: "screen",
    whyNot: atEnd,
    footer: 3
  },
  hourBack: { chords: ["left"], short: "back", help: "an hour back", group: "Time", mode: "screen", whyNot: atStart },
  dayOn: { chords: ["]"], short: "day", help: "a day on, and pause", group: "Time", mode: "screen", whyNot: atEnd },
  dayBack: { chords: ["["], short: "day back", help: "a day back", group: "Time", mode: "screen", whyNot: atStart },
  eventOn: {
    chords: ["."],
    short: "event",
    help: "one event on, and pause",
    group: "Time",
    mode: "screen",
    whyNot: atEnd
  },
  eventBack: {
    chords: [","],
    short: "event back",
    help: "one event back",
    group: "Time",
    mode: "screen",
    whyNot: atStart
  },
  scrubOn: {
    chords: ["shift+right"],
    short: "scrub",
    help: "a fortieth of the run on",
    group: "Time",
    mode: "screen",
    whyNot: atEnd
  },
  scrubBack: {
    chords: ["shift+left"],
    short: "scrub back",
    help: "a fortieth of the run back",
    group: "Time",
    mode: "screen",
    whyNot: atStart,
    footer: 5
  },
  toStart: {
    chords: ["home"],
    short: "start",
    help: "back to the start",
    group: "Time",
    mode: "screen",
    whyNot: atStart
  },
  toReached: {
    chords: ["end"],
    short: "newest",
    help: "to the farthest instant that has been reached",
    group: "Time",
    mode: "screen"
  },
  goTo: {
    chords: ["g"],
    short: "go to",
    help: "go to an instant: day 200, 14 months, 3 years",
    group: "Time",
    mode: "screen",
    footer: 9
  },
  // ── Screens ──
  ...digitKeys(),
  nextScreen: {
    chords: ["tab"],
    short: "next screen",
    help: "the next screen",
    group: "Screens",
    mode: "screen",
    footer: 2
  },
  previousScreen: {
    chords: ["shift+tab"],
    short: "previous screen",
    help: "the previous screen",
    group: "Screens",
    mode: "screen"
  },
  nextVenue: {
    chords: ["v"],
    short: "venue",
    help: "the next venue",
    group: "Screens",
    mode: "screen",
    where: on("market", "token"),
    whyNot: ({ lanes: [{ about }], ui }) => {
      if (ui.screen === "token" && about.venues.filter(({ hasToken }) => hasToken).length < 2)
        return "no other network has a token"
      return about.venues.length < 2 ? "there is only one venue" : undefined
    },
    footer: 1.5
  },
  // ── What if ──
  tune: {
    chords: ["t"],
    short: "tune",
    help: "change a figure of the scenario in the middle of the run",
    group: "What if",
    mode: "screen",
    whyNot: (scene) =>
      recorded(scene) ??
      (scene.lanes[0].about.knobs.length === 0
        ? "nothing in this scenario can be changed while it runs"
        : atEnd(scene)),
    footer: 6
  },
  shock: {
    chords: ["x"],
    short: "shock",
    help: "let a shock strike: prices, demand, a region",
    group: "What if",
    mode: "screen",
    whyNot: (scene) =>
      recorded(scene) ??
      (scene.lanes[0].about.shocks.length === 0 ? "no shock is known for this scenario" : atEnd(scene)),
    footer: 7
  },
  branch: {
    chords: ["b"],
    short: "branch",
    help: "split the run here into two lanes with the same luck, the second takes the changes; with two lanes: drop the second",
    group: "What if",
    mode: "screen",
    whyNot: recorded,
    footer: 8
  },
  lane: {
    chords: ["l"],
    short: "lane",
    help: "which of two lanes takes the changes",
    group: "What if",
    mode: "screen",
    whyNot: ({ lanes }) => (lanes.length < 2 ? "there is one lane; b branches a second one" : undefined)
  },
  seed: {
    chords: ["n"],
    short: "seed",
    help: "start again with another seed",
    group: "What if",
    mode: "screen",
    whyNot: recorded
  },
  journal: {
    chords: ["w"],
    short: "write journal",
    help: "write the journal of changes to a file, for lode run --commands",
    group: "What if",
    mode: "screen",
    whyNot: ({ lanes, ui }) =>
      (lanes[ui.lane] ?? lanes[0]).journal.length === 0 ? "nothing has been changed yet" : undefined
  },
  // ── Lists ──
  up: {
    chords: ["up", "k"],
    short: "up",
    help: "up in a list",
    group: "Lists",
    mode: "screen",
    where: on("providers", "events")
  },
  down: {
    chords: ["down", "j"],
    short: "choose",
    help: "down in a list",
    group: "Lists",
    mode: "screen",
    where: on("providers", "events"),
    footer: 1.6
  },
  pageUp: {
    chords: ["pageup"],
    short: "page up",
    help: "a page up",
    group: "Lists",
    mode: "screen",
    where: on("providers", "events")
  },
  pageDown: {
    chords: ["pagedown"],
    short: "page down",
    help: "a page down",
    group: "Lists",
    mode: "screen",
    where: on("providers", "events")
  },
  sort: {
    chords: ["o"],
    short: "sort",
    help: "sort by the next column",
    group: "Lists",
    mode: "screen",
    where: on("providers"),
    footer: 1.5
  },
  reverse: {
    chords: ["r"],
    short: "reverse",
    help: "turn the order round",
    group: "Lists",
    mode: "screen",
    where: on("providers")
  },
  kind: {
    chords: ["c"],
    short: "kind",
    help: "show the next kind of events only",
    group: "Lists",
    mode: "screen",
    where: on("events"),
    footer: 1.5
  },
  filter: {
    chords: ["/"],
    short: "filter",
    help: "show what holds a word",
    group: "Lists",
    mode: "screen",
    where: on("providers", "events"),
    footer: 1.7
  },
  open: {
    chords: ["return"],
    short: "why",
    help: "the story of the chosen provider: what happened to it and why",
    group: "Lists",
    mode: "screen",
    where: on("providers"),
    whyNot: (scene) => recorded(scene),
    footer: 1.4
  },
  why: {
    chords: ["y"],
    short: "why",
    help: "the story of a job, by its number, or of a provider, by its name: what happened to it and why",
    group: "Lists",
    mode: "screen",
    whyNot: (scene) => recorded(scene),
    footer: 8.5
  },
  // ── Program ──
  save: { chords: ["s"], short: "save", help: "save the screen as text and as SVG", group: "Program", mode: "screen" },
  help: { chords: ["?"], short: "keys", help: "every key", group: "Program", mode: "screen", footer: 0.5 },
  suspend: {
    chords: ["ctrl+z"],
    short: "suspend",
    help: "back to the shell; fg comes back",
    group: "Program",
    mode: "screen"
  },
  quit: {
    chords: ["q", "ctrl+c"],
    short: "quit",
    help: "end, and leave the terminal as it was",
    group: "Program",
    mode: "screen",
    footer: 0.4
  }
} as const satisfies Record<string, Binding>
