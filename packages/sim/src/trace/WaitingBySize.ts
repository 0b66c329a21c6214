/** Waiting jobs of a backfill queue, found by "the first in arrival order that fits".
 *
 * Walking the whole queue from the front and starting each job that fits in what is free at that moment of the walk
 * is the same as taking, again and again, the lowest job number among the jobs that fit: free GPUs only get fewer during
 * a walk, so a job that was passed over cannot fit later in it. Jobs of one size never pass each other, so only the
 * first of each size is of interest. A tree of minima over the sizes in ascending order therefore answers in
 * log(number of different sizes), whatever the length of the queue. */
export const none = 0x7fff_ffff

export class WaitingBySize {
  /** Jobs that wait. */
  size = 0
  /** The different sizes, ascending. */
  private readonly sizes: Float64Array
  /** Leaf `leaves + s` holds the first waiting job of size `sizes[s]`, an inner node the lowest of its children. */
  private readonly lowest: Int32Array
  private readonly leaves: number
  private readonly last: Int32Array
  /** The waiting job of the same size that arrived next. */
  private readonly following: Int32Array
  /** The leaf of the job that was found last. */
  private found = 0

  constructor(demand: Float64Array) {
    this.sizes = Float64Array.from(new Set(demand)).sort()
    this.leaves = 1
    while (this.leaves < this.sizes.length) this.leaves *= 2
    this.lowest = new Int32Array(2 * this.leaves).fill(none)
    this.last = new Int32Array(this.sizes.length)
    this.following = new Int32Array(demand.length)
  }

  /** The job joins at the end of the queue. Job numbers must rise. */
  add(job: number, size: number): void {
    const place = this.sizesUpTo(size) - 1
    if (this.lowest[this.leaves + place] === none) this.setFirst(this.leaves + place, job)
    else this.following[this.last[place] ?? 0] = job
    this.last[place] = job
    this.following[job] = none
    this.size++
  }

  /** The lowest job number that asks for no more than `free`, or `none`. */
  firstThatFits(free: number): number {
    const { lowest } = this
    let first = none
    let best = 0
    let from = this.leaves
    let to = this.leaves + this.sizesUpTo(free)
    for (; from < to; from >>= 1, to >>= 1) {
      if (from & 1) {
        if ((lowest[from] ?? none) < first) first = lowest[(best = from)] ?? none
        from++
      }
      if (to & 1) {
        to--
        if ((lowest[to] ?? none) < first) first = lowest[(best = to)] ?? none
      }
    }
    if (first !== none) {
      while (best < this.leaves) best = lowest[2 * best] === first ? 2 * best : 2 * best + 1
    }
    this.found = best
    return first
  }

  /** Takes away the job that {@link firstThatFits} has just named. */
  removeFound(): void {
    this.setFirst(this.found, this.following[this.lowest[this.found] ?? 0] ?? none)
    this.size--
  }

  private setFirst(leaf: number, job: number): void {
    const { lowest } = this
    lowest[leaf] = job
    for (let node = leaf >> 1; node > 0; node >>= 1) {
      lowest[node] = Math.min(lowest[2 * node] ?? none, lowest[2 * node + 1] ?? none)
    }
  }

  /** How many sizes are no larger than `size`. */
  private sizesUpTo(size: number): number {
    const { sizes } = this
    let low = 0
    let high = sizes.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sizes[middle] ?? 0) <= size) low = middle + 1
      else high = middle
    }
    return low
  }
}
