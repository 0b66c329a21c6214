/** Regions as data: clock, delay between them, price of power and of data leaving them.
 *
 * Delays are the median round trips between the cloud regions of `cloud`. Texas, where many miners stand, has no region in that
 * table; its delays follow from distance (10 ms per 1,000 km and a routing factor of 1.6) and, overseas, from the better of its
 * neighbours. The order of the list is the order of the bits in a mask of acceptable regions: new regions go to the end. */
import { assumed, type Fact, fact } from "./Fact.ts"

const egress = "skyplane-project/skyplane aws_transfer_costs.csv, to the internet"
const power = "large-consumer power price, round figure"

export interface Region {
  readonly name: string
  /** The cloud region that the delays and the egress price were measured for. */
  readonly cloud: string
  /** Hours ahead of UTC, without summer time. */
  readonly utcOffset: number
  /** USD/MWh that a large consumer pays. */
  readonly powerPrice: Fact
  /** USD per GB that leaves for the internet, at a large cloud. */
  readonly egressPrice: Fact
}

const region = (
  name: string,
  cloud: string,
  utcOffset: number,
  powerPrice: Fact,
  dollarsPerGigabyte: number
): Region => ({
  name,
  cloud,
  utcOffset,
  powerPrice,
  egressPrice: fact(dollarsPerGigabyte, egress)
})

export const regions: ReadonlyArray<Region> = [
  region("us-east", "us-east-1", -5, assumed(60, power), 0.09),
  region("us-midwest", "us-east-2", -5, assumed(50, power), 0.09),
  region("us-west", "us-west-2", -8, assumed(55, power), 0.09),
  region(
    "us-texas",
    "none",
    -6,
    fact(34, "Riot production update June 2025: 3.4 cents per kWh all-in after credits"),
    0.09
  ),
  region("canada", "ca-central-1", -5, assumed(45, power), 0.09),
  region("brazil", "sa-east-1", -3, assumed(70, power), 0.15),
  region("europe-west", "eu-west-1", 0, assumed(110, power), 0.09),
  region("europe-central", "eu-central-1", 1, assumed(110, power), 0.09),
  region("europe-north", "eu-north-1", 1, assumed(50, power), 0.09),
  region("asia-south", "ap-south-1", 5.5, assumed(85, power), 0.1093),
  region("asia-southeast", "ap-southeast-1", 8, assumed(120, power), 0.12),
  region("asia-northeast", "ap-northeast-1", 9, assumed(120, power), 0.114),
  region("australia", "ap-southeast-2", 10, assumed(85, power), 0.114),
  region("gulf", "me-central-1", 4, assumed(60, power), 0.11),
  region("africa-south", "af-south-1", 2, assumed(75, power), 0.154)
]

/** Round trips, ms: commonwarexyz/monorepo examples/estimator/src/p50.json, AWS regions, July 2025. */
const measured = [
  "us-east us-midwest us-west canada brazil europe-west europe-central europe-north asia-south asia-southeast asia-northeast australia gulf africa-south",
  "6 15 64 17 115 70 93 113 193 220 150 200 194 228",
  "16 5 51 28 126 81 104 124 205 204 136 189 205 239",
  "64 51 3 61 175 118 143 155 222 160 98 141 257 275",
  "16 27 61 4 125 69 93 106 193 215 148 198 196 225",
  "115 125 175 126 3 179 205 223 302 328 259 312 305 339",
  "70 80 119 69 178 3 27 41 126 179 202 256 130 160",
  "93 103 142 93 204 27 4 23 129 160 227 251 115 156",
  "112 123 155 105 223 40 23 3 149 180 247 271 135 174",
  "190 200 222 191 301 125 129 148 3 64 133 155 30 274",
  "219 204 161 215 328 179 161 181 64 4 71 95 90 317",
  "150 136 99 147 258 202 228 247 134 71 3 107 169 358",
  "200 188 141 198 312 256 252 272 155 95 106 4 180 409",
  "194 205 257 197 307 131 117 137 31 91 171 182 3 285",
  "226 236 273 223 337 158 155 174 272 314 357 409 284 4"
].map((line) => line.split(" "))

/** Round trips of Texas to its neighbours, ms: 1,900, 1,500, 2,600 and 2,450 km. */
const neighbours: ReadonlyArray<readonly [name: string, milliseconds: number]> = [
  ["us-east", 30],
  ["us-midwest", 24],
  ["us-west", 42],
  ["canada", 39]
]

const measuredRow = (name: string): number => (measured[0] ?? []).indexOf(name)

const measuredDelay = (from: string, to: string): number =>
  Number(measured[measuredRow(from) + 1]?.[measuredRow(to)] ?? Number.NaN)

const viaNeighbour = (to: string): number => {
  const direct = neighbours.find(([name]) => name === to)
  if (direct !== undefined) return direct[1]
  return Math.min(...neighbours.map(([name, delay]) => delay + measuredDelay(name, to)))
}

const delay = (from: string, to: string): number => {
  if (from === "us-texas") return to === "us-texas" ? 4 : viaNeighbour(to)
  return to === "us-texas" ? viaNeighbour(from) : measuredDelay(from, to)
}

/** Median round trips in ms, row by row in the order of `regions`. */
export const roundTrips: Float64Array = Float64Array.from(
  regions.flatMap((from) => regions.map((to) => delay(from.name, to.name)))
)
