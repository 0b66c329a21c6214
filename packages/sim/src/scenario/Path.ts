/** Paths into a scenario: `supply.miners.power`, `sites[0].power`, and `classes."a.b".gpus` where a name holds a dot.
 *
 * A path is a list of keys (text) and positions in lists (whole numbers from zero). Texts may also write a position as `.0`. A path of
 * the language rather than of one file has `<name>` and `[]` where a file has names and positions. */

/** One step: a key of a group, the name of a named entry, or a position in a list. */
export type Step = string | number
export type Path = ReadonlyArray<Step>

const plainName = /^[A-Za-z_<*][\w<>*-]*$/

/** The text of a path. The empty path is the whole file and reads as an empty text. */
export const format = (path: Path): string =>
  path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`
      if (step === "[]") return step
      const name = plainName.test(step) ? step : JSON.stringify(step)
      return index === 0 ? name : `.${name}`
    })
    .join("")

const token = /\.?(?:\[(\d*)\]|"((?:[^"\\]|\\.)*)"|([^.[\]"]+))/y

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }

/** The inverse of the quoting of JSON. */
const unquote = (quoted: string): string =>
  quoted.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, letter: string) =>
    code === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16))
  )

/** The path that a text stands for, or `undefined` if it is none. Whole numbers between dots stay texts: see `Override`. */
export const parse = (text: string): Path | undefined => {
  const steps: Array<Step> = []
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    const start = token.lastIndex
    const match = token.exec(text)
    const dotted = text.charAt(start) === "."
    if (match === null || (start === 0 && dotted) || (start > 0 && !dotted && match[1] === undefined)) return undefined
    if (match[1] !== undefined) steps.push(match[1] === "" ? "[]" : Number(match[1]))
    else if (match[2] !== undefined) steps.push(unquote(match[2]))
    else steps.push((match[3] ?? "").trim())
  }
  return steps.length === 0 ? undefined : steps
}

/** A key for maps: equal paths, and only these, have equal keys. */
export const key = (path: Path): string => JSON.stringify(path)

/** Whether `path` is `ancestor` or lies below it. */
export const isWithin = (path: Path, ancestor: Path): boolean =>
  ancestor.length <= path.length && ancestor.every((step, index) => step === path[index])

/** What stands at `path` in plain data, or `undefined`. */
export const lookup = (tree: unknown, path: Path): unknown => {
  let here = tree
  for (const step of path) {
    if (Array.isArray(here) && typeof step === "number") here = here[step]
    else if (isRecord(here) && typeof step === "string") here = Object.hasOwn(here, step) ? here[step] : undefined
    else return undefined
  }
  return here
}

/** Whether a value is a plain map of keys. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
