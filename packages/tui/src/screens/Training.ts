/** Training: what it takes on networks beside what it takes in central clouds. */
import type { TrainingPicture } from "../session/Protocol.ts"
import { number } from "../cli/format.ts"
import type { LaneView, Scene } from "../session/Scene.ts"
import { coursePanel } from "./courses.ts"
import { courseOf, type Figure, figure, figures, growthOf, valueText } from "./figures.ts"
import { arrange, type Band, padEnd, padStart, type Panel, width } from "./layout.ts"
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

/** How far each class of training jobs has come. */
const classes = (scene: Scene): ReadonlyArray<Panel> => {
  const items = scene.lanes[0].about.classes.flatMap(({ name, trains }, place): ReadonlyArray<Figure> =>
    trains
      ? [
          figure(scene, `${name}: asked for`, "runs", ({ picture }) => picture.classes[place]?.requested ?? Number.NaN),
          figure(
            scene,
            `${name}: completed`,
            "runs",
            ({ picture }) => picture.classes[place]?.training?.completed ?? Number.NaN,
            {
              better: "higher"
            }
          ),
          figure(
            scene,
            `${name}: spent`,
            "USD",
            ({ picture }) => picture.classes[place]?.training?.spentUsd ?? Number.NaN,
            {
              better: "lower"
            }
          )
        ]
      : []
  )
  return [{ title: "Classes", least: 3, wanted: items.length, draw: (size, look) => figures(items, size, look) }]
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
    const share = (part: string) => (lane: LaneView) => {
      const all = courseOf("training_gpu_hours_total")(lane)
      return courseOf(part)(lane).map((value, row) => value / (all[row] ?? Number.NaN))
    }
    const courses: ReadonlyArray<Panel> = trains
      ? [
          coursePanel(scene, "Of the GPU-hours so far", "share", [
            { name: "computing", of: share("training_computing_total") },
            { name: "as one cluster", of: share("training_useful_total") }
          ]),
          coursePanel(scene, "GPU-hours of training", "a day", [
            { name: "GPU-hours", of: growthOf("training_gpu_hours_total") }
          ])
        ]
      : []
    const bands: ReadonlyArray<Band> = trains
      ? [{ panels: [panel, ...classes(scene)] }, { panels: courses }]
      : [{ panels: [panel] }]
    return arrange(bands, size, look)
  }
}
