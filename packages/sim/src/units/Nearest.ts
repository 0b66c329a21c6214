/** The right word that a misspelt one most likely stands for. */
import { distance } from "fastest-levenshtein"

/** How many letters may be wrong: one in three, at least one, at most four. */
const tolerance = (word: string): number => Math.min(4, Math.max(1, Math.floor(word.length / 3)))

/** Whether two letters that stand side by side changed places, the commonest slip of all. */
const isSwapped = (word: string, other: string): boolean => {
  const at = [...word].findIndex((letter, index) => letter !== other[index])
  const swapped = `${word.slice(0, at)}${word.charAt(at + 1)}${word.charAt(at)}${word.slice(at + 2)}`
  return at >= 0 && swapped === other
}

/** The word of `words` that is nearest to `word` in letters, or `undefined` if none is near. Case and `-` against `_` count for little. */
export const nearest = (word: string, words: ReadonlyArray<string>): string | undefined => {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-\s]/g, "_")
  let best: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of words) {
    const letters = isSwapped(plain(word), plain(candidate)) ? 1 : distance(plain(word), plain(candidate))
    const wrong = letters + (word === candidate ? 0 : 0.1)
    if (letters <= tolerance(word) && wrong < least) {
      best = candidate
      least = wrong
    }
  }
  return best ?? contained(plain(word), words, plain)
}

/** A word that begins with what was written, or the other way round (`lead` for `lead_time`), when there is only one. */
const contained = (word: string, words: ReadonlyArray<string>, plain: (text: string) => string): string | undefined => {
  if (word.length < 3) return undefined
  const found = words.filter((candidate) => {
    const other = plain(candidate)
    return other.length >= 3 && (other.startsWith(word) || word.startsWith(other) || other.endsWith(`_${word}`))
  })
  return found.length === 1 ? found[0] : undefined
}

const partsOf = (text: string): ReadonlyArray<string> =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== "")

/** How far a name is from what was written: each part that was written against the part that is most like it, and a little for parts more or less. */
const strangeness = (written: ReadonlyArray<string>, name: ReadonlyArray<string>): number => {
  const misses = written.map((part) =>
    Math.min(1, ...name.map((other) => distance(part, other) / Math.max(part.length, other.length)))
  )
  const apart = Math.abs(name.length - written.length)
  return misses.reduce((sum, miss) => sum + miss, 0) / Math.max(1, written.length) + 0.05 * apart
}

/** The words that are most like `word` in their parts (`price_mean` is like `price_network`), best first, however little they are. */
export const nearestFew = (word: string, words: ReadonlyArray<string>, count: number): ReadonlyArray<string> => {
  const written = partsOf(word)
  return words
    .map((name) => ({ name, strange: strangeness(written, partsOf(name)) }))
    .toSorted((a, b) => a.strange - b.strange)
    .slice(0, count)
    .map(({ name }) => name)
}
