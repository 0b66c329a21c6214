/** The machines of a set-up's two arms: its owners as they are, and the same GPUs in one place. */
import * as Catalog from "../catalog/Catalog.ts"
import { hour } from "../units/Time.ts"
import { lossAfter } from "./Arm.ts"
import type { Goal, Machines } from "./ArmRun.ts"
import { criticalBatch } from "./model/CriticalBatch.ts"
import { plain } from "./model/EqualLoss.ts"
import { Pace, type Practice, Training } from "./Pace.ts"
import { laws, lossAt, tokensFor } from "./model/ScalingLaw.ts"
import { gangOf, ownersOf, ownersOfShare, takingPart, type TrainingSetup } from "./TrainingSetup.ts"

/** The machines of a set-up, with what asking them again takes. */
export interface Network extends Machines {
  readonly training: Training
  readonly gang: ReturnType<typeof gangOf>
  /** GPUs that share the batch. */
  readonly wanted: number
}

/** GPUs that share the batch: all, or those that have a place. */
const wantedOf = (setup: TrainingSetup): number => {
  const share = Math.min(1, (setup.churn?.most ?? Infinity) / ownersOf(setup))
  const places = ownersOfShare(setup.sites, share)
  return setup.sites.reduce((sum, { gpus }, site) => sum + (places[site] ?? 0) * gpus, 0)
}

/** The owners of a set-up, as many as take part at a time. */
export const networkOf = (setup: TrainingSetup): Network => {
  const training = new Training(setup)
  const gang = gangOf(setup)
  const wanted = wantedOf(setup)
  const pace = new Pace()
  if (!training.pace(gang, 1, wanted, pace))
    throw new RangeError("the model does not fit: ask TrainingSetup.rules first")
  const owners = ownersOf(setup)
  return {
    training,
    gang,
    wanted,
    pace,
    gpus: gang.size,
    peers: setup.churn === undefined ? pace.replicas : Math.max(1, Math.round((pace.replicas * owners) / gang.count)),
    waits: training.synchronisation.waits || pace.replicas === 1,
    price: meanOverGpus(
      setup,
      ({ gpu_model, price }) =>
        price ?? (owners === 1 ? catalogued(gpu_model).centralPrice.value : catalogued(gpu_model).marketPrice.value)
    ),
    power: meanOverGpus(setup, ({ gpu_model }) => catalogued(gpu_model).nodePower.value * setup.pue),
    egress: setup.egress,
    joining: joiningOf(setup, training, gang),
    exchanging: training.lossOfExchanging(pace.replicas),
    ...(setup.churn === undefined ? {} : { churn: setup.churn })
  }
}

/** What joining takes an owner, on average. */
const joiningOf = (setup: TrainingSetup, training: Training, gang: Network["gang"]): Machines["joining"] => {
  // One alone has nobody to fetch from, and has kept what it had.
  if (gang.count === 1) return { seconds: 0, bytes: 0 }
  const there = ownersOfShare(setup.sites, takingPart(setup))
  let seconds = 0
  let bytes = 0
  let member = 0
  setup.sites.forEach(({ gpu_model, gpus }, site) => {
    const owners = there[site] ?? 0
    if (owners === 0) return
    const model = Catalog.gpuIndex(gpu_model)
    const [region, download] = [gang.region[member] ?? 0, gang.download[member] ?? 0]
    seconds += owners * training.secondsToJoin(gang, model, gpus, region, download, member)
    bytes += owners * training.bytesToJoin(model, gpus)
    member += owners
  })
  return { seconds: seconds / gang.count, bytes: bytes / gang.count }
}

/** The same GPUs in one place: as many as take part at a time, never leaving, sharing the batch so that each has done at the same time. */
export const centralOf = (setup: TrainingSetup, { gang, power, wanted }: Network): Machines => {
  const counts = new Map<number, number>()
  for (let member = 0; member < gang.count; member++) {
    const model = gang.gpuModel[member] ?? 0
    counts.set(model, (counts.get(model) ?? 0) + (gang.gpus[member] ?? 0))
  }
  return {
    pace: centralPace({ ...setup, batch: batchInOnePlace(setup) }, counts, gang.size / Math.max(wanted, gang.size)),
    gpus: gang.size,
    peers: 1,
    waits: true,
    price: setup.central_price ?? meanOverGpus(setup, ({ gpu_model }) => catalogued(gpu_model).centralPrice.value),
    power,
    egress: 0,
    // Its machines come back where the state is.
    joining: { seconds: 0, bytes: 0 },
    exchanging: plain
  }
}

/** A data centre is free to take a batch up to the critical one, and wastes no tokens on a larger; where all has one owner anyway it keeps the set-up's. */
const batchInOnePlace = (setup: TrainingSetup): number => {
  if (ownersOf(setup) === 1) return setup.batch
  const loss = setup.target_loss ?? lossAt(laws[setup.law], setup.model.parameters, setup.tokens ?? 1)
  return Math.min(setup.batch, criticalBatch(loss))
}

/** GPUs by model in one place. Its links are so fast that memory may be pooled; each model's part of the batch goes by its speed. */
const centralPace = (practice: Practice, counts: ReadonlyMap<number, number>, share: number): Pace => {
  const batch = practice.batch * share
  const pooled = { ...practice, batch, model: { ...practice.model, state_bytes: 0 } }
  const speeds = new Training(pooled)
  let together = 0
  for (const [model, gpus] of counts) together += speeds.unhindered(model, gpus)
  const whole = new Pace()
  let peak = 0
  for (const [model, gpus] of counts) {
    const part = new Pace()
    const training = new Training({ ...pooled, batch: (batch * speeds.unhindered(model, gpus)) / together })
    const gang = gangOf({
      sites: [
        {
          count: 1,
          gpu_model: Catalog.gpuAt(model).name,
          gpus,
          region: Catalog.regionAt(0).name,
          upload: 1,
          download: 1
        }
      ]
    })
    training.pace(gang, 1, gpus, part)
    whole.compute = Math.max(whole.compute, part.compute)
    whole.bandwidth = Math.max(whole.bandwidth, part.bandwidth)
    peak += gpus * Catalog.gpuAt(model).teraflops.value * 1e12
  }
  whole.replicas = 1
  whole.stages = 1
  whole.step = whole.compute + whole.bandwidth
  whole.tokensPerSecond = batch / whole.step
  whole.mfu = (whole.tokensPerSecond * speeds.flop) / peak
  return whole
}

const catalogued = (gpuModel: string) => Catalog.gpuAt(Catalog.gpuIndex(gpuModel))

const meanOverGpus = (setup: TrainingSetup, of: (site: TrainingSetup["sites"][number]) => number): number => {
  let sum = 0
  let gpus = 0
  for (const site of setup.sites) {
    sum += site.count * site.gpus * of(site)
    gpus += site.count * site.gpus
  }
  return sum / gpus
}

/** What both arms are after. Where tokens are given, arms are compared at the loss of the data centre. */
export const goalOf = (setup: TrainingSetup, { training }: Network, central: Machines): Goal => {
  const { law } = training
  const { parameters } = setup.model
  const loss = setup.target_loss ?? lossAfter({ law, parameters }, central, setup.tokens ?? 1)
  return {
    law,
    parameters,
    flop: training.flop,
    tokens: setup.tokens,
    reference: tokensFor(laws[setup.law], parameters, loss),
    failuresPerGpuHour: setup.failures.rate * hour,
    restartSeconds: setup.failures.restart,
    checkpoint: setup.checkpoint,
    continuation: setup.continuation,
    replications: setup.replications,
    seed: setup.seed
  }
}
