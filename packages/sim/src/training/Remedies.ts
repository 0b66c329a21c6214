/** What would help a training run most: the set-up is changed in one thing at a time and asked again. */
import { hour } from "../units/Time.ts"
import * as Catalog from "../catalog/Catalog.ts"
import { armOf, type Arm, tokensForEqualLoss } from "./Arm.ts"
import type { Goal } from "./ArmRun.ts"
import { type Network, networkOf } from "./Machines.ts"
import type { SynchronisationConfig } from "./synchronisation/SynchronisationConfig.ts"
import { rules, type TrainingSetup } from "./TrainingSetup.ts"

export interface Remedy {
  /** The change, as a noun phrase: "access links ten times as fast". */
  readonly change: string
  /** How many times as fast it gets to the loss of the comparison; `Infinity`: before it never did. Where neither does, how many times as fast it
   * trains. */
  readonly speedup: number
}

/** Less than this is no help. */
const worthIt = 1.01

/** Changes that would help, the best first. More machines are among them only where computing is most of the time: they nearly always help, and cost. */
export const remediesFor = (setup: TrainingSetup, goal: Goal, network: Arm): ReadonlyArray<Remedy> => {
  const rate = network.pace.tokensPerSecond * network.goodput
  const before = network.equalLoss.tokens.estimate / rate
  const helping = changesOf(setup, network)
    .filter(({ changed }) => isPossible(changed))
    .map(({ beside, change, changed, simulated }) => {
      const machines = networkOf(changed)
      const goodput = simulated === true ? simulatedGoodput(changed, goal, machines) : network.goodput
      const after = machines.pace.tokensPerSecond * goodput
      const needed = tokensForEqualLoss(goal, machines) / after
      const speedup = needed < Infinity ? before / needed : before < Infinity ? 0 : after / rate
      return { beside, change, speedup }
    })
    .filter(({ speedup }) => speedup > worthIt)
  const alone = Math.max(...helping.filter(({ beside }) => beside === "one").map(({ speedup }) => speedup))
  return helping
    .filter(({ beside, speedup }) => beside !== "both" || speedup > alone * worthIt)
    .map(({ change, speedup }) => ({ change, speedup }))
    .toSorted((one, other) => other.speedup - one.speedup)
}

/** Goodput under the failures of a changed set-up, with the same luck. */
const simulatedGoodput = (changed: TrainingSetup, goal: Goal, machines: Network): number =>
  armOf(
    {
      ...goal,
      tokens: goal.tokens ?? goal.reference,
      continuation: changed.continuation,
      failuresPerGpuHour: changed.failures.rate * hour,
      checkpoint: changed.checkpoint
    },
    machines
  ).goodput

const isPossible = (changed: TrainingSetup): boolean => {
  let possible = true
  for (const rule of rules) rule(changed, () => (possible = false))
  return possible
}

interface Change {
  readonly change: string
  readonly changed: TrainingSetup
  /** Whether it changes what failures cost, so that they must be simulated anew. */
  readonly simulated?: boolean
  /** Two changes of links and both at once, which is told only if it beats each alone. */
  readonly beside?: "one" | "both"
}

const changesOf = (setup: TrainingSetup, { pace, shares }: Arm): ReadonlyArray<Change> => [
  ...(shares.compute > 0.5
    ? [
        {
          change: "twice the GPUs of every owner",
          changed: { ...setup, sites: setup.sites.map((site) => ({ ...site, gpus: 2 * site.gpus })) }
        }
      ]
    : []),
  { change: "half the batch", changed: { ...setup, batch: setup.batch / 2 } },
  { change: "twice the batch", changed: { ...setup, batch: 2 * setup.batch } },
  ...(setup.continuation === "restart"
    ? [
        {
          change: "going on without whoever fails (elastic)",
          changed: { ...setup, continuation: "elastic" as const },
          simulated: true
        }
      ]
    : []),
  ...(setup.checkpoint.stall > 0 && pace.replicas === 1
    ? [
        {
          change: "checkpoints that stop nobody",
          changed: { ...setup, checkpoint: { every: 0, stall: 0 } },
          simulated: true
        }
      ]
    : []),
  ...(shares.stragglers > 0.05 ? withoutWaiting(setup) : []),
  ...(pace.replicas > 1 || pace.stages > 1 ? overLinks(setup) : []),
  ...(pace.replicas > 1 ? betweenReplicas(setup) : [])
]

