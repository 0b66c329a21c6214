/** All mechanisms that can be asked alone, by name. */
import type { Mechanism } from "./Mechanism.ts"

/** In the order in which they are listed: families of one network stand together. */
export const mechanisms: ReadonlyArray<Mechanism> = []

/** The mechanism of a name. */
export const byName = (name: string): Mechanism | undefined => mechanisms.find((each) => each.name === name)
