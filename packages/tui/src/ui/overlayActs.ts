/** What the keys do while something lies over the screen. */
import type { overlayKeys } from "../keys/overlayKeys.ts"
import type { Overlay } from "../session/Scene.ts"
import { instantOf, seedOf } from "./answers.ts"
import { type Act, type Acts, chosenLane, type Desk } from "./Desk.ts"
import { tuned, type Turn } from "./tuning.ts"

/** Rows that a long text moves by. */
const stride = 5

const close: Act = ({ set }) => set({ overlay: { kind: "none" } })
const quit: Act = ({ outside }) => outside.quit()

/** Acts on one kind of overlay; on any other it does nothing. */
const over =
  <Kind extends Overlay["kind"]>(
    kind: Kind,
    act: (overlay: Extract<Overlay, { readonly kind: Kind }>, ...given: Parameters<Act>) => void
  ): Act =>
  (desk, scene) => {
    const { overlay } = desk.ui
    if (isOf(overlay, kind)) act(overlay, desk, scene)
  }

const isOf = <Kind extends Overlay["kind"]>(
  overlay: Overlay,
  kind: Kind
): overlay is Extract<Overlay, { readonly kind: Kind }> => overlay.kind === kind

const scrollHelp = (by: number): Act =>
  over("help", ({ from }, { set }) => set({ overlay: { kind: "help", from: Math.max(0, from + by) } }))

const scrollStory = (by: number): Act =>
  over("story", ({ back }, { set }) => set({ overlay: { kind: "story", back: Math.max(0, back + by) } }))

const turn = (how: Turn): Act =>
  over("tune", (tuning, { set }, scene) => set({ overlay: tuned(how, tuning, chosenLane(scene).knobs) }))

const chooseShock = (by: number): Act =>
  over("shock", ({ chosen }, { set }, { lanes: [{ about }] }) =>
    set({ overlay: { kind: "shock", chosen: (chosen + by + about.shocks.length) % about.shocks.length } })
  )

/** Takes what was typed. What is wrong with it is said after the line is gone. */
const answer = ({ typed, what }: Extract<Overlay, { kind: "ask" }>, { send, set, ui }: Desk, length: number): void => {
  switch (what) {
    case "instant":
      return send({ kind: "seek", at: instantOf(typed, length) })
    case "seed":
      return send({ kind: "restart", seed: seedOf(typed) })
    case "watched": {
      const text = typed.trim()
      const watched = /^\d+$/.test(text)
        ? ({ kind: "job", number: Number(text) } as const)
        : ({ kind: "provider", name: text } as const)
      return set({ watched, overlay: { kind: "story", back: 0 } })
    }
    case "filter":
      if (ui.screen === "events") return set({ log: { ...ui.log, filter: typed, back: 0 } })
      return set({ table: { ...ui.table, filter: typed, from: 0, chosen: 0 } })
  }
}

export const overlayActs: Acts<keyof typeof overlayKeys> = {
  helpUp: scrollHelp(-stride),
  helpDown: scrollHelp(stride),
  helpClose: close,
  knobUp: turn("up"),
  knobDown: turn("down"),
  knobMore: turn("more"),
  knobLess: turn("less"),
  knobMuch: turn("much"),
  knobLittle: turn("little"),
  knobZero: turn("zero"),
  knobSet: over("tune", ({ chosen, value }, desk, scene) => {
    const path = chosenLane(scene).about.knobs[chosen]?.path ?? ""
    close(desk, scene)
    desk.send({ kind: "change", lane: scene.ui.lane, change: { set: path, value } })
  }),
  knobClose: close,
  shockUp: chooseShock(-1),
  shockDown: chooseShock(1),
  shockStrike: over("shock", ({ chosen }, desk, scene) => {
    const offered = scene.lanes[0].about.shocks[chosen]
    close(desk, scene)
    if (offered !== undefined) desk.send({ kind: "change", lane: scene.ui.lane, change: { shock: offered.shock } })
  }),
  shockClose: close,
  storyUp: scrollStory(stride),
  storyDown: scrollStory(-stride),
  storyClose: ({ set }) => set({ watched: undefined, overlay: { kind: "none" } }),
  answer: over("ask", (overlay, desk, scene) => {
    close(desk, scene)
    answer(overlay, desk, scene.lanes[0].about.length)
  }),
  erase: over("ask", (overlay, { set }) =>
    set({ overlay: { ...overlay, typed: Array.from(overlay.typed).slice(0, -1).join("") } })
  ),
  dismiss: close,
  stop: quit,
  stopTuning: quit,
  stopShock: quit,
  stopAsking: quit,
  stopStory: quit
}
