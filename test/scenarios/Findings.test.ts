/** What the scenarios are there to show, over several seeds: levels that a reader can believe, and answers that move the right way. */
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import * as TraceFile from "../../packages/sim/src/node/TraceFile.ts"
import { load } from "../../packages/sim/src/node/ScenarioInputs.ts"
import { Replay } from "../../packages/sim/src/trace/Replay.ts"
import { label, Synthesis } from "../../packages/sim/src/trace/Synthesis.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import type { World } from "../../packages/sim/src/world/World.ts"
import { decode, fileOf, means } from "./shipped.ts"

/** A tenth of the network and of its cloud, so that several seeds take seconds; the sites are all there. */
const tenth = [
  "demand.clusters.requests.users=680",
  "supply.cohorts.data-centres.count=40",
  "supply.cohorts.data-centres.potential=130",
  "networks.network.token.emission.rate=10950 tokens/day",
  "networks.network.token.initial_supply=50M tokens",
  "networks.network.token.pool.depth=200000 USD",
  "networks.network.token.outside_market.depth=10000 USD",
  "clouds.central.fleets[0].gpus=3000"
]

describe("converted miners", () => {
  it("convert on the order of a tenth of the megawatts, by contract, and close to none through tokens", async () => {
    const run = await means("converted-miners", tenth, 5)
    expect(run("converted_share")).toBeGreaterThan(0.05)
    expect(run("converted_share")).toBeLessThan(0.25)
    expect(run("colocation_share")).toBeGreaterThan(run("gpu_cloud_share"))
    expect(run("spot_share")).toBeLessThan(0.005)
  })

  it("start in a market in balance: rewards and rents of the size that is published, supply that grows as costs fall", async () => {
    const run = await means("converted-miners", [...tenth, "horizon.length=1 year"], 2)
    expect(run("subsidy_per_gpu_hour")).toBeGreaterThan(0.005)
    expect(run("subsidy_per_gpu_hour")).toBeLessThan(0.05)
    expect(run("price_network")).toBeGreaterThan(2)
    expect(run("price_network")).toBeLessThan(2.6)
    expect(run("utilisation_network")).toBeGreaterThan(0.5)
    expect(run("utilisation_network")).toBeLessThan(0.8)
    expect(run("entries")).toBeLessThan(16)
    expect(run("exits")).toBeLessThan(2)
  })

  it("mine less when bitcoin falls, and convert no fewer megawatts", async () => {
    const before = await means("converted-miners", tenth, 2)
    const after = await means("converted-miners", [...tenth, "shocks[0].factor=0.5"], 2)
    expect(after("mining_megawatts")).toBeLessThan(0.9 * before("mining_megawatts"))
    expect(after("converted_megawatts")).toBeGreaterThanOrEqual(before("converted_megawatts"))
  })

  it("do not go to the network for ten times the tokens, whose price falls", async () => {
    const before = await means("converted-miners", tenth, 2)
    const more = await means(
      "converted-miners",
      [...tenth, "networks.network.token.emission.rate=109500 tokens/day"],
      2
    )
    expect(more("spot_share")).toBeLessThan(0.005)
    expect(more("token_price")).toBeLessThan(before("token_price"))
    expect(more("rewards_usd")).toBeLessThan(10 * before("rewards_usd"))
    expect(more("fake_work_usd")).toBeGreaterThan(before("fake_work_usd"))
  })
})

describe("spill-over", () => {
  const shorter = ["horizon.length=5 months"]

  it("fills the cloud and lets the network live at a lower price", async () => {
    const run = await means("spill-over", shorter, 2)
    expect(run("utilisation_central")).toBeGreaterThan(0.85)
    expect(run("utilisation_network")).toBeGreaterThan(0.55)
    expect(run("utilisation_network")).toBeLessThan(0.8)
    expect(run("network_share")).toBeGreaterThan(0.3)
    expect(run("network_share")).toBeLessThan(0.7)
    expect(run("price_network")).toBeGreaterThan(1.87)
    expect(run("price_network")).toBeLessThan(run("price_central"))
    expect(run("wait_mean_central")).toBeGreaterThan(run("wait_mean_network"))
  })

  it("gives the network less when the cloud is cheaper, and more when it is dearer", async () => {
    const share = async (price: number) =>
      (await means("spill-over", [...shorter, `clouds.central.fleets[0].price=${price} USD/GPU-hour`], 2))(
        "network_share"
      )
    const [cheap, dear] = [await share(2.2), await share(3.8)]
    const between = (await means("spill-over", shorter, 2))("network_share")
    expect(cheap).toBeLessThan(between)
    expect(between).toBeLessThan(dear)
  })
})

