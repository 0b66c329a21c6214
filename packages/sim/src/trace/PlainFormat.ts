/** The plain list of jobs that this program reads and writes: `job,submit_s,demand,duration_s`. */
import { lineFormat } from "./Format.ts"
import { defaultName } from "./Trace.ts"

/** The columns of a plain file. */
export const plainFields = ["job", "submit_s", "demand", "duration_s"]
const at = [1, 2, 3] as const

/** Plain jobs: the job's number, submit time in seconds, GPUs (fractions allowed), run time in seconds; sorted by submit time.
 * Lines that begin with `#` are comments. */
export const plain = lineFormat(
  {
    name: "plain",
    title: "plain jobs",
    skips: "none",
    assumptions: [],
    startsWith: (line) => line.startsWith("job,") || line.startsWith("#"),
    nameOf: defaultName
  },
  {
    separator: "comma",
    fields: plainFields,
    header: true,
    comment: "#",
    reader: () => (row, intake) => {
      const number = row.finite(0, "job")
      if (!Number.isSafeInteger(number)) throw row.mistake(0, `job ${row.field(0)}`, "a whole number")
      intake.job(row, number, row.finite(1, "submit_s"), row.finite(2, "demand"), row.finite(3, "duration_s"), at)
    }
  }
)
