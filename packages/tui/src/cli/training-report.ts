/** What `lode training` prints: the arms side by side, where the GPU time goes, what limits the run and what would help. */
import type { Appraisal, Arm } from "@lode/sim"
import { wrapped } from "../charts/Text.ts"
import type { Look } from "../charts/Theme.ts"
import { count, duration, energy, number, percent, quantity, unknown, usd } from "../text/format.ts"
import { table, type TableCell } from "./table.ts"

type Seen = Appraisal.Appraisal

/** The appraisal for a program: SI units in the names, the figures whole. */
export const json = (seen: Seen): unknown => ({
  setup: seen.setup,
  network: armJson(seen.network),
  central: armJson(seen.central),
  compared: seen.compared,
  compared_loss: seen.comparedLoss,
  limit: snake(limitOf(seen.network)),
  level_bandwidth: seen.compared ? seen.level : null,
  remedies: seen.remedies,
  notes: seen.notes
})

/** A cause as JSON names it. */
const snake = (cause: Arm.Cause): string => (cause === "criticalBatch" ? "critical_batch" : cause)

const armJson = (arm: Arm.Arm) => ({
  replicas: arm.pace.replicas,
  stages: arm.pace.stages,
  gpus: arm.gpus,
  step_s: arm.pace.step,
  step_parts_s: {
    compute: arm.pace.compute,
    stragglers: arm.pace.stragglers,
    memory: arm.pace.memory,
    bandwidth: arm.pace.bandwidth,
    latency: arm.pace.latency
  },
  exchange_s: arm.pace.exchange,
  inner_steps: arm.pace.innerSteps,
  utilisation: arm.pace.utilisation,
  mfu: arm.pace.mfu,
  tokens_per_s: arm.pace.tokensPerSecond,
  sending_bit_per_s: arm.pace.sending,
  batch_tokens: arm.batch,
  critical_batch_tokens: arm.criticalBatch,
  batch_factor: arm.batchFactor,
  tokens: arm.tokens,
  tokens_for_equal_loss: arm.tokensForEqualLoss,
  tokens_ratio: arm.tokensRatio,
  loss: arm.loss,
  seconds_without_failures: arm.secondsWithoutFailures,
  seconds: arm.seconds,
  finishes: arm.finishes,
  simulated_share: arm.simulated,
  failures: arm.failures,
  goodput: arm.goodput,
  gpu_hours: arm.gpuHours,
  usd_per_gpu_hour: arm.price,
  energy_mwh: arm.energy,
  sent_bytes: arm.sent,
  egress_usd: arm.egressCost,
  cost_usd: arm.cost,
  usd_per_effective_flop: arm.costPerFlop,
  shares: Object.fromEntries(causes.map((cause) => [snake(cause), arm.shares[cause]]))
})

const names: { readonly [Cause in Arm.Cause]: string } = {
  compute: "computing",
  replicas: "tokens for rare exchanges",
  criticalBatch: "tokens for a large batch",
  stragglers: "waiting for slower owners",
  memory: "pipeline stages idle",
  bandwidth: "waiting for bandwidth",
  latency: "waiting for delay",
  idle: "idle owners without a replica",
  failures: "failures, restarts, checkpoints"
}

/** What a person calls the limit. */
const limits: { readonly [Cause in Arm.Cause]: string } = {
  compute: "Compute",
  replicas: "The number of replicas",
  criticalBatch: "The critical batch",
  stragglers: "The slower owners (stragglers)",
  memory: "GPU memory (the model does not fit one owner)",
  bandwidth: "Bandwidth",
  latency: "Latency",
  idle: "GPU memory (a replica does not fit the smaller owners)",
  failures: "Failures"
}

const causes: ReadonlyArray<Arm.Cause> = [
  "compute",
  "replicas",
  "criticalBatch",
  "stragglers",
  "memory",
  "bandwidth",
  "latency",
  "idle",
  "failures"
]

