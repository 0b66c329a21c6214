import { describe, expect, it } from "vitest"
import * as Catalog from "../../packages/sim/src/catalog/Catalog.ts"
import { JobState } from "../../packages/sim/src/state/Jobs.ts"
import { none } from "../../packages/sim/src/state/Table.ts"
import { Gang } from "../../packages/sim/src/training/network/Gang.ts"
import { Pace, Training } from "../../packages/sim/src/training/Pace.ts"
import { leave } from "../../packages/sim/src/world/Enrolment.ts"
import { trainedOn, trainedSoFar } from "../../packages/sim/src/world/GangChanges.ts"
import { gauges } from "../../packages/sim/src/world/Gauges.ts"
import { measure } from "../../packages/sim/src/world/Metrics.ts"
import { rules } from "../../packages/sim/src/world/Rules.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import type { World } from "../../packages/sim/src/world/World.ts"
import { eachEvent, machinesAreSoldOnce, moneyIsConserved } from "../laws/Books.ts"
import { cloud, cohort, hour, type JobClass, jobClass, type Life, livesOf, scenario, type Written } from "./Worlds.ts"

type TrainingPart = NonNullable<JobClass["training"]>

const tokens = 20e9
const billion = 1e9
const h100 = 989e12

/** A job that trains a billion parameters on 20 billion tokens on 16 GPUs, asked for at once. */
const trainer = (training: Partial<TrainingPart> = {}, parts: Partial<JobClass> = {}): JobClass =>
  jobClass(0, {
    requests: { kind: "planned", at: ["0 s"] },
    gpus: 16,
    checkpoint_every: "1 h",
    restart: "0 s",
    ...parts,
    training: {
      model: { parameters: billion },
      tokens: "20B tokens",
      mfu: "40%",
      synchronisation: { kind: "diloco", inner_steps: 50, exchange_bits: 16 },
      ...training
    }
  })

/** Eight H100 of one owner in a region, over a link of 400 megabit a second. */
const node = (region: string, price: number, parts: Parameters<typeof cohort>[0] = {}) =>
  cohort({
    regions: [region],
    asking: { kind: "fixed", price: `${price} USD/GPU-hour` },
    upload: "400 Mbit/s",
    download: "400 Mbit/s",
    ...parts
  })

/** Two of them, an ocean between: the home of the job that these tests look at. */
const twoPlaces = { here: node("us-east", 1), there: node("europe-west", 2) }
const network = { network: { market: { kind: "posted-price" } } } as const
const fails = (at: string, lasts: string, region = "europe-west") =>
  ({ kind: "region-fails", at, region, lasts }) as const

const onNetwork = (jobs: JobClass, parts: Partial<Written> = {}, days = 30): Run =>
  Run.make(scenario(days, { networks: network, supply: { cohorts: twoPlaces }, demand: { jobs }, ...parts }))

/** Tokens a second, of those that one data centre would need, that a gang trains; and seconds from one exchange to the next. */
const paceOf = (jobs: JobClass, wanted: number, ...members: ReadonlyArray<readonly [region: string, gpus: number]>) => {
  const config = scenario(1, { clouds: { central: cloud(1) }, demand: { jobs } }).demand["jobs"]?.training
  if (config === undefined) throw new Error("trains nothing")
  const gang = new Gang()
  for (const [region, gpus] of members) gang.add(0, gpus, Catalog.regionIndex(region), 400e6, 400e6)
  const pace = new Pace()
  expect(new Training(config).pace(gang, tokens, wanted, pace)).toBe(true)
  return { rate: pace.usefulTokensPerSecond, between: pace.innerSteps * pace.step, pace }
}
const both = ["us-east", "europe-west"].map((region) => [region, 8] as const)
const alone = [["us-east", 8]] as const

/** What the tallies counted. */
const counted = ({ all }: World) => {
  const { abandoned, completed, interruptions, membersLost, requests, starts } = all
  return { abandoned, completed, interruptions, membersLost, requests, starts }
}

