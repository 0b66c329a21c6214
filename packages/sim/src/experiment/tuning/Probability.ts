/** Probabilities that stand behind a choice: of Student's t, of a share, of being the best. */
import { Draws } from "../../kernel/Draws.ts"
import * as Interval from "../Interval.ts"

/** Probability that Student's t of whole `degrees` is at most `t`: the finite sums of Abramowitz and Stegun (1964), 26.7.3 and 26.7.4. */
export const studentBelow = (t: number, degrees: number): number => {
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0
  const angle = Math.atan2(t, Math.sqrt(degrees))
  const sine = Math.sin(angle)
  const square = Math.cos(angle) ** 2
  const odd = degrees % 2 === 1
  let term = odd ? Math.cos(angle) : 1
  let sum = degrees === 1 ? 0 : term
  for (let step = odd ? 3 : 2; step <= degrees - 2; step += 2) {
    term *= (square * (step - 1)) / step
    sum += term
  }
  const between = odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
  return Math.min(1, Math.max(0, (1 + between) / 2))
}

/** Probability that the mean behind a sample is at most `limit`: Student's t, with flat ignorance before. With one value, or none that differ, it
 * is 0, ½ (one value says nothing of its spread) or 1. */
export const meanBelow = (values: ArrayLike<number>, limit: number): number => {
  const { mean, n, variance } = Interval.moments(values)
  if (n === 0) return 0
  if (n === 1) return 0.5
  if (variance === 0) return mean <= limit ? 1 : 0
  return studentBelow((limit - mean) / Math.sqrt(variance / n), n - 1)
}

/** Probability that an event which came about in `successes` of `n` independent runs has a chance of at least `share`: of the Beta distribution
 * that a flat one before (Bayes and Laplace) becomes. Of Beta(k + 1, n − k + 1) the part above p is the part of a binomial of n + 1 draws with chance p
 * that is at most k, which is a finite sum.
 *
 * Without a failure it is 1 − share^(n + 1): to be 95% sure of 99% takes 298 runs. */
export const shareAtLeast = (successes: number, n: number, share: number): number => {
  if (share <= 0) return 1
  if (share >= 1) return 0
  const draws = n + 1
  const odds = Math.log(share) - Math.log1p(-share)
  // In logarithms: of many runs the first terms are too small for a number.
  let logTerm = draws * Math.log1p(-share)
  let sum = Math.exp(logTerm)
  for (let k = 1; k <= successes; k++) {
    logTerm += Math.log((draws - k + 1) / k) + odds
    sum += Math.exp(logTerm)
  }
  return Math.min(1, sum)
}

const bootstrap = Draws.purpose("tuning/bootstrap")

/** Calls `use` with keyed resamples of the numbers 0 … length − 1, with replacement. */
export const resample = (
  seed: number,
  length: number,
  times: number,
  use: (rows: Int32Array, time: number) => void
): void => {
  const draws = new Draws(seed)
  const rows = new Int32Array(length)
  for (let time = 0; time < times; time++) {
    draws.at(bootstrap, time)
    for (let index = 0; index < length; index++) rows[index] = draws.integer(length)
    use(rows, time)
  }
}

const resamples = 2_000

/** Probability of each candidate to have the least mean, from values by candidate and replication under the same luck: how often it is the
 * least over resamples of whole replications (so pairing stays). Departures from the mean are widened by √(n / (n − 1)), by which a
 * resample of few values falls short. Equal means share.
 *
 * **Gotchas** Candidates with different numbers of replications are compared on those that all have; with fewer than two, nothing is known, and
 * all are alike. */
export const ofBeingLeast = (values: ReadonlyArray<ArrayLike<number>>, seed: number): ReadonlyArray<number> => {
  const n = values.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY)
  if (values.length === 0) return []
  if (n < 2) return values.map(() => 1 / values.length)
  const rows = values.map((own) => Float64Array.from({ length: n }, (_, index) => own[index] ?? Number.NaN))
  const means = rows.map((own) => own.reduce((sum, value) => sum + value, 0) / n)
  const wider = Math.sqrt(n / (n - 1))
  const wins = new Float64Array(values.length)
  const found = new Float64Array(values.length)
  resample(seed, n, resamples, (chosen) => {
    let least = Number.POSITIVE_INFINITY
    rows.forEach((own, candidate) => {
      let sum = 0
      for (const row of chosen) sum += own[row] ?? 0
      const mean = means[candidate] ?? 0
      const value = mean + wider * (sum / n - mean)
      found[candidate] = value
      least = Math.min(least, value)
    })
    let ties = 0
    for (const value of found) if (value === least) ties += 1
    found.forEach((value, candidate) => {
      if (value === least) wins[candidate] = (wins[candidate] ?? 0) + 1 / ties
    })
  })
  return Array.from(wins, (won) => won / resamples)
}

/** Probability that candidate `winner` has the least mean of all, where the others may have fewer replications (they were given up in a race): how often
 * all differences to it, over the replications that each shares with it, stay above zero when whole replications are drawn anew.
 *
 * **Gotchas** Candidates with as many replications share a resample, others have their own: the luck of different lengths counts as independent. */
export const ofWinner = (values: ReadonlyArray<ArrayLike<number>>, winner: number, seed: number): number => {
  const own = values[winner] ?? []
  const byLength = new Map<number, Array<Float64Array>>()
  values.forEach((other, candidate) => {
    if (candidate === winner) return
    const n = Math.min(own.length, other.length)
    const differences = Float64Array.from(
      { length: n },
      (_, row) => (other[row] ?? Number.NaN) - (own[row] ?? Number.NaN)
    )
    byLength.set(n, [...(byLength.get(n) ?? []), differences])
  })
  const wins = new Float64Array(resamples).fill(1)
  for (const [n, group] of byLength) {
    if (n < 2) {
      for (let time = 0; time < resamples; time++) wins[time] = (wins[time] ?? 0) / (1 + group.length)
      continue
    }
    const means = group.map((differences) => differences.reduce((sum, value) => sum + value, 0) / n)
    const wider = Math.sqrt(n / (n - 1))
    resample(seed, n, resamples, (rows, time) => {
      group.forEach((differences, index) => {
        let sum = 0
        for (const row of rows) sum += differences[row] ?? 0
        const mean = means[index] ?? 0
        const value = mean + wider * (sum / n - mean)
        if (value === 0) wins[time] = (wins[time] ?? 0) / 2
        // A difference that is no number is one to something without a value, which cannot win.
        else if (value < 0) wins[time] = 0
      })
    })
  }
  return wins.reduce((sum, won) => sum + won, 0) / resamples
}
