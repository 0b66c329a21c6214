/** The network in one look: what is there, what is wanted, what it costs, how long one waits; then courses, and what happened lately. */
import { meters } from "../charts/Bars.ts"
import type { Look, Style } from "../charts/Theme.ts"
import { number } from "../text/format.ts"
import { gpuStates, providerKinds } from "../session/Picture.ts"
import type { LaneView, Scene } from "../session/Scene.ts"
import { type Course, coursePanel } from "./courses.ts"
import { changeNote, courseOf, dailyOf, type Figure, figure, figures, growthOf, valueAt, wasEver } from "./figures.ts"
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
  const waitOf = (lane: LaneView): number => (3600 * dailyOf("wait_hours_total")(lane)) / dailyOf("starts_total")(lane)
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
    figure(scene, "requests a day", "", dailyOf("requests_total"), { course: growthOf("requests_total") }),
    figure(scene, "given up a day", "", dailyOf("abandoned_total"), {
      course: growthOf("abandoned_total"),
      better: "lower"
    }),
    figure(scene, "interrupted a day", "", dailyOf("interruptions_total"), {
      course: growthOf("interruptions_total"),
      better: "lower"
    }),
    figure(scene, "providers", "", (lane) => valueAt(lane, "providers"), { course: courseOf("providers") })
  ]
  // what fills rows that nobody else needs
  const more = [
    figure(scene, "completed a day", "", dailyOf("completed_total"), { course: growthOf("completed_total") }),
    figure(scene, "priced out a day", "", dailyOf("unserved_total"), { course: growthOf("unserved_total") }),
    figure(scene, "GPUs online", "", (lane) => valueAt(lane, "gpus_online"), { course: courseOf("gpus_online") }),
    figure(scene, "GPUs rented", "", (lane) => valueAt(lane, "gpus_rented"), { course: courseOf("gpus_rented") })
  ]
  return {
    title: "Network",
    note: changeNote(scene),
    least: 4,
    wanted: items.length,
    draw: (size, look) => figures([...items, ...more], size, look)
  }
}

/** A share in a few characters: what is there but hardly counts is not nothing. */
const shareText = (share: number): string => {
  if (!(share > 0)) return "0%"
  return share < 0.005 ? "<1%" : `${Math.round(share * 100)}%`
}

/** GPUs by what they do, then, where there is room, by whose they are and how many of those are rented. */
const supply = (scene: Scene): Panel => {
  const [{ picture }] = scene.lanes
  const gpus = (kind: number, state: number): number => picture.supply[kind * gpuStates.length + state] ?? 0
  const ofState = (state: number): number => providerKinds.reduce((sum, _, kind) => sum + gpus(kind, state), 0)
  const ofKind = (kind: number): number => gpuStates.reduce((sum, _, state) => sum + gpus(kind, state), 0)
  const total = gpuStates.reduce((sum, _, state) => sum + ofState(state), 0)
  const kinds = providerKinds.flatMap((name, kind) => {
    const owned = ofKind(kind)
    return owned === 0 ? [] : [{ name, owned, share: gpus(kind, 0) / owned }]
  })
  const draw = (size: Size, look: Look): ReadonlyArray<string> => {
    const styles = [look.theme.good, look.theme.series[2], look.theme.bad, look.theme.muted]
    const line = (label: string, amount: number, share: number, style: Style | undefined) => ({
      label,
      value: share,
      text: `${number(amount)} ${shareText(share).padStart(4)}`,
      ...(style === undefined ? {} : { style })
    })
    const states = gpuStates.map((name, state) =>
      line(name, ofState(state), total === 0 ? 0 : ofState(state) / total, styles[state])
    )
    const owners = kinds.map(({ name, owned, share }) => line(name, owned, share, look.theme.good))
    const isLong = size.rows > states.length + owners.length
    const drawn = meters(isLong ? [...states, ...owners] : states, { ...look, columns: size.columns }).split("\n")
    const said = isLong
      ? "and how much is rented of whose"
      : kinds.map(({ name, owned }) => `${number(owned)} ${name}`).join(", ")
    return [...drawn.slice(0, states.length), look.theme.muted(said), ...drawn.slice(states.length)]
  }
  return { title: "Supply", note: `${number(total)} GPUs`, least: 4, wanted: 5 + kinds.length, draw }
}