const only = (lives: ReadonlyArray<Life>): Life => {
  const [life] = lives
  if (life === undefined || lives.length !== 1) throw new Error(`${lives.length} jobs ended`)
  return life
}

describe("a training job", () => {
  it("in one data centre takes tokens × FLOP / (GPUs × peak × MFU), and pays for that", () => {
    const clouds = { central: cloud(16, "3 USD/GPU-hour") }
    const life = only(livesOf(Run.make(scenario(30, { clouds, demand: { jobs: trainer() } }))))
    const seconds = (tokens * 6 * billion) / (16 * h100 * 0.4)
    expect(life.ended).toBeCloseTo(seconds, 6)
    expect(life.paidUsd).toBe(Math.round(16 * 3e6 * (seconds / hour)) / 1e6)
  })

  it("counts attention's FLOP when its context is given, and takes the MFU of its GPUs when none is given", () => {
    const clouds = { central: cloud(16) }
    const model = { parameters: billion, layers: 16, width: 2048, context: 8192 }
    const jobs = trainer({ model, mfu: "0%" })
    const life = only(livesOf(Run.make(scenario(30, { clouds, demand: { jobs } }))))
    const flop = 6 * billion + 12 * 16 * 2048 * 8192
    expect(life.ended).toBeCloseTo((tokens * flop) / (16 * h100 * Catalog.gpuAt(0).mfu.value), 5)
  })

  it("across slow links takes as much longer as its pace says", () => {
    const { pace, rate } = paceOf(trainer(), 16, ...both)
    const life = only(livesOf(onNetwork(trainer())))
    expect(life.ended).toBeCloseTo(tokens / rate, 5)
    expect(pace.replicas).toBe(2)
    expect(pace.utilisation).toBeLessThan(0.8)
    expect(pace.tokensRatio).toBeGreaterThan(1.01)
  })

  it("has of its owner's link the share that its GPUs are of the owner's", () => {
    const owner = (region: string, price: number) =>
      node(region, price, { gpus: 16, upload: "800 Mbit/s", download: "800 Mbit/s" })
    const jobs = trainer({}, { gpus: 24 })
    const run = onNetwork(jobs, { supply: { cohorts: { here: owner("us-east", 1), there: owner("europe-west", 2) } } })
    // All 16 GPUs of one, and 8 of 16 of the other: half of 800 Mbit/s are the 400 Mbit/s at which `paceOf` reckons.
    const { rate } = paceOf(jobs, 24, ["us-east", 16], ["europe-west", 8])
    expect(only(livesOf(run)).ended).toBeCloseTo(tokens / rate, 5)
  })

  it("in one place waits for no link, however many owners there are", () => {
    const wide = { ...twoPlaces, there: node("europe-west", 2, { gpus: 32 }) }
    const life = only(livesOf(onNetwork(trainer(), { supply: { cohorts: wide } })))
    expect(life.ended).toBeCloseTo((tokens * 6 * billion) / (16 * h100 * 0.4), 6)
  })

  it("takes only models that hold what it trains", () => {
    const cohorts = {
      small: cohort({ gpu_model: "RTX-4090", asking: { kind: "fixed", price: "0.1 USD/GPU-hour" } }),
      large: cohort({ asking: { kind: "fixed", price: "3 USD/GPU-hour" } })
    }
    // 2B parameters take 32 GB: a 4090 has 24, two of them hold it.
    const jobs = (gpus: number) =>
      trainer({ model: { parameters: 2 * billion } }, { gpus, gpu_models: ["RTX-4090", "H100-SXM"] })
    const venueOf = (gpus: number) => {
      const run = onNetwork(jobs(gpus), { supply: { cohorts } }, 400)
      run.advance(hour)
      const { jobs: rows, leases, providers } = run.world
      return Catalog.gpuNames[providers.gpuModel[leases.provider[rows.firstLease[0] ?? none] ?? none] ?? none]
    }
    expect([venueOf(1), venueOf(2)]).toEqual(["H100-SXM", "RTX-4090"])
  })

  it("of recorded demand, whose size cannot hold the model, finds no venue", () => {
    const jobs = trainer(
      { model: { parameters: 60 * billion } },
      { requests: { kind: "trace", file: "jobs.csv" }, gpus: 1 }
    )
    const traces = {
      "jobs.csv": { submit: Float64Array.of(0, 60), demand: Float64Array.of(1, 16), duration: Float64Array.of(1, 1) }
    }
    const written = scenario(200, { networks: network, supply: { cohorts: twoPlaces }, demand: { jobs } })
    for (const rule of rules) rule(written, (path, message) => expect.fail(`${path.join(".")}: ${message}`))
    const run = Run.make(written, { inputs: { traces, series: {} } })
    run.finish()
    expect([run.world.pricedOut, run.world.all.starts]).toEqual([1, 1])
  })

  it("on no tokens to speak of ends at once", () => {
    const life = only(
      livesOf(onNetwork(trainer({ tokens: { kind: "uniform", from: "0 tokens", to: "0.001 tokens" } })))
    )
    expect(life.ended).toBeCloseTo(0, 6)
  })
})

