import { Digest, Language } from "@lode/sim"
import { CommandFile, ScenarioFile } from "@lode/sim/node"
import { Effect } from "effect"
import * as fc from "fast-check"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { Lens } from "../../packages/tui/src/session/Wish.ts"
import { journalText } from "../../packages/tui/src/session/JournalFile.ts"
import { Lane } from "../../packages/tui/src/session/Lane.ts"
import { alone, Driven, lens, load, orderOf } from "./sessions.ts"

const day = 86_400
const market = await load("idle-gpus", "horizon.length=20 days", "horizon.warm_up=0 s")
const miners = await load("converted-miners", "horizon.length=120 days", "shocks=[]")
const burn = "networks.network.token.sink.burn"

const digestOf = (lane: { snapshot: () => Parameters<typeof Digest.digest>[0] }): string =>
  Digest.digest(lane.snapshot())
const first = ({ simulator }: Driven): Lane => {
  const [lane] = simulator.all
  if (lane === undefined) throw new Error("no lane")
  return lane
}

describe("watching changes nothing", () => {
  it.each([
    ["idle GPUs", market],
    ["converted miners", miners]
  ])("%s: the run with a screen ends in the state of the run without, byte for byte", (_, loaded) => {
    const run = alone(loaded)
    run.finish()
    const driven = new Driven(orderOf(loaded, { playing: true }))
    // somebody looks at every screen meanwhile
    for (const screen of ["market", "providers", "token", "training", "events", "overview"] as const) {
      driven.tell({ kind: "lens", lens: { ...lens, screen } }, 5)
    }
    driven.turn()
    expect(driven.session.get().status?.isOver).toBe(true)
    expect(digestOf(first(driven))).toBe(digestOf(run))
  })

  it("goes any way to an instant, in steps, at any speed, over and back, and shows the same picture there", () => {
    const at = 7 * day + 1234.5
    const straight = new Driven(orderOf(market)).tell({ kind: "seek", at }).lane().picture
    const ways: ReadonlyArray<(driven: Driven) => Driven> = [
      (driven) => driven.tell({ kind: "seek", at: 15 * day }).tell({ kind: "seek", at }),
      (driven) => driven.tell({ kind: "step", by: "day", back: false }).tell({ kind: "seek", at }),
      (driven) => driven.tell({ kind: "speed", speed: 3600 }).tell({ kind: "play" }, 50).tell({ kind: "seek", at }),
      (driven) => driven.tell({ kind: "play" }).tell({ kind: "seek", at: 0 }).tell({ kind: "seek", at })
    ]
    for (const way of ways) expect(way(new Driven(orderOf(market))).lane().picture).toEqual(straight)
  })

  it("goes back to any instant that it has been to", () => {
    const driven = new Driven(orderOf(market)).tell({ kind: "seek", at: 20 * day })
    fc.assert(
      fc.property(fc.double({ min: 0, max: 20 * day, noNaN: true }), (at) => {
        const there = driven.tell({ kind: "seek", at }).lane()
        const run = alone(market)
        run.advance(at)
        expect(there.picture.events).toBe(run.world.simulation.handled)
        expect(digestOf(first(driven))).toBe(digestOf(run))
      }),
      { numRuns: 8 }
    )
  })
})

