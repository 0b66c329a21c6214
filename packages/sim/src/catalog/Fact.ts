/** A figure with the place where it was read. Figures of the catalogue are facts; a figure that nobody published says `assumption`. */

/** A number and its source. The source starts with `assumption` when the number was chosen, not read. */
export interface Fact {
  readonly value: number
  readonly source: string
}

export const fact = (value: number, source: string): Fact => ({ value, source })

/** A number that was chosen because no source was found; `why` says what it leans on. */
export const assumed = (value: number, why: string): Fact => ({ value, source: `assumption: ${why}` })

export const isAssumption = ({ source }: Fact): boolean => source.startsWith("assumption")
