/** What a person typed, as the figure that is meant. */
import { Quantity } from "@lode/sim"

const day = 86_400

/** The instant that a person typed, s. Throws an `Error` that says what is wanted. */
export const instantOf = (typed: string, length: number): number => {
  const text = typed.trim()
  const share = /^(\d+(?:\.\d+)?)\s*%$/.exec(text)?.[1]
  const dayNumber = /^day\s+(\d+(?:\.\d+)?)$/i.exec(text)?.[1]
  const at =
    share !== undefined
      ? (Number(share) / 100) * length
      : dayNumber !== undefined
        ? (Number(dayNumber) - 1) * day
        : Quantity.parse("duration", text)
  if (at === undefined || !(at >= 0)) throw new Error(`"${text}" is no instant: try 200 days, 14 months, day 47 or 50%`)
  if (at > length) throw new Error(`the run ends at ${Quantity.format("duration", length)}`)
  return at
}

/** The seed that a person typed. Throws an `Error` that says what is wanted. */
export const seedOf = (typed: string): number => {
  const seed = Number(typed.trim())
  if (typed.trim() === "" || !Number.isSafeInteger(seed) || seed < 0)
    throw new Error(`"${typed}" is no seed: a whole number from 0 on`)
  return seed
}
