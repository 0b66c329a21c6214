/** The columns of a lane's history: the series of the engine, and what charts of the screen need besides. */
import { Catalog, GangChanges, Gauges } from "@lode/sim"
import { lossesOf } from "./Losses.ts"
import type { World } from "./Picture.ts"

const gauge = (name: string, unit: string, of: (world: World) => number): Gauges.Gauge => ({ name, unit, of })

/** Columns of the screen's own. What ends in `total` counts from the start of the run: a chart shows its growth a day. */
const own: ReadonlyArray<Gauges.Gauge> = [
  gauge("requests_total", "jobs", ({ all }) => all.requests),
  gauge("starts_total", "jobs", ({ all }) => all.starts),
  gauge("completed_total", "jobs", ({ all }) => all.completed),
  gauge("abandoned_total", "jobs", ({ all }) => all.abandoned),
  gauge("unserved_total", "jobs", ({ pricedOut }) => pricedOut),
  gauge("interruptions_total", "jobs", ({ all }) => all.interruptions),
  gauge("wait_hours_total", "h", ({ all }) => all.waitSeconds / 3600),
  gauge("gpus_rented", "GPUs", ({ venues }) => venues.reduce((sum, { rented }) => sum + rented.value, 0)),
  gauge("training_gpu_hours_total", "GPU-hours", (world) => GangChanges.trainedSoFar(world).gpuSeconds / 3600),
  gauge("training_computing_total", "GPU-hours", (world) => GangChanges.trainedSoFar(world).computingGpuSeconds / 3600),
  gauge("training_useful_total", "GPU-hours", (world) => GangChanges.trainedSoFar(world).usefulGpuSeconds / 3600)
]

/** Of planned runs, the one that goes on longest: the loss that it has come to, where one data centre would be by now, and whether it is on a network (1 or 0). */
const ofTraining = ({ config, index, name, training }: World["streams"][number]): ReadonlyArray<Gauges.Gauge> =>
  training === undefined || config.requests.kind !== "planned"
    ? []
    : [
        gauge(`${name}.loss`, "nats", (world) => lossesOf(world, index)?.loss ?? Number.NaN),
        gauge(`${name}.loss_central`, "nats", (world) => lossesOf(world, index)?.central ?? Number.NaN),
        gauge(`${name}.loss_on_network`, "", (world) => Number(lossesOf(world, index)?.isOnNetwork ?? Number.NaN))
      ]

/** What a network's token does to the money, beside what the engine's series say. */
const ofToken = ({ index, incentives, name }: World["venues"][number]): ReadonlyArray<Gauges.Gauge> => {
  if (incentives.token === undefined) return []
  const signals = (world: World) => world.venue(index).incentives.signals
  return [
    gauge(`${name}.users_pay`, "USD/day", (world) => signals(world).trueWorkUsd),
    gauge(`${name}.buy_pressure`, "USD/day", (world) => signals(world).buyPressureUsdPerDay),
    gauge(`${name}.burned_usd`, "USD", (world) => signals(world).burnedUsd),
    gauge(`${name}.burned`, "tokens", (world) => signals(world).burned),
    gauge(`${name}.slashed`, "tokens", (world) => signals(world).slashed)
  ]
}

/** What a chain of subnets pays to whom. */
const ofChain = (world: World): ReadonlyArray<Gauges.Gauge> =>
  world.chain === undefined
    ? []
    : [
        gauge("chain_token_price", "USD", ({ chain }) => chain?.price ?? Number.NaN),
        ...world.venues.flatMap(({ incentives, name }) => {
          const place = world.chain?.subnets.findIndex((subnet) => Object.is(subnet, incentives)) ?? -1
          return place < 0
            ? []
            : [gauge(`${name}.chain_share`, "share", ({ chain }) => chain?.shares[place] ?? Number.NaN)]
        })
      ]

/** All columns of a run, in order. A venue's `price` is what a requester sees for a GPU-hour of the reference model. */
export const columnsOf = (world: World): ReadonlyArray<Gauges.Gauge> => [
  ...Gauges.gauges(world),
  ...own,
  ...world.streams.flatMap(ofTraining),
  ...world.venues.flatMap(ofToken),
  ...ofChain(world),
  ...world.venues.map(({ index, name }) =>
    gauge(
      `${name}.price`,
      "USD/GPU-hour",
      (world) => world.venue(index).market.quote(Catalog.allGpus, Catalog.allRegions) / 1e6
    )
  )
]
