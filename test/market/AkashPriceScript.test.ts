/** Akash's provider pricing script: its published example, its list of GPUs, and that it is linear. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  bids,
  blocksPerMonth,
  defaultPrices,
  gpuPrice,
  monthlyPrice,
  ratePerBlock,
  type Service
} from "../../packages/sim/src/market/AkashPriceScript.ts"

const nothing: Service = {
  count: 1,
  cpu: 0,
  memory: 0,
  ephemeral: 0,
  hdd: 0,
  ssd: 0,
  nvme: 0,
  endpoints: 0,
  ips: 0,
  gpus: []
}
const small: Service = { ...nothing, cpu: 1, memory: 1, ephemeral: 10 }

describe("the published list", () => {
  it("asks 2.60 USD a month for a thread, a GiB and 10 GiB of ephemeral storage: 6.0478 uact a block", () => {
    const monthly = monthlyPrice([small], defaultPrices)
    expect(monthly).toBeCloseTo(2.6, 12)
    expect(Math.abs(ratePerBlock(monthly, 1) / 6.0478 - 1)).toBeLessThan(1e-4)
  })

  it("matches the comment in the script: 16 threads, 32 GiB, 360 GiB of NVMe cost 65.60 USD", () => {
    expect(monthlyPrice([{ ...nothing, cpu: 16, memory: 32, nvme: 360 }], defaultPrices)).toBeCloseTo(65.6, 10)
  })

  it("has 429,909 blocks in a month: 60/6.117 × 24 × 60 × 30.437", () => {
    expect(blocksPerMonth).toBe(Math.floor((60 / 6.117) * 24 * 60 * 30.437))
  })

  it("asks for AKT by its price", () => {
    expect(ratePerBlock(2.6, 0.5)).toBeCloseTo(2 * ratePerBlock(2.6, 1), 12)
  })

  it("does not bid below its price", () => {
    expect([bids(6.05, 6.04), bids(6.05, 6.05), bids(6.05, undefined)]).toEqual([false, true, true])
  })
})

describe("GPUs", () => {
  const gpus = { a100: 950, "a100.80Gi": 1000, "a100.80Gi.sxm4": 1100, "rtx4090.pcie": 250 }
  it.each([
    [{ model: "a100", units: 1 }, 950],
    [{ model: "a100", memory: "40Gi", units: 1 }, 950],
    [{ model: "a100", memory: "80Gi", units: 1 }, 1000],
    [{ model: "a100", memory: "80Gi", interface: "pcie", units: 1 }, 1000],
    [{ model: "a100", memory: "80Gi", interface: "sxm4", units: 1 }, 1100],
    [{ model: "rtx4090", interface: "pcie", units: 1 }, 250],
    [{ model: "h100", units: 1 }, 1100]
  ])("%o costs %d USD a month: the longest entry that fits, else the dearest", (wanted, price) => {
    expect(gpuPrice(gpus, wanted)).toBe(price)
  })

  it("costs at least 100 USD when the list does not know it", () => {
    expect(gpuPrice({}, { model: "h100", units: 1 })).toBe(100)
    expect(gpuPrice({ t4: 40 }, { model: "h100", units: 1 })).toBe(100)
    expect(gpuPrice({ t4: 40 }, { model: "t4", units: 1 })).toBe(40)
  })

  it("counts machines times GPUs of each", () => {
    expect(monthlyPrice([{ ...nothing, count: 3, gpus: [{ model: "t4", units: 2 }] }], defaultPrices)).toBe(600)
  })
})

describe("law", () => {
  const amount = fc.double({ min: 0, max: 1000, noNaN: true })
  const service = fc.record({
    count: fc.nat(10),
    cpu: amount,
    memory: amount,
    ephemeral: amount,
    hdd: amount,
    ssd: amount,
    nvme: amount,
    endpoints: amount,
    ips: amount,
    gpus: fc.array(fc.record({ model: fc.constantFrom("a100", "t4"), units: fc.nat(8) }), { maxLength: 2 })
  })

  it("services add up, and so do machines of one", () => {
    fc.assert(
      fc.property(service, service, fc.nat(10), (a, b, times) => {
        const price = (...services: ReadonlyArray<Service>) => monthlyPrice(services, defaultPrices)
        const scale = 1 + price(a) + price(b)
        expect(Math.abs(price(a, b) - price(a) - price(b)) / scale).toBeLessThan(1e-12)
        expect(Math.abs(price({ ...a, count: a.count * times }) - times * price(a)) / scale).toBeLessThan(1e-11)
      })
    )
  })
})
