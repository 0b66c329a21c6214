/** The one table of keys: what each does, when it applies, and why it does not. The footer, the `?` page, the section of `docs/watch.md` and the tests
 * are made from it; nobody else knows a key.
 *
 * A binding belongs to a *mode*: the screen itself, or what lies over it and takes the keys. A chord is a key as `ui/chords.ts` names it: `space`, `right`,
 * `shift+right`, `ctrl+c`, `?`. What a binding does stands in `ui/Controller.ts`, by the same name. */
import { screenNames } from "../session/Protocol.ts"
import type { Overlay, Scene } from "../session/Scene.ts"

export type Mode = "screen" | "help" | "tune" | "shock" | "ask" | "story"
export const groups = ["Time", "Screens", "What if", "Lists", "Program"] as const

export interface Binding {
  readonly chords: ReadonlyArray<string>
  /** For the footer: a word or two. */
  readonly short: string
  /** For the help page: a sentence. */
  readonly help: string
  readonly group: (typeof groups)[number]
  readonly mode: Mode
  /** Whether it is offered at all where the user is. */
  readonly where?: (scene: Scene) => boolean
  /** Why it does not apply now; undefined: it does. */
  readonly whyNot?: (scene: Scene) => string | undefined
  /** Place in the footer, the smallest first; without one it stands on the help page only. */
  readonly footer?: number
}

const on =
  (...names: ReadonlyArray<(typeof screenNames)[number]>) =>
  ({ ui }: Scene): boolean =>
    names.includes(ui.screen)

const atStart = ({ lanes }: Scene): string | undefined => (lanes[0].picture.now <= 0 ? "this is the start" : undefined)
const atEnd = ({ lanes }: Scene): string | undefined =>
  lanes[0].picture.now >= lanes[0].about.length ? "the run has come to its end" : undefined
const recorded = ({ isRecording }: Scene): string | undefined =>
  isRecording ? "a recording is played: nothing in it can be changed" : undefined

export const keys = {
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
  ...screenKeys(),
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
    whyNot: ({ lanes }) => (lanes[0].about.venues.length < 2 ? "there is only one venue" : undefined),
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
  },
  // ── Over the screen ──
  helpUp: { chords: ["up", "k", "pageup"], short: "up", help: "up", group: "Program", mode: "help", footer: 2 },
  helpDown: {
    chords: ["down", "j", "pagedown", "space"],
    short: "down",
    help: "down",
    group: "Program",
    mode: "help",
    footer: 3
  },
  helpClose: {
    chords: ["escape", "?", "return", "q"],
    short: "close",
    help: "close the help",
    group: "Program",
    mode: "help",
    footer: 1
  },
  knobUp: { chords: ["up", "k"], short: "choose", help: "the figure above", group: "What if", mode: "tune", footer: 4 },
  knobDown: { chords: ["down", "j"], short: "choose", help: "the figure below", group: "What if", mode: "tune" },
  knobMore: {
    chords: ["right", "+", "="],
    short: "more",
    help: "a tenth more",
    group: "What if",
    mode: "tune",
    footer: 3
  },
  knobLess: { chords: ["left", "-"], short: "less", help: "a tenth less", group: "What if", mode: "tune", footer: 2 },
  knobMuch: { chords: ["shift+right"], short: "double", help: "twice as much", group: "What if", mode: "tune" },
  knobLittle: { chords: ["shift+left"], short: "half", help: "half of it", group: "What if", mode: "tune" },
  knobZero: { chords: ["0"], short: "zero", help: "none of it", group: "What if", mode: "tune" },
  knobSet: {
    chords: ["return"],
    short: "set",
    help: "let it hold from now on",
    group: "What if",
    mode: "tune",
    footer: 1
  },
  knobClose: {
    chords: ["escape", "q", "t"],
    short: "close",
    help: "change nothing",
    group: "What if",
    mode: "tune",
    footer: 5
  },
  shockUp: {
    chords: ["up", "k"],
    short: "choose",
    help: "the shock above",
    group: "What if",
    mode: "shock",
    footer: 2
  },
  shockDown: { chords: ["down", "j"], short: "choose", help: "the shock below", group: "What if", mode: "shock" },
  shockStrike: {
    chords: ["return"],
    short: "strike",
    help: "let it strike now",
    group: "What if",
    mode: "shock",
    footer: 1
  },
  shockClose: {
    chords: ["escape", "q", "x"],
    short: "close",
    help: "let nothing strike",
    group: "What if",
    mode: "shock",
    footer: 3
  },
  storyUp: {
    chords: ["up", "k", "pageup"],
    short: "earlier",
    help: "earlier",
    group: "Lists",
    mode: "story",
    footer: 2
  },
  storyDown: {
    chords: ["down", "j", "pagedown"],
    short: "later",
    help: "later",
    group: "Lists",
    mode: "story",
    footer: 3
  },
  storyClose: {
    chords: ["escape", "return", "q", "y"],
    short: "close",
    help: "close the story",
    group: "Lists",
    mode: "story",
    footer: 1
  },
  stopStory: { chords: ["ctrl+c"], short: "quit", help: "end", group: "Program", mode: "story" },
  answer: { chords: ["return"], short: "done", help: "take what is typed", group: "Lists", mode: "ask", footer: 1 },
  erase: {
    chords: ["backspace", "delete"],
    short: "erase",
    help: "erase the last character",
    group: "Lists",
    mode: "ask",
    footer: 2
  },
  dismiss: { chords: ["escape"], short: "leave", help: "leave it as it was", group: "Lists", mode: "ask", footer: 3 },
  // Ctrl-C ends the program wherever one is.
  stop: { chords: ["ctrl+c"], short: "quit", help: "end", group: "Program", mode: "help" },
  stopTuning: { chords: ["ctrl+c"], short: "quit", help: "end", group: "Program", mode: "tune" },
  stopShock: { chords: ["ctrl+c"], short: "quit", help: "end", group: "Program", mode: "shock" },
  stopAsking: { chords: ["ctrl+c"], short: "quit", help: "end", group: "Program", mode: "ask" }
} as const satisfies Record<string, Binding>

