/** What an Akash provider bids: the monthly worth of the resources at its price list, by the block, refused when the tenant's highest price is lower.
 *
 * Source: akash-network/helm-charts, charts/akash-provider/scripts/price_script_generic.sh (defaults of April 2024 and later). A month has 429,909 blocks there: 6.117 s
 * a block, 30.437 days. A GPU whose model stands in the provider's list costs what is written there, the entry with memory and interface before that of the plain
 * model; any other costs the dearest entry of the list, and at least 100 USD. */

/** USD a month. */
export interface PriceList {
  /** A thread. */
  readonly cpu: number
  /** A GiB of memory. */
  readonly memory: number
  /** A GiB of storage that ends with the lease. */
  readonly ephemeral: number
  /** A GiB of lasting storage (class beta1, beta2, beta3). */
  readonly hdd: number
  readonly ssd: number
  readonly nvme: number
  /** A port. */
  readonly endpoint: number
  /** A leased address. */
  readonly ip: number
  /** GPUs by model (`h100`), by model and memory (`a100.80Gi`) or by model, memory and interface (`a100.80Gi.sxm4`). */
  readonly gpus: Readonly<Record<string, number>>
}

/** The script's own list. */
export const defaultPrices: PriceList = {
  cpu: 1.6,
  memory: 0.8,
  ephemeral: 0.02,
  hdd: 0.01,
  ssd: 0.03,
  nvme: 0.04,
  endpoint: 0.05,
  ip: 5,
  gpus: {}
}

/** Blocks in a month as the script has them. */
export const blocksPerMonth = 429_909
/** USD a month that a GPU of no known price costs at least. */
export const leastForUnknownGpu = 100
const micro = 1_000_000

export interface GpuRequest {
  readonly model: string
  /** As in the list: `80Gi`. */
  readonly memory?: string | undefined
  /** `pcie`, `sxm4`. */
  readonly interface?: string | undefined
  readonly units: number
}

/** One service of a deployment; `count` machines of it. */
export interface Service {
  readonly count: number
  readonly cpu: number
  readonly memory: number
  readonly ephemeral: number
  readonly hdd: number
  readonly ssd: number
  readonly nvme: number
  readonly endpoints: number
  readonly ips: number
  readonly gpus: ReadonlyArray<GpuRequest>
}

/** USD a month for one GPU: the longest entry that fits, dropping interface, then memory. */
export const gpuPrice = (gpus: PriceList["gpus"], wanted: GpuRequest): number => {
  const key = [wanted.model, wanted.memory, wanted.interface].filter((part) => part !== undefined && part !== "")
  for (const length of [key.length, key.length - 1, 1]) {
    const name = key.slice(0, Math.max(1, length)).join(".")
    const price = Object.hasOwn(gpus, name) ? gpus[name] : undefined
    if (price !== undefined) return price
  }
  return Math.max(leastForUnknownGpu, ...Object.values(gpus))
}

/** USD a month for a deployment: 2.60 for a thread, a GiB and 10 GiB of ephemeral storage. */
export const monthlyPrice = (services: ReadonlyArray<Service>, prices: PriceList): number =>
  services.reduce((sum, service) => sum + service.count * priceOfOne(service, prices), 0)

const priceOfOne = (service: Service, prices: PriceList): number =>
  service.cpu * prices.cpu +
  service.memory * prices.memory +
  service.ephemeral * prices.ephemeral +
  service.hdd * prices.hdd +
  service.ssd * prices.ssd +
  service.nvme * prices.nvme +
  service.endpoints * prices.endpoint +
  service.ips * prices.ip +
  service.gpus.reduce((sum, gpu) => sum + gpu.units * gpuPrice(prices.gpus, gpu), 0)

/** Micro-units a block of a currency worth `price` USD (1 for ACT, and for USD on chain): 6.0478 uact for 2.60 USD a month. */
export const ratePerBlock = (monthly: number, price: number, blocks = blocksPerMonth): number =>
  ((monthly / price) * micro) / blocks

/** Whether the provider bids: not when the tenant's highest rate a block is below its own. */
export const bids = (rate: number, highest: number | undefined): boolean => highest === undefined || rate <= highest
