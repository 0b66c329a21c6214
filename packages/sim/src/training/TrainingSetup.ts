/** One training set-up, looked at by itself: the model, how far it is trained, whose machines, and what goes wrong with them. What `lode training` reads from a file or
 * makes of its flags. */
import { Schema } from "effect"
import * as Catalog from "../catalog/Catalog.ts"
import * as Field from "../units/Field.ts"
import { interruptionsPerGpuHour, interruptionsPerGpuHourOfRsc, perHour } from "./run/Failures.ts"
import { Gang } from "./network/Gang.ts"
import { activationBytes, ModelConfig, roomFor, stateBytes } from "./model/ModelSize.ts"
import { Pace, Training } from "./Pace.ts"
import { belowFloor, laws } from "./model/ScalingLaw.ts"
import * as Synchronisation from "./synchronisation/SynchronisationConfig.ts"
import { practice } from "./TrainingConfig.ts"

/** Owners who are alike. */
export const Site = Schema.Struct({
  count: Field.count({ minimum: 1, maximum: 100_000 })({
    description: "owners of this kind; the GPUs of an owner stand in one place",
    default: 1,
    source: "setting"
  }),
  gpu_model: Field.text({ description: "GPU model of the catalogue" }),
  gpus: Field.count({ minimum: 1, maximum: 1_000_000 })({ description: "GPUs of each owner", unit: "GPUs" }),
  region: Field.text({
    description: "region of the catalogue where they stand",
    default: "us-east",
    source: "setting"
  }),
  upload: Field.quantity("bandwidth")({
    description: "access link of each owner, towards the internet",
    default: "1 Gbit/s",
    source: "dedicated internet access, 1 Gbit/s typical (0.1 to 100)"
  }),
  download: Field.quantity("bandwidth")({
    description: "the same link, from the internet",
    default: "1 Gbit/s",
    source: "dedicated internet access, 1 Gbit/s typical (0.1 to 100)"
  }),
  price: Schema.optionalKey(
    Field.quantity("gpuHourPrice")({
      description:
        "price of a GPU-hour; left out: that of marketplaces in the catalogue, or that of large clouds when one owner has all GPUs"
    })
  )
})
export type Site = typeof Site.Type

export const TrainingSetup = Schema.Struct({
  model: Field.group(ModelConfig)({ description: "the model that is trained" }),
  tokens: Schema.optionalKey(
    Field.quantity("tokens", { minimum: 1 })({ description: "tokens to train on; this or target_loss" })
  ),
  target_loss: Schema.optionalKey(
    Field.number({ minimum: 0 })({ description: "loss to train to, nats per token; this or tokens" })
  ),
  ...practice,
  sites: Field.list(Site)({ description: "whose machines, and where" }),
  failures: Field.group(
    Schema.Struct({
      rate: Field.quantity("rate")({
        description: `failures of one GPU that is there, of all causes; ${perHour(interruptionsPerGpuHourOfRsc)} on a large cluster of A100 (arXiv 2410.21680)`,
        default: perHour(interruptionsPerGpuHour.value),
        source: interruptionsPerGpuHour.source
      }),
      restart: Field.quantity("duration")({
        description: "time from a failure until work goes on",
        default: "10 minutes",
        source: "assumption: a spare machine is there"
      })
    })
  )({ description: "how often machines fail", default: {}, source: "see its keys" }),
  checkpoint: Field.group(
    Schema.Struct({
      every: Field.quantity("duration")({
        description: "computing between two checkpoints; 0 s: the Young/Daly interval",
        default: "0 s",
        source: "setting"
      }),
      stall: Field.quantity("duration")({
        description: "how long saving stops everybody",
        default: "30 s",
        source: "assumption; BLOOM-176B saved 2.3 TB in 40 s"
      })
    })
  )({ description: "how the state is saved", default: {}, source: "see its keys" }),
  continuation: Field.choice(["restart", "elastic"])({
    description:
      "when an owner's machines fail or leave: all go back to the last checkpoint, or the others go on without them",
    default: "elastic",
    source: "INTELLECT-1 (arXiv 2412.01152): nodes come and go while the run goes on"
  }),
  churn: Schema.optionalKey(
    Field.group(
      Schema.Struct({
        stay: Field.quantity("duration", { minimum: 1 })({ description: "mean stay of an owner, exponential" }),
        away: Field.quantity("duration", { minimum: 1 })({ description: "mean absence of an owner, exponential" }),
        most: Schema.optionalKey(
          Field.count({ minimum: 1 })({ description: "owners that take part at a time at most; the others wait" })
        )
      })
    )({ description: "owners that come and go; left out: all stay" })
  ),
  egress: Field.quantity("transferPrice")({
    description: "price of the data that owners send each other",
    default: "0 USD/GB",
    source: "assumption: access links at a flat rate; a large cloud asks 0.09 USD/GB"
  }),
  central_price: Schema.optionalKey(
    Field.quantity("gpuHourPrice")({
      description:
        "price of a GPU-hour in the data centre to compare with; left out: that of large clouds in the catalogue"
    })
  ),
  pue: Field.number({ minimum: 1 })({
    description: "power of a site over that of its machines",
    default: 1.2,
    source: "assumption: between large clouds (1.1) and the average data centre (1.56, Uptime Institute 2024)"
  }),
  replications: Field.count({ minimum: 2, maximum: 1000 })({
    description: "simulations of the run with its failures, each with its own luck",
    default: 20,
    source: "setting"
  }),
  seed: Field.count()({ description: "seed of all draws", default: 1, source: "setting" })
}).annotate({ description: "one training run, by itself" })
export type TrainingSetup = typeof TrainingSetup.Type

