/** What the loss of the comparison takes of both arms, who is cheaper, and from which links on. The luck of failures and what the laws of loss leave open are told apart: the first is
 * in the half-widths, the second in the ranges. */
import type { Appraisal, Arm, LevelBandwidth } from "@lode/sim"
import type { Look } from "../../charts/Theme.ts"
import { number, quantity, scaled, usd } from "../../text/format.ts"
import { table, type TableCell } from "../table.ts"

type Seen = Appraisal.Appraisal
type Taken = keyof Arm.EqualLossTakes

const rows: ReadonlyArray<readonly [name: string, of: Taken, unit: string, size: number]> = [
  ["tokens", "tokens", "", 1],
  ["time", "seconds", "s", 1],
  ["energy", "energy", "MWh", 1],
  ["cost", "cost", "USD", 1],
  ["cost an EFLOP", "costPerFlop", "USD", 1e18]
]

/** At the mean of the luck, with what the laws of loss leave open. */
export const equalLossTable = ({ central, comparedLoss, network }: Seen, look: Look): string =>
  table(
    [
      { header: `to a loss of ${comparedLoss.toFixed(3)}` },
      { header: "these owners", align: "right" },
      { header: "left open (95%)", align: "right" },
      { header: "one data centre", align: "right" },
      { header: "ratio", align: "right" }
    ],
    rows.map(([name, of, unit, size]): ReadonlyArray<TableCell> => {
      const { estimate, high, low } = network.equalLoss[of]
      const there = central.equalLoss[of].estimate
      const scale = scaled([estimate * size, there * size], unit)
      const shown = (value: number): string => (value === Infinity ? "never" : scale.number(value * size))
      const ratio = estimate / there
      return [
        scale.unit === "" ? name : `${name}, ${scale.unit}`,
        shown(estimate),
        low === high ? "" : `${shown(low)} to ${shown(high)}`,
        shown(there),
        Number.isFinite(ratio) ? `x ${number(ratio)}` : ""
      ]
    }),
    look
  )

/** Who is cheaper at equal loss, and from which links on. */
export const equalLossSentences = (seen: Seen): ReadonlyArray<string> =>
  !seen.compared || seen.central.equalLoss.cost.estimate === Infinity
    ? []
    : [verdict(seen), levelSentence(seen), ...levelLeftOpen(seen)]

/** Who wins is said only if neither luck nor the laws of loss could turn it round. */
const verdict = ({ central, network }: Seen): string => {
  const times = (of: Taken): string => {
    const there = central.equalLoss[of].estimate
    const { estimate, high, low } = network.equalLoss[of]
    const shown = (value: number): string => (value === Infinity ? "without end" : number(value / there))
    return `${shown(estimate)} times${low === high ? "" : ` (${shown(low)} to ${shown(high)})`}`
  }
  const cost = network.equalLoss.cost
  const there = central.equalLoss.cost.estimate
  if (cost.estimate === Infinity) {
    const open =
      cost.low < Infinity
        ? ` by the estimate; the laws of loss leave open ${number(cost.low / there)} times its cost`
        : ""
    return `These owners never reach the loss of the data centre${open}.`
  }
  const luck = Math.hypot(...[network.cost, central.cost].map(({ halfWidth, mean }) => halfWidth / mean))
  const found = `${times("cost")} its cost, ${times("seconds")} its time`
  const open = cost.low === cost.high ? "" : "; in brackets what the laws of loss leave open"
  if (cost.high * (1 + luck) < there)
    return `At equal loss these owners are cheaper than one data centre: ${found}${open}.`
  if (cost.low * (1 - luck) > there)
    return `At equal loss these owners are dearer than one data centre: ${found}${open}.`
  return `At equal loss it is open whether these owners are cheaper than one data centre: ${found}${open}.`
}

const reasons: { readonly [Because in Extract<Seen["level"], { kind: "never" }>["because"][number]]: string } = {
  price: "a FLOP costs these owners more even if nobody ever waits",
  egress: "the price of the data that is sent",
  distance: "waiting that access links do not change: flows between regions, delay, slower owners",
  replicas: "the tokens that make up for rare exchanges between so many replicas",
  "critical batch": "the tokens that make up for the large batch"
}

const levelSentence = ({ central, level }: Seen): string => {
  switch (level.kind) {
    case "at":
      return `Level with one data centre, per effective FLOP, from access links of ${quantity(level.bandwidth, "bit/s")} on, up and down.`
    case "always":
      return `Per effective FLOP these owners are cheaper than one data centre over any access link.`
    case "never": {
      const best =
        level.cost === Infinity
          ? "that loss is never reached"
          : `over the fastest links an effective EFLOP costs ${usd(1e18 * level.cost)}, there ${usd(1e18 * central.equalLoss.costPerFlop.estimate)}`
      const found = level.because.map((cause) => reasons[cause])
      const why = level.together
        ? `in the way, only together, are ${found.join("; and ")}`
        : found.length > 1
          ? `each alone is in the way: ${found.join("; ")}`
          : `in the way: ${found.join()}`
      return `Never level with one data centre, over whatever access links: ${why} (${best}).`
    }
  }
}

/** From which links on at both ends of what the laws of loss leave open, where that makes a difference. */
const levelLeftOpen = ({ levelRange }: Seen): ReadonlyArray<string> => {
  const [low, high] = [linkText(levelRange.low), linkText(levelRange.high)]
  return low === high ? [] : [`The laws of loss leave open: from ${low} to ${high}.`]
}

const linkText = (level: LevelBandwidth.Level): string => {
  switch (level.kind) {
    case "at":
      return quantity(level.bandwidth, "bit/s")
    case "always":
      return "any link"
    case "never":
      return "no link at all"
  }
}
