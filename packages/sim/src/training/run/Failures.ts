/** How often GPUs of a training run break, as it was measured on large clusters.
 *
 * Two rates are in use that differ because they count different things: hardware failures only, and all interruptions (hardware, software, network). One
 * multiplier leads from the first to the second; with it one line fits what was measured from 8 to 1,024 GPUs. */
import { type Fact, fact } from "../../catalog/Fact.ts"

/** Unexpected interruptions of all causes, per GPU-hour. */
export const interruptionsPerGpuHour: Fact = fact(
  1.97e-5,
  "Llama-3 405B (arXiv 2407.21783): 419 unexpected interruptions in 54 days on 16,384 H100"
)

/** Hardware failures per 1,000 days of a node of 8 GPUs. */
export const hardwareFailuresPerThousandNodeDays: Fact = fact(
  6.5,
  "RSC-1, about 24,000 A100 for 11 months: Revisiting Reliability (arXiv 2410.21680)"
)

/** Interruptions of all causes for one hardware failure. */
export const interruptionsPerHardwareFailure: Fact = fact(
  3.4,
  "Revisiting Reliability (arXiv 2410.21680): jobs of 8 and 1,024 GPUs were interrupted 3.2 and 3.6 times as often as their rate of hardware failures says"
)

/** Hardware failures per GPU-hour. */
export const hardwareFailuresPerGpuHour = hardwareFailuresPerThousandNodeDays.value / 1_000 / 24 / 8

/** The same cluster's interruptions of all causes, per GPU-hour. */
export const interruptionsPerGpuHourOfRsc = hardwareFailuresPerGpuHour * interruptionsPerHardwareFailure.value

/** A rate as set-ups say it: `1.97e-5 per hour`. */
export const perHour = (rate: number): string => `${Number(rate.toPrecision(3)).toExponential()} per hour`
