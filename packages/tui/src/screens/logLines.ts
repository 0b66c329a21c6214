/** Lines of the log, newest first. */
import type { Look, Style } from "../charts/Theme.ts"
import type { LogEntry, LogKind } from "../session/Protocol.ts"
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
    case "command":
      return theme.warning
    case "cloud":
      return theme.series[2] ?? theme.muted
  }
}

/** Draws the entries of a lane up to now that `wanted` lets pass, newest first, `back` lines away from the newest. */
export const logLines = (
  lane: LaneView,
  size: Size,
  look: Look,
  { back = 0, wanted = () => true }: { readonly back?: number; readonly wanted?: (entry: LogEntry) => boolean } = {}
): ReadonlyArray<string> => {
  const { about, log, picture } = lane
  const shown: Array<LogEntry> = []
  let skipped = 0
  for (let index = log.length - 1; index >= 0 && shown.length < size.rows; index--) {
    const entry = log[index]
    if (entry === undefined || entry.at > picture.now || !wanted(entry)) continue
    if (skipped++ >= back) shown.push(entry)
  }
  if (shown.length === 0) return [look.theme.muted("nothing yet")]
  const instants = shown.map(({ at }) => shortInstant(at, about.length))
  const column = Math.max(...instants.map(width))
  return shown.map(({ kind, text }, row) => {
    const head = `${look.theme.muted(padEnd(instants[row] ?? "", column))} ${styleOf(kind, look)(padEnd(kind, 10))}`
    return `${head} ${clip(text, Math.max(0, size.columns - column - 12), look)}`
  })
}
