/** How long an epoch of Yuma consensus takes, by the size of the subnet.
 *
 *     node bench/main.ts yuma
 *
 * Random weights of 64 validators on all neurons (a tenth of the entries zero), random stakes; weights change before every epoch, outside the clock.
 * Median of many epochs after some to warm up.
 *
 * Targets: 256 neurons with 64 validators below 1 ms, 4,096 with 64 below 60 ms. */
import { Yuma } from "@lode/sim"
import { type Entry, median, type Row } from "./Entry.ts"

const validators = 64

/** A sequence that only has to look random. */
const sequence = (seed: number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const variants: ReadonlyArray<{ readonly name: string; readonly parameters: Yuma.YumaParameters }> = [
  { name: "Yuma 1", parameters: Yuma.runtimeParameters },
  { name: "Yuma 3", parameters: { ...Yuma.runtimeParameters, version: 3 } },
  {
    name: "Yuma 3, liquid alpha",
    parameters: { ...Yuma.runtimeParameters, version: 3, bondsPenalty: 0, liquidAlpha: Yuma.runtimeLiquidAlpha }
  }
]

/** Milliseconds of an epoch. */
const measure = (neurons: number, parameters: Yuma.YumaParameters, epochs: number): number => {
  const next = sequence(neurons)
  const subnet = new Yuma.Yuma(neurons, validators)
  for (let row = 0; row < validators; row++) subnet.stake[row] = next()
  subnet.grantPermits(parameters)
  const times: Array<number> = []
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let at = 0; at < subnet.weights.length; at++) subnet.weights[at] = Math.max(0, next() - 0.1)
    const before = process.hrtime.bigint()
    // Block 1: weights set at block 0 are newer than any registration.
    subnet.epoch(parameters, 1)
    times.push(Number(process.hrtime.bigint() - before) / 1e6)
  }
  return median(times.slice(epochs >> 2))
}

const sizes = [
  { neurons: 256, epochs: 400, target: "below 1 ms" },
  { neurons: 4096, epochs: 40, target: "below 60 ms" }
]

export const yuma: Entry = {
  name: "yuma",
  what: "an epoch of Yuma consensus",
  run: (): ReadonlyArray<Row> =>
    sizes.flatMap(({ epochs, neurons, target }) =>
      variants.map(({ name, parameters }) => ({
        case: `${name}: ${neurons.toLocaleString("en")} neurons, ${validators} validators`,
        value: measure(neurons, parameters, epochs),
        unit: "ms",
        target
      }))
    )
}
