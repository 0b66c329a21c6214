/** What the scenario of TAO's subnets is there to show, over several seeds. */
import { describe, expect, it } from "vitest"
import { means } from "./shipped.ts"

const shorter = "horizon.length=6 months"
const buys = "networks.promise.token.owner.buys=100 tokens/day"
const run = (...set: ReadonlyArray<string>) => means("tao-subnets", [shorter, ...set], 2)

describe("tao-subnets", () => {
  it("sends about half of the TAO elsewhere than users' payments, because prices are made by who buys alpha", async () => {
    const base = await run()
    expect(base("inference.work_share")).toBeGreaterThan(0.8)
    expect(base("inference.emission_share")).toBeLessThan(0.5)
    expect(base("misplaced_emission")).toBeGreaterThan(0.4)
    const without = await run("networks.promise.token.stakers.inflow=0 tokens/day")
    expect(without("promise.emission_share")).toBeLessThan(base("promise.emission_share") - 0.05)
    expect(without("misplaced_emission")).toBeLessThan(base("misplaced_emission"))
  })

  it("lets an owner who buys its own alpha take nearly all TAO under flow, and less of it under price", async () => {
    const flow = await run("subnets.rule=flow", buys)
    const price = await run("subnets.rule=price", buys)
    expect(flow("promise.emission_share")).toBeGreaterThan(0.75)
    expect(price("promise.emission_share")).toBeGreaterThan(0.45)
    expect(flow("promise.emission_share")).toBeGreaterThan(price("promise.emission_share") + 0.1)
  })

  it("sends these subnets next to nothing under flow: people take out of a pool what the chain puts in", async () => {
    const flow = await run("subnets.rule=flow")
    const base = await run()
    expect(flow("tao_minted")).toBeLessThan(0.02 * base("tao_minted"))
    const buying = await run("subnets.rule=flow", buys)
    expect(buying("tao_minted")).toBeGreaterThan(0.1 * base("tao_minted"))
  })

  it("takes the TAO from whoever burns its miners' emission, with or without users", async () => {
    const empty = await run("networks.promise.token.owner.burns=90%")
    const base = await run()
    expect(empty("promise.emission_share")).toBeLessThan(0.1)
    expect(empty("misplaced_emission")).toBeLessThan(base("misplaced_emission") - 0.1)
    expect(empty("exits")).toBeGreaterThan(base("exits"))
    const working = await run("networks.batch.token.owner.burns=90%")
    expect(working("batch.emission_share")).toBeLessThan(0.1)
  })

  it("favours the youngest subnet with the root proportion in the product", async () => {
    const root = await run("subnets.rule=root-price-burn")
    const base = await run()
    expect(root("promise.emission_share")).toBeGreaterThan(base("promise.emission_share") + 0.15)
  })
})
