/** Training: what it takes on networks beside what it takes in one data centre: time, cost, utilisation and loss. */
import type { ClassPicture, TrainingPicture } from "../session/Picture.ts"
import { number } from "../text/format.ts"
import type { LaneView, Scene } from "../session/Scene.ts"
import { wrapped } from "../charts/Text.ts"
import { type Course, coursePanel } from "./courses.ts"
import { courseOf, type Figure, figure, figures, growthOf, money, sinceText, valueAt, valueText } from "./figures.ts"
import { arrange, type Band, padEnd, padStart, type Panel, width } from "./layout.ts"
import type { Screen } from "./Screen.ts"

/** What is compared, in one arm; NaN: nobody knows yet. */
interface Arm {
  readonly title: string
  readonly sum: TrainingPicture
}

interface Line {
  readonly label: string
  readonly of: (arm: TrainingPicture) => string
}

const lines: ReadonlyArray<Line> = [
  { label: "completed", of: ({ completed }) => number(completed) },
  { label: "time a run", of: ({ completed, runHours }) => timeText((runHours / completed) * 3600) },
  { label: "paid, USD", of: ({ spentUsd }) => money(spentUsd) },
  { label: "GPU-hours", of: ({ gpuHours }) => number(gpuHours) },
  { label: "computing", of: ({ computingGpuHours, gpuHours }) => valueText(computingGpuHours / gpuHours, "share") },
  { label: "counts", of: ({ gpuHours, usefulGpuHours }) => valueText(usefulGpuHours / gpuHours, "share") },
  { label: "USD/EFLOP", of: ({ effectiveFlop, spentUsd }) => number((spentUsd / effectiveFlop) * 1e18) }
]

/** Days where one would say days: runs of months are compared with runs of weeks. */
const timeText = (seconds: number): string =>
  seconds >= 2 * day && seconds < 1000 * day ? `${number(seconds / day)} days` : valueText(seconds, "s")

const day = 86_400

const nothing: TrainingPicture = {
  completed: 0,
  ended: 0,
  runHours: 0,
  gpuHours: 0,
  computingGpuHours: 0,
  usefulGpuHours: 0,
  effectiveFlop: 0,
  spentUsd: 0
}

const plus = (a: TrainingPicture, b: TrainingPicture): TrainingPicture => ({
  completed: a.completed + b.completed,
  ended: a.ended + b.ended,
  runHours: a.runHours + b.runHours,
  gpuHours: a.gpuHours + b.gpuHours,
  computingGpuHours: a.computingGpuHours + b.computingGpuHours,
  usefulGpuHours: a.usefulGpuHours + b.usefulGpuHours,
  effectiveFlop: a.effectiveFlop + b.effectiveFlop,
  spentUsd: a.spentUsd + b.spentUsd
})

const sumOver = ({ about, picture }: LaneView, isNetwork: boolean): TrainingPicture =>
  picture.venues
    .filter((_, venue) => about.venues[venue]?.isNetwork === isNetwork)
    .reduce((sum, { training }) => plus(sum, training), nothing)

/** The lowest price of a central cloud, USD per GPU-hour of the reference model; NaN without one. */
const centralPrice = (lane: LaneView): number =>
  Math.min(
    ...lane.about.venues.flatMap(({ isNetwork, name }) => {
      const price = isNetwork ? Number.NaN : valueAt(lane, `${name}.price`)
      return Number.isNaN(price) ? [] : [price]
    })
  )

/** What the networks have done, reckoned in one data centre of reference GPUs for the same loss, at the price of the central cloud: all of its time
 * computes, and no token makes up for rare exchanges. Classes weigh by the FLOP that they trained. */
export const inOneDataCentre = (lane: LaneView, networks: TrainingPicture): TrainingPicture => {
  const { about, picture } = lane
  const flops = picture.classes.map(({ training }) => training?.effectiveFlop ?? 0)
  const all = flops.reduce((sum, flop) => sum + flop, 0)
  const hoursOfAll = flops.reduce((sum, flop, place) => {
    const rate = about.classes[place]?.flopPerGpuHour ?? 0
    return rate > 0 ? sum + flop / rate : sum
  }, 0)
  const hours = all > 0 ? (networks.effectiveFlop / all) * hoursOfAll : 0
  const price = centralPrice(lane)
  return {
    ...networks,
    runHours: networks.gpuHours > 0 ? (networks.runHours * hours) / networks.gpuHours : Number.NaN,
    gpuHours: hours,
    computingGpuHours: hours,
    usefulGpuHours: hours,
    spentUsd: Number.isFinite(price) ? hours * price : Number.NaN
  }
}

const armsOf = (lane: LaneView): ReadonlyArray<Arm> => {
  const [networks, central] = [sumOver(lane, true), sumOver(lane, false)]
  return [
    { title: "networks", sum: networks },
    ...(central.gpuHours > 0 ? [{ title: "central", sum: central }] : []),
    ...(networks.gpuHours > 0 ? [{ title: "reckoned", sum: inOneDataCentre(lane, networks) }] : [])
  ]
}

