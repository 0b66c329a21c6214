/** How fast a gang trains: laws over random gangs, and cases small enough to reckon by hand. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Catalog from "../../packages/sim/src/catalog/Catalog.ts"
import { jitter } from "../../packages/sim/src/catalog/Flows.ts"
import { Gang } from "../../packages/sim/src/training/network/Gang.ts"
import { activationBytes } from "../../packages/sim/src/training/model/ModelSize.ts"
import { Pace, type Practice, Training } from "../../packages/sim/src/training/Pace.ts"
import type { SynchronisationConfig } from "../../packages/sim/src/training/synchronisation/SynchronisationConfig.ts"

interface Member {
  readonly gpuModel: string
  readonly gpus: number
  readonly region: string
  readonly upload: number
  readonly download: number
}
const h100: Member = { gpuModel: "H100-SXM", gpus: 8, region: "us-east", upload: 1e9, download: 1e9 }
const gangOf = (members: ReadonlyArray<Member>): Gang => {
  const gang = new Gang()
  for (const { download, gpuModel, gpus, region, upload } of members)
    gang.add(Catalog.gpuIndex(gpuModel), gpus, Catalog.regionIndex(region), upload, download)
  return gang
}

const diloco: SynchronisationConfig = { kind: "diloco", inner_steps: 100, exchange_bits: 16, measured_exchange: 0 }
const practice: Practice = {
  model: { parameters: 1e9, layers: 24, width: 2048, context: 0, state_bytes: 16 },
  batch: 2e6,
  synchronisation: diloco,
  mfu: 0.4,
  flows: 1,
  ring: "as-joined",
  microbatches: 32,
  activation_bits: 16,
  joining_bytes: 12,
  replica_penalty: 1,
  law: "refit"
}
const paceOf = (members: ReadonlyArray<Member>, changed: Partial<Practice> = {}, wanted = 0): Pace => {
  const pace = new Pace()
  const gang = gangOf(members)
  expect(new Training({ ...practice, ...changed }).pace(gang, 20e9, wanted === 0 ? gang.size : wanted, pace)).toBe(true)
  return pace
}
const partsOf = ({ bandwidth, compute, latency, memory, stragglers }: Pace): number =>
  compute + stragglers + memory + bandwidth + latency

const logarithmic = (low: number, high: number) =>
  fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp)
/** Models with as much memory, so that another model never changes who shares a replica; from fast to slow. */
const models = ["H100-SXM", "H100-PCIe", "A100-SXM"]
const memberArbitrary: fc.Arbitrary<Member> = fc.record({
  gpuModel: fc.constantFrom(...models),
  gpus: fc.integer({ min: 1, max: 32 }),
  region: fc.constantFrom(...Catalog.regionNames),
  upload: logarithmic(1e6, 1e11),
  download: logarithmic(1e6, 1e11)
})
const waiting: ReadonlyArray<SynchronisationConfig> = [
  { kind: "data-parallel", exchange_bits: 16 },
  diloco,
  { kind: "streaming-diloco", inner_steps: 100, fragments: 4, overlap: 1, exchange_bits: 4 },
  { kind: "streaming-diloco", inner_steps: 10, fragments: 0, overlap: 30, exchange_bits: 16 },
  { kind: "compressed-gradients", inner_steps: 30, kept: 64, chunk: 4096, value_bits: 2, measured_exchange: 0 },
  { kind: "pairwise", inner_steps: 50, exchange_bits: 16 }
]
const rules: ReadonlyArray<SynchronisationConfig> = [
  ...waiting,
  { kind: "asynchronous", inner_steps: 100, exchange_bits: 16, stale_loss: 0 }
]
/** A gang with a practice whose model it holds. */
const settings = (rule: fc.Arbitrary<SynchronisationConfig>) =>
  fc
    .record({
      members: fc.array(memberArbitrary, { minLength: 1, maxLength: 12 }),
      parameters: logarithmic(1e8, 2e10),
      batch: logarithmic(1e5, 1e8),
      synchronisation: rule
    })
    .filter(({ members, parameters }) => members.reduce((sum, { gpus }) => sum + 80e9 * gpus, 0) >= 16 * parameters)
    .map(({ batch, members, parameters, synchronisation }) => ({
      members,
      changed: { batch, synchronisation, model: { ...practice.model, parameters } }
    }))
