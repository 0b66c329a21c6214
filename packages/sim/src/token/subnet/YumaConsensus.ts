/** What validators agree on: the stake-weighted median of their weights.
 *
 * The consensus on a server is the largest weight w such that validators with at least a share kappa of the stake give it w or more. So it is
 * always a weight that somebody gave, and one validator with kappa of the stake sets it alone.
 *
 * Source: subtensor, pallets/subtensor/src/epoch/math.rs (`weighted_median_col_sparse`, `is_topk_nonzero`). */

/** Shares of stake that differ by less count as equal. The chain counts in steps of 2⁻³² (2.3e-10); sums of doubles in another order must not
 * break a tie. */
const tie = 1e-9

/** The largest score such that the weights of all scores from it upwards sum to `target` or more; the lowest score when none does. `count` is at
 * least one. Puts the first `count` entries of both arrays in another order. */
const levelReaching = (score: Float64Array, weight: Float64Array, count: number, target: number): number => {
  let from = 0
  let to = count
  let above = 0
  for (;;) {
    const first = score[from] ?? 0
    if (to - from === 1) return first
    const middle = score[(from + to) >> 1] ?? 0
    const last = score[to - 1] ?? 0
    const pivot = Math.max(Math.min(first, middle), Math.min(Math.max(first, middle), last))
    // Three parts: above the pivot, at it, below it.
    let higher = from
    let lower = to
    let at = from
    let greater = 0
    let equal = 0
    while (at < lower) {
      const value = score[at] ?? 0
      const share = weight[at] ?? 0
      if (value > pivot) {
        greater += share
        score[at] = score[higher] ?? 0
        weight[at] = weight[higher] ?? 0
        score[higher] = value
        weight[higher] = share
        higher++
        at++
      } else if (value < pivot) {
        lower--
        score[at] = score[lower] ?? 0
        weight[at] = weight[lower] ?? 0
        score[lower] = value
        weight[lower] = share
      } else {
        equal += share
        at++
      }
    }
    if (above + greater >= target && higher > from) {
      to = higher
    } else if (above + greater + equal >= target || lower === to) {
      return pivot
    } else {
      above += greater + equal
      from = lower
    }
  }
}

/** Stake-weighted median of scores: the largest score that at least a share `kappa` of the stake supports. Stakes need not sum to 1; 0 when nobody
 * has stake. */
export const weightedMedian = (stakes: ArrayLike<number>, scores: ArrayLike<number>, kappa: number): number => {
  const score = new Float64Array(stakes.length)
  const weight = new Float64Array(stakes.length)
  let count = 0
  let total = 0
  for (let voter = 0; voter < stakes.length; voter++) {
    const stake = stakes[voter] ?? 0
    if (!(stake > 0)) continue
    score[count] = scores[voter] ?? 0
    weight[count] = stake
    total += stake
    count++
  }
  return count === 0 ? 0 : levelReaching(score, weight, count, (kappa - tie) * total)
}

/** Parts into which the range of a column's weights is cut to find the consensus. */
const parts = 64

/** The consensus on every neuron, with the scratch that it needs. */
export class Consensus {
  private readonly row: Int32Array
  private readonly stake: Float64Array
  private readonly score: Float64Array
  private readonly weight: Float64Array
  private readonly support = new Float64Array(parts)

  /** For at most `rows` validators. */
  constructor(rows: number) {
    this.row = new Int32Array(rows)
    this.stake = new Float64Array(rows)
    this.score = new Float64Array(rows)
    this.weight = new Float64Array(rows)
  }

  /** Writes the consensus of each column of `weights` (row-major, a row for each of `validators`) into `consensus`.
   *
   * @param activeStake by neuron, summing to 1 or 0; stake of a neuron without a row counts as a vote for 0 */
  find(
    weights: Float64Array,
    validators: Int32Array,
    activeStake: Float64Array,
    kappa: number,
    consensus: Float64Array
  ): void {
    const neurons = consensus.length
    let voters = 0
    for (let row = 0; row < validators.length; row++) {
      const stake = activeStake[validators[row] ?? 0] ?? 0
      if (!(stake > 0)) continue
      this.row[voters] = row * neurons
      this.stake[voters] = stake
      voters++
    }
    let total = 0
    for (let neuron = 0; neuron < neurons; neuron++) total += activeStake[neuron] ?? 0
    const target = (kappa - tie) * total
    const { row, score, stake, weight } = this
    for (let column = 0; column < neurons; column++) {
      let count = 0
      let support = 0
      let largest = 0
      for (let voter = 0; voter < voters; voter++) {
        const value = weights[(row[voter] ?? 0) + column] ?? 0
        if (!(value > 0)) continue
        const share = stake[voter] ?? 0
        score[count] = value
        weight[count] = share
        support += share
        if (value > largest) largest = value
        count++
      }
      consensus[column] = count === 0 || support < target ? 0 : this.level(count, largest, target)
    }
  }

  /** The same as `levelReaching`, of scores up to `largest`: sums stake by parts of the range first, so that only the scores of one part are compared with each
   * other. Comparisons whose outcome cannot be foreseen are what takes long. */
  private level(count: number, largest: number, target: number): number {
    const { score, support, weight } = this
    support.fill(0)
    const scale = parts / largest
    for (let at = 0; at < count; at++) {
      const part = Math.min(parts - 1, ((score[at] ?? 0) * scale) | 0)
      support[part] = (support[part] ?? 0) + (weight[at] ?? 0)
    }
    let part = parts - 1
    let above = 0
    while (part > 0 && above + (support[part] ?? 0) < target) {
      above += support[part] ?? 0
      part--
    }
    let kept = 0
    for (let at = 0; at < count; at++) {
      const value = score[at] ?? 0
      if (Math.min(parts - 1, (value * scale) | 0) !== part) continue
      score[kept] = value
      weight[kept] = weight[at] ?? 0
      kept++
    }
    // None are kept only when rounding lost the last of the target: then all still stand.
    return kept === 0 ? levelReaching(score, weight, count, target) : levelReaching(score, weight, kept, target - above)
  }
}

/** Who may validate next: the `maximum` neurons with the largest stake, none without stake. Among equals the later ones win, as on chain.
 *
 * @param sorted scratch as long as `stake` */
export const grantPermits = (stake: Float64Array, maximum: number, sorted: Float64Array, permits: Uint8Array): void => {
  let staked = 0
  for (let neuron = 0; neuron < stake.length; neuron++) if ((stake[neuron] ?? 0) > 0) staked++
  if (staked <= maximum) {
    for (let neuron = 0; neuron < stake.length; neuron++) permits[neuron] = (stake[neuron] ?? 0) > 0 ? 1 : 0
    return
  }
  sorted.set(stake)
  sorted.sort()
  const least = maximum > 0 ? (sorted[stake.length - maximum] ?? 0) : Number.POSITIVE_INFINITY
  let places = maximum
  for (let neuron = 0; neuron < stake.length; neuron++) if ((stake[neuron] ?? 0) > least) places--
  for (let neuron = stake.length - 1; neuron >= 0; neuron--) {
    const own = stake[neuron] ?? 0
    const tied = own === least && places > 0
    if (tied) places--
    permits[neuron] = own > least || tied ? 1 : 0
  }
}
