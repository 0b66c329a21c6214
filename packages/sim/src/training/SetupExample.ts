/** The text that `lode training --example` prints: a commented set-up file to start from, like INTELLECT-1. */
import { interruptionsPerGpuHour, perHour } from "./run/Failures.ts"

export const example = `# A training set-up for: lode training FILE
# Every key that is left out has a default; docs/training.md says what the keys mean. Change a figure without touching the file:
#   lode training FILE --set "synchronisation.inner_steps=50" --set "sites[0].count=8"

lode: 1 # version of the file language
model:
  parameters: 10.2B # source: INTELLECT-1 (arXiv 2412.01152)
  layers: 42
  width: 4096
  context: 8192 # attention counts too
tokens: 1T tokens # or, instead: target_loss: 2.12
batch: 14.7M tokens # source: 128 x 8,192 tokens a step on each of 14 nodes
mfu: 43.3% # source: INTELLECT-1, one node by itself
synchronisation: { kind: diloco, inner_steps: 100, exchange_bits: 8 } # source: int8 ring, every 100 steps

sites: # owners who are alike; the price is that of marketplaces unless one owner has all
  - { count: 5, gpu_model: H100-SXM, gpus: 8, region: us-east, upload: 5 Gbit/s, download: 5 Gbit/s } # assumption: links
  - { count: 5, gpu_model: H100-SXM, gpus: 8, region: europe-west, upload: 5 Gbit/s, download: 5 Gbit/s } # assumption
  - { count: 4, gpu_model: H100-SXM, gpus: 8, region: asia-southeast, upload: 5 Gbit/s, download: 5 Gbit/s } # assumption

failures: { rate: ${perHour(interruptionsPerGpuHour.value)}, restart: 10 minutes } # source: Llama-3 405B; assumption: a spare node is there
checkpoint: { every: 0 s, stall: 30 s } # 0 s: as often as is best (Young/Daly); assumption
continuation: elastic # the others go on without who fails; or restart
# churn: { stay: 5 days, away: 5 days } # owners that come and go
`