const anyRule = fc.constantFrom(...rules)
const noLonger = 1 + 1e-9

describe("laws of the pace, over random gangs", () => {
  it("the parts of a step add up to it, and none is negative", () => {
    fc.assert(
      fc.property(settings(anyRule), ({ changed, members }) => {
        const pace = paceOf(members, changed)
        expect(Math.abs(partsOf(pace) / pace.step - 1)).toBeLessThan(1e-9)
        for (const part of [pace.compute, pace.stragglers, pace.memory, pace.bandwidth, pace.latency]) {
          expect(part).toBeGreaterThanOrEqual(-1e-9 * pace.step)
        }
        expect(pace.utilisation).toBeLessThanOrEqual(noLonger)
        expect(pace.tokensRatio).toBeGreaterThanOrEqual(1)
      })
    )
  })

  it("no gang is faster than its GPUs that wait for nothing", () => {
    fc.assert(
      fc.property(settings(anyRule), ({ changed, members }) => {
        const training = new Training({ ...practice, ...changed })
        const unhindered = members.reduce(
          (sum, { gpuModel, gpus }) => sum + training.unhindered(Catalog.gpuIndex(gpuModel), gpus),
          0
        )
        expect(paceOf(members, changed).tokensPerSecond).toBeLessThanOrEqual(unhindered * noLonger)
      })
    )
  })

  it("utilisation never falls with bandwidth", () => {
    fc.assert(
      fc.property(settings(anyRule), logarithmic(1, 1000), fc.boolean(), ({ changed, members }, factor, both) => {
        const faster = members.map((member) => ({
          ...member,
          upload: member.upload * factor,
          download: both ? member.download * factor : member.download
        }))
        const before = paceOf(members, changed).utilisation
        expect(paceOf(faster, changed).utilisation).toBeGreaterThanOrEqual(before / noLonger)
      })
    )
  })

  it("a slower peer never makes a synchronous step faster, slower by its GPUs or by its links", () => {
    fc.assert(
      fc.property(
        settings(fc.constantFrom(...waiting)),
        fc.nat(),
        logarithmic(0.001, 1),
        ({ changed, members }, which, factor) => {
          const peer = members[which % members.length] ?? h100
          const before = paceOf(members, changed)
          const slower = [
            { ...peer, gpuModel: "A100-SXM" },
            { ...peer, upload: factor * peer.upload },
            { ...peer, download: factor * peer.download }
          ]
          for (const other of slower) {
            const after = paceOf(members.with(which % members.length, other), changed)
            expect(after.step).toBeGreaterThanOrEqual(before.step / noLonger)
            expect(after.tokensPerSecond).toBeLessThanOrEqual(before.tokensPerSecond * noLonger)
          }
        }
      )
    )
  })

  it("more inner steps never cost time, and never save tokens", () => {
    fc.assert(
      fc.property(
        settings(fc.constant(diloco)),
        // From one step on to two, batches are averaged by each replica alone, which wastes fewer tokens of a batch beyond the critical one.
        fc.integer({ min: 2, max: 500 }),
        fc.integer({ min: 1, max: 500 }),
        ({ changed, members }, one, more) => {
          const every = (inner_steps: number): Pace =>
            paceOf(members, { ...changed, synchronisation: { ...diloco, inner_steps } })
          const often = every(one)
          const seldom = every(one + more)
          expect(seldom.step).toBeLessThanOrEqual(often.step * noLonger)
          expect(seldom.tokensRatio).toBeGreaterThanOrEqual(often.tokensRatio * (1 - 1e-9))
        }
      )
    )
  })

  it("no exchange begins before the link has carried the one before, however far it may overlap", () => {
    fc.assert(
      fc.property(settings(anyRule), ({ changed, members }) => {
        const { fragments } = new Training({ ...practice, ...changed }).synchronisation
        const pace = paceOf(members, changed)
        expect((pace.step * pace.innerSteps) / fragments).toBeGreaterThanOrEqual(pace.exchange / noLonger)
      })
    )
  })

  it("what is sent for a token does not depend on how fast the links are", () => {
    fc.assert(
      fc.property(settings(anyRule), logarithmic(1, 1000), ({ changed, members }, factor) => {
        const each = (pace: Pace): number => pace.sending / pace.tokensPerSecond
        const faster = members.map((member) => ({ ...member, upload: member.upload * factor }))
        const before = each(paceOf(members, changed))
        expect(Math.abs(each(paceOf(faster, changed)) - before)).toBeLessThanOrEqual(1e-9 * before)
      })
    )
  })
})

