/** Losses measured by Charles et al. 2025 (arXiv 2503.09799, Tables 4 and 5), 20 tokens a parameter, DiLoCo with H = 30. */
export const sizes = [35e6, 90e6, 180e6, 335e6, 550e6, 1.3e9, 2.4e9, 4e9, 10e9] as const

/** By number of replicas; the last two sizes were trained with predicted settings and not with 8 replicas. */
export const measured = {
  "data-parallel": [3.485, 3.167, 2.95, 2.784, 2.653, 2.46, 2.326, 2.224, 2.09],
  1: [3.482, 3.162, 2.943, 2.777, 2.645, 2.451, 2.317, 2.219, 2.086],
  2: [3.508, 3.182, 2.957, 2.788, 2.657, 2.464, 2.323, 2.22, 2.086],
  4: [3.554, 3.213, 2.981, 2.808, 2.673, 2.472, 2.332, 2.23, 2.096],
  8: [3.621, 3.265, 3.019, 2.841, 2.698, 2.493, 2.351]
} as const

export const replicaCounts = [1, 2, 4, 8] as const
export const ways = ["data-parallel", ...replicaCounts] as const

/** Every measured run: `loss`, and that of data-parallel training and of DiLoCo with one replica at the same size. */
export const runs = ways.flatMap((way) =>
  measured[way].map((loss, row) => ({
    way,
    parameters: sizes[row] ?? Number.NaN,
    loss,
    dataParallel: measured["data-parallel"][row] ?? Number.NaN,
    oneReplica: measured[1][row] ?? Number.NaN
  }))
)

/** Ways of training that Charles et al. fitted: data-parallel, and DiLoCo with so many replicas that exchange every 30 steps. */
export type Fitted = "data-parallel" | 1 | 2 | 4 | 8

/** L = A N^exponent (Charles et al. 2025, arXiv 2503.09799, Table 7). */
const powerLaws = {
  "data-parallel": { a: 18.129, exponent: -0.0953 },
  1: { a: 18.363, exponent: -0.0961 },
  2: { a: 18.768, exponent: -0.0969 },
  4: { a: 19.762, exponent: -0.0992 },
  8: { a: 21.051, exponent: -0.1018 }
} as const satisfies Record<Fitted, { readonly a: number; readonly exponent: number }>

/** Loss at 20 tokens a parameter by the fit for one way of training (Charles et al. 2025, arXiv 2503.09799, Table 7): 0.8% off at most up
 * to 2.4B, 3 to 4% low at 10B. */
export const powerLaw = (way: Fitted, parameters: number): number => {
  const { a, exponent } = powerLaws[way]
  return a * parameters ** exponent
}

/** Loss of DiLoCo at 20 tokens a parameter by one fit for all numbers of replicas (same paper, Table 10): 1.7% off at most up to 2.4B,
 * 3.5 to 4.6% low at 10B. */
export const jointLaw = (replicas: number, parameters: number): number =>
  19.226 * parameters ** -0.0985 * replicas ** 0.0116

/** Smallest and largest model that the power laws were fitted to (Table 4). */
export const fittedRange = { from: 35e6, to: 2.4e9 } as const

/** Whether the power laws may be used as truth for a model of this size. */
export const inFittedRange = (parameters: number): boolean =>
  parameters >= fittedRange.from && parameters <= fittedRange.to
