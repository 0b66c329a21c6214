/** Emission that steers utilisation to a target: a proportional, integral and derivative controller, once each epoch.
 *
 * With e = utilisation − target (positive: too few GPUs, so pay for more) and Δ days since the last look:
 *
 *     rate = base × clamp(1 + P e + I + D (e − e before) / Δ),   I grows by i e Δ
 *
 * **Bounds.** The multiple stays between `lowest` and `highest`. **Anti-windup.** While it is held at a bound, the integral does not grow further beyond it, and it never leaves
 * what the bounds allow at rest, so the controller turns as soon as the error does. The derivative of the first look is nil.
 *
 * `ControllerStability.ts` says for which gains the loop with the supply behind it comes to rest.
 *
 * Source: Åström and Hägglund 1995, "PID Controllers: Theory, Design and Tuning" (discrete form, conditional integration).
 *
 * **Gotchas** Utilisation falls as supply rises, and supply rises with emission: that is the negative feedback. Demand that leaves with the price is not in the linear picture. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"

/** Emission that follows utilisation. */
export const UtilisationController = Schema.Struct({
  kind: Schema.tag("utilisation-controller"),
  rate: Field.quantity("tokenRate")({
    description: "Tokens made per day while utilisation is at its target",
    default: "100k tokens/day",
    source: "assumption"
  }),
  target: Field.share({
    description: "Utilisation that is aimed at",
    default: "60%",
    source: "assumption"
  }),
  proportional: Field.number({ minimum: 0 })({
    description:
      "Part of the rate that is added for each whole unit of utilisation above the target (4: +4% for each point)",
    default: 4,
    source: "assumption"
  }),
  integral: Field.number({ minimum: 0 })({
    description:
      "Part of the rate that is added for each unit of utilisation above the target and each day that it lasts",
    unit: "per day",
    default: 0.2,
    source: "assumption"
  }),
  derivative: Field.number({ minimum: 0 })({
    description: "Part of the rate that is added for each unit by which utilisation rises in a day",
    unit: "days",
    default: 0,
    source: "assumption"
  }),
  lowest: Field.number({ minimum: 0, maximum: 1 })({
    description: "Least multiple of the rate",
    default: 0.25,
    source: "assumption"
  }),
  highest: Field.number({ minimum: 1 })({
    description: "Greatest multiple of the rate",
    default: 3,
    source: "assumption"
  })
}).annotate({ description: "a controller that steers utilisation to a target" })
export type UtilisationController = typeof UtilisationController.Type

/** What the controller remembers. */
export interface ControllerState {
  /** Part of the rate that past errors have added up to. */
  readonly integral: number
  /** Error at the last look; not a number before the first. */
  readonly error: number
}

export const initialState: ControllerState = { integral: 0, error: Number.NaN }

/** What the controller decides. */
export interface ControllerStep {
  /** Tokens per day until the next look. */
  readonly rate: number
  /** The rate as a multiple of the base. */
  readonly multiple: number
  /** Whether a bound holds it. */
  readonly held: boolean
  readonly state: ControllerState
}

/** Looks at utilisation, so many days after the last look. */
export const look = (
  rule: UtilisationController,
  state: ControllerState,
  utilisation: number,
  days: number
): ControllerStep => {
  const error = utilisation - rule.target
  const grown = clamp(state.integral + rule.integral * error * days, rule.lowest - 1, rule.highest - 1)
  const slope = Number.isNaN(state.error) || !(days > 0) ? 0 : (error - state.error) / days
  const wanted = 1 + rule.proportional * error + grown + rule.derivative * slope
  const multiple = clamp(wanted, rule.lowest, rule.highest)
  const beyond = (wanted > rule.highest && error > 0) || (wanted < rule.lowest && error < 0)
  return {
    rate: rule.rate * multiple,
    multiple,
    held: multiple !== wanted,
    state: { integral: beyond ? state.integral : grown, error }
  }
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))
