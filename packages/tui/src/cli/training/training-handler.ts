/** The work of `lode training`: the set-up from a file or from flags, appraised and printed. */
import { Appraisal, Decode, Override, type Problem, Quantity, Source, TrainingSetup } from "@lode/sim"
import { ScenarioFile } from "@lode/sim/node"
import { Effect, Option, Result } from "effect"
import { print, printJson, stdout, themeOf } from "../output.ts"
import type { setupFlags } from "./training-flags.ts"
import { json } from "./training-json.ts"
import { text } from "./training-report.ts"
import { UsageError } from "../usage.ts"

type Said = { readonly [Name in keyof typeof setupFlags]: Option.Option<string> }

export interface Input extends Said {
  readonly file: Option.Option<string>
  readonly set: ReadonlyArray<string>
  readonly seed: Option.Option<number>
  readonly example: boolean
  readonly json: boolean
}

type Failure = UsageError | Problem.ScenarioError | ScenarioFile.UnreadableFile

const refuse = (message: string) => Effect.fail(new UsageError({ message }))

/** `lode training` */
export const training = Effect.fnUntraced(function* (input: Input): Effect.fn.Return<void, Failure> {
  if (input.example) return yield* print(TrainingSetup.example.trimEnd())
  const setup = yield* Option.match(input.file, {
    onNone: () => ofFlags(input),
    onSome: (file) => ofFile(file, input)
  })
  const appraisal = Appraisal.appraise(setup)
  if (input.json) return yield* printJson(json(appraisal))
  const surface = stdout()
  yield* print(text(appraisal, { ...surface, theme: themeOf(surface) }))
})

/** Flags, and the keys that they stand for. */
const keys: ReadonlyArray<readonly [name: keyof Said, flag: string, path: string]> = [
  ["parameters", "--parameters", "model.parameters"],
  ["layers", "--layers", "model.layers"],
  ["width", "--width", "model.width"],
  ["tokens", "--tokens", "tokens"],
  ["targetLoss", "--target-loss", "target_loss"],
  ["gpu", "--gpu", "sites.gpu_model"],
  ["gpus", "--gpus", "sites.gpus"],
  ["members", "--members", "sites.count"],
  ["regions", "--regions", "sites.region"],
  ["upload", "--upload", "sites.upload"],
  ["download", "--download", "sites.download"],
  ["price", "--price", "sites.price"],
  ["sync", "--sync", "synchronisation.kind"],
  ["innerSteps", "--inner-steps", "synchronisation.inner_steps"],
  ["exchangeBits", "--exchange-bits", "synchronisation.exchange_bits"],
  ["fragments", "--fragments", "synchronisation.fragments"],
  ["overlap", "--overlap", "synchronisation.overlap"],
  ["batch", "--batch", "batch"],
  ["mfu", "--mfu", "mfu"],
  ["stay", "--stay", "churn.stay"],
  ["away", "--away", "churn.away"],
  ["continuation", "--continuation", "continuation"],
  ["checkpoint", "--checkpoint", "checkpoint.every"],
  ["failures", "--failures", "failures.rate"]
]

const setWith = ({ seed, set }: Input): ReadonlyArray<string> =>
  Option.match(seed, { onNone: () => set, onSome: (value) => [...set, `seed=${value}`] })

const ofFile = Effect.fnUntraced(function* (
  file: string,
  input: Input
): Effect.fn.Return<TrainingSetup.TrainingSetup, Failure> {
  for (const [name, flag, path] of keys) {
    const given = input[name]
    if (Option.isNone(given)) continue
    return yield* refuse(
      `${flag}: the set-up is in ${file}; say --set "${path.replace("sites.", "sites[0].")}=${given.value}", or leave the file out`
    )
  }
  const { scenario } = yield* ScenarioFile.load(TrainingSetup.language, file, setWith(input))
  return scenario
})

/** The tree that a file would hold, made of the flags, decoded by the same rules; what is wrong is told of the flag. */
const ofFlags = Effect.fnUntraced(function* (input: Input): Effect.fn.Return<TrainingSetup.TrainingSetup, Failure> {
  if (Option.isNone(input.parameters) && input.set.length === 0) {
    return yield* refuse(
      "What is trained? Name a set-up file (lode training --example prints one), or say --parameters 10B --tokens 200B"
    )
  }
  const sites = yield* sitesOf(input)
  const source = Source.fromTree({ ...treeOf(input), sites }, "flags")
  const decoded = Decode.scenario(
    TrainingSetup.language,
    Override.apply(TrainingSetup.language.schema, source, setWith(input))
  )
  if (Result.isSuccess(decoded)) return decoded.success
  const messages = new Set(decoded.failure.problems.map(ofFlag))
  return yield* refuse([...messages].join("\n"))
})

