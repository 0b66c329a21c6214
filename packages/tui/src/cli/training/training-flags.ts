/** The flags of `lode training` that describe a set-up. */
import { textFlag } from "../scenario-flags.ts"

/** The flags that describe a set-up instead of a file; each stands for a key of it. */
export const setupFlags = {
  parameters: textFlag("parameters", "NUMBER", "parameters of the model: 10B, 10e9"),
  layers: textFlag("layers", "NUMBER", "layers of the model (32)"),
  width: textFlag("width", "NUMBER", "width of the model: what a pipeline between owners sends (4096)"),
  tokens: textFlag("tokens", "TOKENS", "tokens to train on: 200B"),
  targetLoss: textFlag("target-loss", "LOSS", "or the loss to train to, nats per token: 2.2"),
  gpu: textFlag("gpu", "MODEL", "GPU model (H100-SXM)"),
  gpus: textFlag("gpus", "NUMBER", "GPUs of all owners together (8)"),
  members: textFlag("members", "NUMBER", "owners that share them alike (1: one data centre)"),
  regions: textFlag(
    "regions",
    "LIST",
    "where the owners are, in turn (us-east; several: us-east,us-west,europe-west,europe-central)"
  ),
  upload: textFlag(
    "upload",
    "BANDWIDTH",
    "access link of each owner, upwards, and downwards too if --download is not given (1 Gbit/s)"
  ),
  download: textFlag("download", "BANDWIDTH", "access link of each owner, downwards (1 Gbit/s)"),
  price: textFlag("price", "PRICE", "price of a GPU-hour: 2.1 USD/GPU-hour (the catalogue's)"),
  sync: textFlag(
    "sync",
    "RULE",
    "data-parallel, diloco, streaming-diloco, compressed-gradients, asynchronous, pairwise (diloco)"
  ),
  innerSteps: textFlag("inner-steps", "NUMBER", "steps from one exchange of a parameter to the next (100)"),
  exchangeBits: textFlag("exchange-bits", "NUMBER", "bits sent for each parameter (16)"),
  fragments: textFlag("fragments", "NUMBER", "streaming-diloco: parts exchanged in turn (by size)"),
  overlap: textFlag("overlap", "NUMBER", "streaming-diloco: steps that an exchange may last before owners wait (1)"),
  batch: textFlag("batch", "TOKENS", "tokens of one step of all owners together (2M)"),
  mfu: textFlag("mfu", "SHARE", "share of the peak that an owner reaches alone (the catalogue's): 40%"),
  stay: textFlag("stay", "DURATION", "mean stay of owners that come and go: 5 days"),
  away: textFlag("away", "DURATION", "mean absence of owners that come and go: 2 days"),
  continuation: textFlag(
    "continuation",
    "HOW",
    "after a failure: restart, all go back, or elastic, the others go on (elastic)"
  ),
  checkpoint: textFlag("checkpoint", "DURATION", "computing time between checkpoints: 1 h (as often as is best)"),
  failures: textFlag("failures", "RATE", "failures of one GPU; 0: none (1.97e-5 per hour)")
} as const
