/** What no single key can say: combinations that cannot be. Each rule reports the path of the key that has to change. */
import { Result } from "effect"
import * as Catalog from "../catalog/Catalog.ts"
import { usd } from "../ledger/Money.ts"
import { describe, type DistributionConfig } from "../state/DistributionConfig.ts"
import { type Cohort, offersOn } from "../supply/CohortConfig.ts"
import { problemsOfChain } from "../token/subnet/SubnetConfig.ts"
import { problems } from "../token/TokenConfig.ts"
import { activationBytes, roomFor, stateBytes } from "../training/model/ModelSize.ts"
import * as Synchronisation from "../training/synchronisation/SynchronisationConfig.ts"
import * as Quantity from "../units/Quantity.ts"
import { read } from "./Knobs.ts"
import { limits } from "./Limits.ts"
import { metricsOf, nearMetrics } from "./Metrics.ts"
import type { Rule } from "./Rule.ts"
import type { Scenario } from "./Scenario.ts"

const list = (names: ReadonlyArray<string>): string => (names.length === 0 ? "none" : names.join(", "))

/** Names that other parts of the file must have declared. */
const namesExist: Rule = (scenario, report) => {
  const networks = Object.keys(scenario.networks)
  const clouds = Object.keys(scenario.clouds)
  const classes = Object.keys(scenario.demand)
  for (const [name, cohort] of Object.entries(scenario.supply.cohorts)) {
    cohort.networks.forEach((network, index) => {
      if (networks.includes(network)) return
      report(["supply", "cohorts", name, "networks", index], `There is no network ${network}`, {
        allowed: list(networks)
      })
    })
  }
  for (const [name, jobClass] of Object.entries(scenario.demand)) {
    for (const venue of Object.keys(jobClass.trust)) {
      if ([...networks, ...clouds].includes(venue)) continue
      report(["demand", name, "trust", venue], `There is no venue ${venue}`, {
        allowed: list([...networks, ...clouds])
      })
    }
  }
  scenario.shocks.forEach((shock, index) => {
    if (shock.kind === "cloud-price" && !clouds.includes(shock.cloud)) {
      report(["shocks", index, "cloud"], `There is no cloud ${shock.cloud}`, { allowed: list(clouds) })
    }
    if (shock.kind === "demand" && !classes.includes(shock.class)) {
      report(["shocks", index, "class"], `There is no job class ${shock.class}`, { allowed: list(classes) })
    }
    if (shock.kind === "region-fails" && Catalog.regionIndex(shock.region) < 0) {
      report(["shocks", index, "region"], `There is no region ${shock.region}`, { allowed: list(Catalog.regionNames) })
    }
  })
}

const metricsExist: Rule = (scenario, report) => {
  const names = metricsOf(scenario).map((metric) => metric.name)
  scenario.report.forEach((name, index) => {
    if (!names.includes(name)) report(["report", index], `There is no metric ${name}; ${nearMetrics(name, names)}`)
  })
  for (const [, name] of scenario.answer.matchAll(/\{([\w.-]+)\}/g)) {
    if (name !== undefined && !names.includes(name)) {
      report(["answer"], `The answer names {${name}}, which is no metric; ${nearMetrics(name, names)}`)
    }
  }
}

/** The largest value of a distribution of whole numbers that is bounded, else Infinity. */
const largest = (config: DistributionConfig): number => {
  const description = describe(config)
  if (description.kind === "constant") return description.value
  if (description.kind === "choice") {
    return Math.max(0, ...description.values.filter((_, index) => (description.weights[index] ?? 0) > 0))
  }
  return description.kind === "uniform" ? description.to : Infinity
}

