/** A single-server queue with Poisson arrivals and exponential service (M/M/1) in steady state, as fast as plain code can make it:
 * Lindley's recursion for waiting times, about 10 ns a customer. It owes nothing to the engine, so it can judge the engine's intervals.
 *
 * The step W + S − A needs one draw: it goes up by an exponential(1) with probability ρ / (1 + ρ) and down by an exponential(1) / ρ
 * otherwise. Exponentials by Marsaglia and Tsang's ziggurat (2000), words by xoshiro128** (Blackman and Vigna 2021). */

export const load = 0.9
/** Mean service time is 1. Theory: waiting is 0 with probability 1 − ρ, else exponential with mean 1 / (1 − ρ). */
export const theory = {
  mean: load / (1 - load),
  p95: Math.log(load / 0.05) / (1 - load),
  /** Mean wait of those who wait at all: a ratio of two random totals. */
  waitOfDelayed: 1 / (1 - load)
}

/** What one run measured. */
export interface Waits {
  /** Total waiting time. */
  readonly waiting: number
  /** Customers who waited. */
  readonly delayed: number
  readonly p95: number
}

const edge = 7.69711747013104972
const area = 3.949659822581572e-3
const thresholds = new Float64Array(256)
const widths = new Float64Array(256)
const heights = new Float64Array(256)
const words = 4_294_967_296
{
  let x = edge
  const base = area / Math.exp(-edge)
  thresholds[0] = (edge / base) * words
  widths[0] = base / words
  widths[255] = edge / words
  heights[0] = 1
  heights[255] = Math.exp(-edge)
  for (let i = 254, last = edge; i >= 1; i--) {
    x = -Math.log(area / x + Math.exp(-x))
    thresholds[i + 1] = (x / last) * words
    last = x
    heights[i] = Math.exp(-x)
    widths[i] = x / words
  }
}

const binsPerUnit = 16
const bins = new Uint32Array(16_384)

/** The four words of the generator. In an array, because fields of an object would box whole numbers beyond 31 bits. */
const state = new Int32Array(4)

const scramble = (x: number): number => {
  const z = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  const y = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return y ^ (y >>> 16)
}

/** Starts the stream of random words from which the following runs are made. */
export const start = (seed: number): void => {
  for (let i = 0; i < 4; i++) state[i] = scramble(seed + Math.imul(i + 1, 0x9e3779b9))
  state[3] = (state[3] ?? 0) | 1
}

const word = (): number => {
  const s1 = state[1] ?? 0
  const s2 = (state[2] ?? 0) ^ (state[0] ?? 0)
  const s3 = (state[3] ?? 0) ^ s1
  const scaled = Math.imul(s1, 5)
  state[1] = s1 ^ s2
  state[0] = (state[0] ?? 0) ^ s3
  state[2] = s2 ^ (s1 << 9)
  state[3] = (s3 << 11) | (s3 >>> 21)
  return Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0
}

const uniform = (): number => (word() + 0.5) / words

/** The one draw in a hundred that the ziggurat's rectangles do not settle. */
const slowExponential = (first: number, firstLayer: number): number => {
  let drawn = first
  let layer = firstLayer
  while (true) {
    if (layer === 0) return edge - Math.log(uniform())
    const x = drawn * (widths[layer] ?? 0)
    const above = heights[layer - 1] ?? 0
    const below = heights[layer] ?? 0
    if (below + uniform() * (above - below) < Math.exp(-x)) return x
    drawn = word()
    layer = word() & 255
    if (drawn < (thresholds[layer] ?? 0)) return drawn * (widths[layer] ?? 0)
  }
}

const up = Math.round((load / (1 + load)) * 16_777_216)

/** One run of `customers` that begins in steady state: nothing has to be warmed up. */
export const run = (customers: number): Waits => {
  bins.fill(0)
  let wait = uniform() < load ? -Math.log(uniform()) / (1 - load) : 0
  let waiting = 0
  let delayed = 0
  for (let i = 0; i < customers; i++) {
    waiting += wait
    if (wait > 0) delayed += 1
    const bin = Math.min(16_383, (wait * binsPerUnit) | 0)
    bins[bin] = (bins[bin] ?? 0) + 1
    const choice = word()
    const layer = choice & 255
    const drawn = word()
    const step = drawn < (thresholds[layer] ?? 0) ? drawn * (widths[layer] ?? 0) : slowExponential(drawn, layer)
    wait += choice >>> 8 < up ? step : -step / load
    if (wait < 0) wait = 0
  }
  return { waiting, delayed, p95: quantile(0.95 * customers) }
}

/** The value below which `rank` of the counted waits lie, by straight lines within bins. */
const quantile = (rank: number): number => {
  let below = 0
  for (let bin = 0; bin < bins.length; bin++) {
    const count = bins[bin] ?? 0
    if (below + count >= rank) return (bin + (rank - below) / count) / binsPerUnit
    below += count
  }
  return Number.NaN
}
