/** A scenario language of our own with every kind of field, so that the file language is tested apart from the model. */
import { Schema } from "effect"
import type * as Decode from "../../packages/sim/src/scenario/Decode.ts"
export type { Quantity } from "../../packages/sim/src/units/Quantity.ts"
import * as Field from "../../packages/sim/src/units/Field.ts"

/** Written in two forms: a duration, or a kind with its parameters. */
const Patience = Schema.Union([
  Field.quantity("duration")({ description: "the same for all" }),
  Schema.Struct({ kind: Schema.tag("exponential"), mean: Field.quantity("duration")({ description: "mean" }) }),
  Schema.Struct({
    kind: Schema.tag("uniform"),
    from: Field.quantity("duration")({ description: "shortest" }),
    to: Field.quantity("duration")({ description: "longest" })
  })
])

const JobClass = Schema.Struct({
  gpus: Field.count({ minimum: 1 })({ description: "GPUs that a job asks for at once", unit: "GPUs" }),
  length: Field.quantity("duration")({
    description: "mean length of a job",
    default: "2 h",
    source: "assumption: a guess for the tests"
  }),
  patience: Field.group(Patience)({
    description: "how long a job waits",
    default: { kind: "exponential", mean: "1 h" },
    source: "assumption"
  }),
  share: Field.share({ description: "share of all jobs", default: "10%", source: "the table of tests, row 3" })
})

const Market = Schema.Union([
  Schema.Struct({
    kind: Schema.tag("posted"),
    markup: Field.share({ description: "what the venue adds", default: "5%", source: "assumption" })
  }),
  Schema.Struct({
    kind: Schema.tag("reverse-auction"),
    bids: Field.count({ minimum: 1, maximum: 20 })({
      description: "most bids looked at",
      default: 20,
      source: "docs of Akash"
    }),
    fee: Field.share({ description: "fee of the venue" })
  })
])

const Miners = Schema.Struct({
  power: Field.quantity("power")({ description: "power of all sites together" }),
  lead_time: Field.quantity("duration")({
    description: "from decision to the first GPU",
    default: "9 months",
    source: "Luxor, hash price index"
  }),
  form: Field.choice(["colocation", "gpu-cloud", "spot"])({
    description: "form of the business",
    default: "colocation",
    source: "assumption"
  })
})

export const schema = Schema.Struct({
  name: Field.text({ description: "name of the scenario" }),
  question: Field.text({ description: "what is asked", default: "What happens?", source: "assumption" }),
  hopeful: Field.flag({ description: "whether to hope", default: false, source: "assumption" }),
  seed: Field.count()({ description: "seed of all draws", default: 1, source: "setting" }),
  growth: Field.number()({ description: "growth of everything", default: 1.5, source: "assumption" }),
  supply: Field.group(Schema.Struct({ miners: Field.group(Miners)({ description: "converted miners" }) }))({
    description: "who offers"
  }),
  demand: Field.group(
    Schema.Struct({
      classes: Field.named(JobClass)({ description: "classes of jobs by name" }),
      hours: Field.list(Field.share({ description: "load in one hour of the day" }))({
        description: "rhythm of the day",
        default: ["50%", "100%"],
        source: "assumption"
      })
    })
  )({ description: "who asks" }),
  market: Field.group(Market)({
    description: "how a price is found",
    default: { kind: "reverse-auction", fee: "2%" },
    source: "docs of Akash"
  }),
  sites: Field.list(Miners)({ description: "single sites", default: [], source: "assumption" })
})

export type Scenario = typeof schema.Type

/** A gang must fit: the power of the miners stands for the machines there are. */
const gangFits: Decode.Rule<Scenario> = (scenario, report) => {
  for (const [name, { gpus }] of Object.entries(scenario.demand.classes)) {
    if (gpus > scenario.supply.miners.power * 500) {
      report(["demand", "classes", name, "gpus"], `a gang of ${gpus} GPUs is larger than any supply`, {
        found: `${gpus}`
      })
    }
  }
}

/** What is asked about must be a class. */
const questionNamesAClass: Decode.Rule<Scenario> = ({ demand, question }, report) => {
  const names = Object.keys(demand.classes)
  const asked = /^about (\w+)$/.exec(question)?.[1]
  if (asked !== undefined && !names.includes(asked)) {
    report("question", `There is no class ${asked}`, { found: asked, allowed: names.join(", ") })
  }
}

export const language: Decode.Language<Scenario, typeof schema.Encoded> = {
  schema,
  rules: [gangFits, questionNamesAClass]
}

/** A right file to start from. */
export const good = `lode: 1
name: small
supply:
  miners:
    power: 50 MW # source: a letter
    lead_time: 1 year
demand:
  classes:
    big:
      gpus: 8
`