describe("the pace of small gangs, by hand", () => {
  /** 2M tokens x 6 x 1B FLOP on eight H100 at 40% of 989 TFLOP/s. */
  const compute = (gpus: number, parameters = 1e9): number => (2e6 * 6 * parameters) / (gpus * 989e12 * 0.4)
  const hop = (milliseconds: number): number => (milliseconds / 2000) * jitter.value

  it("one node waits for nobody and reaches the MFU it was given", () => {
    const pace = paceOf([h100])
    expect(pace.step).toBeCloseTo(compute(8), 9)
    expect(pace.mfu).toBeCloseTo(0.4, 9)
    expect(pace).toMatchObject({ replicas: 1, stages: 1, sending: 0, exchange: 0, tokensRatio: 1, utilisation: 1 })
  })

  it("one owner's data centre waits for its fabric only beyond what the backward pass hides", () => {
    expect(paceOf([{ ...h100, gpus: 1024 }]).bandwidth).toBe(0)
    const pace = paceOf([{ ...h100, gpus: 8192 }])
    const ring = (2 * (1 - 1 / 1024) * 16e9) / (8 * 50 * 8e9)
    expect(pace.bandwidth).toBeCloseTo(ring - (2 / 3) * compute(8192), 9)
  })

  it("a stage of a pipeline averages gradients of its own layers only, over its own fabric", () => {
    const half = { ...h100, gpus: 1024 }
    const changed = { model: { ...practice.model, parameters: 8e12 }, batch: 1e5 }
    const pace = paceOf([half, half], changed)
    expect(pace.stages).toBe(2)
    const busy = (6 * 8e12 * 1e5) / (2048 * 989e12 * 0.4)
    const ring = (2 * (1 - 1 / 128) * 16 * 4e12) / (8 * 50 * 8e9)
    expect(pace.compute).toBeCloseTo(busy, 9)
    expect(pace.bandwidth).toBeCloseTo(ring - (2 / 3) * busy, 9)
  })

  it("two nodes of a region exchange 16 bits a parameter every 100 steps over their access links", () => {
    const pace = paceOf([h100, h100])
    const exchange = 16e9 / 1e9 + 2 * hop(6)
    expect(pace.exchange).toBeCloseTo(exchange, 6)
    expect(pace.step).toBeCloseTo(compute(16) + exchange / 100, 9)
    expect(pace.latency).toBeCloseTo((2 * hop(6)) / 100, 9)
    // Each sends half of its bits in either of two turns.
    expect(pace.sending * pace.step * 100).toBeCloseTo(2 * 16e9, -3)
    expect(pace.tokensRatio).toBeGreaterThan(1.01)
  })

  it("waits for the slower of two models, which is counted as waiting", () => {
    const pace = paceOf([h100, { ...h100, gpuModel: "A100-SXM" }])
    const slow = 1e6 * 6e9
    expect(pace.compute + pace.stragglers).toBeCloseTo(slow / (8 * 312e12 * 0.4), 9)
    expect(pace.compute).toBeCloseTo((2 * slow) / (8 * (312e12 + 989e12) * 0.4), 9)
  })

  it("an asynchronous island does not wait for a slower one", () => {
    const synchronisation: SynchronisationConfig = {
      kind: "asynchronous",
      inner_steps: 1000,
      exchange_bits: 16,
      stale_loss: 0
    }
    expect(paceOf([h100, { ...h100, gpuModel: "A100-SXM" }], { synchronisation }).stragglers).toBe(0)
  })

  it("a gang that lost GPUs leaves their share of the batch undone and is no slower a step", () => {
    const pace = paceOf([h100], {}, 16)
    expect(pace.step).toBeCloseTo(compute(16), 9)
    expect(pace.tokensPerSecond * pace.step).toBeCloseTo(1e6, 3)
  })

  const large = { model: { ...practice.model, parameters: 60e9, width: 8192 } }

  it("two owners who hold the model only together are a pipeline: stages idle, activations go forth and back", () => {
    const pace = paceOf([h100, h100], large)
    const busy = compute(16, 60e9)
    expect(pace).toMatchObject({ replicas: 1, stages: 2, tokensRatio: 1 })
    expect(pace.memory).toBeCloseTo(busy / 32, 6)
    expect(pace.latency).toBeCloseTo(2 * hop(6), 9)
    const bits = 2e6 * 8192 * 16
    expect(pace.bandwidth).toBeCloseTo(bits / 1e9 - busy, 6)
    expect(pace.sending * pace.step).toBeCloseTo(2 * bits, -3)
    expect(paceOf([h100, h100], { ...large, activation_bits: 0.16 }).bandwidth).toBe(0)
  })

  it("pipelines inside two regions do not send over the ocean between them", () => {
    const abroad = { ...h100, region: "australia" }
    const synchronisation: SynchronisationConfig = { ...diloco, measured_exchange: 1e-6 }
    const pace = paceOf([h100, abroad, h100, abroad], { ...large, synchronisation })
    expect(pace).toMatchObject({ replicas: 2, stages: 2 })
    expect(pace.latency).toBeCloseTo(2 * hop(6), 9)
  })

  it("what is left over joins the last pipeline, and is reached over its own link", () => {
    const synchronisation: SynchronisationConfig = { ...diloco, measured_exchange: 1e-6 }
    const far = { ...h100, region: "australia" }
    const pace = paceOf([h100, h100, h100, h100, far], { ...large, synchronisation })
    expect(pace).toMatchObject({ replicas: 2, stages: 3 })
    expect(pace.latency).toBeCloseTo(4 * hop(200), 6)
  })

  it("a gang that cannot hold the model has no pace", () => {
    const model = { ...practice.model, parameters: 1e12 }
    expect(new Training({ ...practice, model }).pace(gangOf([h100, h100]), 1e9, 16, new Pace())).toBe(false)
  })
})

