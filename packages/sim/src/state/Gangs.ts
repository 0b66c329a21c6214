import { none } from "./Table.ts"

/** What a training job that may lose and gain members keeps besides its row in `Jobs`: columns beside that row, which other jobs never touch.
 *
 * A *recruit* is a row of `Jobs` that orders machines for a running job: when it finds them they join that job's gang and the row is given back. */
export class Gangs {
  /** The running job that a recruit is for, or −1: it is a job itself. */
  parent = new Int32Array(0)
  /** Recruits of a job that are on the way: a list. */
  firstRecruit = new Int32Array(0)
  nextRecruit = new Int32Array(0)
  /** GPUs that its leases have now. */
  held = new Int32Array(0)
  /** GPU-seconds rented in the present attempt, up to the last change of the gang. */
  attempt = new Float64Array(0)
  /** Of the time of its GPUs, the share that is no waiting; and the tokens that it needs for each token that one data centre would. */
  computing = new Float64Array(0)
  tokensRatio = new Float64Array(0)
  /** Bits a second that leave its members for other regions and owners. */
  sending = new Float64Array(0)

  /** A job that is no recruit, with nothing rented. */
  reset(job: number): void {
    if (job >= this.parent.length) this.grow(job + 1)
    this.parent[job] = none
    this.firstRecruit[job] = none
    this.nextRecruit[job] = none
    this.held[job] = 0
    this.attempt[job] = 0
    this.computing[job] = 1
    this.tokensRatio[job] = 1
    this.sending[job] = 0
  }

  private grow(rows: number): void {
    const size = Math.max(64, 2 * rows)
    const longer = <C extends Int32Array | Float64Array>(from: C, to: C): C => {
      to.set(from)
      return to
    }
    this.parent = longer(this.parent, new Int32Array(size))
    this.firstRecruit = longer(this.firstRecruit, new Int32Array(size))
    this.nextRecruit = longer(this.nextRecruit, new Int32Array(size))
    this.held = longer(this.held, new Int32Array(size))
    this.attempt = longer(this.attempt, new Float64Array(size))
    this.computing = longer(this.computing, new Float64Array(size))
    this.tokensRatio = longer(this.tokensRatio, new Float64Array(size))
    this.sending = longer(this.sending, new Float64Array(size))
  }
}
