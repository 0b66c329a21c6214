/** Lines of the log, newest first. */
import type { Look, Style } from "../charts/Theme.ts"
import { count } from "../text/format.ts"
import type { LogEntry, LogKind } from "../session/Frame.ts"
import type { LaneView } from "../session/Scene.ts"
import { shortInstant } from "./instant.ts"
import { clip, padEnd, width } from "./layout.ts"
import type { Size } from "./Screen.ts"

const styleOf = (kind: LogKind, { theme }: Look): Style => {
  switch (kind) {
    case "conversion":
    case "entry":
      return theme.good
    case "exit":
    case "failure":
    case "slash":
      return theme.bad
    case "shock":
    case "vote":
    case "command":
      return theme.warning
    case "cloud":
      return theme.series[2] ?? theme.muted
  }
}

interface LogOptions {
  /** Lines away from the newest. */
  readonly back?: number
  /** Whether failures that follow each other become one line. */
  readonly folds?: boolean
  readonly wanted?: (entry: LogEntry) => boolean
}

/** Failures that follow each other as one line: each of them says little, and there are many. */
const folded = (entries: ReadonlyArray<LogEntry>, length: number): LogEntry | undefined => {
  const [newest] = entries
  const oldest = entries.at(-1)
  if (newest === undefined || oldest === undefined || entries.length === 1) return newest
  const interrupting = entries.filter(({ text }) => text.includes("interrupted")).length
  const since = shortInstant(oldest.at, length)
  return {
    ...newest,
    text: `${count(entries.length)} GPUs break since ${since}, ${count(interrupting)} of them under jobs (c: one by one)`
  }
}

/** Draws the entries of a lane up to now that `wanted` lets pass, newest first, `back` lines away from the newest. */
export const logLines = (
  lane: LaneView,
  size: Size,
  look: Look,
  { back = 0, folds = false, wanted = () => true }: LogOptions = {}
): ReadonlyArray<string> => {
  const { about, log, picture } = lane
  const lines: Array<Array<LogEntry>> = []
  for (let index = log.length - 1; index >= 0; index--) {
    const entry = log[index]
    if (entry === undefined || entry.at > picture.now || !wanted(entry)) continue
    const last = lines.at(-1)
    const newest = last?.[0]
    const goesOn = folds && entry.kind === "failure" && newest?.kind === "failure"
    if (goesOn) last?.push(entry)
    else if (lines.length >= back + size.rows) break
    else lines.push([entry])
  }
  const shown = lines.slice(back).flatMap((entries) => folded(entries, about.length) ?? [])
  if (shown.length === 0) return [look.theme.muted("nothing yet")]
  const instants = shown.map(({ at }) => shortInstant(at, about.length))
  const column = Math.max(...instants.map(width))
  return shown.map(({ kind, text }, row) => {
    const head = `${look.theme.muted(padEnd(instants[row] ?? "", column))} ${styleOf(kind, look)(padEnd(kind, 10))}`
    return `${head} ${clip(text, Math.max(0, size.columns - column - 12), look)}`
  })
}
