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
