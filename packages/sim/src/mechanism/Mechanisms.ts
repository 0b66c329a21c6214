/** All mechanisms that can be asked alone, by name. */
import type { Mechanism } from "./Mechanism.ts"

export const mechanisms: ReadonlyArray<Mechanism> = []
