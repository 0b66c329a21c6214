/** The pods of Alibaba's GPU cluster trace of 2023 (openb; github.com/alibaba/clusterdata, cluster-trace-gpu-v2023). */
import { lineFormat } from "./Format.ts"

const fields = [
  "name",
  "cpu_milli",
  "memory_mib",
  "num_gpu",
  "gpu_milli",
  "gpu_spec",
  "qos",
  "pod_phase",
  "creation_time",
  "deletion_time",
  "scheduled_time"
]
const gpusAt = 3
const milliAt = 4
const createdAt = 8
const deletedAt = 9
const scheduledAt = 10

/** Submit is the creation, duration is deletion − scheduled, demand is num_gpu × gpu_milli / 1000 with its fractions (0 for pods without
 * a GPU). Pods that were never scheduled (pending) or have no deletion are skipped and counted. */
export const alibaba = lineFormat(
  {
    name: "alibaba",
    title: "Alibaba openb pods (2023)",
    skips: "pending: never scheduled",
    assumptions: [],
    startsWith: (line) => line.startsWith("name,cpu_milli,"),
    nameOf: (number) => `openb-pod-${String(number).padStart(4, "0")}`
  },
  {
    separator: "comma",
    fields,
    header: true,
    reader: () => {
      let pods = 0
      return (row, intake) => {
        const number = numberOf(row.field(0)) ?? pods
        pods++
        const created = row.finite(createdAt, "creation_time")
        if (row.field(scheduledAt) === "" || row.field(deletedAt) === "") {
          intake.skipped++
          return
        }
        const duration = row.finite(deletedAt, "deletion_time") - row.finite(scheduledAt, "scheduled_time")
        const demand = (row.finite(gpusAt, "num_gpu") * row.finite(milliAt, "gpu_milli")) / 1000
        intake.job(row, number, created, demand, duration, [createdAt, gpusAt, deletedAt])
      }
    }
  }
)

/** The number at the end of a pod's name. */
const numberOf = (name: string): number | undefined => {
  const digits = /\d{1,15}$/.exec(name)
  return digits === null ? undefined : Number(digits[0])
}
