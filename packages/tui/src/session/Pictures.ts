/** Draws pictures of a run: reads, and changes nothing. Costs one pass over the providers, and what the lens asks for. */
import { Catalog, GangChanges, type Gauges, JobRows, ProviderRows, ScenarioTrial } from "@lode/sim"
import { lossesOf } from "./Losses.ts"
import {
  type ClassPicture,
  type Depth,
  type Detail,
  gpuStates,
  type Picture,
  providerKinds,
  type ProviderRow,
  type ProviderTable,
  type SubnetPicture,
  type TrainingPicture,
  type VenuePicture,
  waitSteps,
  type World
} from "./Picture.ts"
import type { Lens, TableLens } from "./Wish.ts"

const hour = 3600
const microUsd = 1e6
const { JobState } = JobRows
const { ProviderState } = ProviderRows
/** Steps of a depth at most. */
const depthSteps = 256

/** A picture of a run now. `columns` are those of `Columns.columnsOf`. */
export const pictureOf = (world: World, columns: ReadonlyArray<Gauges.Gauge>, lens: Lens): Picture => ({
  now: world.simulation.now,
  events: world.simulation.handled,
  values: Float64Array.from(columns, ({ of }) => of(world)),
  ...gpusOf(world),
  venues: world.venues.map((venue) => venueOf(world, venue)),
  classes: world.streams.map((stream) => classOf(world, stream)),
  providers: world.providers.live,
  jobs: world.jobs.live,
  detail: detailOf(world, lens)
})

const gpusOf = ({ providers }: World): Pick<Picture, "supply" | "regions"> => {
  const states = gpuStates.length
  const supply = new Float64Array(providerKinds.length * states)
  const regions = new Float64Array(Catalog.regionNames.length * 3)
  const add = (column: Float64Array, index: number, gpus: number): void => {
    column[index] = (column[index] ?? 0) + gpus
  }
  for (let row = 0; row < providers.used; row++) {
    const state = providers.state[row]
    if (!providers.isLive(row) || state === ProviderState.left) continue
    const kind = (providers.kind[row] ?? 0) * states
    const region = (providers.region[row] ?? 0) * 3
    const gpus = providers.gpus[row] ?? 0
    const broken = providers.down[row] ?? 0
    add(regions, region, gpus)
    add(supply, kind + 2, broken)
    if (state === ProviderState.asleep) {
      add(supply, kind + 3, gpus - broken)
      continue
    }
    const free = providers.free[row] ?? 0
    add(supply, kind, gpus - broken - free)
    add(supply, kind + 1, free)
    add(regions, region + 1, gpus - broken)
    add(regions, region + 2, gpus - broken - free)
  }
  return { supply, regions }
}

const venueOf = (world: World, venue: World["venues"][number]): VenuePicture => {
  const { incentives, market, offered, recruits, rented, tally } = venue
  return {
    offered: offered.value,
    rented: rented.value,
    waiting: market.waiting - recruits,
    queuedGpus: market.queuedGpus,
    requests: tally.requests,
    starts: tally.starts,
    completed: tally.completed,
    abandoned: tally.abandoned,
    late: tally.late,
    interruptions: tally.interruptions,
    paidUsd: tally.paidUsd,
    gpuHours: tally.gpuSeconds / hour,
    wastedGpuHours: tally.wastedGpuSeconds / hour,
    waitMean: tally.waitSeconds / tally.starts / hour,
    waitMedian: tally.waits.at(0.5) / hour,
    wait95: tally.waits.at(0.95) / hour,
    waits: waitsOf(tally.waits),
    quotes: Float64Array.from(
      Catalog.speeds,
      (speed, model) => (market.quote(1 << model, Catalog.allRegions) / microUsd) * speed
    ),
    training: trainingOf(GangChanges.trainedOn(world, venue)),
    token: incentives.token === undefined ? undefined : { ...incentives.signals },
    subnet: subnetOf(world, venue)
  }
}

const waitsOf = (waits: World["all"]["waits"]): Float64Array => {
  const upTo = [0, ...waitSteps.map(([step]) => step)].map((step) => waits.upTo(step))
  return Float64Array.from([...upTo, waits.count], (most, bin) => most - (upTo[bin - 1] ?? 0))
}

const trainingOf = (tally: World["all"]["training"]): TrainingPicture => ({
  completed: tally.completed,
  ended: tally.ended,
  runHours: tally.runSeconds / hour,
  gpuHours: tally.gpuSeconds / hour,
  computingGpuHours: tally.computingGpuSeconds / hour,
  usefulGpuHours: tally.usefulGpuSeconds / hour,
  effectiveFlop: tally.effectiveFlop,
  spentUsd: tally.spentUsd
})

const subnetOf = ({ chain }: World, { incentives }: World["venues"][number]): SubnetPicture | undefined => {
  const place = chain?.subnets.findIndex((subnet) => Object.is(subnet, incentives)) ?? -1
  const subnet = chain?.subnets[place]
  if (chain === undefined || subnet === undefined) return undefined
  return { share: chain.shares[place] ?? 0, price: subnet.price, minted: chain.minted[place] ?? 0 }
}

const classOf = (world: World, stream: World["streams"][number]): ClassPicture => ({
  users: stream.stock,
  requested: stream.requested,
  training: stream.training === undefined ? undefined : trainingOf(GangChanges.trainedSoFar(world, stream)),
  losses: lossesOf(world, stream.index)
})

