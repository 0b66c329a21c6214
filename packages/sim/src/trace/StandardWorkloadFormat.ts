/** The Standard Workload Format of the Parallel Workloads Archive, version 2.2: 18 blank-separated fields a job, `;` before comments,
 * −1 for what is unknown (Chapin et al. 1999, "Benchmarks and standards for the evaluation of parallel job schedulers";
 * www.cs.huji.ac.il/labs/parallel/workload/swf.html). */
import { lineFormat } from "./Format.ts"
import { defaultName } from "./Trace.ts"

const fields = [
  "job",
  "submit",
  "wait",
  "run_time",
  "used_processors",
  "used_cpu_time",
  "used_memory",
  "requested_processors",
  "requested_time",
  "requested_memory",
  "status",
  "user",
  "group",
  "executable",
  "queue",
  "partition",
  "preceding_job",
  "think_time"
]
const submitAt = 1
const runTimeAt = 3
const usedAt = 4
const requestedAt = 7

/** Demand is the requested processors, else the used ones. Jobs whose run time or whose processors are unknown are skipped and counted. */
export const standardWorkload = lineFormat(
  {
    name: "swf",
    title: "Standard Workload Format",
    skips: "run time or processors unknown",
    assumptions: [],
    startsWith: (line) => line.trimStart().startsWith(";") || line.trim().split(/\s+/).length >= fields.length,
    nameOf: defaultName
  },
  {
    separator: "blanks",
    fields,
    header: false,
    comment: ";",
    reader: () => (row, intake) => {
      const number = row.finite(0, "job number")
      const submit = row.finite(submitAt, "submit time")
      const duration = row.finite(runTimeAt, "run time")
      const used = row.finite(usedAt, "used processors")
      const requested = row.finite(requestedAt, "requested processors")
      const demandAt = requested > 0 ? requestedAt : usedAt
      const demand = requested > 0 ? requested : used
      if (duration < 0 || demand <= 0) intake.skipped++
      else intake.job(row, number, submit, demand, duration, [submitAt, demandAt, runTimeAt])
    }
  }
)