describe("time", () => {
  it("steps by one event, and back", () => {
    const driven = new Driven(orderOf(market)).tell({ kind: "seek", at: day })
    const before = driven.lane().picture
    const after = driven.tell({ kind: "step", by: "event", back: false }).lane().picture
    expect(after.events).toBe(before.events + 1)
    expect(after.now).toBeGreaterThan(before.now)
    const again = driven.tell({ kind: "step", by: "event", back: true }).lane().picture
    expect(again.events).toBe(before.events)
    expect({ ...again, now: 0 }).toEqual({ ...before, now: 0 })
  })

  it("counts steps that come before the last one is done from where that one goes", () => {
    const driven = new Driven(orderOf(market)).tell({ kind: "seek", at: 5 * day })
    for (let press = 0; press < 3; press++) driven.session.send({ kind: "step", by: "day", back: true })
    driven.session.send({ kind: "step", by: "hour", back: false })
    expect(driven.turn().lane().picture.now).toBe(2 * day + 3600)
    const { events } = driven.lane().picture
    for (let press = 0; press < 3; press++) driven.session.send({ kind: "step", by: "event", back: true })
    expect(driven.turn().lane().picture.events).toBe(events - 3)
    for (let press = 0; press < 5; press++) driven.session.send({ kind: "step", by: "event", back: false })
    expect(driven.turn().lane().picture.events).toBe(events + 2)
  })

  it("steps by an hour and by a day", () => {
    const driven = new Driven(orderOf(market)).tell({ kind: "seek", at: day })
    expect(driven.tell({ kind: "step", by: "hour", back: false }).lane().picture.now).toBe(day + 3600)
    expect(driven.tell({ kind: "step", by: "day", back: true }).lane().picture.now).toBe(3600)
  })

  it("stands still when paused, and plays at the speed that was asked for", () => {
    const driven = new Driven(orderOf(market, { speed: 3600 })).tell({ kind: "play" }, 90).tell({ kind: "pause" })
    const { now } = driven.lane().picture
    // ninety turns of about 20 ms each, at an hour a second
    expect(now).toBeGreaterThan(3600)
    expect(now).toBeLessThan(4 * 3600)
    driven.turn()
    expect(driven.lane().picture.now).toBe(now)
    expect(driven.session.get().status?.playing).toBe(false)
  })

  it("keeps the past in rows at fixed instants, the same however it was reached", () => {
    const slow = new Driven(orderOf(market)).tell({ kind: "speed", speed: 7200 }).tell({ kind: "play" }, 400)
    const fast = new Driven(orderOf(market)).tell({ kind: "seek", at: slow.tell({ kind: "pause" }).lane().picture.now })
    const now = slow.lane().picture.now
    for (const column of ["gpus_online", "jobs_running", "network.price"]) {
      expect(slow.lane().history.column(column, now)).toEqual(fast.lane().history.column(column, now))
    }
    expect(slow.lane().log).toEqual(fast.lane().log)
  })

  it("starts again with another seed, whose luck is another", () => {
    const driven = new Driven(orderOf(market)).tell({ kind: "seek", at: 5 * day })
    const { events } = driven.lane().picture
    driven.tell({ kind: "restart", seed: 77 }).tell({ kind: "seek", at: 5 * day })
    expect(driven.lane().about.seed).toBe(77)
    expect(driven.lane().picture.events).not.toBe(events)
    const run = alone(market, [], 77)
    run.advance(5 * day)
    expect(digestOf(first(driven))).toBe(digestOf(run))
  })
})