export { example } from "./SetupExample.ts"

/** GPUs of all owners. */
export const gpusOf = ({ sites }: Pick<TrainingSetup, "sites">): number =>
  sites.reduce((sum, { count, gpus }) => sum + count * gpus, 0)

export const ownersOf = ({ sites }: Pick<TrainingSetup, "sites">): number =>
  sites.reduce((sum, { count }) => sum + count, 0)

/** Share of the owners that take part at a time, on average: 1 without churn. */
export const takingPart = (setup: Pick<TrainingSetup, "churn" | "sites">): number => {
  const { churn } = setup
  if (churn === undefined) return 1
  return Math.min(churn.stay / (churn.stay + churn.away), (churn.most ?? Infinity) / ownersOf(setup))
}

/** How many owners of each site a share of all is: whole owners, at least one of all. */
export const ownersOfShare = (sites: ReadonlyArray<Pick<Site, "count">>, share: number): ReadonlyArray<number> => {
  let owners = 0
  let taken = 0
  return sites.map(({ count }, index) => {
    owners += count
    const until = Math.round(owners * share)
    const there = Math.max(until - taken, index === sites.length - 1 && until === 0 ? 1 : 0)
    taken += there
    return there
  })
}

/** The machines that take part at a time, on average. */
export const gangOf = (setup: Pick<TrainingSetup, "churn" | "sites">): Gang => {
  const there = ownersOfShare(setup.sites, takingPart(setup))
  const gang = new Gang()
  setup.sites.forEach(({ download, gpu_model, gpus, region, upload }, site) => {
    for (let owner = 0; owner < (there[site] ?? 0); owner++)
      gang.add(Catalog.gpuIndex(gpu_model), gpus, Catalog.regionIndex(region), upload, download)
  })
  return gang
}

/** Says what is wrong at a path; the shape of `scenario/Decode.ts`. */
export type Report = (
  path: ReadonlyArray<string | number>,
  message: string,
  parts?: { readonly allowed?: string }
) => void
export type Rule = (setup: TrainingSetup, report: Report) => void

const oneGoal: Rule = ({ batch, target_loss, tokens }, report) => {
  const example = "tokens: 1T tokens, or target_loss: 2.1"
  if (tokens === undefined && target_loss === undefined) {
    report(["tokens"], `How far is it trained? Say tokens or target_loss (${example})`)
  }
  if (tokens !== undefined && target_loss !== undefined) {
    report(["target_loss"], `tokens and target_loss both say how far it is trained: give one of them (${example})`)
  }
  if (tokens !== undefined && tokens < batch) {
    report(["tokens"], `${tokens} tokens are not even one step of ${batch}: more tokens, or a smaller batch`)
  }
}

const namesExist = (setup: TrainingSetup): boolean =>
  setup.sites.every(
    ({ gpu_model, region }) => Catalog.gpu(gpu_model) !== undefined && Catalog.region(region) !== undefined
  )

