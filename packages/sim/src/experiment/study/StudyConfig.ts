/** What a study file says: a scenario, what may be turned, what is wanted, what must hold, what is uncertain, and how much may be spent.
 *
 * Paths are those of the scenario, as `--set` takes them, and values are written as the scenario would write them (`5%`, `2 USD/GPU-hour`). What
 * the scenario does not have is found in `Study.ts`, which knows the scenario. */
import { Schema } from "effect"
import type * as Decode from "../../scenario/Decode.ts"
import * as Field from "../../units/Field.ts"

/** A single value as the scenario writes it. */
const figure = (description: string): Schema.Codec<string | number> =>
  Schema.Union([Schema.String, Schema.Finite]).annotate({ description, lode: { description } })

/** Any value as the scenario writes it, groups too. */
const anything = (description: string): Schema.Codec<unknown> =>
  Schema.Unknown.annotate({ description, lode: { description } })

const path = Field.text({ description: "where it stands in the scenario, as --set takes it" })
const scale = Field.choice(["linear", "log"])({
  description: "log: as many trials between 1 and 10 as between 10 and 100",
  default: "linear",
  source: "setting"
})

const Knob = Schema.Union([
  Schema.Struct({
    kind: Schema.tag("range"),
    path,
    from: figure("least value"),
    to: figure("greatest value"),
    scale,
    whole: Schema.optionalKey(Field.flag({ description: "whole numbers only; what the scenario counts always is" })),
    steps: Schema.optionalKey(Field.count()({ description: "values in a grid; left out: what the budget allows" }))
  }),
  Schema.Struct({
    kind: Schema.tag("choices"),
    path,
    choices: Field.list(anything("a value"))({ description: "the values to choose from, in no order" })
  })
])

const Assumption = Schema.Union([
  Schema.Struct({
    kind: Schema.tag("uniform"),
    path,
    from: figure("least value"),
    to: figure("greatest value"),
    scale
  }),
  Schema.Struct({
    kind: Schema.tag("triangular"),
    path,
    from: figure("least value"),
    likely: figure("most likely value"),
    to: figure("greatest value")
  }),
  Schema.Struct({
    kind: Schema.tag("choices"),
    path,
    choices: Field.list(anything("a value"))({ description: "the values that it may have" }),
    weights: Field.list(Field.number({ minimum: 0 })({ description: "weight of the value at the same place" }))({
      description: "how likely each is, in any unit; left empty: all alike",
      default: [],
      source: "setting"
    })
  })
])

const Over = Schema.Union([
  Schema.Struct({ kind: Schema.tag("mean") }).annotate({ description: "the mean over worlds, by weight" }),
  Schema.Struct({ kind: Schema.tag("worst") }).annotate({ description: "the world in which it is worst" }),
  Schema.Struct({
    kind: Schema.tag("cvar"),
    tail: Field.share({ description: "share of the worlds, the worst ones, whose mean counts" })
  }).annotate({ description: "conditional value at risk: the mean of the worst worlds" })
])

const Objective = Schema.Struct({
  metric: Field.text({ description: "name of a metric; all of them count true demand only" }),
  direction: Field.choice(["minimise", "maximise"])({ description: "which way is good" }),
  over: Field.group(Over)({ description: "how worlds are put together", default: { kind: "mean" }, source: "setting" })
})

const Constraint = Schema.Union([
  Field.text({ description: "metric <= quantity or metric >= quantity: wait_p95 <= 10 min" }),
  Schema.Struct({
    require: Field.text({ description: "metric <= quantity or metric >= quantity" }),
    probability: Schema.optionalKey(
      Field.share({ description: "share of single runs in which it has to hold; left out: it has to hold on average" })
    )
  })
])

const World = Schema.Struct({
  weight: Field.number({ minimum: 0 })({
    description: "how much it counts; only the proportions matter",
    default: 1,
    source: "setting"
  }),
  set: Field.named(anything("value at the path"))({
    description: "what is different in it, by path",
    default: {},
    source: "setting"
  })
})

const Attack = Schema.Struct({
  cohort: Field.text({ description: "name of the cohort, one member of which seeks its own profit" }),
  knobs: Field.named(Knob)({ description: "what that member may turn; paths are keys of a cohort: asking.price" }),
  identities: Field.count({ minimum: 1 })({
    description: "names at most among which that member may split its GPUs, as if it were several",
    default: 1,
    source: "setting"
  })
})

const Budget = Schema.Struct({
  trials: Field.count()({ description: "settings of the knobs that may be tried", default: 100, source: "setting" }),
  replications: Field.count()({
    description: "runs of each setting in each world, with independent luck",
    default: 5,
    source: "setting"
  })
})

/** The schema of study files. `lode: 1` is the version of the language. */
export const StudyConfig = Schema.Struct({
  scenario: Field.text({ description: "scenario file, relative to this one" }),
  set: Field.named(anything("value at the path"))({
    description: "what is different from the scenario file in the whole study, by path",
    default: {},
    source: "setting"
  }),
  knobs: Field.named(Knob)({ description: "what may be turned, by a name of your own" }),
  objectives: Field.list(Objective)({ description: "what is wanted; several give a front of compromises" }),
  constraints: Field.list(Constraint)({ description: "what must hold in every world", default: [], source: "setting" }),
  worlds: Field.named(World)({
    description: "ways in which the outside may turn out; left empty: the scenario as it is",
    default: {},
    source: "setting"
  }),
  assumptions: Field.named(Assumption)({
    description: "what is not known, with how far it may lie off, by a name of your own",
    default: {},
    source: "setting"
  }),
  attack: Schema.optionalKey(Attack),
  budget: Field.group(Budget)({ description: "how much may be tried", default: {}, source: "setting" }),
  seed: Field.count()({ description: "seed of all draws of the study and of its runs", default: 1, source: "setting" })
})
export type StudyConfig = typeof StudyConfig.Type
export type KnobConfig = StudyConfig["knobs"][string]
export type AssumptionConfig = StudyConfig["assumptions"][string]

/** What study files are decoded with. */
export const language: Decode.Language<StudyConfig, typeof StudyConfig.Encoded> = { schema: StudyConfig, rules: [] }
