/** The links between the members of a gang, and how long an exchange over them takes.
 *
 * A transfer goes at the slowest of three: the upload of who sends, the download of who receives, and what that many flows carry between the two regions. What an
 * exchange needs of all pairs follows from the regions that are there and the weakest access links, so ten thousand members cost one pass each.
 * Nothing is allocated, except once for a new set of regions under `ordered`. */
import * as Catalog from "../../catalog/Catalog.ts"
import { jitter } from "../../catalog/Flows.ts"
import { roundTrips } from "../../catalog/Regions.ts"
import * as Collective from "./Collective.ts"
import type { Gang } from "./Gang.ts"
import { orderedRing } from "./SiteRing.ts"
import type { Synchronisation } from "../synchronisation/Synchronisation.ts"

/** Order of members in a ring. `as-joined`: nobody has measured anything, neighbours are anywhere. `ordered`: regions in the best order, members of a region
 * side by side. */
export type RingOrder = "as-joined" | "ordered"

const regionCount = Catalog.regionNames.length

/** One way between regions, s: half a round trip, as slow as it is now and then. */
const delays = roundTrips.map((milliseconds) => (milliseconds / 2000) * jitter.value)
const delayBetween = (from: number, to: number): number => delays[from * regionCount + to] ?? 0

/** Members in each region of the gang looked at last: filled by `survey`, read at once. */
const members = new Int32Array(regionCount)
const membersIn = (region: number): number => members[region] ?? 0

const survey = (gang: Gang): void => {
  members.fill(0)
  for (let member = 0; member < gang.count; member++) {
    const region = gang.region[member] ?? 0
    members[region] = membersIn(region) + 1
  }
}

const slowestOf = (gang: Gang, links: Float64Array): number => {
  let slowest = Infinity
  for (let member = 0; member < gang.count; member++) slowest = Math.min(slowest, links[member] ?? 0)
  return slowest
}

/** Whether two different members can be found in these regions. */
const pairs = (from: number, to: number): boolean => membersIn(from) > (from === to ? 1 : 0) && membersIn(to) > 0

/** Rate of one flow between the two regions that are worst connected, of those surveyed. */
const slowestFlow = (): number => {
  let slowest = Infinity
  for (let from = 0; from < regionCount; from++) {
    for (let to = 0; to < regionCount; to++) {
      if (pairs(from, to)) slowest = Math.min(slowest, Catalog.flowRate(from, to))
    }
  }
  return slowest
}

const longestDelay = (): number => {
  let longest = 0
  for (let from = 0; from < regionCount; from++) {
    for (let to = 0; to < regionCount; to++) if (pairs(from, to)) longest = Math.max(longest, delayBetween(from, to))
  }
  return longest
}

/** Mean delay between two members taken at random: a hop of a ring that nobody has ordered. */
const meanDelay = (count: number): number => {
  let sum = 0
  for (let from = 0; from < regionCount; from++) {
    for (let to = 0; to < regionCount; to++) {
      if (pairs(from, to)) sum += membersIn(from) * (membersIn(to) - (from === to ? 1 : 0)) * delayBetween(from, to)
    }
  }
  return sum / (count * (count - 1))
}

const regionMask = (): number => {
  let mask = 0
  for (let region = 0; region < regionCount; region++) if (membersIn(region) > 0) mask |= 1 << region
  return mask
}

/** Rate of one flow over the slowest hop of the best ring. */
const slowestFlowOrdered = (): number => {
  const mask = regionMask()
  // One region alone follows itself: its ring has no other hop than those inside.
  let slowest = orderedRing(mask).slowest
  for (let region = 0; region < regionCount; region++) {
    if (pairs(region, region)) slowest = Math.min(slowest, Catalog.flowRate(region, region))
  }
  return slowest
}

const meanDelayOrdered = (count: number): number => {
  let sum = (orderedRing(regionMask()).roundTrips / 2000) * jitter.value
  for (let region = 0; region < regionCount; region++) {
    if (membersIn(region) > 1) sum += (membersIn(region) - 1) * delayBetween(region, region)
  }
  return sum / count
}

/** Rate from one member to another, bit/s, when nobody else sends. */
export const pairRate = (gang: Gang, from: number, to: number, flows: number): number =>
  Math.min(
    gang.upload[from] ?? 0,
    gang.download[to] ?? 0,
    flows * Catalog.flowRate(gang.region[from] ?? 0, gang.region[to] ?? 0)
  )

/** Delay from one member to another, s. */
export const pairDelay = (gang: Gang, from: number, to: number): number =>
  delayBetween(gang.region[from] ?? 0, gang.region[to] ?? 0)

/** Rate of the slowest link of a ring through all members, bit/s; `Infinity` for fewer than two.
 *
 * Every member sends once and receives once, so the weakest access link always counts. Of the distances between regions, `as-joined` takes the worst of those present:
 * among a dozen members in an order that nobody chose, some two neighbours are nearly always one of the slowest pairs. */
export const slowestOfRing = (gang: Gang, flows: number, ring: RingOrder): number => {
  if (gang.count < 2) return Infinity
  survey(gang)
  const flow = ring === "ordered" ? slowestFlowOrdered() : slowestFlow()
  return Math.min(slowestOf(gang, gang.upload), slowestOf(gang, gang.download), flows * flow)
}

