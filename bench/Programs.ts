/** Entries for measurements that are programs of their own too, with more options than the bench has. */
import { Effect } from "effect"
import type { Entry } from "./Entry.ts"
import * as Replications from "./replications.ts"
import * as TraceReplay from "./trace-replay.ts"

export const traceReplay: Entry = {
  name: "trace-replay",
  what: "replay of 46,070 made-up jobs with the figures of the Philly month, warm, without reading and writing",
  run: () => {
    const trace = TraceReplay.synthetic()
    return TraceReplay.measure(trace, TraceReplay.poolFor(trace)).map(({ discipline, gpus, jobsPerSecond }) => ({
      case: `${discipline} on ${gpus} GPUs`,
      value: jobsPerSecond,
      unit: "jobs/s",
      target: "at least 2 million"
    }))
  }
}

export const replications: Entry = {
  name: "replications",
  what: "replications of a queue on two threads against one",
  run: async () => {
    const { perSecondAlone, perSecondTogether, speedUp, threads } = await Effect.runPromise(Replications.synthetic())
    return [
      {
        case: `${threads} threads`,
        value: perSecondTogether,
        unit: "replications/s",
        reference: { name: "one thread", value: perSecondAlone },
        ratio: speedUp,
        target: "at least 1.8"
      }
    ]
  }
}