describe("changes", () => {
  it("are journalled; the journal gives the same run without a screen", () => {
    const driven = new Driven(orderOf(miners))
      .tell({ kind: "seek", at: 30.25 * day })
      .tell({ kind: "change", lane: 0, change: { set: burn, value: 0.1 } })
      .tell({ kind: "seek", at: 60 * day })
      .tell({ kind: "change", lane: 0, change: { shock: { kind: "hash-price", factor: 0.5 } } })
      .tell({ kind: "play" })
    const { journal } = driven.lane()
    expect(journal.map(({ at }) => at)).toEqual([30.25 * day, 60 * day])
    const run = alone(miners, journal)
    run.finish()
    expect(digestOf(first(driven))).toBe(digestOf(run))
    expect(driven.lane().log.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["command", "shock"]))
  })

  it("written to a file are read back to the very same numbers", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lode-journal-"))
    try {
      const journal = [
        { at: 12_345.678_901, set: burn, value: 1 / 3 },
        { at: 1e6 + 1 / 3, set: "networks.network.token.emission.rate", value: 98_765.432_1 },
        { at: 2e6, shock: { kind: "region-fails", at: 2e6, region: "us-east", lasts: day } },
        { at: 2e6, shock: { kind: "hash-price", at: 2e6, factor: 0.5 } }
      ] as const
      const file = join(folder, "journal.yaml")
      writeFileSync(file, journalText(miners.scenario, journal))
      const path = join(import.meta.dirname, "..", "..", "scenarios", "converted-miners.yaml")
      const read = Effect.flatMap(ScenarioFile.load(Language.language, path), (decoded) =>
        CommandFile.load(file, decoded)
      )
      expect(await Effect.runPromise(read)).toEqual(journal)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it("made after going back take the place of those that came later", () => {
    const driven = new Driven(orderOf(miners))
      .tell({ kind: "seek", at: 60 * day })
      .tell({ kind: "change", lane: 0, change: { set: burn, value: 0.1 } })
      .tell({ kind: "seek", at: 90 * day })
      .tell({ kind: "seek", at: 20 * day })
    // back alone forgets nothing
    expect(driven.lane().journal).toHaveLength(1)
    driven.tell({ kind: "change", lane: 0, change: { set: burn, value: 0.9 } }).tell({ kind: "play" })
    expect(driven.lane().journal).toEqual([{ at: 20 * day, set: burn, value: 0.9 }])
    const run = alone(miners, driven.lane().journal)
    run.finish()
    expect(digestOf(first(driven))).toBe(digestOf(run))
  })

  it("that cannot be are refused with a reason, and leave the run as it was", () => {
    const driven = new Driven(orderOf(miners)).tell({ kind: "seek", at: 20 * day })
    const before = digestOf(first(driven))
    driven.tell({ kind: "change", lane: 0, change: { set: burn, value: 7 } })
    driven.tell({ kind: "change", lane: 0, change: { set: "supply.cohorts.data-centres.count", value: 7 } })
    expect(driven.session.get().refusal).toMatchObject({
      number: 2,
      message: expect.stringContaining("cannot be changed")
    })
    expect(driven.lane().journal).toEqual([])
    expect(digestOf(first(driven))).toBe(before)
  })

  it("show their value among the knobs", () => {
    const driven = new Driven(orderOf(miners)).tell({ kind: "seek", at: day })
    const place = driven.lane().about.knobs.findIndex(({ path }) => path === burn)
    expect(driven.lane().knobs[place]).toBe(0.5)
    driven.tell({ kind: "change", lane: 0, change: { set: burn, value: 0.25 } })
    expect(driven.lane().knobs[place]).toBe(0.25)
  })
})

describe("two lanes", () => {
  it("of a branch run alike until one is changed, and then each as its own journal says", () => {
    const driven = new Driven(orderOf(miners)).tell({ kind: "seek", at: 40 * day }).tell({ kind: "branch" })
    driven.tell({ kind: "seek", at: 50 * day })
    expect(driven.lane(1).picture).toEqual(driven.lane(0).picture)
    driven.tell({ kind: "change", lane: 1, change: { shock: { kind: "cloud-price", cloud: "central", factor: 0.5 } } })
    driven.tell({ kind: "play" })
    const [a, b] = driven.simulator.all
    for (const [lane, index] of [
      [a, 0],
      [b, 1]
    ] as const) {
      const run = alone(miners, driven.lane(index).journal)
      run.finish()
      expect(lane === undefined ? "" : digestOf(lane)).toBe(digestOf(run))
    }
    expect(driven.lane(1).picture.values).not.toEqual(driven.lane(0).picture.values)
  })

  it("go back together", () => {
    const driven = new Driven(orderOf(market)).tell({ kind: "seek", at: 4 * day }).tell({ kind: "branch" })
    driven.tell({ kind: "seek", at: 8 * day }).tell({ kind: "seek", at: 2 * day })
    expect(driven.lane(0).picture.now).toBe(2 * day)
    expect(driven.lane(1).picture).toEqual(driven.lane(0).picture)
    driven.tell({ kind: "branch" })
    expect(driven.session.get().lanes).toHaveLength(1)
  })
})

describe("why", () => {
  const watch = (driven: Driven, watched: Lens["watched"]) => driven.tell({ kind: "lens", lens: { ...lens, watched } })

  it("tells the story of a job from its wish to its end, though nobody listened then", () => {
    const driven = new Driven(orderOf(market)).tell({ kind: "seek", at: 10 * day })
    const state = digestOf(first(driven))
    const { story } = watch(driven, { kind: "job", number: 20_000 }).lane()
    const lines = story?.lines.map(({ text }) => text) ?? []
    expect(story?.isWhole).toBe(true)
    expect(lines[0]).toMatch(/^a job of [\w-]+: \d+ GPUs? for .* at most .*network asks/)
    expect(lines.some((line) => line.startsWith("starts "))).toBe(true)
    expect(lines.at(-1)).toMatch(/^(is done after|gives up)/)
    const instants = story?.lines.map(({ at }) => at) ?? []
    expect(instants).toEqual(instants.toSorted((a, b) => a - b))
    // and whoever tells it disturbs nothing
    expect(digestOf(first(driven))).toBe(state)
  })

  it("tells of every interruption of a job, and what it was", () => {
    const driven = new Driven(orderOf(market)).tell({ kind: "seek", at: 10 * day })
    const { jobs } = alone(market).world
    expect(jobs.live).toBe(0)
    const interrupted = Array.from({ length: 15 }, (_, job) => {
      const { story } = watch(driven, { kind: "job", number: 30_000 + job }).lane()
      return story?.lines.find(({ text }) => text.startsWith("interrupted"))?.text
    }).filter((text) => text !== undefined)
    for (const text of interrupted) expect(text).toMatch(/a GPU broke|took the machines|left the network/)
    expect(interrupted.length).toBeGreaterThan(0)
  })

  it("tells what a provider reckons with, month by month, and goes on while the run does", () => {
    const driven = new Driven(orderOf(miners)).tell({ kind: "seek", at: 70 * day })
    driven.tell({ kind: "lens", lens: { ...lens, screen: "providers" } })
    const { detail } = driven.lane().picture
    const name = detail.kind === "table" ? (detail.table.rows[1]?.name ?? "") : ""
    const early = watch(driven, { kind: "provider", name }).lane().story?.lines ?? []
    expect(early[0]?.text).toMatch(/(is there from the start|joins) with \d+ H100-SXM in .*brings .* and costs/)
    expect(early.filter(({ text }) => text.startsWith("a month")).length).toBeGreaterThanOrEqual(1)
    const late = driven.tell({ kind: "seek", at: 110 * day }).lane().story?.lines ?? []
    expect(late.slice(0, early.length)).toEqual(early)
    expect(late.length).toBeGreaterThan(early.length)
  })

  it("says so when there is nobody of that name", () => {
    const driven = new Driven(orderOf(market)).tell({ kind: "seek", at: day })
    expect(watch(driven, { kind: "provider", name: "nobody-1" }).lane().story).toMatchObject({
      lines: [],
      isWhole: true
    })
  })
})

describe("memory", () => {
  it("of snapshots stays in its budget; what lies between is simulated again", () => {
    const size = (() => {
      const lane = Lane.make(orderOf(market).lanes[0] ?? fail(), 1, Infinity)
      return lane.snapshots.bytes
    })()
    const lane = Lane.make(orderOf(market).lanes[0] ?? fail(), 1, 12 * size)
    for (let at = 0; at <= 20 * day; at += day / 4) {
      lane.advance(at)
      lane.keep()
    }
    expect(lane.snapshots.bytes).toBeLessThanOrEqual(12 * size)
    expect(lane.snapshots.count).toBeGreaterThan(2)
    const run = alone(market)
    run.advance(3.3 * day)
    expect(lane.rewind({ at: 3.3 * day })).toBe(true)
    lane.advance(3.3 * day)
    expect(digestOf(lane)).toBe(digestOf(run))
  })
})

const fail = (): never => {
  throw new Error("an order without a lane")
}

describe("the log", () => {
  it("tells of votes: how each ends, and when it takes effect", async () => {
    const proposal = (at: string, yes: string) =>
      `{ at: ${at}, set: networks.network.token.emission.rate, value: 900 tokens/day, votes: [{ yes: ${yes} }] }`
    const rule = `{ period: 2 days, delay: 1 days, proposals: [${proposal("5 days", "100%")}, ${proposal("9 days", "0%")}] }`
    const voted = await load("incentive-design", `networks.network.governance=${rule}`, "horizon.length=20 days")
    const driven = new Driven(orderOf(voted)).tell({ kind: "seek", at: 19 * 86_400 })
    const votes = driven.lane().log.filter(({ kind }) => kind === "vote")
    const what = "network: networks.network.token.emission.rate = 900 tokens/day"
    expect(votes.map(({ at, text }) => [at / 86_400, text])).toEqual([
      [7, `${what} passes, in 1 day`],
      [8, `${what} from now on, as was voted`],
      [11, `${what} does not pass`]
    ])
  })

  it("names those who begin to pay themselves for work", async () => {
    const driven = new Driven(orderOf(await load("incentive-design", "horizon.length=80 days"))).tell({
      kind: "seek",
      at: 79 * 86_400
    })
    const told = driven.lane().log.filter(({ kind, text }) => kind === "slash" && text.includes("for work;"))
    expect(told.length).toBeGreaterThan(0)
    for (const { text } of told) expect(text).toMatch(/^network: owners-\d+/)
    // and what it has cost them: tokens are counted from the first slash on
    const slashed = told.flatMap(({ text }) => /([\d.]+) tokens slashed so far/.exec(text)?.[1] ?? []).map(Number)
    expect(slashed.length).toBeGreaterThan(0)
    expect(slashed).toEqual(slashed.toSorted((a, b) => a - b))
  })
})