describe("a member that cannot hold the model where others can", () => {
  it("stands idle, and is paid: as a stage of a pipeline it would hold up all", () => {
    const crumb = () => node("europe-west", 3, { gpus: 1 })
    const big = { model: { parameters: 6 * billion }, tokens: "20B tokens" }
    const cohorts = { here: node("us-east", 1, { gpus: 8 }), there: node("us-west", 2, { gpus: 8 }), crumb: crumb() }
    const run = onNetwork(trainer(big, { gpus: 17 }), { supply: { cohorts } }, 90)
    run.advance(1)
    const { gangs, jobs, pace } = run.world
    const job = Array.from({ length: jobs.used }, (_, row) => row).find((row) => jobs.isLive(row)) ?? none
    expect(gangs.held[job]).toBe(17)
    expect(pace.stages).toBe(1)
    expect(pace.replicas).toBe(2)
    expect(pace.working).toBeCloseTo(16 / 17, 12)
  })
})

describe("a training job whose gang would never reach its loss", () => {
  it("does not start, pays nothing, and leaves the machines to others", () => {
    const run = onNetwork(trainer({ tokens: "1000T tokens" }))
    run.advance(10)
    const { all, jobs, ledger, venues } = run.world
    expect(all.training.outOfReach).toBe(1)
    expect(all.abandoned).toBe(1)
    expect(all.starts).toBe(0)
    expect(jobs.live).toBe(0)
    expect(venues[0]?.rented.value).toBe(0)
    expect(ledger.balance(venues[0]?.escrow ?? -1)).toBe(0n)
    moneyIsConserved(run.world)
  })
})

describe("planned requests", () => {
  it("come at their instants, in the order of time, so many at each", () => {
    const jobs = trainer({}, { gpus: 1, requests: { kind: "planned", at: ["5 h", "0 s"], each: 2 } })
    const lives = livesOf(onNetwork(jobs, {}, 300))
    expect(lives.map(({ submitted }) => submitted)).toEqual([0, 0, 5 * hour, 5 * hour])
  })

  it("beyond the horizon do not come", () => {
    const run = onNetwork(trainer({}, { requests: { kind: "planned", at: ["1 day", "3 days"] } }), {}, 2)
    run.finish()
    expect(run.world.all.requests).toBe(1)
  })
})

describe("a training job that starts again", () => {
  it("goes back to its checkpoint, orders again, and is as fast as what it then gets", () => {
    const jobs = trainer({}, { checkpoint_every: "1 h", restart: "6 minutes" })
    const cohorts = { ...twoPlaces, spare: node("us-west", 3) }
    const shocks = [fails("5.2 h", "90 days")]
    const life = only(livesOf(onNetwork(jobs, { supply: { cohorts }, shocks })))
    const before = paceOf(jobs, 16, ...both).rate
    const after = paceOf(jobs, 16, ["us-west", 8], ["us-east", 8]).rate
    // Checkpoints come by the clock, each hour; loading the last takes six minutes.
    const saved = before * 5 * hour
    expect(saved).toBeGreaterThan(0)
    expect(life.interruptions).toBe(1)
    expect(life.ended).toBeCloseTo(5.2 * hour + 0.1 * hour + (tokens - saved) / after, 4)
  })
})