/** A problem as said of the flag that its key stands for. */
const ofFlag = ({ file, message, path }: Problem.Problem): string => {
  if (file.startsWith("--set")) return `${file}: ${message}`
  const plain = path.replaceAll(/\[\d+\]/g, "")
  const flag = keys.find(([, , key]) => key === plain)?.[1]
  if (flag !== undefined) return `${flag}: ${message}`
  return plain === "" || message.includes(plain) ? message : `${plain}: ${message}`
}

/** Everything but the sites. */
const treeOf = (input: Input): Record<string, unknown> => {
  const tree: Record<string, unknown> = {}
  for (const [name, , path] of keys) {
    const given = input[name]
    const [group = "", key] = path.split(".")
    if (Option.isNone(given) || group === "sites") continue
    if (key === undefined) tree[group] = written(name, given.value)
    else {
      const before = tree[group]
      tree[group] = { ...(typeof before === "object" ? before : {}), [key]: written(name, given.value) }
    }
  }
  const rule = tree["synchronisation"]
  if (typeof rule === "object" && rule !== null && !("kind" in rule)) {
    tree["synchronisation"] = { kind: defaultRule(input), ...rule }
  }
  return tree
}

/** Fragments and overlap are streaming DiLoCo's alone. */
const defaultRule = ({ fragments, overlap }: Input): string =>
  Option.isSome(fragments) || Option.isSome(overlap) ? "streaming-diloco" : "diloco"

/** Numbers of tokens need no unit here, and nothing is nothing in any unit. */
const written = (name: keyof Said, value: string): string | number => {
  if (value.trim() === "0") return 0
  return (name === "tokens" || name === "batch") && Quantity.parseNumber(value) !== undefined
    ? `${value} tokens`
    : value
}

/** Where owners are if nobody says: one alone in the first, several in all of them. */
const homes = ["us-east", "us-west", "europe-west", "europe-central"]

/** The owners: all alike, in the regions in turn. */
const sitesOf = Effect.fnUntraced(function* (
  input: Input
): Effect.fn.Return<ReadonlyArray<Readonly<Record<string, unknown>>>, UsageError> {
  const members = yield* wholeOf("--members", input.members, 1)
  const gpus = yield* wholeOf("--gpus", input.gpus, Math.max(8, members))
  if (gpus % members !== 0) {
    const less = members * Math.floor(gpus / members)
    const around = less === 0 ? `${members}` : `${less} or ${less + members}`
    return yield* refuse(
      `--gpus: ${gpus} GPUs cannot be shared alike by ${members} members: ${around} can; sites of different sizes go into a file (lode training --example)`
    )
  }
  const regions = Option.getOrElse(input.regions, () => homes.slice(0, members).join())
    .split(",")
    .map((name) => name.trim())
  if (regions.length > members) {
    return yield* refuse(
      `--regions: ${regions.length} regions for ${members === 1 ? "one member" : `${members} members`}: each member stands in one; say --members ${regions.length} or more`
    )
  }
  const common = {
    gpu_model: Option.getOrElse(input.gpu, () => "H100-SXM"),
    gpus: gpus / members,
    ...(["upload", "download", "price"] as const).reduce(
      (said, name) =>
        // Who names one direction of a link means both, unless the other is named too.
        Option.match(name === "download" ? Option.orElse(input.download, () => input.upload) : input[name], {
          onNone: () => said,
          onSome: (value) => ({ ...said, [name]: written(name, value) })
        }),
      {}
    )
  }
  return regions.map((region, index) => ({
    ...common,
    region,
    count: Math.floor(members / regions.length) + (index < members % regions.length ? 1 : 0)
  }))
})

const wholeOf = (flag: string, given: Option.Option<string>, otherwise: number): Effect.Effect<number, UsageError> => {
  if (Option.isNone(given)) return Effect.succeed(otherwise)
  const value = Quantity.parseNumber(given.value)
  return value !== undefined && Number.isSafeInteger(value) && value >= 1
    ? Effect.succeed(value)
    : refuse(`${flag}: ${given.value} is no whole number of at least 1`)
}
