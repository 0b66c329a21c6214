import { lengthened } from "../kernel/Columns.ts"
import { none } from "./Table.ts"

/** What a training job that may lose and gain members keeps besides its row in `Jobs`: columns beside that row, which other jobs never touch.
 *
 * A *recruit* is a row of `Jobs` that orders machines for a running job: when it finds them they join that job's gang and the row is given back. */
export class Gangs {
  /** The running job that a recruit is for, or −1: it is a job itself, one that does not train included. */
  parent = new Int32Array(0)
  /** Recruits of a job that are on the way: a list. */
  firstRecruit = new Int32Array(0)
  nextRecruit = new Int32Array(0)
  /** GPUs that its leases have now. */
  held = new Int32Array(0)
  /** Of the present attempt, up to the last change of the gang: GPU-seconds rented, work done with them (seconds on the reference GPU, what was lost with
   * members included), and GPU-seconds lost with members. */
  attempt = new Float64Array(0)
  gained = new Float64Array(0)
  lost = new Float64Array(0)
  /** GPU-seconds of all attempts that brought nothing that lasts, as told so far. */
  wasted = new Float64Array(0)
  /** Seconds from one exchange to the next. */
  between = new Float64Array(0)
  /** Of the time of its GPUs, the share that is no waiting; and the tokens that it needs for each token that one data centre would. */
  computing = new Float64Array(0)
  tokensRatio = new Float64Array(0)
  /** Bits a second that leave its members for other regions and owners. */
  sending = new Float64Array(0)
  /** Scratch, by provider: its place in the gang that is looked at, else −1. */
  memberOf = new Int32Array(0)

  /** A job that is no recruit, with nothing rented. */
  reset(job: number): void {
    if (job >= this.parent.length) this.grow(job + 1)
    this.parent[job] = none
    this.firstRecruit[job] = none
    this.nextRecruit[job] = none
    this.held[job] = 0
    this.attempt[job] = 0
    this.gained[job] = 0
    this.lost[job] = 0
    this.wasted[job] = 0
    this.between[job] = 0
    this.computing[job] = 1
    this.tokensRatio[job] = 1
    this.sending[job] = 0
  }

  /** A job starts on a gang: nothing of this attempt is done yet. */
  start(job: number): void {
    this.attempt[job] = 0
    this.gained[job] = 0
    this.lost[job] = 0
  }

  /** Makes room in `memberOf` for so many providers. */
  reserve(providers: number): void {
    if (this.memberOf.length < providers) this.memberOf = new Int32Array(2 * providers).fill(none)
  }

  private grow(rows: number): void {
    const size = Math.max(64, 2 * rows)
    this.parent = lengthened(this.parent, size, none)
    this.firstRecruit = lengthened(this.firstRecruit, size)
    this.nextRecruit = lengthened(this.nextRecruit, size)
    this.held = lengthened(this.held, size)
    this.attempt = lengthened(this.attempt, size)
    this.gained = lengthened(this.gained, size)
    this.lost = lengthened(this.lost, size)
    this.wasted = lengthened(this.wasted, size)
    this.between = lengthened(this.between, size)
    this.computing = lengthened(this.computing, size)
    this.tokensRatio = lengthened(this.tokensRatio, size)
    this.sending = lengthened(this.sending, size)
  }
}
