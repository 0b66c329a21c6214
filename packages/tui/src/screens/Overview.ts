/** The network in one look: what is there, what is wanted, what it costs, how long one waits; then courses, and what happened lately. */
import { bars } from "../charts/Bars.ts"
import type { Look } from "../charts/Theme.ts"
import { number, percent } from "../text/format.ts"
import { gpuStates, providerKinds } from "../session/Protocol.ts"
import type { LaneView, Scene } from "../session/Scene.ts"
import { type Course, coursePanel } from "./courses.ts"
import { courseOf, type Figure, figure, figures, growthOf, lately, valueAt } from "./figures.ts"
import { arrange, type Band, type Panel } from "./layout.ts"
import { logLines } from "./logLines.ts"
import { power } from "./Providers.ts"
import type { Screen, Size } from "./Screen.ts"

const ratio = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, row) => value / (b[row] ?? Number.NaN))

const utilisation = (lane: LaneView): number => valueAt(lane, "gpus_rented") / valueAt(lane, "gpus_online")
const utilisationCourse = (lane: LaneView): Float64Array =>
  ratio(courseOf("gpus_rented")(lane), courseOf("gpus_online")(lane))

const network = (scene: Scene): Panel => {
  const [{ about }] = scene.lanes
  const venues = about.venues.flatMap(({ name }): ReadonlyArray<Figure> => [
    figure(scene, `price ${name}`, "USD/GPU-hour", (lane) => valueAt(lane, `${name}.price`), {
      course: courseOf(`${name}.price`)
    })
  ])
  const waitOf = (lane: LaneView): number => (3600 * lately("wait_hours_total")(lane)) / lately("starts_total")(lane)
  const items = [
    figure(scene, "utilisation", "share", utilisation, { course: utilisationCourse, better: "higher" }),
    ...venues,
    figure(scene, "jobs waiting", "", (lane) => valueAt(lane, "jobs_waiting"), {
      course: courseOf("jobs_waiting"),
      better: "lower"
    }),
    figure(scene, "wait of starters", "s", waitOf, {
      course: (lane) => ratio(growthOf("wait_hours_total")(lane), growthOf("starts_total")(lane)),
      better: "lower"
    }),
    figure(scene, "jobs running", "", (lane) => valueAt(lane, "jobs_running"), { course: courseOf("jobs_running") }),
    figure(scene, "requests a day", "", lately("requests_total"), { course: growthOf("requests_total") }),
    figure(scene, "given up a day", "", lately("abandoned_total"), {
      course: growthOf("abandoned_total"),
      better: "lower"
    }),
    figure(scene, "interrupted a day", "", lately("interruptions_total"), {
      course: growthOf("interruptions_total"),
      better: "lower"
    }),
    figure(scene, "providers", "", (lane) => valueAt(lane, "providers"), { course: courseOf("providers") })
  ]
  return { title: "Network", least: 5, wanted: items.length, draw: (size, look) => figures(items, size, look) }
}

const supply = (scene: Scene): Panel => {
  const [{ picture }] = scene.lanes
  const ofState = (state: number): number =>
    providerKinds.reduce((sum, _, kind) => sum + (picture.supply[kind * gpuStates.length + state] ?? 0), 0)
  const total = gpuStates.reduce((sum, _, state) => sum + ofState(state), 0)
  const draw = (size: Size, look: Look): ReadonlyArray<string> => {
    const styles = [look.theme.good, look.theme.series[2], look.theme.bad, look.theme.muted]
    const drawn = bars(
      gpuStates.map((name, state) => ({
        label: name,
        value: ofState(state),
        text: `${number(ofState(state))} ${percent(total === 0 ? 0 : ofState(state) / total, 2).padStart(5)}`,
        style: styles[state] ?? String
      })),
      { ...look, columns: size.columns }
    ).split("\n")
    const kinds = providerKinds.flatMap((name, kind) => {
      const gpus = gpuStates.reduce((sum, _, state) => sum + (picture.supply[kind * gpuStates.length + state] ?? 0), 0)
      return gpus === 0 ? [] : [`${number(gpus)} ${name}`]
    })
    return [...drawn, look.theme.muted(kinds.join(", "))]
  }
  return { title: "Supply", note: `${number(total)} GPUs`, least: 4, wanted: 5, draw }
}