describe("memory of activations", () => {
  const seventy = { parameters: 70e9, layers: 80, width: 8192, context: 8192, state_bytes: 16 }

  it("takes 34 bytes a token and width of the layer in work, and 2 of every other: 2.28 GB a layer of 70B at 8,192 tokens", () => {
    expect(activationBytes({ ...seventy, layers: 0 }) / 1e9).toBeCloseTo(2.28, 2)
    // Korthikanti et al. 2022: 2 s b h bytes a layer where all is recomputed.
    expect(activationBytes(seventy) - activationBytes({ ...seventy, layers: 79 })).toBe(2 * 8192 * 8192)
    expect(activationBytes({ ...seventy, context: 0 })).toBe(0)
  })

  it("leaves less room for a replica, none where a sequence is too long", () => {
    const fits = (context: number, gpus: number) =>
      new Training({ ...practice, model: { ...seventy, context } }).fits(Catalog.gpuIndex("H100-SXM"), gpus)
    // 1,120 GB: 14 GPUs of 80 GB, or 17 with 13 GB of activations on each.
    expect([fits(0, 14), fits(0, 13)]).toEqual([true, false])
    expect([fits(8192, 17), fits(8192, 16)]).toEqual([true, false])
    expect(fits(65_536, 100_000)).toBe(false)
  })

  it("never makes a model fit that did not without", () => {
    fc.assert(
      fc.property(
        memberArbitrary,
        fc.integer({ min: 0, max: 100_000 }),
        logarithmic(1e8, 1e12),
        (who, context, parameters) => {
          const fits = (tokens: number) =>
            new Training({ ...practice, model: { ...seventy, parameters, context: tokens } }).fits(
              Catalog.gpuIndex(who.gpuModel),
              who.gpus
            )
          expect(fits(context) && !fits(Math.floor(context / 2))).toBe(false)
        }
      )
    )
  })
})