const largestOf = ({ shares }: Pick<Arm.Arm, "shares">, among: ReadonlyArray<Arm.Cause>): Arm.Cause =>
  among.reduce((most, cause) => (shares[cause] > shares[most] ? cause : most))

/** The largest part of the GPU time. */
export const limitOf = (arm: Pick<Arm.Arm, "shares">): Arm.Cause => largestOf(arm, causes)

/** The appraisal for people. */
export const text = (seen: Seen, look: Look): string => {
  const lines = (sentence: string): ReadonlyArray<string> => wrapped(sentence, look.columns)
  return [
    ...heading(seen).flatMap(lines),
    "",
    figures(seen, look),
    "",
    timeTable(seen, look),
    "",
    ...limitSentence(seen).flatMap(lines),
    ...levelSentence(seen).flatMap(lines),
    ...seen.notes.flatMap((note) => lines(`Note: ${note}`))
  ].join("\n")
}

const heading = ({ law, network, setup }: Seen): ReadonlyArray<string> => {
  const { model, sites, synchronisation } = setup
  const goal =
    setup.target_loss === undefined ? `${quantity(setup.tokens ?? 0)} tokens` : `a loss of ${setup.target_loss}`
  const owners = sites.map(
    ({ count: owners, download, gpu_model, gpus, region, upload }) =>
      `${count(owners)} x ${count(gpus)} ${gpu_model} in ${region}` +
      (network.pace.replicas * network.pace.stages > 1
        ? ` (${quantity(upload, "bit/s")} up, ${quantity(download, "bit/s")} down)`
        : "")
  )
  const rare = network.pace.innerSteps > 1 ? `every ${count(network.pace.innerSteps)} steps` : "every step"
  const often = network.pace.replicas > 1 ? `, exchanging ${rare}` : ""
  return [
    `${quantity(model.parameters)} parameters, ${count(model.layers)} layers, to ${goal}; loss by the law "${law.name}"`,
    owners.join(", "),
    ...(network.pace.replicas > 1 ? [`${synchronisation.kind}${often}`] : [])
  ]
}

interface Figure {
  readonly name: string
  readonly of: (arm: Arm.Arm) => string
  /** What the last column compares. */
  readonly ratio?: (arm: Arm.Arm) => number
}