/** The name of a binding. */
export type Action = keyof typeof keys

type ScreenAction = `to${Capitalize<(typeof screenNames)[number]>}`

function screenKeys(): Readonly<Record<ScreenAction, Binding>> {
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

const entries = (): ReadonlyArray<readonly [Action, Binding]> =>
  // the names are those of the table, which TypeScript does not keep through `Object.entries`
  (Object.keys(keys) as Array<Action>).map((action) => [action, keys[action]])

/** The mode that the keys are in. */
export const modeOf = ({ kind }: Overlay): Mode => (kind === "none" ? "screen" : kind)

/** What a chord means now: the action, and if it does not apply why. Undefined: nothing. */
export const meaningOf = (
  chord: string,
  scene: Scene
): { readonly action: Action; readonly whyNot: string | undefined } | undefined => {
  const mode = modeOf(scene.ui.overlay)
  const found = entries().find(
    ([, binding]) => binding.mode === mode && binding.chords.includes(chord) && (binding.where?.(scene) ?? true)
  )
  return found === undefined ? undefined : { action: found[0], whyNot: found[1].whyNot?.(scene) }
}

/** A chord as people read it. */
export const chordText = (chord: string): string => {
  const names: Readonly<Record<string, string>> = {
    left: "←",
    right: "→",
    up: "↑",
    down: "↓",
    return: "enter",
    escape: "esc",
    "shift+left": "⇧←",
    "shift+right": "⇧→",
    "shift+tab": "⇧tab",
    "ctrl+c": "^C",
    "ctrl+z": "^Z"
  }
  return names[chord] ?? chord
}

/** The same in ASCII. */
export const plainChordText = (chord: string): string => {
  const text = chordText(chord)
  return /^[\x20-\x7E]*$/.test(text) ? text : chord
}

/** The keys of the footer that apply now, the most important first: chord and word. */
export const footerOf = (scene: Scene): ReadonlyArray<readonly [chord: string, word: string]> => {
  const mode = modeOf(scene.ui.overlay)
  return entries()
    .map(([, binding]) => binding)
    .filter(
      (binding) =>
        binding.mode === mode &&
        binding.footer !== undefined &&
        (binding.where?.(scene) ?? true) &&
        binding.whyNot?.(scene) === undefined
    )
    .sort((a, b) => (a.footer ?? 0) - (b.footer ?? 0))
    .map(({ chords: [chord = ""], short }) => [chord, short])
}

/** One line of the help page. */
export interface HelpLine {
  readonly group: string
  readonly chords: ReadonlyArray<string>
  readonly help: string
  /** Why it does not apply now. */
  readonly whyNot: string | undefined
}

/** Every key of the screens, group by group. Without a scene: as the documentation has it. */
export const helpOf = (scene?: Scene): ReadonlyArray<HelpLine> =>
  groups.flatMap((group) =>
    entries()
      .map(([, binding]) => binding)
      .filter((binding) => binding.group === group && binding.mode === "screen")
      .map((binding) => ({
        group,
        chords: binding.chords,
        help: binding.help,
        whyNot:
          scene === undefined
            ? undefined
            : (binding.where?.(scene) ?? true)
              ? binding.whyNot?.(scene)
              : "not on this screen"
      }))
  )