describe("idle GPUs", () => {
  const shorter = ["horizon.length=7 weeks", "horizon.warm_up=4 weeks"]

  it("are rented for most of the time at prices of the marketplaces, and lose little work", async () => {
    const run = await means("idle-gpus", shorter, 2)
    expect(run("utilisation_network")).toBeGreaterThan(0.5)
    expect(run("utilisation_network")).toBeLessThan(0.8)
    expect(run("price_network")).toBeGreaterThan(0.15)
    expect(run("price_network")).toBeLessThan(0.4)
    expect(run("wasted_share")).toBeLessThan(0.1)
    expect(run("exits")).toBeLessThan(5)
  })

  it("lose much without checkpoints, and little when owners never take their cards back", async () => {
    const run = await means("idle-gpus", shorter, 1)
    const without = await means("idle-gpus", [...shorter, "demand.fine-tuning.checkpoint_every=0 s"], 1)
    const always = await means("idle-gpus", [...shorter, "supply.cohorts.gamers.availability={ kind: always }"], 1)
    expect(without("wasted_share")).toBeGreaterThan(3 * run("wasted_share"))
    expect(always("wasted_share")).toBeLessThan(run("wasted_share") / 2)
    expect(always("interruptions")).toBeLessThan(run("interruptions") / 2)
  })
})

describe("the cluster's replay", () => {
  const alone = ["supply.cohorts.neighbours.count=0"]
  const inOrder = "clouds.cluster.backfill=false"

  it("waits less with backfill than in strict order, and less still with a network beside it", async () => {
    const strict = await means("replay-cluster", [...alone, inOrder], 1)
    const backfill = await means("replay-cluster", alone, 1)
    const beside = await means("replay-cluster", [], 5)
    expect(backfill("wait_mean")).toBeLessThan(0.5 * strict("wait_mean"))
    expect(beside("wait_mean")).toBeLessThan(0.7 * backfill("wait_mean"))
    expect(beside("utilisation_central")).toBeGreaterThan(0.6)
    expect(beside("network_share")).toBeLessThan(0.2)
  })

  // With backfill the definition walks the queue once after all completions of a second, the world after each of them: not the same.
  it("starts every job of the cluster alone, in strict order, in the second of the replay's definition", async () => {
    const decoded = decode("replay-cluster", [
      ...alone,
      inOrder,
      "demand.jobs.requests.stretch=1",
      "horizon.length=90 days"
    ])
    const inputs = await Effect.runPromise(load(decoded))
    const { trace } = await Effect.runPromise(TraceFile.read(traceFile))
    const replay = new Replay(trace, { gpus: 64, discipline: "fifo" })
    replay.advance()
    const run = Run.make(decoded.scenario, { inputs })
    const started = new Float64Array(trace.submit.length).fill(-1)
    run.world.record({
      job: ({ jobs }: World, job: number) => {
        started[jobs.number[job] ?? -1] = jobs.startedAt[job] ?? -1
      }
    })
    run.finish()
    expect(started).toEqual(replay.started)
  })

  it("ships the trace that the program makes", () => {
    let text = ""
    new Synthesis(1).send(4000, {
      job: (number, submit, demand, duration) => void (text += `${number},${submit},${demand},${duration}\n`)
    })
    const shipped = gunzipSync(readFileSync(traceFile)).toString("utf8")
    expect(shipped).toBe(`${label(4000, 1)}job,submit_s,demand,duration_s\n${text}`)
  })
})

const traceFile = fileOf("replay-cluster").replace(/\.yaml$/, ".csv.gz")
