/** Knobs under arrow keys: which one is chosen, and the value that it would get. */
import type { Overlay } from "../session/Scene.ts"

export type Tuning = Extract<Overlay, { readonly kind: "tune" }>

/** Another knob, or another value of the chosen one. */
export type Turn = "up" | "down" | "more" | "less" | "much" | "little" | "zero"

/** What a turn multiplies the value by. */
const factors = { more: 1.1, less: 0.9, much: 2, little: 0.5, zero: 0 }
/** What a knob that is zero begins with when it is turned up. */
const first = 0.1

/** What a turn makes of it; `knobs` are the values that hold now. */
export const tuned = (turn: Turn, { chosen, value }: Tuning, knobs: ReadonlyArray<number>): Tuning => {
  if (turn === "up" || turn === "down") {
    const next = (chosen + (turn === "up" ? -1 : 1) + knobs.length) % knobs.length
    return { kind: "tune", chosen: next, value: knobs[next] ?? 0 }
  }
  const factor = factors[turn]
  const turned = value === 0 ? (knobs[chosen] || first) * Math.min(factor, 1) : value * factor
  return { kind: "tune", chosen, value: Number(turned.toPrecision(4)) }
}