const sitesExist: Rule = ({ sites }, report) => {
  if (sites.length === 0) report(["sites"], "Whose machines train it? Name at least one site")
  sites.forEach(({ download, gpu_model, region, upload }, index) => {
    if (Catalog.gpu(gpu_model) === undefined) {
      report(["sites", index, "gpu_model"], `There is no GPU model ${gpu_model}`, {
        allowed: Catalog.gpuNames.join(", ")
      })
    }
    if (Catalog.region(region) === undefined) {
      report(["sites", index, "region"], `There is no region ${region}`, { allowed: Catalog.regionNames.join(", ") })
    }
    const links = { upload, download }
    for (const direction of ["upload", "download"] as const) {
      if (links[direction] > 0) continue
      report(
        ["sites", index, direction],
        "A link needs some bandwidth: over none an exchange never ends; 100 Mbit/s is one that trained 72B parameters"
      )
    }
  })
  if (ownersOf({ sites }) > 100_000)
    report(["sites"], `${ownersOf({ sites })} owners: at most 100,000 are looked at together`)
}

/** Bytes of a GPU of the catalogue that a replica may fill. */
const roomOn = (model: TrainingSetup["model"], gpu: string): number =>
  roomFor(model, (Catalog.gpu(gpu)?.memory.value ?? 0) * 1e9)

/** GPUs of each model that would hold what a replica takes. */
const enough = (model: TrainingSetup["model"]): string =>
  ["H200-SXM", "H100-SXM", "RTX-4090"]
    .filter((name) => roomOn(model, name) > 0)
    .map((name) => `${Math.ceil(stateBytes(model) / roomOn(model, name)).toLocaleString("en-US")} ${name}`)
    .join(" or ")

const itFits: Rule = (setup, report) => {
  if (!namesExist(setup) || setup.sites.length === 0) return
  const wrong = Synchronisation.problems(setup.synchronisation, setup.model)
  if (wrong !== undefined) {
    report(["synchronisation", ...(setup.synchronisation.kind === "streaming-diloco" ? ["fragments"] : [])], wrong)
    return
  }
  const training = new Training(setup)
  const gang = gangOf(setup)
  const pace = new Pace()
  if (!training.pace(gang, 1, gang.size, pace)) {
    const bytes = stateBytes(setup.model)
    let held = 0
    for (let member = 0; member < gang.count; member++)
      held += (gang.gpus[member] ?? 0) * roomOn(setup.model, Catalog.gpuAt(gang.gpuModel[member] ?? 0).name)
    if (held >= bytes) {
      report(
        ["model", "layers"],
        `A replica takes ${pace.stages} owners, and each stage of their pipeline at least one of the model's ${setup.model.layers} layers: owners with more GPUs each, or GPUs with more memory`
      )
      return
    }
    const gigabytes = (value: number): string => `${Number((value / 1e9).toPrecision(3)).toLocaleString("en-US")} GB`
    const beside = activationBytes(setup.model)
    const activations = beside > 0 ? ` beside ${Number((beside / 1e9).toPrecision(3))} GB of activations on each` : ""
    const would = held === 0 ? "a shorter context" : `at least ${enough(setup.model)} would hold it, or a smaller model`
    report(
      ["model", "parameters"],
      `A replica takes ${gigabytes(bytes)} of GPU memory, and all ${gang.size} GPUs together have ${gigabytes(held)}${activations}: ${would}`
    )
    return
  }
  reachable(setup, training, pace, report)
}

/** A target loss that the law puts out of reach for the model, or for so many replicas. */
const reachable = (setup: TrainingSetup, training: Training, pace: Pace, report: Report): void => {
  const { model, target_loss } = setup
  if (target_loss === undefined) return
  const { addedLoss, multiplier } = training.lossOfExchanging(pace.replicas)
  const plain = belowFloor(laws[setup.law], model.parameters, target_loss)
  if (plain !== undefined) {
    report(["target_loss"], plain.message)
    return
  }
  const harder = belowFloor(laws[setup.law], model.parameters, (target_loss - addedLoss) / multiplier)
  if (harder !== undefined) {
    const every = `${pace.replicas} replicas that exchange every ${training.synchronisation.innerSteps} steps`
    const least = harder.floor * multiplier + addedLoss
    report(
      ["target_loss"],
      `a loss of ${target_loss} is out of reach for ${every}: they come near ${least.toFixed(3)} with any number of tokens; ask for a loss above that, or take fewer replicas or fewer inner steps`
    )
  }
}

/** The rules across the keys of a set-up. */
export const rules: ReadonlyArray<Rule> = [oneGoal, sitesExist, itFits]

/** What set-up files are decoded with. */
export const language = { schema: TrainingSetup, rules }