/** GPUs that could ever be on offer to a class on its best venue: cohorts on a network, or the fleets of a cloud. */
const somebodyCanServe: Rule = (scenario, report) => {
  if (Object.keys(scenario.demand).length === 0) return
  const offers: Array<{
    readonly venue: string
    readonly model: string
    readonly region: string
    readonly gpus: number
  }> = []
  const clouds = scenario.arm === "network" ? {} : scenario.clouds
  const networks = scenario.arm === "central" ? [] : Object.keys(scenario.networks)
  for (const [name, cloud] of Object.entries(clouds)) {
    for (const fleet of cloud.fleets) {
      const grows = cloud.expansion > 0 ? Infinity : fleet.gpus
      offers.push({ venue: name, model: fleet.gpu_model, region: fleet.region, gpus: fleet.gpus > 0 ? grows : 0 })
    }
  }
  for (const cohort of Object.values(scenario.supply.cohorts)) {
    const members = Math.max(cohort.count, cohort.potential)
    const each = largest(cohort.gpus)
    const regions = cohort.regions.length === 0 ? Catalog.regionNames : cohort.regions
    for (const network of networks) {
      if (!offersOn(cohort, network)) continue
      regions.forEach((region, turn) => {
        // Members stand in the regions in turn.
        const here = Math.ceil((members - turn) / regions.length)
        if (here > 0) offers.push({ venue: network, model: cohort.gpu_model, region, gpus: here * each })
      })
    }
  }
  const { sites } = scenario.supply.miners ?? {}
  for (const { region } of Object.values(sites?.cohorts ?? {})) {
    for (const network of networks) {
      offers.push({ venue: network, model: sites?.spot.gpu ?? "", region, gpus: Infinity })
    }
  }
  if (offers.every((offer) => offer.gpus === 0)) {
    const where = scenario.arm === "both" ? "" : ` on the ${scenario.arm} arm`
    report(["supply"], `Nobody offers a GPU${where}: no cohort has members and no cloud has GPUs`)
    return
  }
  for (const [name, jobClass] of Object.entries(scenario.demand)) {
    const wanted = smallest(jobClass.gpus)
    const totals = new Map<string, number>()
    for (const offer of offers) {
      const gpu = Catalog.gpu(offer.model)
      if (gpu === undefined || gpu.memory.value * 1e9 < jobClass.memory) continue
      if (jobClass.gpu_models.length > 0 && !jobClass.gpu_models.includes(offer.model)) continue
      if (jobClass.regions.length > 0 && !jobClass.regions.includes(offer.region)) continue
      const key = `${offer.venue} ${offer.model}`
      totals.set(key, (totals.get(key) ?? 0) + offer.gpus)
    }
    const most = Math.max(0, ...totals.values())
    const biggest = largest(jobClass.gpus)
    if (wanted > most || (Number.isFinite(biggest) && biggest > most)) {
      report(
        ["demand", name, "gpus"],
        most === 0
          ? `No supply can ever serve this class: nobody has such a GPU, memory and region`
          : `A gang of ${Number.isFinite(biggest) ? biggest : wanted} GPUs is larger than any supply: at most ${most} GPUs of one model can ever be had on one venue`
      )
    }
  }
}

/** Owners come where they see others earn. On networks where nobody is at the start, and no site can come, they would look at nothing for ever. */
const somebodyIsFirst: Rule = ({ arm, networks, supply }, report) => {
  if (arm === "central" || supply.miners !== undefined) return
  const where = (cohort: Cohort) => Object.keys(networks).filter((network) => offersOn(cohort, network))
  const begun = new Set(Object.values(supply.cohorts).flatMap((cohort) => (cohort.count > 0 ? where(cohort) : [])))
  for (const [name, cohort] of Object.entries(supply.cohorts)) {
    if (cohort.count > 0 || cohort.potential === 0 || where(cohort).some((network) => begun.has(network))) continue
    report(
      ["supply", "cohorts", name, "count"],
      `Nobody offers on ${list(where(cohort))} at the start, and owners come where they see others earn: nobody would ever come; let one be there`
    )
  }
}

const smallest = (config: DistributionConfig): number => {
  const description = describe(config)
  if (description.kind === "constant") return description.value
  if (description.kind === "choice") return Math.min(...description.values, largest(description))
  return description.kind === "uniform" ? description.from : 1
}

