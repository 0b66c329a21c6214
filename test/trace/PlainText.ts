import { plainFields } from "../../packages/sim/src/trace/PlainFormat.ts"

/** The first line of a plain file. */
export const plainHeader = `${plainFields.join(",")}\n`

/** One line of a plain file. */
export const plainLine = (number: number, submit: number, demand: number, duration: number): string =>
  `${number},${submit},${demand},${duration}\n`
