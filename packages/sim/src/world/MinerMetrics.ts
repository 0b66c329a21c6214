/** What became of the miners' megawatts. */
import { Use } from "../supply/MinerForm.ts"
import { type Metric, metric } from "./Metric.ts"
import type { World } from "./World.ts"

const megawatts =
  (...uses: ReadonlyArray<Use>) =>
  (world: World) =>
    world.sites === undefined
      ? Number.NaN
      : uses.reduce<number>((sum, use) => sum + (world.sites?.miners.sites.total(use) ?? 0), 0)

const allMegawatts = (world: World): number => {
  if (world.sites === undefined) return Number.NaN
  return world.sites.miners.sites.gross.reduce((sum, power) => sum + power, 0)
}

export const miners: ReadonlyArray<Metric> = [
  metric("megawatts", "MW", "mean", "gross power of all mining sites", allMegawatts),
  metric(
    "converted_megawatts",
    "MW",
    "mean",
    "power converted or being converted at the end",
    megawatts(Use.colocation, Use.cloud, Use.spot, Use.convertingColocation, Use.convertingCloud, Use.convertingSpot)
  ),
  metric(
    "colocation_megawatts",
    "MW",
    "mean",
    "power let to tenants with their own GPUs, under way included",
    megawatts(Use.colocation, Use.convertingColocation)
  ),
  metric(
    "gpu_cloud_megawatts",
    "MW",
    "mean",
    "power of GPUs let under contract, under way included",
    megawatts(Use.cloud, Use.convertingCloud)
  ),
  metric(
    "spot_megawatts",
    "MW",
    "mean",
    "power of GPUs offered to networks, under way included",
    megawatts(Use.spot, Use.convertingSpot)
  ),
  metric("mining_megawatts", "MW", "mean", "power that mines at the end", megawatts(Use.mining)),
  metric("closed_megawatts", "MW", "mean", "power shut for good", megawatts(Use.closed)),
  metric(
    "hash_price",
    "USD/PH/day",
    "mean",
    "hash price at the end",
    (world) => world.sites?.hashPrice.hashPrice ?? Number.NaN
  )
]
