/** The checks of `lode verify` that stand on a whole run: the books balance, and the run is the one that was made elsewhere.
 *
 * The reference scenario has a little of everything: a network with a token, a cloud, owners who sleep at night, failures, miners. Its
 * digest is taken over everything that it measured and over its series.
 *
 * **Gotchas** Floating-point functions (`exp`, `log`, `cos`) may differ in the last bit between processors and versions of Node; then the
 * digest differs although nothing is wrong, and the check says so. After a change of the model that is meant, renew
 * `referenceDigest`: `lode verify --json` tells the new one. */
import { Schema } from "effect"
import { digest } from "../kernel/Digest.ts"
import { take } from "../kernel/Snapshot.ts"
import { day } from "../units/Time.ts"
import { gauges } from "../world/Gauges.ts"
import { measure } from "../world/Metrics.ts"
import { Run } from "../world/Run.ts"
import { Scenario } from "../world/Scenario.ts"
import type { Check, CheckResult } from "./Verify.ts"

/** Where `referenceDigest` was made. */
export const referencePlatform = "linux x64, Node 26.10.0"
/** Digest of the reference run there. */
export const referenceDigest = "b6bc6c52137ee677"

const days = 60

const scenario = () =>
  Schema.decodeUnknownSync(Scenario)({
    name: "reference",
    question: "Does this machine compute what others did?",
    horizon: { kind: "terminating", length: `${days} days` },
    networks: {
      network: {
        token: { kind: "network-token", emission: { kind: "fixed", rate: "1000 tokens/day" } }
      }
    },
    clouds: {
      central: { fleets: [{ gpu_model: "H100-SXM", region: "us-east", gpus: 40, price: "3 USD/GPU-hour" }] }
    },
    supply: {
      cohorts: {
        centres: {
          kind: "data-centre",
          count: 12,
          potential: 20,
          gpu_model: "H100-SXM",
          gpus: { kind: "choice", values: [4, 8], weights: [1, 1] },
          asking: { kind: "adaptive", start: "2 USD/GPU-hour" },
          cost: "1.5 USD/GPU-hour",
          failure_every: "2000 h"
        },
        gamers: {
          kind: "idle-owner",
          count: 40,
          gpu_model: "RTX-4090",
          gpus: 1,
          asking: { kind: "fixed", price: "0.35 USD/GPU-hour" },
          cost: "0.1 USD/GPU-hour",
          availability: { kind: "daily", from_hour: 20, hours: 9 }
        }
      },
      miners: {}
    },
    demand: {
      training: {
        requests: { kind: "users", users: 40, requests_per_user: "2 per day" },
        gpus: { kind: "choice", values: [1, 2, 8], weights: [6, 3, 1] },
        gpu_models: ["H100-SXM"],
        duration: { kind: "lognormal", median: "2 h", p99: "40 h" }
      },
      rendering: {
        requests: { kind: "users", users: 60, requests_per_user: "2 per day" },
        duration: "30 minutes"
      }
    }
  })

function* referenceRun(platform: string): Generator<void, ReadonlyArray<CheckResult>, void> {
  const run = Run.make(scenario())
  const { world } = run
  const columns = gauges(world)
  const series: Array<number> = []
  let imbalance = 0n
  for (let until = day; until <= days * day; until += day) {
    run.advance(until)
    for (const { of } of columns) series.push(of(world))
    for (let asset = 0; asset < world.ledger.assets; asset++) {
      const gap = world.ledger.minted(asset) - world.ledger.burned(asset) - world.ledger.sumOfBalances(asset)
      imbalance += gap < 0n ? -gap : gap
    }
    yield
  }
  const found = digest(take({ measured: { ...measure(world) }, series: Float64Array.from(series) }))
  const same = found === referenceDigest
  const elsewhere = platform !== referencePlatform
  return [
    {
      name: "Ledger: what does not add up",
      passed: imbalance === 0n,
      expected: 0,
      found: Number(imbalance),
      tolerance: 0,
      note: "minor units of USD and of the token that were made or lost by accident"
    },
    {
      name: same || !elsewhere ? "Digest of the reference run" : "Digest of the reference run (another platform)",
      passed: same || elsewhere,
      expected: referenceDigest,
      found,
      tolerance: null,
      note: same
        ? `the same bytes as on ${referencePlatform}`
        : `made on ${referencePlatform}, compared on ${platform}: ${elsewhere ? "the last bits of exp, log and cos may differ there, so another digest is no fault" : "the same platform must give the same bytes"}`
    }
  ]
}

/** The reference run on this machine; `platform` as in `referencePlatform`. */
export const referenceCheck = (platform: string): Check => ({
  name: "reference run",
  run: () => referenceRun(platform)
})