const figuresOf = ({ compared, setup }: Seen): ReadonlyArray<Figure> => [
  {
    name: "replicas, of owners each",
    of: ({ pace }) => (pace.stages === 1 ? count(pace.replicas) : `${count(pace.replicas)} of ${count(pace.stages)}`)
  },
  { name: "a step", of: ({ pace }) => duration(pace.step), ratio: ({ pace }) => pace.step },
  {
    name: "an exchange",
    of: ({ pace }) => (pace.replicas === 1 ? unknown : duration(pace.exchange))
  },
  { name: "time computing", of: ({ pace }) => percent(pace.utilisation) },
  { name: "MFU", of: ({ pace }) => percent(pace.mfu) },
  {
    name: "tokens a second",
    of: ({ pace }) => quantity(pace.tokensPerSecond),
    ratio: ({ pace }) => pace.tokensPerSecond
  },
  { name: "batch averaged as one", of: ({ batch }) => quantity(batch) },
  { name: "critical batch", of: ({ criticalBatch }) => quantity(criticalBatch) },
  { name: "tokens", of: ({ tokens }) => quantity(tokens), ratio: ({ tokens }) => tokens },
  ...(compared && setup.target_loss !== undefined
    ? [
        {
          name: "  between (95%)",
          of: ({ pace, ...arm }: Arm.Arm) => (pace.replicas > 1 ? equalLossRange({ pace, ...arm }) : unknown)
        }
      ]
    : []),
  { name: "loss", of: ({ loss }) => loss.estimate.toFixed(3), ratio: ({ loss }) => loss.estimate },
  { name: "  between (95%)", of: ({ loss }) => `${loss.low.toFixed(2)} to ${loss.high.toFixed(2)}` },
  ...(compared && setup.target_loss === undefined
    ? [
        {
          name: "tokens to equal loss",
          of: ({ tokensForEqualLoss }: Arm.Arm) => amountOrNever(tokensForEqualLoss),
          ratio: ({ tokensForEqualLoss }: Arm.Arm) => tokensForEqualLoss
        }
      ]
    : []),
  ...(compared && setup.target_loss === undefined ? [{ name: "  between (95%)", of: equalLossRange }] : []),
  { name: "time if none failed or left", of: ({ secondsWithoutFailures }) => duration(secondsWithoutFailures) },
  {
    name: "time",
    of: ({ seconds }) => estimate(seconds, "s"),
    ratio: ({ seconds }) => seconds.mean
  },
  ...(compared && setup.target_loss === undefined
    ? [
        {
          name: "time to equal loss",
          of: (arm: Arm.Arm) => untilEqual(arm, arm.seconds.mean, "s"),
          ratio: (arm: Arm.Arm) => toEqualLoss(arm, arm.seconds.mean)
        }
      ]
    : []),
  { name: "failures", of: ({ failures }) => (failures === Infinity ? unknown : number(failures)) },
  { name: "GPU-hours", of: ({ gpuHours }) => amountOrNever(gpuHours), ratio: ({ gpuHours }) => gpuHours },
  { name: "USD a GPU-hour", of: ({ price }) => number(price), ratio: ({ price }) => price },
  { name: "energy", of: (arm) => (arm.energy === Infinity ? "never" : energy(arm.energy)), ratio: (arm) => arm.energy },
  { name: "data sent", of: ({ sent }) => quantity(sent, "B") },
  { name: "cost", of: ({ cost }) => estimate(cost, "USD"), ratio: ({ cost }) => cost.mean },
  ...(compared && setup.target_loss === undefined
    ? [
        {
          name: "cost to equal loss",
          of: (arm: Arm.Arm) => untilEqual(arm, arm.cost.mean, "USD"),
          ratio: (arm: Arm.Arm) => toEqualLoss(arm, arm.cost.mean)
        }
      ]
    : []),
  {
    name: "cost per effective EFLOP",
    of: ({ costPerFlop }) => (costPerFlop === Infinity ? "never" : usd(1e18 * costPerFlop)),
    ratio: ({ costPerFlop }) => costPerFlop
  }
]

/** A mean with its interval, where that is more than a thousandth. */
const estimate = ({ halfWidth, mean }: Arm.Estimate, unit: string): string =>
  mean === Infinity ? "never ends" : halfWidth > 1e-3 * mean ? quantity(mean, unit, halfWidth) : quantity(mean, unit)

/** What of the given tokens' time or cost the tokens to equal loss take. */
const toEqualLoss = ({ tokens, tokensForEqualLoss }: Arm.Arm, amount: number): number =>
  (amount * tokensForEqualLoss) / tokens

const untilEqual = (arm: Arm.Arm, amount: number, unit: string): string => {
  const whole = toEqualLoss(arm, amount)
  return Number.isFinite(whole) ? quantity(whole, unit) : "never"
}

const amountOrNever = (value: number): string => (value === Infinity ? "never" : quantity(Number(value.toPrecision(9))))

/** What the tokens to equal loss could be, given how well the penalty of rare exchanges is known. */
const equalLossRange = ({ tokensForEqualLoss, tokensRatio }: Arm.Arm): string => {
  const { estimate, high, low } = tokensRatio
  if (high === low) return unknown
  const known = tokensForEqualLoss / estimate
  return Number.isFinite(known) ? `${amountOrNever(known * low)} to ${amountOrNever(known * high)}` : unknown
}

const figures = (seen: Seen, look: Look): string => {
  const { central, compared, network } = seen
  const ratioOf = (ratio: Figure["ratio"]): string => {
    const value = ratio === undefined ? Number.NaN : ratio(network) / ratio(central)
    return Number.isFinite(value) ? `x ${number(value)}` : ""
  }
  const rows = figuresOf(seen).map(({ name, of, ratio }): ReadonlyArray<TableCell> => [
    name,
    of(network),
    ...(compared ? [of(central), ratioOf(ratio)] : [])
  ])
  return table(columnsOf(seen, ""), rows, look)
}

