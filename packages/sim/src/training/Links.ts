/** The links between the members of a gang, and how long an exchange over them takes.
 *
 * A transfer goes at the slowest of three: the upload of who sends, the download of who receives, and what that many flows carry between the two regions. What an
 * exchange needs of all pairs follows from the regions that are there and the weakest access links, so ten thousand members cost one pass each.
 * Nothing is allocated, except once for a new set of regions under `ordered`. */
import * as Catalog from "../catalog/Catalog.ts"
import { jitter } from "../catalog/Flows.ts"
import { roundTrips } from "../catalog/Regions.ts"
import * as Collective from "./Collective.ts"
import type { Gang } from "./Gang.ts"
import { orderedRing } from "./SiteRing.ts"
import type { Synchronisation } from "./Synchronisation.ts"

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

/** The member of a region with the best links (the weaker of its two directions counts), or −1. */
const bestIn = (gang: Gang, region: number): number => {
  let best = -1
  let bestLink = -1
  for (let member = 0; member < gang.count; member++) {
    if (gang.region[member] !== region) continue
    const link = Math.min(gang.upload[member] ?? 0, gang.download[member] ?? 0)
    if (link <= bestLink) continue
    best = member
    bestLink = link
  }
  return best
}

const starThrough = (gang: Gang, hub: number, parties: number, bits: number, flows: number): number => {
  let upload = Infinity
  let download = Infinity
  let delay = 0
  for (let member = 0; member < gang.count; member++) {
    if (member === hub) continue
    upload = Math.min(upload, pairRate(gang, member, hub, flows))
    download = Math.min(download, pairRate(gang, hub, member, flows))
    delay = Math.max(delay, pairDelay(gang, member, hub))
  }
  const hubUpload = gang.upload[hub] ?? 0
  const hubDownload = gang.download[hub] ?? 0
  return Collective.star(bits, parties, upload, download, hubUpload, hubDownload, delay)
}

/** Through the hub that takes the least time, among the best-connected members of each region. */
const bestStar = (gang: Gang, parties: number, bits: number, flows: number): number => {
  let least = Infinity
  for (let region = 0; region < regionCount; region++) {
    const hub = bestIn(gang, region)
    if (hub >= 0) least = Math.min(least, starThrough(gang, hub, parties, bits, flows))
  }
  return least
}

/** Time of one exchange between the replicas of a gang, s.
 *
 * A replica is one member or, where it needs several, an equal part of them: then each member exchanges its share of the bits with those who hold the same share,
 * all at once. `gather` and `star` are what max-min fair shares of the links give (`FairShare.ts`): a flow gets at least an equal part of its narrowest link, so the link with
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
