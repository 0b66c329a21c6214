/** Training: what it takes on networks beside what it takes in central clouds. */
import type { TrainingPicture } from "../session/Protocol.ts"
import { number } from "../cli/format.ts"
import type { Scene } from "../session/Scene.ts"
import { valueText } from "./figures.ts"
import { arrange, padEnd, padStart, type Panel, width } from "./layout.ts"
import type { Screen } from "./Screen.ts"

interface Line {
  readonly label: string
  readonly of: (sum: TrainingPicture) => string
}

const lines: ReadonlyArray<Line> = [
  { label: "runs completed", of: ({ completed }) => number(completed) },
  { label: "time of a run", of: ({ completed, runHours }) => valueText((runHours / completed) * 3600, "s") },
  { label: "cost of a run", of: ({ ended, spentUsd }) => valueText(spentUsd / ended, "USD") },
  { label: "GPU-hours", of: ({ gpuHours }) => number(gpuHours) },
  {
    label: "GPUs computing",
    of: ({ computingGpuHours, gpuHours }) => valueText(computingGpuHours / gpuHours, "share")
  },
  { label: "as one cluster", of: ({ gpuHours, usefulGpuHours }) => valueText(usefulGpuHours / gpuHours, "share") },
  { label: "USD per EFLOP", of: ({ effectiveFlop, spentUsd }) => number((spentUsd / effectiveFlop) * 1e18) }
]

const sumOver = (scene: Scene, isNetwork: boolean): TrainingPicture => {
  const [{ about, picture }] = scene.lanes
  const sum = {
    completed: 0,
    ended: 0,
    runHours: 0,
    gpuHours: 0,
    computingGpuHours: 0,
    usefulGpuHours: 0,
    effectiveFlop: 0,
    spentUsd: 0
  }
  picture.venues.forEach(({ training }, venue) => {
    if (about.venues[venue]?.isNetwork !== isNetwork) return
    sum.completed += training.completed
    sum.ended += training.ended
    sum.runHours += training.runHours
    sum.gpuHours += training.gpuHours
    sum.computingGpuHours += training.computingGpuHours
    sum.usefulGpuHours += training.usefulGpuHours
    sum.effectiveFlop += training.effectiveFlop
    sum.spentUsd += training.spentUsd
  })
  return sum
}

export const training: Screen = {
  name: "training",
  title: "Training",
  about: "training on networks beside training in central clouds: time, cost, utilisation",
  draw: (scene, size, look) => {
    const [{ about }] = scene.lanes
    const trains = about.classes.some(({ trains }) => trains)
    const sides = [sumOver(scene, true), sumOver(scene, false)]
    const panel: Panel = {
      title: "Training",
      least: 2,
      wanted: lines.length + 1,
      draw: () => {
        if (!trains) return ["no class of jobs of this scenario trains"]
        const rows = [["", "networks", "central"], ...lines.map(({ label, of }) => [label, ...sides.map(of)])]
        const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => width(row[column] ?? ""))))
        return rows.map(([label = "", ...values]) =>
          [padEnd(label, widths[0] ?? 0), ...values.map((value, side) => padStart(value, widths[side + 1] ?? 0))].join(
            "  "
          )
        )
      }
    }
    return arrange([{ panels: [panel] }], size, look)
  }
}