const distributionsMakeSense: Rule = (scenario, report) => {
  const check = (path: ReadonlyArray<string | number>, config: DistributionConfig) => {
    const description = describe(config)
    if (description.kind === "choice") {
      if (description.values.length === 0 || description.values.length !== description.weights.length) {
        report(
          [...path, "weights"],
          `${description.values.length} values need as many weights, not ${description.weights.length}`
        )
      } else if (description.weights.every((weight) => weight === 0)) report([...path, "weights"], "All weights are 0")
    }
    if (description.kind === "uniform" && description.from > description.to) {
      report([...path, "to"], `The range is upside down: it goes from ${description.from} to ${description.to}`)
    }
    if (description.kind === "lognormal" && !(description.median > 0 && description.p99 > description.median)) {
      report([...path, "p99"], "The 99th percentile must lie above the median, and the median above 0")
    }
  }
  for (const [name, jobClass] of Object.entries(scenario.demand)) {
    for (const key of ["gpus", "duration", "patience"] as const) check(["demand", name, key], jobClass[key])
    if (jobClass.training !== undefined) {
      check(["demand", name, "training", "tokens"], jobClass.training.tokens)
    }
    if (jobClass.highest_budget < jobClass.lowest_budget) {
      report(["demand", name, "highest_budget"], "The highest budget is below the lowest")
    }
  }
  for (const [name, cohort] of Object.entries(scenario.supply.cohorts)) {
    check(["supply", "cohorts", name, "gpus"], cohort.gpus)
    for (const key of ["cost", "upload", "download"] as const) check(["supply", "cohorts", name, key], cohort[key])
    if (cohort.asking.kind === "fixed") check(["supply", "cohorts", name, "asking", "price"], cohort.asking.price)
    else check(["supply", "cohorts", name, "asking", "start"], cohort.asking.start)
  }
}

const tokensMakeSense: Rule = (scenario, report) => {
  const names = new Set<string>()
  for (const [name, network] of Object.entries(scenario.networks)) {
    for (const problem of problems(network.token)) {
      report(["networks", name, "token", ...problem.path], problem.message)
    }
    if (network.token.kind === "none") continue
    if (network.token.name === usd.name) {
      report(["networks", name, "token", "name"], `A token cannot be named ${usd.name}: that is the dollar`)
    }
    if (names.has(network.token.name)) {
      report(["networks", name, "token", "name"], `Another network has a token named ${network.token.name}`)
    }
    names.add(network.token.name)
  }
}

/** Subnets need a chain, and a chain needs subnets; the names that they use exist. */
const subnetsMakeSense: Rule = ({ networks, subnets, supply }, report) => {
  const tokens = Object.entries(networks).map(([name, { token }]) => ({ name, token }))
  const cohorts = Object.keys(supply.cohorts)
  for (const { name, token } of tokens) {
    if (token.kind !== "subnet") continue
    if (subnets === undefined) {
      report(["networks", name, "token", "kind"], "A subnet belongs to a chain: `subnets: {}` would make one")
    }
    token.validators.favourites.forEach((cohort, index) => {
      if (cohorts.includes(cohort)) return
      const path = ["networks", name, "token", "validators", "favourites", index]
      report(path, `There is no cohort ${cohort}`, { allowed: list(cohorts) })
    })
  }
  if (subnets === undefined) return
  for (const problem of problemsOfChain(subnets)) report(["subnets", ...problem.path], problem.message)
  if (subnets.token === usd.name || tokens.some(({ token }) => token.kind !== "none" && token.name === subnets.token)) {
    report(["subnets", "token"], `Another token is named ${subnets.token}`)
  }
  const own = tokens.flatMap(({ token }) => (token.kind === "subnet" ? [token.pool.tao] : []))
  if (own.length === 0) report(["subnets"], "No network is a subnet: give one a token of kind subnet")
  const pools = own.reduce((sum, tao) => sum + tao, 0) + subnets.pool.depth / subnets.initial_price
  const free = subnets.issued * (1 - subnets.root)
  if (pools > free) {
    report(
      ["subnets", "issued"],
      `The pools hold ${pools} ${subnets.token}, but only ${free} are issued and not on root`
    )
  }
}

/** What is voted on can be changed while a run goes on, and to that value; and there is a token whose holders vote. */
const proposalsCanHold: Rule = (scenario, report) => {
  for (const [name, { governance, token }] of Object.entries(scenario.networks)) {
    if (governance === undefined) continue
    const path = ["networks", name, "governance"]
    if (token.kind === "none") report(path, "Holders of stake vote, and this network has no token")
    governance.proposals.forEach(({ set: knob, value }, index) => {
      const figure = read(scenario, knob, value)
      if (Result.isSuccess(figure)) return
      const { message, on } = figure.failure
      report([...path, "proposals", index, on], message)
    })
  }
}

