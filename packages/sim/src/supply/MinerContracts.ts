/** Conversions under way or running: which site, which form, how much, until when. Columns that grow; a row stays, so that its number can
 * stand in events and results. */
import { doubleColumns } from "../kernel/Columns.ts"
import type { Form } from "./MinerForm.ts"

export const ContractState = { building: 0, running: 1, ended: 2 } as const
export type ContractState = (typeof ContractState)[keyof typeof ContractState]

export interface Signing {
  readonly site: number
  readonly form: Form
  /** Gross MW. */
  readonly power: number
  /** USD/kW-month of IT load; 0 without a tenant. */
  readonly rent: number
  /** GPUs that come to the network; 0 but for spot. */
  readonly gpus: number
  /** USD per GPU. */
  readonly gpuPrice: number
  /** s. */
  readonly signedAt: number
  readonly startsAt: number
  readonly endsAt: number
  /** USD. */
  readonly capital: number
  /** Own money in it, USD. */
  readonly equity: number
  readonly value: number
}

export class ContractColumns {
  count = 0
  site = new Int32Array(16)
  form = new Uint8Array(16)
  state = new Uint8Array(16)
  power = new Float64Array(16)
  rent = new Float64Array(16)
  gpus = new Int32Array(16)
  gpuPrice = new Float64Array(16)
  signedAt = new Float64Array(16)
  startsAt = new Float64Array(16)
  endsAt = new Float64Array(16)
  capital = new Float64Array(16)
  equity = new Float64Array(16)
  value = new Float64Array(16)

  /** Adds a row and gives its number. */
  sign(signing: Signing): number {
    const row = this.count
    if (row === this.site.length) doubleColumns(this)
    this.count++
    this.state[row] = ContractState.building
    this.site[row] = signing.site
    this.form[row] = signing.form
    this.power[row] = signing.power
    this.rent[row] = signing.rent
    this.gpus[row] = signing.gpus
    this.gpuPrice[row] = signing.gpuPrice
    this.signedAt[row] = signing.signedAt
    this.startsAt[row] = signing.startsAt
    this.endsAt[row] = signing.endsAt
    this.capital[row] = signing.capital
    this.equity[row] = signing.equity
    this.value[row] = signing.value
    return row
  }
}