/** Rate at which one in a region fetches from the member of a gang from which it comes fastest, bit/s; `Infinity` where nobody is there to fetch from.
 *
 * @param except position of a member that is the one who fetches */
export const fetchRate = (gang: Gang, region: number, download: number, flows: number, except = -1): number => {
  if (gang.count === (except < 0 ? 0 : 1)) return Infinity
  let fastest = 0
  for (let member = 0; member < gang.count; member++) {
    if (member === except) continue
    const flow = flows * Catalog.flowRate(gang.region[member] ?? 0, region)
    fastest = Math.max(fastest, Math.min(gang.upload[member] ?? 0, flow))
  }
  return Math.min(download, fastest)
}

/** The member with the slowest of these links. */
const weakestOf = (gang: Gang, links: Float64Array): number => {
  let weakest = 0
  for (let member = 1; member < gang.count; member++) {
    if ((links[member] ?? 0) < (links[weakest] ?? 0)) weakest = member
  }
  return weakest
}

const slowestExcept = (gang: Gang, links: Float64Array, except: number): number => {
  let slowest = Infinity
  for (let member = 0; member < gang.count; member++) {
    if (member !== except) slowest = Math.min(slowest, links[member] ?? 0)
  }
  return slowest
}

/** For a hub in each region: the slowest flow that reaches it, the slowest that leaves it, the longest delay. Filled and read by `bestStar`. */
const flowTo = new Float64Array(regionCount)
const flowFrom = new Float64Array(regionCount)
const delayTo = new Float64Array(regionCount)

const surveyHubs = (): void => {
  flowTo.fill(Infinity)
  flowFrom.fill(Infinity)
  delayTo.fill(0)
  for (let hub = 0; hub < regionCount; hub++) {
    for (let spoke = 0; spoke < regionCount; spoke++) {
      if (!pairs(spoke, hub)) continue
      flowTo[hub] = Math.min(flowTo[hub] ?? 0, Catalog.flowRate(spoke, hub))
      flowFrom[hub] = Math.min(flowFrom[hub] ?? 0, Catalog.flowRate(hub, spoke))
      delayTo[hub] = Math.max(delayTo[hub] ?? 0, delayBetween(spoke, hub))
    }
  }
}

/** Through the member that makes it shortest: the one with the best links, where they are the same the one in the middle. */
const bestStar = (gang: Gang, parties: number, bits: number, flows: number): number => {
  survey(gang)
  surveyHubs()
  const weakestUp = weakestOf(gang, gang.upload)
  const weakestDown = weakestOf(gang, gang.download)
  const upload = gang.upload[weakestUp] ?? 0
  const download = gang.download[weakestDown] ?? 0
  const uploadOfOthers = slowestExcept(gang, gang.upload, weakestUp)
  const downloadOfOthers = slowestExcept(gang, gang.download, weakestDown)
  let least = Infinity
  for (let hub = 0; hub < gang.count; hub++) {
    const region = gang.region[hub] ?? 0
    const seconds = Collective.star(
      bits,
      parties,
      Math.min(hub === weakestUp ? uploadOfOthers : upload, flows * (flowTo[region] ?? 0)),
      Math.min(hub === weakestDown ? downloadOfOthers : download, flows * (flowFrom[region] ?? 0)),
      gang.upload[hub] ?? 0,
      gang.download[hub] ?? 0,
      delayTo[region] ?? 0
    )
    least = Math.min(least, seconds)
  }
  return least
}

/** Time of one exchange between the replicas of a gang, s.
 *
 * A replica is one member or, where it needs several, an equal part of them: then each member exchanges its share of the bits with those who hold the same share,
 * all at once. `gather` and `star` are what max-min fair shares of the links give: a flow gets at least an equal part of its narrowest link, so the link with
 * the most to carry decides. A pair lasts as long as the worst pair. One replica alone, or one member, has nobody to exchange with: 0 s.
 *
 * @param replicas copies of the model that are kept together; more than there are members count as so many
 * @param bits what a replica contributes to this exchange
 * @param flows parallel connections between two members */
export const exchangeSeconds = (
  gang: Gang,
  replicas: number,
  synchronisation: Pick<Synchronisation, "collective" | "measuredExchange">,
  bits: number,
  flows: number,
  ring: RingOrder
): number => {
  const parties = Math.min(replicas, gang.count)
  if (parties < 2) return 0
  if (synchronisation.measuredExchange > 0) return synchronisation.measuredExchange
  const share = (bits * parties) / gang.count
  switch (synchronisation.collective) {
    case "ring": {
      const slowest = slowestOfRing(gang, flows, ring)
      const delay = ring === "ordered" ? meanDelayOrdered(gang.count) : meanDelay(gang.count)
      return Collective.ring(share, parties, slowest, delay)
    }
    case "tree": {
      const slowest = slowestOfRing(gang, flows, "as-joined")
      return Collective.tree(share, parties, slowest, longestDelay())
    }
    case "gather": {
      survey(gang)
      const upload = slowestOf(gang, gang.upload)
      const download = slowestOf(gang, gang.download)
      return Collective.gather(share, parties, upload, download, flows * slowestFlow(), longestDelay())
    }
    case "star":
      return bestStar(gang, parties, share, flows)
    case "pair": {
      const slowest = slowestOfRing(gang, flows, "as-joined")
      return Collective.pair(share, slowest, longestDelay())
    }
  }
}
