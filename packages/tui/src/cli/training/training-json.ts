/** What `lode training --json` prints. */
import type { Appraisal, Arm } from "@lode/sim"
import { causes, limitOf } from "./training-limits.ts"

/** The appraisal for a program: SI units in the names, the figures whole. `mean` and `half_width` (95%) tell the luck of the simulations; `estimate`, `low` and `high` what the
 * laws of loss leave open (95%), at the mean of the luck; `null`: never. */
export const json = (seen: Appraisal.Appraisal): unknown => ({
  setup: seen.setup,
  network: armJson(seen.network),
  central: armJson(seen.central),
  compared: seen.compared,
  compared_loss: seen.comparedLoss,
  limit: snake(limitOf(seen.network)),
  level_bandwidth: seen.compared ? seen.level : null,
  level_bandwidth_range: seen.compared ? seen.levelRange : null,
  remedies: seen.remedies,
  notes: seen.notes
})

/** A cause as JSON names it. */
const snake = (cause: Arm.Cause): string => (cause === "criticalBatch" ? "critical_batch" : cause)

const armJson = (arm: Arm.Arm) => ({
  replicas: arm.pace.replicas,
  stages: arm.pace.stages,
  gpus: arm.gpus,
  step_s: arm.pace.step,
  step_parts_s: {
    compute: arm.pace.compute,
    stragglers: arm.pace.stragglers,
    memory: arm.pace.memory,
    bandwidth: arm.pace.bandwidth,
    latency: arm.pace.latency
  },
  exchange_s: arm.pace.exchange,
  inner_steps: arm.pace.innerSteps,
  joining_s: arm.joining.seconds,
  joining_bytes: arm.joining.bytes,
  utilisation: arm.pace.utilisation,
  mfu: arm.pace.mfu,
  tokens_per_s: arm.pace.tokensPerSecond,
  sending_bit_per_s: arm.pace.sending,
  batch_tokens: arm.batch,
  critical_batch_tokens: arm.criticalBatch,
  batch_factor: arm.batchFactor,
  tokens: arm.tokens,
  tokens_ratio: arm.tokensRatio,
  loss: arm.loss,
  seconds_without_failures: arm.secondsWithoutFailures,
  seconds: luckJson(arm.seconds),
  finishes: arm.finishes,
  simulated_share: arm.simulated,
  failures: arm.failures,
  goodput: arm.goodput,
  gpu_hours: arm.gpuHours,
  usd_per_gpu_hour: arm.price,
  energy_mwh: arm.energy,
  sent_bytes: arm.sent,
  egress_usd: arm.egressCost,
  cost_usd: luckJson(arm.cost),
  equal_loss: {
    tokens: arm.equalLoss.tokens,
    seconds: arm.equalLoss.seconds,
    gpu_hours: arm.equalLoss.gpuHours,
    energy_mwh: arm.equalLoss.energy,
    cost_usd: arm.equalLoss.cost,
    usd_per_effective_flop: arm.equalLoss.costPerFlop
  },
  shares: Object.fromEntries(causes.map((cause) => [snake(cause), arm.shares[cause]]))
})

const luckJson = ({ halfWidth, mean }: Arm.Estimate) => ({ mean, half_width: halfWidth })