/** Where owners of faster GPUs wait for those of slower ones. */
const withoutWaiting = (setup: TrainingSetup): ReadonlyArray<Change> => {
  const rateOf = (name: string): number => {
    const { mfu, teraflops } = Catalog.gpuAt(Catalog.gpuIndex(name))
    return teraflops.value * mfu.value
  }
  const slowest = setup.sites
    .map(({ gpu_model }) => gpu_model)
    .reduce((found, name) => (rateOf(name) < rateOf(found) ? name : found))
  const rule = setup.synchronisation
  return [
    {
      change: `leaving out the owners of ${slowest}`,
      changed: { ...setup, sites: setup.sites.filter(({ gpu_model }) => gpu_model !== slowest) },
      simulated: true
    },
    ...(rule.kind === "diloco" || rule.kind === "streaming-diloco"
      ? [
          {
            change: "replicas that wait for nobody (asynchronous)",
            changed: {
              ...setup,
              synchronisation: {
                kind: "asynchronous" as const,
                inner_steps: rule.inner_steps,
                exchange_bits: rule.exchange_bits,
                stale_loss: 0
              }
            },
            simulated: true
          }
        ]
      : [])
  ]
}

const overLinks = (setup: TrainingSetup): ReadonlyArray<Change> => [
  {
    change: "access links ten times as fast",
    beside: "one",
    changed: {
      ...setup,
      sites: setup.sites.map((site) => ({ ...site, upload: 10 * site.upload, download: 10 * site.download }))
    }
  },
  {
    change: `${10 * setup.flows} connections at once between two owners`,
    beside: "one",
    changed: { ...setup, flows: 10 * setup.flows }
  },
  {
    change: "access links ten times as fast and ten times the connections",
    beside: "both",
    changed: {
      ...setup,
      flows: 10 * setup.flows,
      sites: setup.sites.map((site) => ({ ...site, upload: 10 * site.upload, download: 10 * site.download }))
    }
  },
  { change: "a ring in the best order", changed: { ...setup, ring: "ordered" } },
  {
    change: "activations in a tenth of the bits",
    changed: { ...setup, activation_bits: setup.activation_bits / 10 }
  }
]

const betweenReplicas = (setup: TrainingSetup): ReadonlyArray<Change> => {
  const rule = setup.synchronisation
  const changes: Array<Change> = []
  const take = (change: string, synchronisation: SynchronisationConfig): void => {
    changes.push({ change, changed: { ...setup, synchronisation } })
  }
  for (const [parts, times] of [
    [2, "half as many owners with twice the GPUs"],
    [10, "a tenth of the owners with ten times the GPUs"]
  ] as const) {
    if (!setup.sites.every(({ count }) => count % parts === 0)) continue
    const sites = setup.sites.map((site) => ({ ...site, count: site.count / parts, gpus: parts * site.gpus }))
    changes.push({ change: times, changed: { ...setup, sites } })
  }
  if (rule.kind === "data-parallel") {
    take("DiLoCo, every 100 steps", {
      kind: "diloco",
      inner_steps: 100,
      exchange_bits: rule.exchange_bits,
      measured_exchange: 0
    })
  } else {
    const times = (factor: number): void => {
      const inner_steps = Math.max(1, Math.round(rule.inner_steps * factor))
      if (inner_steps !== rule.inner_steps)
        take(`${inner_steps.toLocaleString("en-US")} inner steps`, { ...rule, inner_steps })
    }
    times(1 / 3)
    times(3)
    if (rule.kind === "diloco") {
      take("streaming DiLoCo, a step of overlap", {
        kind: "streaming-diloco",
        inner_steps: rule.inner_steps,
        exchange_bits: rule.exchange_bits,
        fragments: 0,
        overlap: 1
      })
    }
  }
  if (rule.kind !== "data-parallel") {
    take("averaging gradients in every step (data-parallel)", { kind: "data-parallel", exchange_bits: 16 })
  }
  if (rule.kind !== "compressed-gradients" && rule.exchange_bits > 4)
    take("4 bits a parameter", { ...rule, exchange_bits: 4 })
  return changes
}
