/** The keys of what lies over the screen: help, figures to tune, shocks, stories, a line to type. */
import type { Binding } from "./Binding.ts"

export const overlayKeys = {
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