const detailOf = (world: World, { screen, table, venue }: Lens): Detail => {
  if (screen === "market") return { kind: "depth", depth: depthOf(world, venue) }
  if (screen === "providers") return { kind: "table", table: tableOf(world, table) }
  return { kind: "none" }
}

// ── Depth ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What stands in the market: free GPUs by asking price, and GPUs that waiting jobs want by the highest price they pay. Prices are those of a
 * GPU-hour of the reference model, so that models compare. */
const depthOf = (world: World, venue: number): Depth => {
  const { jobs, offers, providers } = world
  const asks: Array<readonly [price: number, gpus: number]> = []
  for (let offer = 0; offer < offers.used; offer++) {
    if (!offers.isLive(offer) || offers.venue[offer] !== venue) continue
    const provider = offers.provider[offer] ?? 0
    const free = providers.free[provider] ?? 0
    if (providers.state[provider] !== ProviderState.online || free <= 0) continue
    const speed = Catalog.speeds[providers.gpuModel[provider] ?? 0] ?? 1
    asks.push([(offers.price[offer] ?? 0) / microUsd / speed, free])
  }
  const bids: Array<readonly [price: number, gpus: number]> = []
  for (let job = 0; job < jobs.used; job++) {
    const waits = jobs.state[job] === JobState.waiting || jobs.state[job] === JobState.interrupted
    if (!jobs.isLive(job) || !waits || jobs.venue[job] !== venue) continue
    bids.push([(jobs.highestPrice[job] ?? 0) / microUsd, jobs.gpus[job] ?? 0])
  }
  const prices = steps([...asks, ...bids].map(([price]) => price))
  const atOrBelow = (price: number) => asks.reduce((sum, [ask, gpus]) => (ask <= price ? sum + gpus : sum), 0)
  const atOrAbove = (price: number) => bids.reduce((sum, [bid, gpus]) => (bid >= price ? sum + gpus : sum), 0)
  return { venue, prices, offered: prices.map(atOrBelow), wanted: prices.map(atOrAbove) }
}

/** The distinct prices in order, thinned to a number that can be drawn; the first and the last stay. */
const steps = (prices: ReadonlyArray<number>): Float64Array => {
  const distinct = Float64Array.from(new Set(prices)).sort()
  if (distinct.length <= depthSteps) return distinct
  return Float64Array.from(
    { length: depthSteps },
    (_, step) => distinct[Math.round((step * (distinct.length - 1)) / (depthSteps - 1))] ?? 0
  )
}

// ── Table of providers ──────────────────────────────────────────────────────────────────────────────────────────────────

const tableOf = (world: World, { descending, filter, from, rows, sort }: TableLens): ProviderTable => {
  const wanted = filter.trim().toLowerCase()
  const found: Array<ProviderRow> = []
  for (let row = 0; row < world.providers.used; row++) {
    if (!world.providers.isLive(row) || world.providers.state[row] === ProviderState.left) continue
    const provider = providerOf(world, row)
    const text = `${provider.name} ${provider.kind} ${provider.region} ${provider.gpuModel}`.toLowerCase()
    if (text.includes(wanted)) found.push(provider)
  }
  const sign = descending ? -1 : 1
  found.sort((a, b) => sign * compare(a, b, sort) || compareNames(a, b))
  const first = Math.max(0, Math.min(from, found.length - rows))
  return { total: found.length, from: first, rows: found.slice(first, first + rows) }
}

/** A provider's row as people read it. */
export const providerOf = (world: World, row: number): ProviderRow => {
  const { offers, providers } = world
  const online = providers.state[row] === ProviderState.online
  const gpus = providers.gpus[row] ?? 0
  const broken = providers.down[row] ?? 0
  let price = Number.NaN
  for (let offer = providers.firstOffer[row] ?? -1; offer >= 0; offer = offers.nextOfProvider[offer] ?? -1) {
    const asked = (offers.price[offer] ?? Number.NaN) / microUsd
    if (!(asked >= price)) price = asked
  }
  return {
    name: ScenarioTrial.nameOfProvider(world, row),
    kind: providerKinds[providers.kind[row] ?? 0] ?? "idle-owner",
    region: Catalog.regionAt(providers.region[row] ?? 0).name,
    gpuModel: Catalog.gpuAt(providers.gpuModel[row] ?? 0).name,
    gpus,
    rented: online ? gpus - broken - (providers.free[row] ?? 0) : 0,
    broken,
    online,
    price,
    reputation: providers.reputation[row] ?? 0,
    failures: providers.failures[row] ?? 0,
    earned: providers.earned[row] ?? 0,
    rewarded: providers.rewarded[row] ?? 0,
    cost: providers.cost[row] ?? 0
  }
}

const compareNames = (a: ProviderRow, b: ProviderRow): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

const compare = (a: ProviderRow, b: ProviderRow, sort: TableLens["sort"]): number =>
  sort === "name" ? compareNames(a, b) : figureOf(a, sort) - figureOf(b, sort)

const figureOf = (row: ProviderRow, sort: Exclude<TableLens["sort"], "name">): number => {
  switch (sort) {
    case "income":
      return row.earned + row.rewarded
    case "profit":
      return row.earned + row.rewarded - row.cost
    case "price":
      return Number.isNaN(row.price) ? Infinity : row.price
    case "gpus":
    case "rented":
    case "reputation":
    case "failures":
      return row[sort]
  }
}
