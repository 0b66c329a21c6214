/** The best order in which a ring may visit regions: the one whose slowest hop is fastest; among equals the shortest.
 *
 * What a run can do that has measured all pairs. Exact for up to 10 regions; above, as good as moving single regions makes it (within a few percent, seldom a
 * sixth). Rates and delays are those of the catalogue, so the answer for a set of regions is found once and kept. */
import * as Catalog from "../../catalog/Catalog.ts"

export interface SiteRing {
  /** Regions by position in the catalogue; the last is followed by the first. */
  readonly order: ReadonlyArray<number>
  /** Rate of one flow over the slowest hop, bit/s. */
  readonly slowest: number
  /** Round trips of all hops together, ms. */
  readonly roundTrips: number
}

/** A ring in a given order. One region alone is a ring with a hop to itself. */
export const siteRing = (order: ReadonlyArray<number>): SiteRing => {
  let slowest = Infinity
  let roundTrips = 0
  for (const [place, region] of order.entries()) {
    const next = order[(place + 1) % order.length] ?? region
    slowest = Math.min(slowest, Catalog.flowRate(region, next))
    roundTrips += Catalog.roundTrip(region, next)
  }
  return { order, slowest, roundTrips }
}

const better = (ring: SiteRing, than: SiteRing): boolean =>
  ring.slowest > than.slowest || (ring.slowest === than.slowest && ring.roundTrips < than.roundTrips)

const best = (rings: ReadonlyArray<SiteRing>): SiteRing =>
  rings.reduce((found, ring) => (better(ring, found) ? ring : found))

const inserted = (order: ReadonlyArray<number>, region: number): SiteRing =>
  best(order.map((_, place) => siteRing(order.toSpliced(place + 1, 0, region))))

/** Moves one region at a time to a better place as long as there is one. */
const improved = (ring: SiteRing): SiteRing => {
  const { order } = ring
  const moved = best(
    order.map((region) =>
      inserted(
        order.filter((other) => other !== region),
        region
      )
    )
  )
  return better(moved, ring) ? improved(moved) : ring
}

/** A good ring: each region in turn where it does the least harm, then moved while that helps. */
const greedy = (regions: ReadonlyArray<number>): SiteRing => {
  const ring = regions.slice(1).reduce(({ order }, region) => inserted(order, region), siteRing(regions.slice(0, 1)))
  return regions.length < 3 ? ring : improved(ring)
}

/** The best of all rings, leaving out those that a hop already makes worse than the best so far. */
const exhaustive = (regions: ReadonlyArray<number>): SiteRing => {
  let best = greedy(regions)
  const visit = (order: ReadonlyArray<number>, last: number, rest: ReadonlyArray<number>): void => {
    const ring = rest.length === 0 ? siteRing(order) : undefined
    if (ring !== undefined && better(ring, best)) best = ring
    for (const next of rest) {
      if (Catalog.flowRate(last, next) < best.slowest) continue
      visit(
        [...order, next],
        next,
        rest.filter((region) => region !== next)
      )
    }
  }
  const first = regions[0] ?? 0
  visit([first], first, regions.slice(1))
  return best
}

const found = new Map<number, SiteRing>()

/** The best ring over the regions of a mask, at least one. */
export const orderedRing = (mask: number): SiteRing => {
  const known = found.get(mask)
  if (known !== undefined) return known
  const regions = Catalog.regionNames.map((_, region) => region).filter((region) => ((mask >>> region) & 1) === 1)
  const ring = regions.length <= 10 ? exhaustive(regions) : greedy(regions)
  found.set(mask, ring)
  return ring
}