describe("an elastic job", () => {
  const jobs = trainer({ continuation: "elastic" }, { patience: "1 h" })
  const two = paceOf(jobs, 16, ...both)
  const one = paceOf(jobs, 16, ...alone)
  /** Tokens of one member that are lost with it: of half the time between two exchanges, its half of the gang's. */
  const lost = (two.between / 2) * two.rate * 0.5
  /** 12 bytes a parameter at 400 Mbit/s, in which who joins does nothing. */
  const fetching = (12 * billion * 8) / 400e6

  it("goes on slower without a lost member, and faster again when a recruit has found another", () => {
    const run = onNetwork(jobs, { shocks: [fails("5 h", "2 h")] })
    const life = only(livesOf(run))
    const left = tokens - 5 * hour * two.rate + lost - 2 * hour * one.rate + fetching * two.rate * 0.5
    expect(one.rate).toBeLessThan(two.rate)
    expect(life.interruptions).toBe(0)
    expect(life.ended).toBeCloseTo(7 * hour + left / two.rate, 4)
    expect(run.world.all.membersLost).toBe(1)
    expect(run.world.all.wastedGpuSeconds).toBeCloseTo((8 * two.between) / 2 + 8 * fetching, 6)
  })

  it("has members that join at once where there is nothing to fetch", () => {
    const free = trainer({ continuation: "elastic", joining_bytes: 0 }, { patience: "1 h" })
    const waste = (run: Run) => {
      livesOf(run)
      return run.world.all.wastedGpuSeconds
    }
    expect(waste(onNetwork(free, { shocks: [fails("5 h", "2 h")] }))).toBeCloseTo((8 * two.between) / 2, 6)
  })

  it("ends the later the slower who joins fetches, and never later than without it", () => {
    const model = { parameters: billion, layers: 16, width: 2048, state_bytes: 600 }
    const ended = (joining_bytes: number, back: string) => {
      const slow = trainer({ continuation: "elastic", model, joining_bytes })
      return only(livesOf(onNetwork(slow, { shocks: [fails("5 h", back)] }))).ended
    }
    const alone = ended(0, "300 days")
    const times = [0, 12, 120, 600].map((bytes) => ended(bytes, "2 h"))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times[0]).toBeLessThan(times[2] ?? 0)
    expect(times[3]).toBeCloseTo(alone, 4)
  })

  it("pays by the meter, to the micro-USD, and gets the rest of its escrow back", () => {
    const networks = { network: { ...network.network, egress: "0.01 USD/GB" } }
    const run = onNetwork(jobs, { networks, shocks: [fails("5 h", "2 h")] })
    const life = only(livesOf(run))
    const { ledger, all } = run.world
    const usd = (gpus: number, price: number, seconds: number) => Math.round(gpus * price * 1e6 * (seconds / hour))
    const paid = usd(8, 1, life.ended) + usd(8, 2, 5 * hour) + usd(8, 2, life.ended - 7 * hour)
    expect(Math.round(life.paidUsd * 1e6)).toBe(paid)
    expect(ledger.balance(run.world.venue(0).escrow)).toBe(0n)
    const bits = two.pace.sending * (life.ended - 2 * hour)
    expect(all.egressUsd).toBeCloseTo((bits / 8 + 12 * billion) * 1e-11, 5)
    const moved = Math.round(all.egressUsd * 1e6)
    expect(ledger.balance(run.world.stream(0).users)).toBe(-BigInt(paid + moved))
    expect(measure(run.world)["training_usd"]).toBeCloseTo((paid + moved) / 1e6, 6)
  })

  it("has at any instant in escrow what it has used and not paid, whoever comes and goes", () => {
    const shocks = [fails("5 h", "2 h"), fails("7.5 h", "30 minutes"), fails("7.75 h", "30 minutes", "us-east")]
    const run = onNetwork(jobs, { shocks })
    eachEvent(run, (world) => {
      moneyIsConserved(world)
      machinesAreSoldOnce(world)
      const { jobs: rows, leases } = world
      if (!rows.isLive(0)) return
      let owed = 0
      for (let lease = rows.firstLease[0] ?? none; lease !== none; lease = leases.nextOfJob[lease] ?? none) {
        const hours = (run.now - (leases.startedAt[lease] ?? 0)) / hour
        owed += Math.round((leases.gpus[lease] ?? 0) * (leases.price[lease] ?? 0) * hours)
      }
      expect(rows.escrow[0]).toBeGreaterThanOrEqual(owed)
    })
    expect(counted(run.world)).toMatchObject({ completed: 1, interruptions: 1, membersLost: 2 })
    expect(run.world.ledger.balance(run.world.venue(0).escrow)).toBe(0n)
  })

  it("sends a recruit that is no request and no job, and that never gives up", () => {
    const run = onNetwork(jobs, { shocks: [fails("5 h", "20 h")] }, 3)
    const { world } = run
    const gauge = (name: string) =>
      gauges(world)
        .find((found) => found.name === name)
        ?.of(world)
    run.advance(8 * hour)
    // Three hours of waiting, where the class has patience for one.
    expect([world.venue(0).market.waiting, world.jobs.live]).toEqual([1, 2])
    expect([gauge("jobs_running"), gauge("jobs_waiting"), gauge("network.waiting")]).toEqual([1, 0, 0])
    const told: Array<number> = []
    world.record({ job: ({ jobs: rows }, job) => told.push(rows.number[job] ?? none) })
    run.finish()
    expect(counted(world)).toMatchObject({ requests: 1, starts: 1, completed: 1, abandoned: 0, interruptions: 0 })
    expect([told, world.jobs.live, world.jobsRequested, world.venue(0).recruits]).toEqual([[0], 0, 1, 0])
  })

  it("calls its recruits back when it ends", () => {
    const run = onNetwork(jobs, { shocks: [fails("5 h", "90 days")] })
    run.finish()
    const { world } = run
    expect([world.all.completed, world.venue(0).market.waiting, world.jobs.live]).toEqual([1, 0, 0])
  })

  it("calls them back when it is interrupted, also at the instant at which they were sent", () => {
    for (const shocks of [
      [fails("5 h", "90 days"), fails("6 h", "90 days", "us-east")],
      [fails("5 h", "90 days"), fails("5 h", "90 days", "us-east")]
    ]) {
      const run = onNetwork(trainer({ continuation: "elastic" }), { shocks })
      run.advance(7 * hour)
      const { jobs: rows, venues, all } = run.world
      expect([rows.live, venues[0]?.market.waiting, venues[0]?.recruits]).toEqual([1, 1, 0])
      expect([all.interruptions, all.membersLost, rows.state[0]]).toEqual([1, 1, JobState.interrupted])
    }
  })

  it("loses several members at once when their region fails, and is interrupted with the last", () => {
    const region = { far: node("europe-west", 2, { count: 3 }), near: node("us-east", 1) }
    const large = trainer({ continuation: "elastic" }, { gpus: 32 })
    const someLeft = onNetwork(large, { supply: { cohorts: region }, shocks: [fails("5 h", "1 h")] })
    someLeft.advance(5.5 * hour)
    expect(counted(someLeft.world)).toMatchObject({ membersLost: 3, interruptions: 0 })
    expect([someLeft.world.gangs.held[0], someLeft.world.venue(0).recruits]).toEqual([8, 3])
    // Each lost what it did since the last exchange.
    const { between } = paceOf(large, 32, ["us-east", 8], ...[1, 2, 3].map(() => ["europe-west", 8] as const))
    expect(someLeft.world.all.wastedGpuSeconds).toBeGreaterThan(2.5 * 8 * (between / 2))
    someLeft.advance(6.5 * hour)
    expect([someLeft.world.gangs.held[0], someLeft.world.venue(0).recruits]).toEqual([32, 0])
    const all = onNetwork(trainer({ continuation: "elastic" }, { gpus: 24 }), {
      supply: { cohorts: { far: node("europe-west", 2, { count: 3 }) } },
      shocks: [fails("5 h", "1 h")]
    })
    all.advance(5.5 * hour)
    expect(counted(all.world)).toMatchObject({ membersLost: 2, interruptions: 1 })
    expect([all.world.jobs.live, all.world.venue(0).market.waiting]).toEqual([1, 1])
  })

  it("is interrupted when those that are left do not hold the model any more", () => {
    // 60B parameters take 960 GB: twelve H100, so two nodes of eight.
    const large = trainer(
      { continuation: "elastic", model: { parameters: 60 * billion }, tokens: "1T tokens" },
      { gpus: 24 }
    )
    const cohorts = { ...twoPlaces, third: node("us-west", 3) }
    const run = onNetwork(large, {
      supply: { cohorts },
      shocks: [fails("5 h", "90 days"), fails("6 h", "90 days", "us-west")]
    })
    run.advance(5.5 * hour)
    expect(counted(run.world)).toMatchObject({ membersLost: 1, interruptions: 0 })
    run.advance(6.5 * hour)
    expect(counted(run.world)).toMatchObject({ membersLost: 1, interruptions: 1 })
  })

  it("goes on when a provider leaves for good", () => {
    const run = onNetwork(jobs)
    run.advance(3 * hour)
    const { world } = run
    const gone = world.cohorts[1]?.rows[0] ?? none
    leave(world, gone, run.now)
    expect([world.gangs.held[0], world.providers.firstLease[gone] ?? none]).toEqual([8, none])
    run.finish()
    expect(counted(world)).toMatchObject({ completed: 1, membersLost: 1, interruptions: 0 })
    moneyIsConserved(world)
  })

  it("is one place with the machines that a recruit finds beside those that it has", () => {
    const cohorts = { large: node("us-east", 1, { gpus: 16 }), small: node("europe-west", 2, { gpus: 4 }) }
    const other = jobClass(0, { requests: { kind: "planned", at: ["0 s"] }, gpus: 4, duration: "1 h" })
    const later = trainer({ continuation: "elastic" }, { requests: { kind: "planned", at: ["60 s"] } })
    const run = onNetwork(later, {
      supply: { cohorts },
      demand: { jobs: later, other },
      shocks: [fails("0.5 h", "90 days")]
    })
    const speed = () => run.world.jobs.speed[1] ?? Number.NaN
    run.advance(600)
    expect(speed()).toBeLessThan(0.9)
    run.advance(0.75 * hour)
    const { wastedGpuSeconds } = run.world.all
    run.advance(2 * hour)
    // All sixteen GPUs are in one data centre now, by two leases: the state was there already.
    expect(run.world.all.wastedGpuSeconds).toBe(wastedGpuSeconds)
    expect([run.world.gangs.held[1], run.world.leases.live]).toEqual([16, 2])
    expect(speed()).toBeCloseTo(1, 12)
  })

  it("lets its recruits wait behind those who wait already", () => {
    const cohorts = { ...twoPlaces, third: node("us-west", 3) }
    const ordinary = (at: string, duration: string) =>
      jobClass(0, { requests: { kind: "planned", at: [at] }, gpus: 8, duration })
    const run = onNetwork(jobs, {
      supply: { cohorts },
      demand: { jobs, first: ordinary("1 s", "6 h"), second: ordinary("2 h", "2 h") },
      shocks: [fails("5 h", "90 days")]
    })
    const lives = livesOf(run)
    expect(lives.map(({ started }) => Math.round(started))).toEqual([0, 1, 6 * hour + 1])
    // Third in the line, it has its turn when the second is done.
    expect(run.world.all.membersLost).toBe(1)
    const slow = 3 * hour + 1
    const asia = paceOf(jobs, 16, ["us-west", 8], ["us-east", 8])
    const left = tokens - 5 * hour * two.rate + lost - slow * one.rate + fetching * asia.rate * 0.5
    expect(lives[0]?.ended).toBeCloseTo(8 * hour + 1 + left / asia.rate, 3)
  })

  it("whose gang waits for a clearing market gets its recruit at the next clearing", () => {
    const networks = { network: { market: { kind: "double-auction", interval: "2 h" } } } as const
    const run = onNetwork(trainer({ continuation: "elastic" }), { networks, shocks: [fails("5 h", "30 minutes")] })
    run.advance(5.9 * hour)
    expect([run.world.gangs.held[0], run.world.venue(0).recruits]).toEqual([8, 1])
    run.advance(6.1 * hour)
    expect([run.world.gangs.held[0], run.world.venue(0).recruits]).toEqual([16, 0])
  })
})

