/** One training set-up looked at by itself: laws between its two arms, what the figures are made of, and what is refused. */
import { Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Catalog from "../../packages/sim/src/catalog/Catalog.ts"
import * as Decode from "../../packages/sim/src/scenario/Decode.ts"
import * as Source from "../../packages/sim/src/scenario/Source.ts"
import { type Appraisal, appraise } from "../../packages/sim/src/training/Appraisal.ts"
import type { Arm } from "../../packages/sim/src/training/Arm.ts"
import * as CriticalBatch from "../../packages/sim/src/training/model/CriticalBatch.ts"
import * as LevelBandwidth from "../../packages/sim/src/training/LevelBandwidth.ts"
import { floorOf, laws, lossAt, tokensFor } from "../../packages/sim/src/training/model/ScalingLaw.ts"
import { Training } from "../../packages/sim/src/training/Pace.ts"
import * as TrainingSetup from "../../packages/sim/src/training/TrainingSetup.ts"

type Written = typeof TrainingSetup.TrainingSetup.Encoded
const site = { count: 8, gpu_model: "H100-SXM", gpus: 8, region: "us-east" }
const base: Written = {
  model: { parameters: "1B", layers: 24 },
  tokens: "20B tokens",
  batch: "1M tokens",
  sites: [site],
  replications: 3
}
const decoded = (changed: Partial<Written>, from: Written = base) =>
  Decode.scenario(TrainingSetup.language, Source.fromTree({ ...from, ...changed }))
const setupOf = (changed: Partial<Written> = {}, from: Written = base): TrainingSetup.TrainingSetup => {
  const result = decoded(changed, from)
  if (Result.isFailure(result)) throw new Error(result.failure.message)
  return result.success
}
const look = (changed: Partial<Written> = {}): Appraisal => appraise(setupOf(changed))
/** Only the target: `tokens` left out. */
const toLoss = (target_loss: number, changed: Partial<Written> = {}): Appraisal => {
  const { tokens: _tokens, ...rest } = base
  return appraise(setupOf({ ...changed, target_loss }, rest))
}
const refusalOf = (changed: Partial<Written>, from: Written = base): string => {
  const result = decoded(changed, from)
  return Result.isFailure(result) ? result.failure.message : "accepted"
}

const lasting = { rate: 0, restart: "0 s" }
const free = { every: "0 s", stall: "0 s" }
const memberSites = fc.array(
  fc.record({
    count: fc.integer({ min: 1, max: 4 }),
    gpu_model: fc.constantFrom("H100-SXM", "A100-SXM", "RTX-4090"),
    gpus: fc.integer({ min: 1, max: 8 }),
    region: fc.constantFrom("us-east", "europe-west", "australia"),
    upload: fc.constantFrom("10 Mbit/s", "1 Gbit/s", "1 Tbit/s")
  }),
  { minLength: 1, maxLength: 3 }
)
const synchronisations: ReadonlyArray<NonNullable<Written["synchronisation"]>> = [
  { kind: "data-parallel" },
  { kind: "diloco" },
  { kind: "streaming-diloco", exchange_bits: 4 },
  { kind: "compressed-gradients" },
  { kind: "asynchronous" }
]

describe("laws between the arms", () => {
  it("equal machines in one place make no difference: one owner of all GPUs is the data centre", () => {
    const { central, compared, level, network } = look({ sites: [{ ...site, count: 1, gpus: 64 }] })
    expect(compared).toBe(false)
    expect(central).toEqual(network)
    expect(network.tokensRatio).toEqual({ estimate: 1, low: 1, high: 1 })
    expect(level.kind).toBe("always")
  })

  it("the data centre beside many owners is what one owner of all GPUs would have, to the last figure", () => {
    const alone = look({ sites: [{ ...site, count: 1, gpus: 64 }] }).network
    expect(look().central).toEqual(alone)
  })

  it("the same set-up twice is the same answer", () => {
    expect(look()).toEqual(look())
  })

  it("at a fixed budget and equal batch the same GPUs without failures and with infinite links are a lower bound on time", () => {
    fc.assert(
      fc.property(
        memberSites,
        fc.constantFrom(...synchronisations),
        fc.boolean(),
        (sites, synchronisation, elastic) => {
          const setup = setupOf({
            sites,
            synchronisation,
            continuation: elastic ? "elastic" : "restart",
            failures: { rate: "1 per month" },
            model: { parameters: "100M" },
            tokens: "500B tokens"
          })
          const { central, network } = appraise(setup)
          const training = new Training(setup)
          const unhindered = setup.sites.reduce(
            (sum, { count, gpu_model, gpus }) => sum + training.unhindered(Catalog.gpuIndex(gpu_model), count * gpus),
            0
          )
          const bound = 500e9 / unhindered
          for (const arm of [network, central]) {
            expect(arm.secondsWithoutFailures).toBeGreaterThanOrEqual(bound * (1 - 1e-9))
            expect(arm.seconds.mean).toBeGreaterThanOrEqual(bound * (1 - 1e-9))
          }
        }
      ),
      { numRuns: 40 }
    )
  })

  it("the shares of the GPU time add up to one, and none is negative", () => {
    fc.assert(
      fc.property(memberSites, fc.constantFrom(...synchronisations), (sites, synchronisation) => {
        const { central, network } = look({
          sites,
          synchronisation,
          batch: "20M tokens",
          model: { parameters: "500M" }
        })
        for (const { shares } of [network, central]) {
          expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
          for (const share of Object.values(shares)) expect(share).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 40 }
    )
  })

  it("owners too small for a replica that others hold are paid, idle and named", () => {
    const large = { count: 2, gpu_model: "H100-SXM", gpus: 8, region: "us-east" }
    const model = { parameters: "20B" }
    const without = look({ model, sites: [large], failures: lasting, batch: "0.4M tokens" }).network
    const { network, notes } = look({
      model,
      sites: [large, { count: 3, gpu_model: "RTX-4090", gpus: 8, region: "us-west" }],
      failures: lasting
    })
    expect(network.pace.utilisation).toBeCloseTo((16 / 40) * without.pace.utilisation, 9)
    expect(network.shares.idle).toBeCloseTo(24 / 40, 9)
    expect(network.shares.compute).toBeCloseTo((16 / 40) * without.shares.compute, 9)
    expect(network.shares.failures).toBeGreaterThanOrEqual(0)
    expect(notes.join()).toContain("3 x 8 RTX-4090 in us-west")
    expect(without.shares.idle).toBe(0)
    expect(look().notes.join()).not.toContain("idle")
  })

  it("a loss is reached at least as soon by faster links, and by fewer failures", () => {
    const time = (changed: Partial<Written>): number => toLoss(2.6, changed).network.seconds.mean
    const slow = time({ sites: [{ ...site, upload: "100 Mbit/s" }] })
    const fast = time({ sites: [{ ...site, upload: "10 Gbit/s" }] })
    expect(fast).toBeLessThan(slow)
    expect(time({ failures: lasting, checkpoint: free })).toBeLessThan(time({ failures: { rate: "1 per week" } }))
  })
})

describe("what the figures are made of", () => {
  const effectiveTokens = (arm: Arm, parameters: number): number => tokensFor(laws.refit, parameters, arm.loss.estimate)

  it("a target loss takes the tokens of the law times phi, and is reached", () => {
    const { central, network } = toLoss(2.6)
    expect(central.tokens).toBeCloseTo(tokensFor(laws.refit, 1e9, 2.6), -3)
    expect(network.tokens / central.tokens).toBeCloseTo(network.tokensRatio.estimate, 6)
    for (const { loss } of [network, central]) {
      expect(loss.estimate).toBeCloseTo(2.6, 6)
      expect(loss.low).toBeLessThan(2.6)
      expect(loss.high).toBeGreaterThan(2.6)
    }
  })

  it("a budget of tokens is trained by both, and ends at a higher loss where exchanges are rare", () => {
    const { central, network } = look()
    expect([network.tokens, central.tokens]).toEqual([20e9, 20e9])
    expect(central.loss.estimate).toBeCloseTo(lossAt(laws.refit, 1e9, 20e9), 9)
    expect(network.loss.estimate).toBeGreaterThan(central.loss.estimate)
    expect(network.equalLoss.tokens.estimate / 20e9).toBeCloseTo(network.tokensRatio.estimate, 6)
    // What counts of the time is what the law needs for the loss that was reached.
    const { shares } = network
    const computing = shares.compute + shares.replicas + shares.criticalBatch
    expect(shares.compute / computing).toBeCloseTo(effectiveTokens(network, 1e9) / 20e9, 6)
  })

  it("cost is GPU-hours at the owners' price, and per effective FLOP that of equal loss", () => {
    const { central, network } = look({ failures: lasting, checkpoint: free, egress: "0.1 USD/GB" })
    const hours = (64 * network.seconds.mean) / 3600
    expect(network.gpuHours / hours).toBeCloseTo(1, 6)
    expect(network.price).toBe(2.46)
    expect(central.price).toBe(6.88)
    expect(network.cost.mean).toBeCloseTo(hours * 2.46 + (network.sent / 1e9) * 0.1, 1)
    // 160 exchanges or so of 16 bits a parameter around a ring of eight: 14 times 2 GB each.
    expect(network.sent / ((20e9 / 1e6 / 100) * 14 * 2e9)).toBeCloseTo(1, 6)
    expect(network.equalLoss.costPerFlop.estimate).toBeCloseTo(
      (network.cost.mean * network.tokensRatio.estimate) / (6 * 1e9 * 20e9),
      24
    )
    expect(network.energy).toBeCloseTo((network.gpuHours * 1.275 * 1.2) / 1000, 3)
  })

  it("what equal loss takes goes with its tokens: the range of phi is that of time, energy and cost", () => {
    for (const { central, network } of [look({ tokens: "200B tokens" }), toLoss(2.6)]) {
      const { estimate, high, low } = network.tokensRatio
      expect(low).toBeLessThan(estimate)
      expect(high).toBeGreaterThan(estimate)
      for (const range of Object.values(network.equalLoss)) {
        expect(range.low / range.estimate).toBeCloseTo(low / estimate, 9)
        expect(range.high / range.estimate).toBeCloseTo(high / estimate, 9)
      }
      for (const range of Object.values(central.equalLoss))
        expect([range.low, range.high]).toEqual([range.estimate, range.estimate])
      const needed = network.equalLoss.tokens.estimate / network.tokens
      expect(network.equalLoss.seconds.estimate).toBeCloseTo(network.seconds.mean * needed, 3)
      expect(network.equalLoss.cost.estimate).toBeCloseTo(network.cost.mean * needed, 6)
      expect(network.equalLoss.energy.estimate).toBeCloseTo(network.energy * needed, 6)
    }
  })

  it("what the laws leave open is not luck: more simulations narrow the one and leave the other", () => {
    const often = { failures: { rate: "1e-2 per hour" } }
    const [few, many] = [3, 100].map((replications) => look({ ...often, replications }).network)
    expect(many?.tokensRatio).toEqual(few?.tokensRatio)
    expect(many?.seconds.halfWidth).toBeLessThan((few?.seconds.halfWidth ?? 0) / 2)
  })

  it("the batch that counts is the global one where gradients are averaged, a replica's where weights are", () => {
    const synchronisation = { kind: "data-parallel" } as const
    const large = { batch: "80M tokens", tokens: "200B tokens" }
    const parallel = look({ ...large, synchronisation }).network
    const diloco = look(large).network
    expect(parallel.batch).toBeCloseTo(80e6, 0)
    expect(diloco.batch).toBeCloseTo(10e6, 0)
    expect(parallel.batchFactor).toBeCloseTo(CriticalBatch.tokensFactor(80e6, parallel.loss.estimate), 6)
    expect(parallel.batchFactor).toBeGreaterThan(5)
    expect(diloco.batchFactor).toBeLessThan(parallel.batchFactor / 3)
  })

  it("the data centre shares the batch so that a slow model has done when a fast one has", () => {
    const sites = [site, { ...site, gpu_model: "A100-SXM" }]
    const { central, network } = look({ sites, synchronisation: { kind: "diloco", inner_steps: 5000 } })
    expect(central.shares.stragglers).toBe(0)
    expect(network.shares.stragglers).toBeGreaterThan(0.3)
  })

  it("owners who come and go are paid while they are there and train while they take part", () => {
    const churn = { stay: "2 days", away: "2 days" }
    const { network } = look({ churn, sites: [{ ...site, count: 16 }], tokens: "2T tokens", failures: lasting })
    expect(network.gpus).toBe(64)
    expect(Math.abs(network.gpuHours / ((64 * network.seconds.mean) / 3600) - 1)).toBeLessThan(0.15)
    const capped = look({ churn: { ...churn, most: 4 }, sites: [{ ...site, count: 16 }] }).network
    expect(capped.pace.replicas).toBe(4)
  })

  it("notes say where it is extrapolated", () => {
    expect(look().notes.join()).not.toContain("extrapolated")
    const beyond = look({ model: { parameters: "20B" }, sites: [{ ...site, count: 16 }] }).notes.join()
    expect(beyond).toContain("16 replicas (measured: up to 8)")
    expect(beyond).toContain("up to 10B parameters")
    expect(beyond).toContain("3 to 4% low at 10B")
  })
})

describe("the crossing", () => {
  const questionOf = (changed: Partial<Written>) => {
    const setup = setupOf(changed)
    const { central, network } = appraise(setup)
    return { setup, central, network }
  }

  it("at the level bandwidth both cost the same, and below the owners cost more", () => {
    const cheap = { failures: lasting, checkpoint: free, model: { parameters: "10B", layers: 48 }, batch: "4M tokens" }
    const { level } = look({ ...cheap, sites: [{ ...site, count: 2 }], tokens: "200B tokens" })
    if (level.kind !== "at") throw new Error(level.kind)
    const at = (bandwidth: number) => {
      const link = `${bandwidth} bit/s`
      return look({ ...cheap, sites: [{ ...site, count: 2, upload: link, download: link }], tokens: "200B tokens" })
    }
    const there = at(level.bandwidth)
    expect(there.network.equalLoss.costPerFlop.estimate / there.central.equalLoss.costPerFlop.estimate).toBeCloseTo(
      1,
      3
    )
    const below = at(level.bandwidth / 2)
    expect(below.network.equalLoss.costPerFlop.estimate).toBeGreaterThan(
      1.05 * below.central.equalLoss.costPerFlop.estimate
    )
  })

  it("lies lower and higher where the laws of loss leave fewer and more tokens open", () => {
    const cheap = { failures: lasting, checkpoint: free, model: { parameters: "10B", layers: 48 }, batch: "4M tokens" }
    const { level, levelRange } = look({ ...cheap, sites: [{ ...site, count: 2 }], tokens: "200B tokens" })
    const place = (found: Appraisal["level"]) =>
      found.kind === "at" ? found.bandwidth : found.kind === "never" ? Infinity : 0
    expect(place(levelRange.low)).toBeLessThan(place(level))
    expect(place(levelRange.high)).toBeGreaterThan(place(level))
    const alone = look({ ...cheap, sites: [{ ...site, count: 1 }] })
    expect(alone.levelRange).toEqual({ low: alone.level, high: alone.level })
  })

  it("also where data is paid for and machines fail", () => {
    const dear = {
      model: { parameters: "10B", layers: 48 },
      batch: "4M tokens",
      tokens: "200B tokens",
      egress: "0.1 USD/GB",
      failures: { rate: "5e-3 per hour", restart: "1 h" },
      continuation: "restart",
      replications: 20
    } as const
    const over = (link: string) => look({ ...dear, sites: [{ ...site, count: 2, upload: link, download: link }] })
    // Near the crossing: what failures leave is that of the links given, and over slow ones a round that is lost was long.
    const { level } = over("38 Mbit/s")
    if (level.kind !== "at") throw new Error(level.kind)
    const { central, network } = over(`${level.bandwidth} bit/s`)
    expect(network.goodput).toBeLessThan(0.9)
    expect(network.egressCost).toBeGreaterThan(0.02 * network.cost.mean)
    expect(Math.abs(network.equalLoss.costPerFlop.estimate / central.equalLoss.costPerFlop.estimate - 1)).toBeLessThan(
      0.01
    )
  })

  it("never: says whether price, replicas, distance or data is in the way", () => {
    const because = (changed: Partial<Written>): string => {
      const { level } = look(changed)
      return level.kind === "never" ? level.because.join(level.together ? " + " : " or ") : level.kind
    }
    expect(because({ sites: [{ ...site, price: "10 USD/GPU-hour" }] })).toBe("price")
    expect(because({ sites: [{ ...site, count: 64, gpus: 1 }], tokens: "200B tokens" })).toBe("replicas")
    expect(because({ egress: "1000 USD/GB" })).toBe("egress")
    const parallel = { synchronisation: { kind: "data-parallel" } as const, model: { parameters: "4B" } }
    expect(because({ ...parallel, sites: [site, { ...site, region: "australia" }] })).toBe("distance")
  })

  it("rises never: more bandwidth is never dearer", () => {
    const { central, network, setup } = questionOf({})
    const question: LevelBandwidth.LevelQuestion = {
      training: new Training(setup),
      gang: TrainingSetup.gangOf(setup),
      wanted: 64,
      reference: 20e9,
      tokensRatio: 1.2,
      usdPerGpuHour: network.price,
      usdPerGigabyte: 0.05,
      goodput: 1,
      central: central.equalLoss.costPerFlop.estimate
    }
    fc.assert(
      fc.property(
        fc.double({ min: 4, max: 13, noNaN: true }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        (power, more) => {
          const slow = LevelBandwidth.costPerFlop(question, 10 ** power)
          expect(LevelBandwidth.costPerFlop(question, 10 ** (power + more))).toBeLessThanOrEqual(slow * (1 + 1e-9))
        }
      )
    )
  })
})

describe("what would help", () => {
  it("is asked again, not canned: the change that is told makes the run that much faster", () => {
    const slow = { sites: [{ ...site, upload: "20 Mbit/s", download: "20 Mbit/s" }] }
    const before = toLoss(2.6, slow)
    const told = before.remedies.find(({ change }) => change === "access links ten times as fast")
    const after = toLoss(2.6, { sites: [{ ...site, upload: "200 Mbit/s", download: "200 Mbit/s" }] })
    const faster = before.network.secondsWithoutFailures / after.network.secondsWithoutFailures
    expect(told?.speedup).toBeCloseTo(faster, 6)
    expect(faster).toBeGreaterThan(2)
  })

  it("leaves out those whom all wait for, or waits for nobody", () => {
    const mixed = look({
      sites: [
        { ...site, count: 3 },
        { ...site, count: 3, gpu_model: "RTX-4090", gpus: 4 }
      ],
      failures: lasting
    })
    expect(mixed.network.shares.stragglers).toBeGreaterThan(0.3)
    const said = mixed.remedies.map(({ change }) => change)
    expect(said).toContain("leaving out the owners of RTX-4090")
    expect(said).toContain("replicas that wait for nobody (asynchronous)")
    expect(
      look()
        .remedies.map(({ change }) => change)
        .join()
    ).not.toMatch(/leaving out|wait for nobody/)
  })

  it("names the best first and nothing that does not help", () => {
    const { remedies } = look({
      sites: [
        { ...site, region: "us-east" },
        { ...site, region: "australia" }
      ]
    })
    const speedups = remedies.map(({ speedup }) => speedup)
    expect(speedups).toEqual(speedups.toSorted((one, other) => other - one))
    for (const speedup of speedups) expect(speedup).toBeGreaterThan(1)
  })
})

describe("what is refused, and what would work", () => {
  it("a model that does not fit", () => {
    expect(refusalOf({ model: { parameters: "1T" } })).toMatch(/16,000 GB.*64 GPUs.*200 H100-SXM/)
  })
  it("a model that fits but for its activations, and a sequence that fits nowhere", () => {
    const one = { sites: [{ ...site, count: 1, gpus: 14 }] }
    const seventy = { parameters: "70B", layers: 80, width: 8192 }
    expect(refusalOf({ model: seventy, ...one })).toBe("accepted")
    expect(refusalOf({ model: { ...seventy, context: 8192 }, ...one })).toMatch(
      /1,1\d+ GB.*14 GPUs.*beside 13 GB of activations on each: at least .*17 H100-SXM/
    )
    expect(refusalOf({ model: { ...seventy, context: 65_536 }, ...one })).toMatch(/a shorter context/)
  })
  it("neither and both of tokens and target loss", () => {
    const { tokens: _tokens, ...rest } = base
    expect(refusalOf({}, rest)).toMatch(/Say tokens or target_loss/)
    expect(refusalOf({ target_loss: 2.6 })).toMatch(/give one of them/)
  })
  it("names that do not exist, with the nearest", () => {
    expect(refusalOf({ sites: [{ ...site, gpu_model: "H100-SMX" }] })).toMatch(/Did you mean "H100-SXM"/)
    expect(refusalOf({ sites: [{ ...site, region: "us-esat" }] })).toMatch(/Did you mean "us-east"/)
  })
  it("no bandwidth, no owners, more fragments than layers", () => {
    expect(refusalOf({ sites: [{ ...site, download: "0 bit/s" }] })).toMatch(/100 Mbit\/s is one that trained 72B/)
    expect(refusalOf({ sites: [] })).toMatch(/at least one site/)
    expect(refusalOf({ synchronisation: { kind: "streaming-diloco", fragments: 25 } })).toMatch(/at most 24/)
  })
  it("a loss below the law's floor, and one that only so many replicas cannot reach", () => {
    const { tokens: _tokens, ...rest } = base
    expect(refusalOf({ target_loss: 2 }, rest)).toMatch(/out of reach for 1B parameters.*ask for a loss above/)
    const near = Number((1.002 * floorOf(laws.refit, 1e9)).toFixed(4))
    expect(refusalOf({ target_loss: near }, rest)).toMatch(/8 replicas that exchange every 100 steps.*fewer replicas/)
    expect(refusalOf({ target_loss: near, sites: [{ ...site, count: 1 }] }, rest)).toBe("accepted")
  })
})

describe("the example", () => {
  it("is a right file", () => {
    expect(Result.isSuccess(Decode.text(TrainingSetup.language, TrainingSetup.example))).toBe(true)
  })
})
