/** Questions to calculators, for tests. */
import { Result } from "effect"
import { byName } from "../../packages/sim/src/mechanism/Mechanisms.ts"

/** What a calculator answers; throws what is wrong with the question. */
export const ask = (name: string, input: unknown): unknown => {
  const mechanism = byName(name)
  if (mechanism === undefined) throw new Error(`No mechanism ${name}`)
  const answer = mechanism.ask(input)
  if (Result.isFailure(answer)) throw new Error(answer.failure.message)
  return answer.success
}

/** A number that may miss by so much. */
export const near = (value: number, by: number): unknown => ({
  asymmetricMatch: (found: unknown) => typeof found === "number" && Math.abs(found - value) <= by,
  toString: () => `${value} ± ${by}`
})
export const allNear = (values: ReadonlyArray<number>, by: number): ReadonlyArray<unknown> =>
  values.map((value) => near(value, by))
export const rowsNear = (rows: ReadonlyArray<ReadonlyArray<number>>, by: number): ReadonlyArray<unknown> =>
  rows.map((row) => allNear(row, by))