describe("a training job that never ends", () => {
  it("costs what it has paid and owes, and has done the part that it has done", () => {
    const run = onNetwork(trainer({ tokens: "2000B tokens", replica_penalty: 0 }), {}, 3)
    run.finish()
    const measured = measure(run.world)
    expect(measured["training_completed"]).toBe(0)
    // Eight GPUs at 1 USD and eight at 2 USD, for three days.
    expect(measured["training_usd"]).toBeCloseTo((8 * 1 + 8 * 2) * 72, 6)
    const { pace, rate } = paceOf(trainer({ replica_penalty: 0 }), 16, ...both)
    expect(pace.tokensRatio).toBe(1)
    expect(measured["effective_exaflop"]).toBeCloseTo((rate * 72 * hour * 6 * billion) / 1e18, 6)
  })
})

describe("what training jobs did", () => {
  const jobs = trainer({ continuation: "elastic" })
  const { pace } = paceOf(jobs, 16, ...both)
  const stalledShare = 1 - pace.utilisation
  const extraShare = pace.utilisation * (1 - 1 / pace.tokensRatio)

  it("is known at any instant, while they run, to the second", () => {
    const run = onNetwork(jobs)
    for (const hours of [1, 3.3, 5]) {
      run.advance(hours * hour)
      const found = measure(run.world)
      expect(found["training_gpu_hours"]).toBeCloseTo(16 * hours, 9)
      expect(found["stalled_gpu_hours"]).toBeCloseTo(16 * hours * stalledShare, 9)
      expect(found["extra_token_gpu_hours"]).toBeCloseTo(16 * hours * extraShare, 9)
      expect(found["compute_utilisation"]).toBeCloseTo(pace.utilisation, 12)
    }
  })

  it("counts from when the tallies were cleared, and what is looked at is not disturbed", () => {
    const run = onNetwork(jobs, { shocks: [fails("5 h", "2 h")] })
    const other = onNetwork(jobs, { shocks: [fails("5 h", "2 h")] })
    run.advance(2 * hour)
    run.world.clearTallies(run.now)
    run.advance(4 * hour)
    expect(measure(run.world)["training_gpu_hours"]).toBeCloseTo(16 * 2, 9)
    run.advance(6 * hour)
    expect(measure(run.world)["training_gpu_hours"]).toBeCloseTo(16 * 3 + 8, 9)
    expect(livesOf(run)).toEqual(livesOf(other))
  })

  it("is what one data centre would have computed, whatever they ran on", () => {
    const central = Run.make(scenario(30, { clouds: { central: cloud(16) }, demand: { jobs } }))
    const spread = onNetwork(jobs, { shocks: [fails("5 h", "2 h")] })
    for (const run of [central, spread]) {
      run.finish()
      expect(measure(run.world)["effective_exaflop"]).toBeCloseTo((tokens * 6 * billion) / 1e18, 9)
    }
  })
})

