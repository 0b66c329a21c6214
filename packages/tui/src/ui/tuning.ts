/** Knobs under arrow keys: which one is chosen, and the value that it would get. */
import type { Action } from "../keys/keys.ts"
import type { Overlay } from "../session/Scene.ts"

export type Tuning = Extract<Overlay, { readonly kind: "tune" }>

/** What a knob that is zero begins with when it is turned up. */
const first = 0.1

/** What an action makes of it; `knobs` are the values that hold now. Undefined: the action ends the tuning. */
export const tuned = (action: Action, tuning: Tuning, knobs: ReadonlyArray<number>): Tuning | undefined => {
  const choose = (by: number): Tuning => {
    const chosen = (tuning.chosen + by + knobs.length) % knobs.length
    return { kind: "tune", chosen, value: knobs[chosen] ?? 0 }
  }
  const turn = (factor: number): Tuning => {
    const { chosen, value } = tuning
    const next = value === 0 ? (knobs[chosen] || first) * Math.min(factor, 1) : value * factor
    return { ...tuning, value: Number(next.toPrecision(4)) }
  }
  switch (action) {
    case "knobUp":
      return choose(-1)
    case "knobDown":
      return choose(1)
    case "knobMore":
      return turn(1.1)
    case "knobLess":
      return turn(0.9)
    case "knobMuch":
      return turn(2)
    case "knobLittle":
      return turn(0.5)
    case "knobZero":
      return { ...tuning, value: 0 }
    default:
      return undefined
  }
}