const venuesExist: Rule = (scenario, report) => {
  const venues = [...Object.keys(scenario.networks), ...Object.keys(scenario.clouds)]
  if (venues.length === 0)
    report(["networks"], "A scenario needs a network or a cloud: networks: { network: {} } is one with all defaults")
  if (venues.length > 200) report(["networks"], "At most 200 venues")
  const twice = Object.keys(scenario.networks).find((name) => Object.hasOwn(scenario.clouds, name))
  if (twice !== undefined) report(["clouds", twice], `A network is already named ${twice}`)
  if (scenario.horizon.kind === "steady" && scenario.horizon.warm_up >= scenario.horizon.length) {
    report(["horizon", "warm_up"], "The warm-up is as long as the run")
  }
}

/** A link of no bandwidth carries nothing, and a gang over it would never end. */
const linksCarry: Rule = (scenario, report) => {
  for (const [name, cohort] of Object.entries(scenario.supply.cohorts)) {
    for (const direction of ["upload", "download"] as const) {
      if (smallest(cohort[direction]) > 0) continue
      report(
        ["supply", "cohorts", name, direction],
        "A link needs some bandwidth: 100 Mbit/s is one that trained 72B parameters"
      )
    }
  }
}

/** The GPU models that are on offer to anybody on the arm of a scenario. */
const offeredModels = ({ arm, clouds, networks, supply }: Scenario): ReadonlyArray<string> => {
  const inClouds = arm === "network" ? [] : Object.values(clouds).flatMap(({ fleets }) => fleets)
  const isOnNetworks = arm !== "central" && Object.keys(networks).length > 0
  const ofMiners = supply.miners === undefined ? [] : [supply.miners.sites.spot.gpu]
  const onNetworks = [...Object.values(supply.cohorts).map((cohort) => cohort.gpu_model), ...ofMiners]
  return [...new Set([...inClouds.map((fleet) => fleet.gpu_model), ...(isOnNetworks ? onNetworks : [])])]
}

/** Training jobs whose model fits no gang that they ask for, or whose rule of synchronisation does not suit the model.
 *
 * Recorded jobs bring their own sizes; of those whose model does not fit, each is priced out by itself. */
const trainingIsPossible: Rule = (scenario, report) => {
  const offered = offeredModels(scenario)
  for (const [name, { gpu_models, gpus, memory: least, requests, training }] of Object.entries(scenario.demand)) {
    if (training === undefined) continue
    const path = ["demand", name, "training"]
    const problem = Synchronisation.problems(training.synchronisation, training.model)
    if (problem !== undefined) report([...path, "synchronisation"], problem)
    if (!(largest(training.tokens) > 0)) {
      report([...path, "tokens"], "Training takes some tokens: 20 for each parameter is common")
    }
    if (requests.kind === "trace") continue
    const most = largest(gpus)
    const bytes = stateBytes(training.model)
    const memoryOf = (model: string): number => (Catalog.gpu(model)?.memory.value ?? 0) * 1e9
    const roomOn = (model: string): number => roomFor(training.model, memoryOf(model))
    const accepted = Catalog.gpuNames.filter(
      (model) => (gpu_models.length === 0 || gpu_models.includes(model)) && memoryOf(model) >= least
    )
    const available = accepted.filter((model) => offered.includes(model))
    // Where nobody offers what the class accepts, another rule says so.
    const models = available.length === 0 ? accepted : available
    const room = Math.max(0, ...models.map(roomOn))
    if (models.length === 0 || most * room >= bytes) continue
    const wanted = models
      .filter((model) => roomOn(model) > 0)
      .map((model) => `${Math.ceil(bytes / roomOn(model))} ${model}`)
    const beside = activationBytes(training.model)
    const activations = beside > 0 ? ` beside ${Number((beside / 1e9).toPrecision(3))} GB of activations on each` : ""
    const would = room === 0 ? "ask for a shorter context" : `ask for at least ${wanted.slice(0, 4).join(" or ")}`
    report(
      [...path, "model", "parameters"],
      `A replica takes ${Quantity.format("bytes", bytes)} of GPU memory, and ${most} GPUs have at most ${Quantity.format("bytes", most * room)}${activations}: ${would}, or for a smaller model`
    )
  }
}

/** All rules across keys. */
export const rules: ReadonlyArray<Rule> = [
  venuesExist,
  namesExist,
  metricsExist,
  distributionsMakeSense,
  linksCarry,
  trainingIsPossible,
  somebodyCanServe,
  somebodyIsFirst,
  tokensMakeSense,
  proposalsCanHold,
  subnetsMakeSense,
  ...limits
]
