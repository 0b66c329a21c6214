/** A venue as a market: offers and orders by price, what each GPU model costs, how jobs flow through it. */
import { depthChart } from "../charts/DepthChart.ts"
import { heatStrips } from "../charts/HeatStrip.ts"
import { histogram } from "../charts/Histogram.ts"
import type { Look } from "../charts/Theme.ts"
import { waitSteps } from "../session/Picture.ts"
import type { Scene } from "../session/Scene.ts"
import { coursePanel } from "./courses.ts"
import { changeNote, courseOf, figure, figures, sinceText, valueAt, valueText } from "./figures.ts"
import { arrange, type Panel, spread } from "./layout.ts"
import type { Screen, Size } from "./Screen.ts"

const flow = (scene: Scene, venue: number): Panel => {
  const of = (what: "requests" | "starts" | "completed" | "abandoned" | "late" | "interruptions" | "waiting") =>
    figure(scene, what, "", ({ picture }) => picture.venues[venue]?.[what] ?? Number.NaN)
  const wait = (label: string, what: "waitMean" | "waitMedian" | "wait95") =>
    figure(scene, label, "s", ({ picture }) => 3600 * (picture.venues[venue]?.[what] ?? Number.NaN), {
      better: "lower"
    })
  const items = [
    of("waiting"),
    of("requests"),
    of("starts"),
    of("completed"),
    of("abandoned"),
    of("late"),
    of("interruptions"),
    wait("wait, mean", "waitMean"),
    wait("wait, median", "waitMedian"),
    wait("wait, 95%", "wait95")
  ]
  return {
    title: "Jobs",
    note: sinceText(scene),
    least: 3,
    wanted: items.length,
    draw: (size, look) => figures(items, size, look)
  }
}

/** How long jobs waited that started: most wait not at all, and a mean says nothing of the few that wait a day. */
const waits = (scene: Scene, venue: number): Panel => {
  const shares = scene.lanes[0].picture.venues[venue]?.waits ?? new Float64Array(0)
  const bins = ["at once", ...waitSteps.map(([, name]) => `up to ${name}`), "longer"]
  return {
    title: "Waits of those who started",
    note: sinceText(scene),
    least: 3,
    wanted: bins.length,
    draw: ({ columns }, look) =>
      histogram(
        bins.map((label, bin) => ({ label, total: shares[bin] ?? 0 })),
        { ...look, columns }
      ).split("\n")
  }
}

const models = (scene: Scene, venue: number): Panel => {
  const [{ about, picture }] = scene.lanes
  const quotes = picture.venues[venue]?.quotes ?? new Float64Array(0)
  const rows = about.gpuModels.flatMap((name, model) => {
    const quote = quotes[model] ?? Number.NaN
    return Number.isNaN(quote) ? [] : [{ name, quote }]
  })
  const draw = ({ columns }: Size, look: Look): ReadonlyArray<string> =>
    rows.length === 0
      ? [look.theme.muted("nothing is on offer")]
      : rows.map(({ name, quote }) => spread(name, look.theme.emphasis(valueText(quote, "USD/GPU-hour")), columns))
  return { title: "Price by GPU model", least: 1, wanted: Math.max(1, rows.length), draw }
}

/** How much of what is offered is rented, over time: a strip for each venue. */
const utilisation = (scene: Scene): Panel => {
  const [lane] = scene.lanes
  const strips = lane.about.venues.map(({ name }) => {
    const offered = courseOf(`${name}.gpus_offered`)(lane)
    return {
      label: name,
      values: courseOf(`${name}.gpus_rented`)(lane).map((rented, row) => rented / (offered[row] ?? 0))
    }
  })
  return {
    title: "Share rented of what is offered",
    note: "from the start to now",
    least: 2,
    wanted: strips.length + 1,
    draw: ({ columns }, look) => heatStrips(strips, { ...look, columns }, { low: 0, high: 1 }).split("\n")
  }
}

const stand = (scene: Scene, venue: number, name: string): Panel => {
  const items = [
    figure(scene, "GPUs offered", "", (lane) => lane.picture.venues[venue]?.offered ?? 0, {
      course: courseOf(`${name}.gpus_offered`)
    }),
    figure(scene, "GPUs rented", "", (lane) => lane.picture.venues[venue]?.rented ?? 0, {
      course: courseOf(`${name}.gpus_rented`)
    }),
    figure(scene, "GPUs waited for", "", (lane) => lane.picture.venues[venue]?.queuedGpus ?? 0),
    figure(scene, "price", "USD/GPU-hour", (lane) => valueAt(lane, `${name}.price`), {
      course: courseOf(`${name}.price`)
    })
  ]
  return {
    title: scene.lanes[0].about.venues.length > 1 ? `${name} (v: next venue)` : name,
    note: changeNote(scene),
    least: 2,
    wanted: items.length,
    draw: (size, look) => figures(items, size, look)
  }
}

const depth = ({ lanes: [{ picture }] }: Scene, venue: number): Panel => ({
  title: "Depth",
  note: "GPUs by USD/GPU-hour",
  least: 5,
  wanted: 9,
  grows: true,
  draw: ({ columns, rows }, look) => {
    if (picture.detail.kind !== "depth" || picture.detail.depth.venue !== venue) return []
    return depthChart(picture.detail.depth, { ...look, columns }, { rows }).split("\n")
  }
})

export const market: Screen = {
  name: "market",
  title: "Market",
  about: "a venue's offers and orders by price, what each GPU model costs, how jobs flow (v: next venue)",
  draw: (scene, size, look) => {
    const [{ about }] = scene.lanes
    const venue = Math.min(scene.ui.venue, about.venues.length - 1)
    const name = about.venues[venue]?.name ?? ""
    return arrange(
      [
        {
          panels: [
            stand(scene, venue, name),
            flow(scene, venue),
            waits(scene, venue),
            models(scene, venue),
            utilisation(scene)
          ],
          flow: true
        },
        {
          panels: [
            depth(scene, venue),
            coursePanel(scene, "Price", "USD/GPU-hour", [{ name, of: courseOf(`${name}.price`) }])
          ]
        }
      ],
      size,
      look
    )
  }
}
