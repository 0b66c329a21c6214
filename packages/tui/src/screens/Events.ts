/** The log of what happened: conversions, exits, failures, slashes, votes, shocks, commands; by kind and by word. */
import { number } from "../text/format.ts"
import type { LogEntry } from "../session/Frame.ts"
import type { LogLens, Scene } from "../session/Scene.ts"
import { arrange, type Panel } from "./layout.ts"
import { logLines } from "./logLines.ts"
import type { Screen } from "./Screen.ts"

/** Whether an entry is wanted. */
export const passes = ({ filter, kind }: LogLens, entry: LogEntry): boolean =>
  (kind === undefined || entry.kind === kind) &&
  (filter === "" || entry.text.toLowerCase().includes(filter.trim().toLowerCase()))

const panel = (scene: Scene, index: number): Panel => {
  const { log } = scene.ui
  const lane = scene.lanes[index] ?? scene.lanes[0]
  const shown = lane.log.filter((entry) => entry.at <= lane.picture.now && passes(log, entry)).length
  const about = [log.kind ?? "all kinds", log.filter === "" ? "" : `with "${log.filter}"`].filter((part) => part !== "")
  return {
    title: scene.lanes.length === 1 ? "Events" : lane.about.name,
    note: `${number(shown)}, ${about.join(" ")}`,
    least: 2,
    wanted: 10,
    grows: true,
    draw: (size, look) =>
      logLines(lane, size, look, {
        back: log.back,
        folds: log.kind === undefined && log.filter === "",
        wanted: (entry) => passes(log, entry)
      })
  }
}

export const events: Screen = {
  name: "events",
  title: "Events",
  about: "what happened: conversions, exits, failures, slashes, votes, shocks, commands; to filter",
  draw: (scene, size, look) => arrange([{ panels: scene.lanes.map((_, index) => panel(scene, index)) }], size, look)
}
