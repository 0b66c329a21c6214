/** What a scenario says about those who ask for compute. */
import { Schema } from "effect"
import { gpuNames, regionNames } from "../catalog/Catalog.ts"
import * as DistributionConfig from "../state/DistributionConfig.ts"
import * as Field from "../units/Field.ts"

/** Where the requests of a class come from. */
export const Requests = Schema.Union([
  Schema.Struct({
    kind: Schema.tag("users"),
    users: Field.count()({ description: "users of this class when the run starts" }),
    requests_per_user: Field.quantity("rate")({ description: "requests of one user, mean over the week" }),
    growth: Field.number()({
      description: "growth rate a year of a small stock of users: 0.5 is e^0.5 in a year",
      default: 0,
      source: "assumption"
    }),
    ceiling: Field.count({ minimum: 1 })({
      description: "users at which growth stops",
      default: "1B",
      source: "assumption"
    }),
    churn: Field.number({ minimum: 0 })({
      description: "rate a year at which users leave when nothing that they ask for is served",
      default: 0,
      source: "assumption"
    }),
    burstiness: Field.number({ minimum: 0, maximum: 20 })({
      description: "coefficient of variation of the gaps between requests: 0 a clock, 1 Poisson",
      default: 2.83,
      source: "Philly, October 2017: inter-arrival CV 2.83"
    }),
    daily_swing: Field.share({
      description: "how far demand moves from its daily mean",
      default: 0.3,
      source: "assumption"
    }),
    peak_hour: Field.number({ minimum: 0, maximum: 24 })({
      description: "hour of the day (UTC) at which demand is highest",
      default: 15,
      source: "assumption"
    }),
    weekend: Field.share({
      description: "demand on Saturday and Sunday as a share of a working day's",
      default: 0.7,
      source: "assumption"
    })
  }),
  Schema.Struct({
    kind: Schema.tag("planned"),
    at: Field.list(Field.quantity("duration")({ description: "an instant" }))({
      description: "when jobs are asked for, from the start of the run"
    }),
    each: Field.count({ minimum: 1 })({
      description: "jobs asked for at each of these instants",
      default: 1,
      source: "setting"
    })
  }),
  Schema.Struct({
    kind: Schema.tag("trace"),
    file: Field.text({ description: "job trace: `lode trace import` makes one; path relative to the scenario file" }),
    load: Field.number({ minimum: 0.000_001 })({
      description:
        "factor on the number of jobs: above 1 jobs are drawn again from the trace, below 1 some are left out",
      default: 1,
      source: "assumption"
    }),
    stretch: Field.number({ minimum: 0.000_001 })({
      description: "factor on the time between jobs: 2 makes the trace last twice as long",
      default: 1,
      source: "assumption"
    }),
    bootstrap: Field.flag({
      description: "draw sizes and run times anew from the trace in each replication, instead of repeating it",
      default: false,
      source: "assumption"
    })
  })
])

/** A class of jobs. */
export const JobClass = Schema.Struct({
  requests: Field.group(Requests)({ description: "where requests come from" }),
  gpus: DistributionConfig.ofCount({
    description: "GPUs that a job needs at once (its gang)",
    default: 1,
    source: "assumption"
  }),
  duration: DistributionConfig.ofQuantity("duration")({
    description: "run time on the reference GPU (H100 SXM); other models take longer by their speed",
    default: { kind: "lognormal", median: "1739 s", p99: "182547 s" },
    source: "Philly, October 2017: median 1,739 s, p99 182,547 s"
  }),
  gpu_models: Field.list(Field.choice(gpuNames)({ description: "a GPU model" }))({
    description: "models that a job accepts; left empty: any with enough memory",
    default: [],
    source: "assumption"
  }),
  memory: Field.quantity("bytes")({
    description: "memory that a GPU must have",
    default: "0 B",
    source: "assumption"
  }),
  regions: Field.list(Field.choice(regionNames)({ description: "a region" }))({
    description: "regions that a job accepts (law, privacy, delay); left empty: any",
    default: [],
    source: "assumption"
  }),
  lowest_budget: Field.quantity("gpuHourPrice")({
    description: "every request would pay at least this; the number of requests is counted at this price",
    default: "1 USD/GPU-hour",
    source: "assumption"
  }),
  elasticity: Field.number({ minimum: 0.01 })({
    description: "elasticity of demand: the share that would pay p falls as p^-elasticity",
    default: 1.1,
    source: "Demirer, Fradkin et al.: about -1.1 for users of compute"
  }),
  highest_budget: Field.quantity("gpuHourPrice")({
    description: "nobody pays more than this",
    default: "50 USD/GPU-hour",
    source: "assumption"
  }),
  patience: DistributionConfig.ofQuantity("duration")({
    description: "how long a request waits for a start before it gives up",
    default: { kind: "exponential", mean: "12 h" },
    source: "assumption"
  }),
  deadline: Field.number({ minimum: 0 })({
    description:
      "time to the deadline as a multiple of the run time; 0: no deadline. What ends later is paid but counts as late",
    default: 0,
    source: "assumption"
  }),
  checkpoint_every: Field.quantity("duration")({
    description: "work between two checkpoints; 0 s: none, an interrupted job begins anew",
    default: "1 h",
    source: "assumption"
  }),
  restart: Field.quantity("duration")({
    description: "work lost at every restart: loading the checkpoint",
    default: "5 minutes",
    source: "assumption"
  }),
  data: Field.quantity("bytes")({
    description: "data that a job moves in and out",
    default: "1 GB",
    source: "assumption"
  }),
  price_weight: Field.number({ minimum: 0 })({
    description: "utility lost when a price is e times higher",
    default: 2,
    source: "assumption"
  }),
  wait_weight: Field.number({ minimum: 0 })({
    description: "utility lost for each hour of expected wait",
    default: 0.5,
    source: "assumption"
  }),
  inertia: Field.number({ minimum: 0 })({
    description: "utility of the venue used last: what it takes to switch",
    default: 0.5,
    source: "assumption"
  }),
  trust: Field.named(Field.number()({ description: "utility of a venue before price and wait" }))({
    description: "how this class sees each venue by name: reliability, privacy, support; unnamed venues are at 0",
    default: {},
    source: "assumption"
  }),
  memory_of_waits: Field.share({
    description: "weight of the newest experience in what the class remembers of a venue's waits",
    default: 0.05,
    source: "assumption"
  }),
  memory_of_quotes: Field.share({
    description: "weight, each day, of the wait that a venue tells in what the class remembers of its waits",
    default: 0.2,
    source: "assumption"
  })
})
export type JobClass = typeof JobClass.Type
