/** Figures of traces as text: aligned columns, numbers that people can read. Pure. */

/** A line of an answer: what, how much, a remark. */
export type Line = readonly [name: string, value: string, remark: string]

/** Names to the left, values to the right edge of theirs, remarks behind; words and paths stand where values begin. */
export const align = (lines: ReadonlyArray<Line>): string => {
  const isFigure = (value: string): boolean => /^[\d∞-]/.test(value)
  const nameWidth = Math.max(...lines.map(([name]) => name.length))
  const valueWidth = Math.max(...lines.map(([, value]) => (isFigure(value) ? value.length : 0)))
  return lines
    .map(([name, value, remark]) => {
      const cell = isFigure(value) ? value.padStart(valueWidth) : value
      return `${name.padEnd(nameWidth)}  ${cell}  ${remark}`.trimEnd()
    })
    .join("\n")
}

/** A number with separators, at most three decimals. */
export const amount = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 3 })

export const percent = (share: number): string => `${(100 * share).toFixed(share > 0 && share < 0.001 ? 3 : 1)}%`

const units: ReadonlyArray<readonly [seconds: number, name: string]> = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"]
]

/** A line about a length of time: seconds, and the same in a larger unit when that is easier to grasp. */
export const time = (name: string, seconds: number, remark = ""): Line => {
  const unit = units.find(([size]) => seconds >= 2 * size)
  const larger = unit === undefined ? "" : `${amount(Number((seconds / unit[0]).toPrecision(3)))} ${unit[1]}`
  const shown = seconds.toLocaleString("en-US", { maximumFractionDigits: seconds < 100 ? 3 : 1 })
  return [name, `${shown} s`, [larger, remark].filter((part) => part !== "").join(", ")]
}