/** A token in full; where there are several, what one compares them by. */
const tokens = (scene: Scene): ReadonlyArray<Panel> => {
  const networks = scene.lanes[0].about.venues.flatMap(({ hasToken, name }) => (hasToken ? [name] : []))
  const [only] = networks
  if (only === undefined) return []
  const of = (name: string, column: string, label: string, unit: string, better?: "lower"): Figure =>
    figure(scene, label, unit, (lane) => valueAt(lane, `${name}.${column}`), {
      course: courseOf(`${name}.${column}`),
      ...(better === undefined ? {} : { better })
    })
  const items =
    networks.length === 1
      ? [
          of(only, "token_price", "token price", "USD"),
          of(only, "emission_usd", "emission a day", "USD"),
          of(only, "subsidy", "subsidy", "USD/GPU-hour"),
          of(only, "sell_pressure", "sold a day", "USD"),
          ...[
            of(only, "staked", "staked", "tokens"),
            of(only, "slashed", "slashed so far", "tokens"),
            of(only, "fake_work_usd", "fake work a day", "USD", "lower")
          ].filter(wasEver)
        ]
      : networks.flatMap((name) => [
          of(name, "token_price", `${name}: price`, "USD"),
          of(name, "emission_usd", `${name}: a day`, "USD"),
          of(name, "subsidy", `${name}: subsidy`, "USD/GPU-hour")
        ])
  const more =
    networks.length === 1
      ? [
          of(only, "users_pay", "users pay a day", "USD"),
          of(only, "buy_pressure", "bought a day", "USD"),
          of(only, "token_supply", "in existence", "tokens"),
          of(only, "burned", "burned so far", "tokens")
        ]
      : []
  return [
    {
      title: networks.length === 1 ? `Token of ${only}` : "Tokens",
      least: 3,
      wanted: items.length,
      draw: (size, look) => figures([...items, ...more], size, look)
    }
  ]
}

const miners = (scene: Scene): ReadonlyArray<Panel> => {
  if (!scene.lanes[0].about.hasMiners) return []
  const uses = ["mining", "selling-power", "idle", "colocation", "gpu-cloud", "spot", "closed"].filter((use) =>
    courseOf(`mw.${use}`)(scene.lanes[0]).some((power) => power > 0)
  )
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
    { name: "rented", of: courseOf("gpus_rented"), filled: true }
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

/** Lines of the log on the overview: the rest is on the screen of events. */
const mostLately = 10

const lastly = (scene: Scene): Panel => ({
  title: "Lately",
  note: `${number((scene.lanes[0].log.at(-1)?.number ?? -1) + 1)} entries`,
  least: 2,
  // as much as there is, and charts take the rest
  wanted: Math.max(3, Math.min(mostLately, scene.lanes[0].log.length)),
  draw: (size, look) => logLines(scene.lanes[0], size, look, { folds: true })
})

export const overview: Screen = {
  name: "overview",
  title: "Overview",
  about: "the network in one look: supply, demand, price, waiting, token, training, and what happened lately",
  draw: (scene, size, look) => {
    // in a window of some height charts are worth more than the last figures
    const least = size.rows >= 26 ? 8 : 5
    const charts = [supplyAndDemand(scene), prices(scene), ...power(scene)].map((chart) => ({ ...chart, least }))
    const bands: ReadonlyArray<Band> = [
      { panels: charts, rank: 2 },
      {
        panels: [network(scene), supply(scene), ...tokens(scene), ...miners(scene), ...training(scene)],
        flow: true,
        rank: 0
      },
      { panels: [lastly(scene)], rank: 4 }
    ]
    return arrange(bands, size, look)
  }
}