describe("fetching the state of a run that goes on", () => {
  const seconds = (others: ReadonlyArray<Member>, who: Member, changed: Partial<Practice> = {}): number =>
    new Training({ ...practice, ...changed }).secondsToJoin(
      gangOf(others),
      Catalog.gpuIndex(who.gpuModel),
      who.gpus,
      Catalog.regionIndex(who.region),
      who.download
    )

  it("takes 12 bytes a parameter over the slowest of download, best upload and flow", () => {
    expect(seconds([h100], h100)).toBeCloseTo((12 * 1e9 * 8) / 1e9, 9)
    expect(seconds([h100], { ...h100, download: 1e8 })).toBeCloseTo(960, 9)
    expect(
      seconds(
        [
          { ...h100, upload: 1e7 },
          { ...h100, upload: 1e8 }
        ],
        h100
      )
    ).toBeCloseTo(960, 9)
    const far = { ...h100, region: "australia", upload: 1e12, download: 1e12 }
    const flow = Catalog.flowRate(Catalog.regionIndex("us-east"), Catalog.regionIndex("australia"))
    expect(seconds([{ ...h100, upload: 1e12 }], far)).toBeCloseTo((12 * 1e9 * 8) / flow, 6)
    expect(seconds([{ ...h100, upload: 1e12 }], far, { flows: 4 })).toBeCloseTo((12 * 1e9 * 8) / (4 * flow), 6)
  })

  it("of INTELLECT-2's weights, 62 GB in bf16 at 590 Mbit/s, takes the published 14 minutes", () => {
    const model = { ...practice.model, parameters: 31e9 }
    const link = { ...h100, upload: 590e6, download: 590e6 }
    expect(seconds([link], link, { model, joining_bytes: 2 }) / 60).toBeCloseTo(14, 1)
  })

  it("is that of the part that a member holds, nothing where nobody is there, and from a store where all read from one", () => {
    const forty = { ...practice.model, parameters: 40e9 }
    // 640 GB and so as much as one node of eight H100 has; half of it on half a node.
    expect(seconds([h100], { ...h100, gpus: 4 }, { model: forty })).toBeCloseTo(
      seconds([h100], h100, { model: forty }) / 2,
      6
    )
    expect(seconds([], h100)).toBe(0)
    const compressed: SynchronisationConfig = {
      kind: "compressed-gradients",
      inner_steps: 30,
      kept: 64,
      chunk: 4096,
      value_bits: 2,
      measured_exchange: 0
    }
    expect(seconds([{ ...h100, upload: 1e6 }], h100, { synchronisation: compressed })).toBeCloseTo(96, 6)
  })

  it("falls with links and with those who are there, and rises with what is fetched", () => {
    fc.assert(
      fc.property(
        fc.array(memberArbitrary, { minLength: 1, maxLength: 6 }),
        memberArbitrary,
        memberArbitrary,
        fc.double({ min: 1, max: 10, noNaN: true }),
        (others, who, another, factor) => {
          const now = seconds(others, who)
          const tolerance = now * (1 + 1e-9)
          expect(seconds([...others, another], who)).toBeLessThanOrEqual(tolerance)
          expect(seconds(others, { ...who, download: who.download * factor })).toBeLessThanOrEqual(tolerance)
          expect(seconds(others, who, { flows: 3 })).toBeLessThanOrEqual(tolerance)
          expect(seconds(others, who, { joining_bytes: 12 * factor })).toBeGreaterThanOrEqual(now * (1 - 1e-9))
        }
      )
    )
  })
})
