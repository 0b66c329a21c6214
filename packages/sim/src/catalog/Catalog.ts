/** Looking up the facts: GPU models and regions by name, by index and as bits of a mask.
 *
 * Scenario files name models and regions; the tables of a run hold their indices; what a job accepts is a mask with bit `index`
 * set, so there are never more than 31 of either.
 *
 * **Gotchas** An index is a position in the catalogue of this version of the program: it must not be written into files. */
import { assumed, type Fact, isAssumption } from "./Fact.ts"
import { cityRegions, fittedFlowRate, measuredFlows, sameRegionFlow } from "./Flows.ts"
import { type Gpu, gpus } from "./Gpus.ts"
import { type Region, regions, roundTrips } from "./Regions.ts"

const indexOf = (list: ReadonlyArray<{ readonly name: string }>) => {
  const positions = new Map(list.map((item, index) => [item.name, index]))
  return (name: string): number => positions.get(name) ?? -1
}

export const gpuNames: ReadonlyArray<string> = gpus.map((gpu) => gpu.name)
export const regionNames: ReadonlyArray<string> = regions.map((region) => region.name)

/** Position of a model in the catalogue, or −1. */
export const gpuIndex: (name: string) => number = indexOf(gpus)
/** Position of a region in the catalogue, or −1. */
export const regionIndex: (name: string) => number = indexOf(regions)

/** The model at a position. Throws a `RangeError` when there is none: positions come from the catalogue itself. */
export const gpuAt = (index: number): Gpu => {
  const found = gpus[index]
  if (found === undefined) throw new RangeError(`no GPU model ${index} in the catalogue`)
  return found
}

/** The region at a position. Throws a `RangeError` when there is none. */
export const regionAt = (index: number): Region => {
  const found = regions[index]
  if (found === undefined) throw new RangeError(`no region ${index} in the catalogue`)
  return found
}

/** A model by name, or `undefined`. */
export const gpu = (name: string): Gpu | undefined => gpus[gpuIndex(name)]
/** A region by name, or `undefined`. */
export const region = (name: string): Region | undefined => regions[regionIndex(name)]

/** Every bit that stands for a model. */
export const allGpus: number = 2 ** gpus.length - 1
/** Every bit that stands for a region. */
export const allRegions: number = 2 ** regions.length - 1

/** The mask of the models that satisfy a condition. */
export const gpuMask = (accepts: (gpu: Gpu) => boolean): number =>
  gpus.reduce((mask, item, index) => (accepts(item) ? mask | (1 << index) : mask), 0)

/** The mask of the regions that satisfy a condition. */
export const regionMask = (accepts: (region: Region) => boolean): number =>
  regions.reduce((mask, item, index) => (accepts(item) ? mask | (1 << index) : mask), 0)

const reached = (item: Gpu): number => item.teraflops.value * item.matmulShare.value
const reference = reached(gpuAt(0))

/** How many seconds of the reference GPU (H100 SXM) one second of this model is worth: dense bf16 rate times the share of it that a
 * matrix product reaches. An assumption where one of the two is.
 *
 * **Gotchas** This holds for jobs that compute on one card. What slow links cost a training job is the business of the training model. */
export const speed = (item: Gpu): Fact => {
  const value = reached(item) / reference
  const guess = [item.teraflops, item.matmulShare].find(isAssumption)
  return guess === undefined
    ? { value, source: item.matmulShare.source }
    : assumed(value, guess.source.slice("assumption: ".length))
}

/** Speed factors in the order of the catalogue, for the hot path. */
export const speeds: Float64Array = Float64Array.from(gpus, (item) => speed(item).value)

/** Median round trip between two regions, ms. The table is measured in each direction, so it is not quite symmetric. */
export const roundTrip = (from: number, to: number): number => roundTrips[from * regions.length + to] ?? Number.NaN

const measuredRates: ReadonlyMap<string, number> = new Map(
  measuredFlows.flatMap(({ from, to, rate }): ReadonlyArray<[string, number]> => {
    const [here, there] = [cityRegions.get(from), cityRegions.get(to)]
    return [
      [`${here} ${there}`, rate],
      [`${there} ${here}`, rate]
    ]
  })
)

/** Rates of one flow between regions, bit/s, row by row in the order of `regions`, for the hot path: measured where somebody measured, else as it
 * follows from the round trip. */
export const flowRates: Float64Array = Float64Array.from(roundTrips, (milliseconds, cell) => {
  const [from, to] = [Math.floor(cell / regions.length), cell % regions.length]
  if (from === to) return sameRegionFlow.value
  return measuredRates.get(`${regionAt(from).name} ${regionAt(to).name}`) ?? fittedFlowRate(milliseconds)
})

/** Rate of one flow between two regions, bit/s. Several flows between the same machines carry several times as much, until a link is full. */
export const flowRate = (from: number, to: number): number => flowRates[from * regions.length + to] ?? Number.NaN