describe("training is refused, with the path of the key to change and what would work, when", () => {
  const problems = (parts: Partial<Written>): ReadonlyArray<string> => {
    const found: Array<string> = []
    const written = scenario(10, { clouds: { central: cloud(16) }, ...parts })
    for (const rule of rules) rule(written, (path, message) => found.push(`${path.join(".")}: ${message}`))
    return found
  }
  const training = (part: Partial<TrainingPart>, gpus = 8, job: Partial<JobClass> = {}) =>
    problems({ demand: { jobs: trainer(part, { gpus, ...job }) } })

  it("the model does not fit the gang", () => {
    expect(training({ model: { parameters: 100 * billion } })).toEqual([
      "demand.jobs.training.model.parameters: A replica takes 1.6 TB of GPU memory, and 8 GPUs have at most 640 GB: ask for at least 20 H100-SXM, or for a smaller model"
    ])
    expect(training({ model: { parameters: 40 * billion } })).toEqual([])
  })

  it("fits only models that nobody offers", () => {
    const parts = (gpus: number) => ({
      clouds: {},
      networks: network,
      supply: { cohorts: { owners: cohort({ gpu_model: "RTX-4090", gpus: 8 }) } },
      demand: { jobs: trainer({ model: { parameters: 10 * billion } }, { gpus, gpu_models: [] }) }
    })
    expect(problems(parts(4))).toEqual([
      "demand.jobs.training.model.parameters: A replica takes 160 GB of GPU memory, and 4 GPUs have at most 96 GB: ask for at least 7 RTX-4090, or for a smaller model"
    ])
    expect(problems(parts(8))).toEqual([])
  })

  it("has more fragments than layers", () => {
    const synchronisation = { kind: "streaming-diloco", fragments: 33 } as const
    const [problem, ...others] = training({ synchronisation, model: { parameters: billion, layers: 32 } })
    expect(others).toEqual([])
    expect(problem).toContain("demand.jobs.training.synchronisation: 33 fragments of a model of 32 layers")
    expect(problem).toContain("at most 32")
  })

  it("there is nothing to train on", () => {
    expect(training({ tokens: "0 tokens" })).toEqual([
      "demand.jobs.training.tokens: Training takes some tokens: 20 for each parameter is common"
    ])
  })

  it("distributions cannot be", () => {
    const upsideDown = { kind: "uniform", from: "2B tokens", to: "1B tokens" } as const
    expect(training({ tokens: upsideDown })[0]).toContain("demand.jobs.training.tokens.to: The range is upside down")
  })

  it("links carry nothing", () => {
    const found = problems({
      networks: network,
      supply: { cohorts: { owners: node("us-east", 1, { upload: "0 bit/s" }) } },
      demand: { jobs: trainer() }
    })
    expect(found).toEqual([
      "supply.cohorts.owners.upload: A link needs some bandwidth: 100 Mbit/s is one that trained 72B parameters"
    ])
  })

  it("more jobs are planned than can be written down", () => {
    const requests = { kind: "planned", at: ["0 s", "1 h"], each: 1_000_000 } as const
    const [problem] = training({}, 8, { requests })
    expect(problem).toContain("demand.jobs.requests.each: At most 1,000,000 planned jobs")
  })
})

describe("what has been trained so far", () => {
  it("is the sum over venues while runs still go on, and grows between the changes of a gang", () => {
    const run = onNetwork(trainer(), { clouds: { central: cloud(16) } })
    const told = [3 * hour, 6 * hour].map((at) => {
      run.advance(at)
      const all = trainedSoFar(run.world)
      const venues = run.world.venues.map((venue) => trainedOn(run.world, venue))
      for (const what of [
        "gpuSeconds",
        "computingGpuSeconds",
        "usefulGpuSeconds",
        "effectiveFlop",
        "spentUsd"
      ] as const) {
        expect(venues.reduce((sum, tally) => sum + tally[what], 0)).toBeCloseTo(all[what], 6)
      }
      return all.gpuSeconds
    })
    expect(told).toEqual([3 * hour * 16, 6 * hour * 16])
  })
})