/** Where the loss of each planned class stands, or ended, in the columns of the arms. */
const lossRows = (lane: LaneView, arms: ReadonlyArray<Arm>): ReadonlyArray<ReadonlyArray<string>> => {
  const planned = lane.about.classes.filter(({ isPlanned, trains }) => trains && isPlanned)
  return planned.map(({ name }) => {
    const last = (column: string): number =>
      courseOf(`${name}.${column}`)(lane).findLast((value) => !Number.isNaN(value)) ?? Number.NaN
    const nats = (column: string): string => valueText(last(column), "nats").split(" ")[0] ?? ""
    const ranOn = last("loss_on_network") === 0 ? "central" : "networks"
    const told = arms.map(({ title }) =>
      title === "reckoned" ? nats("loss_central") : title === ranOn ? nats("loss") : "-"
    )
    return [planned.length === 1 ? "loss, nats" : `loss of ${name}`, ...told]
  })
}

const sideBySide = (scene: Scene): Panel => {
  const [lane] = scene.lanes
  const arms = armsOf(lane)
  const rows = [
    ["", ...arms.map(({ title }) => title)],
    ...lines.map(({ label, of }) => [label, ...arms.map(({ sum }) => of(sum))]),
    ...lossRows(lane, arms)
  ]
  const isReckoned = arms.some(({ title }) => title === "reckoned")
  return {
    title: "Side by side",
    note: sinceText(scene),
    least: Math.min(6, rows.length),
    wanted: rows.length + (isReckoned ? 3 : 0),
    draw: ({ columns }, look) => {
      const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? "")))) ?? []
      const drawn = rows.map(([label = "", ...values], row) => {
        const cells = values.map((value, arm) => padStart(value, widths[arm + 1] ?? 0))
        const line = [padEnd(label, widths[0] ?? 0), ...cells].join("  ")
        return row === 0 ? look.theme.title(line) : line
      })
      const said =
        "counts: of the GPU-hours, what one data centre would need too; reckoned: the same work for the same loss there, at the central price"
      return [...drawn, ...(isReckoned ? wrapped(said, columns).map((line) => look.theme.muted(line)) : [])]
    }
  }
}

/** How far each class of training jobs has come. */
const classes = (scene: Scene): Panel => {
  const trained = scene.lanes[0].about.classes.filter(({ trains }) => trains)
  const items = scene.lanes[0].about.classes.flatMap(({ isPlanned, name, trains }, place): ReadonlyArray<Figure> => {
    if (!trains) return []
    const head = trained.length === 1 ? "" : `${name}: `
    const of = (read: (of: ClassPicture) => number | undefined) => (lane: LaneView) => {
      const found = lane.picture.classes[place]
      return (found === undefined ? undefined : read(found)) ?? Number.NaN
    }
    return [
      figure(
        scene,
        `${head}asked for`,
        "",
        of(({ requested }) => requested)
      ),
      figure(
        scene,
        `${head}completed`,
        "",
        of(({ training }) => training?.completed),
        { better: "higher" }
      ),
      figure(
        scene,
        `${head}paid`,
        "USD",
        of(({ training }) => training?.spentUsd),
        { better: "lower" }
      ),
      ...(scene.lanes[0].picture.classes[place]?.losses === undefined || !isPlanned
        ? []
        : [
            figure(
              scene,
              `${head}final loss`,
              "nats",
              of(({ losses }) => losses?.target)
            ),
            figure(
              scene,
              `${head}time so far`,
              "s",
              of(({ losses }) => losses?.seconds)
            ),
            figure(
              scene,
              `${head}one centre`,
              "s",
              of(({ losses }) => losses?.centralSeconds)
            )
          ])
    ]
  })
  const title = trained.length === 1 ? `Class ${trained[0]?.name ?? ""}` : "Classes"
  return { title, least: 3, wanted: items.length, draw: (size, look) => figures(items, size, look) }
}

/** The loss of a planned run, and where one data centre would be. */
const lossPanels = (scene: Scene): ReadonlyArray<Panel> =>
  scene.lanes[0].about.classes.flatMap(({ isPlanned, name, trains }) => {
    if (!trains || !isPlanned) return []
    const courses: ReadonlyArray<Course> = [
      { name: "as it goes", of: courseOf(`${name}.loss`) },
      { name: "one data centre", of: courseOf(`${name}.loss_central`) }
    ]
    return [coursePanel(scene, `Loss of ${name}`, "nats a token", courses)]
  })

export const training: Screen = {
  name: "training",
  title: "Training",
  about: "training on networks beside training in one data centre: time, cost, utilisation, loss",
  draw: (scene, size, look) => {
    if (!scene.lanes[0].about.classes.some(({ trains }) => trains)) {
      const none: Panel = {
        title: "Training",
        least: 2,
        wanted: 3,
        draw: ({ columns }) =>
          wrapped("No class of jobs of this scenario trains a model; train-10b and train-72b do.", columns)
      }
      return arrange([{ panels: [none] }], size, look)
    }
    const share = (part: string) => (lane: LaneView) => {
      const all = courseOf("training_gpu_hours_total")(lane)
      return courseOf(part)(lane).map((value, row) => value / (all[row] ?? Number.NaN))
    }
    const courses: ReadonlyArray<Panel> = [
      ...lossPanels(scene).slice(0, 2),
      coursePanel(scene, "Of the GPU-hours so far", "share", [
        { name: "computing", of: share("training_computing_total") },
        { name: "count for the loss", of: share("training_useful_total") }
      ]),
      coursePanel(scene, "GPU-hours of training", "a day", [
        { name: "GPU-hours", of: growthOf("training_gpu_hours_total") }
      ])
    ]
    const bands: ReadonlyArray<Band> = [
      { panels: [sideBySide(scene), classes(scene)], weights: [3, 2] },
      { panels: courses }
    ]
    return arrange(bands, size, look)
  }
}