const columnsOf = ({ compared }: Seen, header: string) => [
  { header },
  { header: compared ? "these owners" : "one data centre", align: "right" as const },
  ...(compared
    ? [
        { header: "one data centre", align: "right" as const },
        { header: "ratio", align: "right" as const }
      ]
    : [])
]

const timeTable = (seen: Seen, look: Look): string => {
  const { central, compared, network } = seen
  const rows = causes
    .filter((cause) => cause === "compute" || network.shares[cause] > 5e-4 || central.shares[cause] > 5e-4)
    .map((cause): ReadonlyArray<TableCell> => [
      names[cause],
      percent(network.shares[cause]),
      ...(compared ? [percent(central.shares[cause]), ""] : [])
    ])
  return table(columnsOf(seen, "where the GPU time goes"), rows, look)
}

const limitSentence = ({ network, remedies }: Seen): ReadonlyArray<string> => {
  const limit = limitOf(network)
  const losses = causes
    .filter((cause) => cause !== "compute" && network.shares[cause] > 0.05)
    .sort((a, b) => network.shares[b] - network.shares[a])
    .map((cause) => `${percent(network.shares[cause])} ${names[cause]}`)
  const lost = losses.length === 0 ? "" : `; lost: ${losses.join(", ")}`
  const first =
    limit === "compute"
      ? `${limits[limit]} limits this run: ${percent(network.shares.compute)} of the GPU time goes into computing that counts${lost}.`
      : `${limits[limit]} limits this run: ${percent(network.shares[limit])} of the GPU time goes there${lost}.`
  const told = remedies
    .slice(0, 3)
    .map(({ change, speedup }) => `${change} (${speedup === Infinity ? "gets there at all" : `x ${number(speedup)}`})`)
  const reaches = network.tokensForEqualLoss < Infinity
  const help =
    network.goodput === 0
      ? "No work lasts: fewer failures, shorter restarts or more frequent checkpoints are needed."
      : told.length === 0
        ? "Nothing that was tried makes it faster by more than 1%; more GPUs would."
        : reaches || remedies[0]?.speedup === Infinity
          ? `What would bring it to the same loss sooner: ${told.join("; ")}.`
          : `The data centre's loss stays out of reach, with every change tried. What would make it faster: ${told.join("; ")}.`
  return [first, help]
}

const reasons: { readonly [Because in Extract<Seen["level"], { kind: "never" }>["because"][number]]: string } = {
  price: "a FLOP costs these owners more even if nobody ever waits",
  egress: "the price of the data that is sent",
  distance: "waiting that access links do not change: flows between regions, delay, slower owners",
  replicas: "the tokens that make up for rare exchanges between so many replicas",
  "critical batch": "the tokens that make up for the large batch"
}

const levelSentence = ({ central, compared, level }: Seen): ReadonlyArray<string> => {
  if (!compared || central.costPerFlop === Infinity) return []
  switch (level.kind) {
    case "at":
      return [
        `Level with one data centre, per effective FLOP, from access links of ${quantity(level.bandwidth, "bit/s")} on, up and down.`
      ]
    case "always":
      return [`Per effective FLOP these owners are cheaper than one data centre over any access link.`]
    case "never": {
      const best =
        level.cost === Infinity
          ? "that loss is never reached"
          : `over the fastest links an effective EFLOP costs ${usd(1e18 * level.cost)}, there ${usd(1e18 * central.costPerFlop)}`
      const found = level.because.map((cause) => reasons[cause])
      const why = level.together
        ? `in the way, only together, are ${found.join("; and ")}`
        : found.length > 1
          ? `each alone is in the way: ${found.join("; ")}`
          : `in the way: ${found.join()}`
      return [`Never level with one data centre, over whatever access links: ${why} (${best}).`]
    }
  }
}
