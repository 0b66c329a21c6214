/** The keys of what lies over the screen: help, figures to tune, shocks, stories, a line to type. */
import { type Binding, bindings } from "./Binding.ts"

const onHelp = bindings("Program", "help")
const onTune = bindings("What if", "tune")
const onShock = bindings("What if", "shock")
const onStory = bindings("Lists", "story")
const onAsk = bindings("Lists", "ask")

export const overlayKeys = {
  helpUp: onHelp({ chords: ["up", "k", "pageup"], short: "up", help: "up", footer: 2 }),
  helpDown: onHelp({ chords: ["down", "j", "pagedown", "space"], short: "down", help: "down", footer: 3 }),
  helpClose: onHelp({ chords: ["escape", "?", "return", "q"], short: "close", help: "close the help", footer: 1 }),
  knobUp: onTune({ chords: ["up", "k"], short: "choose", help: "the figure above", footer: 4 }),
  knobDown: onTune({ chords: ["down", "j"], short: "choose", help: "the figure below" }),
  knobMore: onTune({ chords: ["right", "+", "="], short: "more", help: "a tenth more", footer: 3 }),
  knobLess: onTune({ chords: ["left", "-"], short: "less", help: "a tenth less", footer: 2 }),
  knobMuch: onTune({ chords: ["shift+right"], short: "double", help: "twice as much" }),
  knobLittle: onTune({ chords: ["shift+left"], short: "half", help: "half of it" }),
  knobZero: onTune({ chords: ["0"], short: "zero", help: "none of it" }),
  knobSet: onTune({ chords: ["return"], short: "set", help: "let it hold from now on", footer: 1 }),
  knobClose: onTune({ chords: ["escape", "q", "t"], short: "close", help: "change nothing", footer: 5 }),
  shockUp: onShock({ chords: ["up", "k"], short: "choose", help: "the shock above", footer: 2 }),
  shockDown: onShock({ chords: ["down", "j"], short: "choose", help: "the shock below" }),
  shockStrike: onShock({ chords: ["return"], short: "strike", help: "let it strike now", footer: 1 }),
  shockClose: onShock({ chords: ["escape", "q", "x"], short: "close", help: "let nothing strike", footer: 3 }),
  storyUp: onStory({ chords: ["up", "k", "pageup"], short: "earlier", help: "earlier", footer: 2 }),
  storyDown: onStory({ chords: ["down", "j", "pagedown"], short: "later", help: "later", footer: 3 }),
  storyClose: onStory({ chords: ["escape", "return", "q", "y"], short: "close", help: "close the story", footer: 1 }),
  stopStory: onStory({ chords: ["ctrl+c"], short: "quit", help: "end" }),
  answer: onAsk({ chords: ["return"], short: "done", help: "take what is typed", footer: 1 }),
  erase: onAsk({ chords: ["backspace", "delete"], short: "erase", help: "erase the last character", footer: 2 }),
  dismiss: onAsk({ chords: ["escape"], short: "leave", help: "leave it as it was", footer: 3 }),
  // Ctrl-C ends the program wherever one is.
  stop: onHelp({ chords: ["ctrl+c"], short: "quit", help: "end" }),
  stopTuning: onTune({ chords: ["ctrl+c"], short: "quit", help: "end" }),
  stopShock: onShock({ chords: ["ctrl+c"], short: "quit", help: "end" }),
  stopAsking: onAsk({ chords: ["ctrl+c"], short: "quit", help: "end" })
} as const satisfies Record<string, Binding>
