import { doubleColumns } from "../../kernel/Columns.ts"

/** The machines of a training run. A member is one party's GPUs of one model at one place: inside it the links are those of its data centre,
 * between members those of the internet. Columns, so that a gang can be filled anew for every job without making objects. */
export class Gang {
  count = 0
  /** Position in the catalogue. */
  gpuModel = new Uint8Array(16)
  gpus = new Int32Array(16)
  /** Position in the catalogue. */
  region = new Uint8Array(16)
  /** Access link, bit/s. */
  upload = new Float64Array(16)
  download = new Float64Array(16)

  clear(): void {
    this.count = 0
  }

  add(gpuModel: number, gpus: number, region: number, upload: number, download: number): void {
    const row = this.count++
    if (row === this.gpus.length) doubleColumns(this)
    this.gpuModel[row] = gpuModel
    this.gpus[row] = gpus
    this.region[row] = region
    this.upload[row] = upload
    this.download[row] = download
  }

  /** Becomes a copy of another gang. */
  copy(other: Gang): void {
    this.clear()
    for (let member = 0; member < other.count; member++) {
      this.add(
        other.gpuModel[member] ?? 0,
        other.gpus[member] ?? 0,
        other.region[member] ?? 0,
        other.upload[member] ?? 0,
        other.download[member] ?? 0
      )
    }
  }

  /** GPUs of all members. */
  get size(): number {
    let size = 0
    for (let member = 0; member < this.count; member++) size += this.gpus[member] ?? 0
    return size
  }
}
