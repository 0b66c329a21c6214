/** What an emission rule does over a run: the rules that remember something (a smoothed burn, a controller, what was realised, a vault) and those that go by
 * the clock, behind one question. */
import * as Controller from "./EmissionController.ts"
import { type Conditions, type Emission, halved, scheduled } from "./Emission.ts"
import { baselineEmitted, simpleEmitted } from "./FilecoinEmission.ts"
import { smoothedBurn } from "./HeliumEmission.ts"
import { type PayoutSettlement, settle } from "./IoNetPayouts.ts"
import { day, hour } from "../../units/Time.ts"

/** The emission of one token over a run. */
export class Minting {
  private readonly rule: Emission
  /** Tokens burned by the end of the last interval, and its smoothed daily worth. */
  private burnedBefore = 0
  burnedPerDay = 0
  /** What the rule minted again in the last interval, tokens a day. */
  reminted = 0
  /** What payouts in USD did in the last interval. */
  payouts: PayoutSettlement | undefined = undefined
  /** Of the controller. */
  private integral = Controller.initialState.integral
  private error = Controller.initialState.error
  /** Power times epochs that counted towards network time. */
  private realised = 0
  /** Tokens released from the vault. */
  private released = 0

  constructor(rule: Emission) {
    this.rule = rule
  }

  /** Tokens due for an interval; call it once for each, in order. */
  due(conditions: Conditions): number {
    const { rule } = this
    const { from, to } = conditions
    const days = (to - from) / day
    this.follow(conditions.burned, days)
    switch (rule.kind) {
      case "net-emission": {
        this.reminted = Math.min(this.burnedPerDay, rule.remint)
        return halved(rule, from, to) + this.reminted * days
      }
      case "utilisation-controller": {
        const state = { integral: this.integral, error: this.error }
        const step = Controller.look(rule, state, conditions.utilisation, days)
        this.integral = step.state.integral
        this.error = step.state.error
        return step.rate * days
      }
      case "filecoin": {
        const power = conditions.offeredGpuHours / ((to - from) / hour)
        const baseline = baselineEmitted(rule, this.realised, power, from, to)
        this.realised = baseline.realised
        return simpleEmitted(rule, from, to) + baseline.tokens
      }
      case "usd-payouts": {
        const owed = rule.payout * conditions.offeredGpuHours
        const { fees, feeVault, price } = conditions
        const vaults = { tokens: Math.max(0, rule.vault - this.released), usd: feeVault }
        this.payouts = settle(rule.surplus_burned, vaults, { owed, fees, price })
        this.released += this.payouts.released
        return this.payouts.released
      }
      default:
        return scheduled(rule, conditions)
    }
  }

  /** Takes the burn of the interval into the smoothed burn, day by day, however long the interval. */
  private follow(burned: number, days: number): void {
    const today = (burned - this.burnedBefore) / days
    this.burnedBefore = burned
    for (let left = days; left > 0; left--) {
      const next = smoothedBurn(this.burnedPerDay, today)
      this.burnedPerDay = left >= 1 ? next : this.burnedPerDay + left * (next - this.burnedPerDay)
    }
  }
}
