/** The flags of `lode training` that describe a set-up. */
import { Flag } from "effect/cli"

const said = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

/** The flags that describe a set-up instead of a file; each stands for a key of it. */
export const setupFlags = {
  parameters: said("parameters", "NUMBER", "parameters of the model: 10B, 10e9"),
  layers: said("layers", "NUMBER", "layers of the model (32)"),
  width: said("width", "NUMBER", "width of the model: what a pipeline between owners sends (4096)"),
  tokens: said("tokens", "TOKENS", "tokens to train on: 200B"),
  targetLoss: said("target-loss", "LOSS", "or the loss to train to, nats per token: 2.2"),
  gpu: said("gpu", "MODEL", "GPU model (H100-SXM)"),
  gpus: said("gpus", "NUMBER", "GPUs of all owners together (8)"),
  members: said("members", "NUMBER", "owners that share them alike (1: one data centre)"),
  regions: said(
    "regions",
    "LIST",
    "where the owners are, in turn (us-east; several: us-east,us-west,europe-west,europe-central)"
  ),
  upload: said(
    "upload",
    "BANDWIDTH",
    "access link of each owner, upwards, and downwards too if --download is not given (1 Gbit/s)"
  ),
  download: said("download", "BANDWIDTH", "and downwards (1 Gbit/s)"),
  price: said("price", "PRICE", "of a GPU-hour: 2.1 USD/GPU-hour (the catalogue's)"),
  sync: said(
    "sync",
    "RULE",
    "data-parallel, diloco, streaming-diloco, compressed-gradients, asynchronous, pairwise (diloco)"
  ),
  innerSteps: said("inner-steps", "NUMBER", "steps from one exchange of a parameter to the next (100)"),
  exchangeBits: said("exchange-bits", "NUMBER", "bits sent for each parameter (16)"),
  fragments: said("fragments", "NUMBER", "streaming-diloco: parts exchanged in turn (by size)"),
  overlap: said("overlap", "NUMBER", "streaming-diloco: steps that an exchange may last before owners wait (1)"),
  batch: said("batch", "TOKENS", "tokens of one step of all owners together (2M)"),
  mfu: said("mfu", "SHARE", "share of the peak that an owner reaches alone (the catalogue's): 40%"),
  stay: said("stay", "DURATION", "mean stay of owners that come and go: 5 days"),
  away: said("away", "DURATION", "their mean absence"),
  continuation: said("continuation", "HOW", "after a failure: restart (all go back) or elastic (the others go on)"),
  checkpoint: said("checkpoint", "DURATION", "computing between checkpoints (as often as is best)"),
  failures: said("failures", "RATE", "failures of one GPU (1.97e-5 per hour); 0: none")
} as const
