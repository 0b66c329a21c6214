/** The engine: everything that runs in any host. What touches Node is `@lode/sim/node`.
 *
 *     const { scenario } = Result.getOrThrow(Decode.text(Language.language, text))
 *     const run = Run.make(scenario)
 *     run.finish()
 *     console.log(measure(run.world)) */

// ── A run: from a scenario to a world, step by step, what it measures, what was done to it ──────────────────────────────
export { Scenario } from "./scenario/Language.ts"
export { Run } from "./world/Run.ts"
export { measure, metricsOf } from "./world/Metrics.ts"
export * as Gauges from "./world/Gauges.ts"
export { Event } from "./world/Event.ts"
export * as Subject from "./world/Subject.ts"
export * as Command from "./world/Command.ts"
export * as Snapshot from "./kernel/Snapshot.ts"
export * as Digest from "./kernel/Digest.ts"

// ── Looking into a run's world ──────────────────────────────────────────────────────────────────────────────────────────
export * as Catalog from "./catalog/Catalog.ts"
export * as JobRows from "./state/Jobs.ts"
export * as ProviderRows from "./state/Providers.ts"
export * as MinerForm from "./supply/MinerForm.ts"
export * as GangChanges from "./world/GangChanges.ts"
export { expectedIncome } from "./world/Entry.ts"

// ── The language of scenario files ──────────────────────────────────────────────────────────────────────────────────────
export * as Language from "./scenario/Language.ts"
export * as Decode from "./scenario/Decode.ts"
export * as Problem from "./scenario/Problem.ts"
export * as Override from "./scenario/Override.ts"
export * as Path from "./scenario/Path.ts"
export * as Shape from "./scenario/Shape.ts"
export * as Source from "./scenario/Source.ts"
export * as Sources from "./scenario/Sources.ts"
export * as Resolved from "./scenario/Resolved.ts"
export * as Question from "./scenario/Question.ts"
export * as Template from "./scenario/Template.ts"
export * as JsonSchema from "./scenario/JsonSchema.ts"
export * as Explain from "./scenario/Explain.ts"
export * as Reference from "./scenario/Reference.ts"
export * as MetricReference from "./scenario/MetricReference.ts"
export * as MechanismReference from "./scenario/MechanismReference.ts"
export * as Quantity from "./units/Quantity.ts"
export * as Nearest from "./units/Nearest.ts"

// ── Recorded jobs and series ────────────────────────────────────────────────────────────────────────────────────────────
export * as TraceFormats from "./trace/Formats.ts"
export * as TraceError from "./trace/TraceError.ts"
export * as TraceStatistics from "./trace/Statistics.ts"
export * as TraceSynthesis from "./trace/Synthesis.ts"
export * as Replay from "./trace/Replay.ts"
export * as ReplayReport from "./trace/ReplayReport.ts"

// ── Experiments: many runs, intervals, comparisons, verification ────────────────────────────────────────────────────────
export * as ScenarioTrial from "./experiment/ScenarioTrial.ts"
export * as Runner from "./experiment/Runner.ts"
export * as Seeds from "./experiment/Seeds.ts"
export * as Replicate from "./experiment/Replicate.ts"
export * as Precision from "./experiment/Precision.ts"
export * as Interval from "./experiment/Interval.ts"
export * as WarmUp from "./experiment/WarmUp.ts"
export type * as MetricDefinition from "./experiment/MetricDefinition.ts"
export * as Summary from "./experiment/Summary.ts"
export * as Compare from "./experiment/Compare.ts"
export * as Verify from "./experiment/Verify.ts"
export * as QueueModel from "./experiment/QueueModel.ts"
export * as ReferenceRun from "./experiment/ReferenceRun.ts"

// ── Studies: which setting is best, and what each knob does ─────────────────────────────────────────────────────────────
export * as Resolve from "./experiment/study/Resolve.ts"
export * as Study from "./experiment/study/Study.ts"
export * as Dial from "./experiment/study/Dial.ts"
export type * as Drive from "./experiment/study/Drive.ts"
export * as Laboratory from "./experiment/study/Laboratory.ts"
export * as Sweep from "./experiment/study/Sweep.ts"
export * as Sensitivity from "./experiment/study/Sensitivity.ts"
export * as Tune from "./experiment/study/Tune.ts"
export * as Attack from "./experiment/study/Attack.ts"
export * as Tuning from "./experiment/tuning/Tuning.ts"

// ── One training run against one data centre ────────────────────────────────────────────────────────────────────────────
export * as TrainingSetup from "./training/TrainingSetup.ts"
export * as Appraisal from "./training/Appraisal.ts"
export type * as Arm from "./training/Arm.ts"
export * as LevelBandwidth from "./training/LevelBandwidth.ts"
export * as BandwidthNeeded from "./training/BandwidthNeeded.ts"
export * as TrainingRun from "./training/run/TrainingRun.ts"
export * as EqualLoss from "./training/model/EqualLoss.ts"
export * as ScalingLaw from "./training/model/ScalingLaw.ts"
export * as SynchronisationConfig from "./training/synchronisation/SynchronisationConfig.ts"
export * as Pipe from "./training/network/Pipe.ts"
export { Gang } from "./training/network/Gang.ts"
export { Pace, Training } from "./training/Pace.ts"

// ── Rules of live networks, each alone: plain data in, plain data out ───────────────────────────────────────────────────
export type { Mechanism } from "./mechanism/Mechanism.ts"
export * as Mechanisms from "./mechanism/Mechanisms.ts"
export * as Yuma from "./token/subnet/Yuma.ts"