const tokens = (scene: Scene): ReadonlyArray<Panel> =>
  scene.lanes[0].about.venues.flatMap(({ hasToken, name }) => {
    if (!hasToken) return []
    const of = (column: string) => (lane: LaneView) => valueAt(lane, `${name}.${column}`)
    const course = (column: string) => ({ course: courseOf(`${name}.${column}`) })
    const items = [
      figure(scene, "token price", "USD", of("token_price"), course("token_price")),
      figure(scene, "emission a day", "USD", of("emission_usd"), course("emission_usd")),
      figure(scene, "subsidy", "USD/GPU-hour", of("subsidy"), course("subsidy")),
      figure(scene, "sold a day", "USD", of("sell_pressure"), course("sell_pressure")),
      figure(scene, "staked", "tokens", of("staked"), course("staked")),
      figure(scene, "fake work a day", "USD", of("fake_work_usd"), { ...course("fake_work_usd"), better: "lower" })
    ]
    return [
      { title: `Token of ${name}`, least: 3, wanted: items.length, draw: (size, look) => figures(items, size, look) }
    ]
  })

const miners = (scene: Scene): ReadonlyArray<Panel> => {
  if (!scene.lanes[0].about.hasMiners) return []
  const uses = ["mining", "selling-power", "idle", "colocation", "gpu-cloud", "spot", "closed"]
  const items = [
    figure(scene, "hash price", "USD/PH/day", (lane) => valueAt(lane, "hash_price"), {
      course: courseOf("hash_price")
    }),
    ...uses.map((use) =>
      figure(scene, use.replace("-", " "), "MW", (lane) => valueAt(lane, `mw.${use}`), {
        course: courseOf(`mw.${use}`)
      })
    )
  ]
  return [{ title: "Miners", least: 3, wanted: items.length, draw: (size, look) => figures(items, size, look) }]
}

const training = (scene: Scene): ReadonlyArray<Panel> => {
  if (!scene.lanes[0].about.classes.some(({ trains }) => trains)) return []
  const share = (part: string) => (lane: LaneView) => valueAt(lane, part) / valueAt(lane, "training_gpu_hours_total")
  const course = (part: string) => ({
    course: (lane: LaneView) => ratio(courseOf(part)(lane), courseOf("training_gpu_hours_total")(lane)),
    better: "higher" as const
  })
  const items = [
    figure(scene, "GPUs computing", "share", share("training_computing_total"), course("training_computing_total")),
    figure(scene, "as one cluster", "share", share("training_useful_total"), course("training_useful_total")),
    figure(scene, "GPU-hours", "", (lane) => valueAt(lane, "training_gpu_hours_total"), {
      course: growthOf("training_gpu_hours_total")
    }),
    figure(scene, "runs completed", "", (lane) =>
      lane.picture.classes.reduce((sum, { training }) => sum + (training?.completed ?? 0), 0)
    )
  ]
  return [{ title: "Training", least: 2, wanted: items.length, draw: (size, look) => figures(items, size, look) }]
}

const supplyAndDemand = (scene: Scene): Panel => {
  const courses: ReadonlyArray<Course> = [
    { name: "GPUs online", of: courseOf("gpus_online") },
    { name: "rented", of: courseOf("gpus_rented") }
  ]
  return coursePanel(scene, "Supply and demand", "GPUs", courses)
}

const prices = (scene: Scene): Panel =>
  coursePanel(
    scene,
    "Price",
    "USD/GPU-hour",
    scene.lanes[0].about.venues.map(({ name }) => ({ name, of: courseOf(`${name}.price`) }))
  )

const lastly = (scene: Scene): Panel => ({
  title: "Lately",
  note: `${number((scene.lanes[0].log.at(-1)?.number ?? -1) + 1)} entries`,
  least: 2,
  wanted: 6,
  grows: true,
  draw: (size, look) => logLines(scene.lanes[0], size, look, { folds: true })
})

export const overview: Screen = {
  name: "overview",
  title: "Overview",
  about: "the network in one look: supply, demand, price, waiting, token, training, and what happened lately",
  draw: (scene, size, look) => {
    const bands: ReadonlyArray<Band> = [
      { panels: [network(scene), supply(scene), ...miners(scene)] },
      { panels: [...tokens(scene), ...training(scene)] },
      { panels: [supplyAndDemand(scene), prices(scene), ...power(scene)] },
      { panels: [lastly(scene)] }
    ]
    return arrange(
      bands.filter(({ panels }) => panels.length > 0),
      size,
      look
    )
  }
}
