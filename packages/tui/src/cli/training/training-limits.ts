/** Where the GPU time of a training run goes, what limits it, and what would help. */
import type { Appraisal, Arm } from "@lode/sim"
import type { Look } from "../../charts/Theme.ts"
import { number, percent } from "../../text/format.ts"
import { table, type TableCell } from "../table.ts"

type Seen = Appraisal.Appraisal

/** In the order in which they are told. */
export const causes: ReadonlyArray<Arm.Cause> = [
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

/** The largest part of the GPU time. */
export const limitOf = ({ shares }: Pick<Arm.Arm, "shares">): Arm.Cause =>
  causes.reduce((most, cause) => (shares[cause] > shares[most] ? cause : most))

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
  stragglers: "Waiting for slower owners (stragglers)",
  memory: "GPU memory (the model does not fit one owner)",
  bandwidth: "Bandwidth",
  latency: "Latency",
  idle: "GPU memory (a replica does not fit the smaller owners)",
  failures: "The rate of failures"
}

/** The columns of a table of both arms, or of the only one. */
export const armColumns = (header: string, compared: boolean) => [
  { header },
  { header: compared ? "these owners" : "one data centre", align: "right" as const },
  ...(compared
    ? [
        { header: "one data centre", align: "right" as const },
        { header: "ratio", align: "right" as const }
      ]
    : [])
]

/** What the GPU time goes into, in both arms. */
export const timeTable = ({ central, compared, network }: Seen, look: Look): string => {
  const rows = causes
    .filter((cause) => cause === "compute" || network.shares[cause] > 5e-4 || central.shares[cause] > 5e-4)
    .map((cause): ReadonlyArray<TableCell> => [
      names[cause],
      percent(network.shares[cause]),
      ...(compared ? [percent(central.shares[cause]), ""] : [])
    ])
  return table(armColumns("where the GPU time goes", compared), rows, look)
}

/** What limits the network, and what would help. */
export const limitSentence = ({ network, remedies }: Seen): ReadonlyArray<string> => {
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
  const reaches = network.equalLoss.tokens.estimate < Infinity
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
