/** Who asks for converted power: a stream of requests from outside the model (large clouds, laboratories).
 *
 * How much they ask for is the scenario's assumption, not a result: what the model decides is which sites say yes, in which form and
 * when. Each request's draws belong to its number, so that nothing that sites do changes what is asked for next. */
import { Draws } from "../kernel/Draws.ts"
import { year } from "../units/Time.ts"
import type { Offer } from "./MinerAppraisal.ts"
import type { MinerConfig } from "./MinerConfig.ts"
import { Form } from "./MinerForm.ts"

const purposes = {
  gap: Draws.purpose("miner-tenants/gap"),
  size: Draws.purpose("miner-tenants/size"),
  rent: Draws.purpose("miner-tenants/rent"),
  term: Draws.purpose("miner-tenants/term"),
  form: Draws.purpose("miner-tenants/form"),
  pays: Draws.purpose("miner-tenants/pays"),
  grade: Draws.purpose("miner-tenants/grade")
}

/** An open request; closed ones leave the list. */
export interface TenantRequest extends Offer {
  readonly number: number
  readonly askedAt: number
  /** MW of IT load asked for, and still wanted. */
  readonly size: number
  left: number
}

export class Tenants {
  /** Requests that still want power, oldest first. */
  readonly open: Array<TenantRequest> = []
  /** MW of IT load asked for so far, signed, and given up on. */
  asked = 0
  signed = 0
  givenUp = 0
  private number = 0
  private nextAt: number
  private readonly config: MinerConfig["tenants"]
  private readonly draws: Draws

  constructor(config: MinerConfig["tenants"], draws: Draws) {
    this.config = config
    this.draws = draws
    this.nextAt = this.gap()
  }

  /** Brings the list to `now`: new requests come, old ones give up. */
  advance(now: number): void {
    while (this.nextAt <= now) {
      const request = this.draw(this.nextAt)
      this.open.push(request)
      this.asked += request.size
      this.number++
      this.nextAt += this.gap()
    }
    let kept = 0
    for (const request of this.open) {
      const wanted = request.left > 1e-9
      if (wanted && now - request.askedAt <= this.config.patience) this.open[kept++] = request
      else this.givenUp += request.left
    }
    this.open.length = kept
  }

  /** Power of a request that a site has signed, MW of IT load. */
  sign(request: TenantRequest, megawatts: number): void {
    request.left = Math.max(0, request.left - megawatts)
    this.signed += megawatts
  }

  private gap(): number {
    return this.draws.at(purposes.gap, this.number, 0).exponential() / this.config.requests
  }

  private draw(askedAt: number): TenantRequest {
    const { config, draws, number } = this
    const uniform = (purpose: number) => draws.at(purpose, number, 0).uniform()
    const normal = (purpose: number) => draws.at(purpose, number, 0).normal()
    const cloud = uniform(purposes.form) < config.cloud_share
    const median = cloud ? config.cloud_rent : config.rent
    const size = config.size * Math.exp(config.size_spread * normal(purposes.size))
    const term = config.shortest_term + (config.longest_term - config.shortest_term) * uniform(purposes.term)
    return {
      number,
      askedAt,
      size,
      left: size,
      form: cloud ? Form.cloud : Form.colocation,
      rent: median * Math.exp(config.rent_spread * normal(purposes.rent)),
      term: (cloud ? config.cloud_term : term) / year,
      tenantPays: !cloud && uniform(purposes.pays) < config.tenant_pays,
      investmentGrade: uniform(purposes.grade) < config.investment_grade
    }
  }
}
