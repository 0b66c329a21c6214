/** What a chain of subnets does: whether TAO goes where users pay, and what each subnet's alpha is worth. */
import { type Metric, metric, ratioOf } from "./Metric.ts"
import type { Scenario } from "./Scenario.ts"
import type { World } from "./World.ts"

const totalOf = (values: ArrayLike<number> | undefined): number => {
  let sum = 0
  for (let at = 0; at < (values?.length ?? 0); at++) sum += values?.[at] ?? 0
  return sum
}

/** Share of the TAO that would have to go to other subnets to be where users paid: half of the sum of |share of TAO − share of payments|. */
const misplaced = ({ chain }: World): number => {
  if (chain === undefined) return Number.NaN
  const minted = totalOf(chain.minted)
  const work = totalOf(chain.work)
  if (!(minted > 0 && work > 0)) return Number.NaN
  let apart = 0
  for (let at = 0; at < chain.minted.length; at++) {
    apart += Math.abs((chain.minted[at] ?? 0) / minted - (chain.work[at] ?? 0) / work)
  }
  return apart / 2
}

/** The metrics of a scenario with subnets, each with its network's name in front. */
export const ofSubnets = ({ networks, subnets }: Scenario): ReadonlyArray<Metric> => {
  if (subnets === undefined) return []
  const names = Object.entries(networks).flatMap(([name, { token }]) => (token.kind === "subnet" ? [name] : []))
  return ofChain(subnets.token, names)
}

/** The metrics of a chain with this token, and of the networks that are its subnets. */
export const ofChain = (tao: string, names: ReadonlyArray<string>): ReadonlyArray<Metric> => {
  const minted = metric("tao_minted", "tokens", "total", `${tao} minted for the subnets`, ({ chain }) =>
    totalOf(chain?.minted)
  )
  const work = metric("subnet_work_usd", "USD", "total", "what users paid on the subnets", ({ chain }) =>
    totalOf(chain?.work)
  )
  return [
    metric(
      "misplaced_emission",
      "share",
      "mean",
      `share of the subnets' ${tao} that went elsewhere than users' payments`,
      misplaced,
      "lower"
    ),
    metric("chain_token_price", "USD", "mean", `price of ${tao} at the end`, ({ chain }) => chain?.price ?? Number.NaN),
    minted,
    work,
    ...names.flatMap((name, at) => ofSubnet(name, at, tao, minted, work))
  ]
}

const ofSubnet = (name: string, at: number, tao: string, allMinted: Metric, allWork: Metric): ReadonlyArray<Metric> => {
  const minted = metric(
    `${name}.tao`,
    "tokens",
    "total",
    `${name}: ${tao} minted for it`,
    ({ chain }) => chain?.minted[at] ?? 0
  )
  const work = metric(
    `${name}.work_usd`,
    "USD",
    "total",
    `${name}: what users paid`,
    ({ chain }) => chain?.work[at] ?? 0
  )
  return [
    ratioOf(`${name}.emission_share`, "share", minted, allMinted, `${name}: its share of the subnets' ${tao}`),
    ratioOf(`${name}.work_share`, "share", work, allWork, `${name}: its share of what users paid`),
    metric(
      `${name}.alpha_price`,
      tao,
      "mean",
      `${name}: ${tao} for an alpha at the end`,
      ({ chain }) => chain?.subnets[at]?.price ?? Number.NaN
    ),
    minted,
    work
  ]
}
