/** How concentrated the providers' income is: one GPU-hour earned by one owner, or by many. Clouds are not counted. */
import { ProviderKind, ProviderState } from "../state/Providers.ts"
import type { World } from "./World.ts"

const incomes = (world: World): Float64Array => {
  const { providers } = world
  const found: Array<number> = []
  for (let row = 0; row < providers.used; row++) {
    if (providers.state[row] === ProviderState.left || providers.kind[row] === ProviderKind.cloud) continue
    found.push((providers.earned[row] ?? 0) + (providers.rewarded[row] ?? 0))
  }
  return Float64Array.from(found).sort()
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

/** Gini coefficient of what the providers of the moment have earned; NaN when nobody earned anything. */
export const gini = (world: World): number => {
  const sorted = incomes(world)
  const all = total(sorted)
  if (all === 0) return Number.NaN
  const weighted = sorted.reduce((sum, value, index) => sum + (index + 1) * value, 0)
  return (2 * weighted) / (sorted.length * all) - (sorted.length + 1) / sorted.length
}

/** Herfindahl index: the sum of squared shares. */
export const herfindahl = (world: World): number => {
  const values = incomes(world)
  const all = total(values)
  return all === 0 ? Number.NaN : values.reduce((sum, value) => sum + (value / all) ** 2, 0)
}

/** The least number of providers who together earned more than half. */
export const nakamoto = (world: World): number => {
  const sorted = incomes(world)
  const half = total(sorted) / 2
  if (half === 0) return Number.NaN
  let sum = 0
  let count = 0
  for (let index = sorted.length - 1; index >= 0 && sum <= half; index--, count++) sum += sorted[index] ?? 0
  return count
}
