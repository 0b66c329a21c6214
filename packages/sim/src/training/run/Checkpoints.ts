/** How often to save a run that goes back to its last checkpoint when anything fails. Times in seconds, rates per second. */
import { hour } from "../../units/Time.ts"
import type { TrainingRunSetup } from "./TrainingRunSetup.ts"

/** The interval at which least is lost to first order: √(2 stall / rate) (Young 1974). Infinity when nothing fails, 0 when saving is free. */
export const youngDaly = (stall: number, failuresPerSecond: number): number => {
  if (stall === 0) return 0
  return Math.sqrt((2 * stall) / failuresPerSecond)
}

/** Rate, per second, at which the last of some peers goes, while any is there: then nobody holds the state any more. Each comes and goes on its own, with mean
 * times `there` and `gone`. One peer: 1 / there. */
export const rateOfLosingAll = (peers: number, there: number, gone: number): number => {
  const absent = gone / (there + gone)
  const nobody = absent ** peers
  return there === Infinity ? 0 : (peers * (1 - absent) * absent ** (peers - 1)) / (there * (1 - nobody))
}

/** Rate, per second, at which a run goes back to its last checkpoint: any failure or departure under `restart`, the loss of the last peer when it is elastic. */
export const rateOfGoingBack = (setup: TrainingRunSetup): number => {
  const failures = (setup.failuresPerGpuHour * setup.gpusPerPeer) / hour
  const { away = 0, stay = Infinity } = setup.churn ?? {}
  const departures = 1 / stay
  const there = stay === Infinity ? 1 : stay / (stay + away)
  if (setup.continuation === "restart")
    return Math.min(setup.peers * there, setup.churn?.most ?? Infinity) * (failures + departures)
  // A failure is an absence of the time of a restart, a departure one of the mean absence; the state is fetched after either.
  const rate = failures + departures
  const absence = rate === 0 ? 0 : (failures * setup.restartSeconds + departures * away) / rate
  const without = absence + (rate === 0 ? 0 : setup.joinSeconds)
  return rateOfLosingAll(Math.min(setup.peers, setup.churn?.most ?? Infinity), 1 / rate, without)
}
