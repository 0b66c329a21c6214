/** Who of a gang shares a copy of the model: memory decides. A member that holds it is a replica; where none does, members are put together to pipelines, and the worst links inside
 * them are noted. */
import * as Catalog from "../catalog/Catalog.ts"
import { Gang } from "./network/Gang.ts"
import { pairDelay, pairRate } from "./network/Links.ts"
import { type ModelConfig, roomFor, stateBytes } from "./model/ModelSize.ts"

const gigabyte = 1e9

export class Replicas {
  /** Bytes that one replica must hold. */
  readonly state: number
  // Of the gang that was looked at last:
  /** Copies of the model that train side by side, and members that share the largest of them. */
  count = 0
  stages = 0
  /** The worst links inside replicas of several members: between two, of one to the internet, bit/s; delay, s. */
  slowestHop = Infinity
  slowestAccess = Infinity
  longestHop = 0
  private readonly flows: number
  /** Bytes on a GPU of each model that are left beside activations. */
  private readonly rooms: Float64Array
  private readonly team = new Gang()

  /** @param flows parallel connections between two members */
  constructor(model: ModelConfig, flows: number) {
    this.state = stateBytes(model)
    this.flows = flows
    this.rooms = Float64Array.from(Catalog.gpuNames, (_, index) =>
      roomFor(model, Catalog.gpuAt(index).memory.value * gigabyte)
    )
  }

  /** Bytes that so many GPUs of a model have for what a replica must hold. */
  room(gpuModel: number, gpus: number): number {
    return gpus * (this.rooms[gpuModel] ?? 0)
  }

  /** Whether so many GPUs of a model hold one replica. */
  fits(gpuModel: number, gpus: number): boolean {
    return this.room(gpuModel, gpus) >= this.state
  }

  /** Forms replicas. Gives the members that work, to be read before the next gang is looked at; `undefined` if all together do not hold the model. */
  form(gang: Gang): Gang | undefined {
    const team = this.teamOf(gang)
    return this.countIn(team) ? team : undefined
  }

  /** The members that work: all of them, unless some hold the model and some do not. Those that do not then stand idle, since as a stage of a pipeline over the
   * internet one of them would hold up everybody. */
  private teamOf(gang: Gang): Gang {
    const { team } = this
    team.clear()
    for (let member = 0; member < gang.count; member++) {
      const gpus = gang.gpus[member] ?? 0
      const model = gang.gpuModel[member] ?? 0
      if (!this.fits(model, gpus)) continue
      team.add(model, gpus, gang.region[member] ?? 0, gang.upload[member] ?? 0, gang.download[member] ?? 0)
    }
    return team.count === 0 || team.count === gang.count ? gang : team
  }

  /** A member is a replica when it holds the model; else members are put together, those of one region first, until they do. */
  private countIn(gang: Gang): boolean {
    let alone = true
    let bytes = 0
    for (let member = 0; member < gang.count; member++) {
      const own = this.room(gang.gpuModel[member] ?? 0, gang.gpus[member] ?? 0)
      if (own < this.state) alone = false
      bytes += own
    }
    if (bytes < this.state || gang.count === 0) return false
    this.count = alone ? gang.count : 0
    this.stages = 1
    if (!alone) this.walkPipelines(gang)
    return true
  }

  /** Puts members together to replicas, those of one region first; counts them and the members of the largest, and notes the worst of the links
   * inside them. What is left at the end joins the last one. */
  private walkPipelines(gang: Gang): void {
    let held = 0
    let members = 0
    let membersOfLast = 0
    let previous = 0
    let first = 0
    let endOfLast = 0
    this.slowestHop = Infinity
    this.slowestAccess = Infinity
    this.longestHop = 0
    for (let region = 0; region < Catalog.regionNames.length; region++) {
      for (let member = 0; member < gang.count; member++) {
        if (gang.region[member] !== region) continue
        if (members === 0) first = member
        else this.noteHop(gang, previous, member)
        held += this.room(gang.gpuModel[member] ?? 0, gang.gpus[member] ?? 0)
        members++
        if (held < this.state) {
          previous = member
          continue
        }
        this.count++
        this.stages = Math.max(this.stages, members)
        membersOfLast = members
        endOfLast = member
        held = 0
        members = 0
      }
    }
    if (members === 0) return
    this.stages = Math.max(this.stages, membersOfLast + members)
    this.noteHop(gang, endOfLast, first)
  }

  private noteHop(gang: Gang, from: number, to: number): void {
    const { flows } = this
    this.slowestHop = Math.min(this.slowestHop, pairRate(gang, from, to, flows), pairRate(gang, to, from, flows))
    for (const member of [from, to])
      this.slowestAccess = Math.min(this.slowestAccess, gang.upload[member] ?? 0, gang.download[member] ?? 0)
    this.longestHop = Math.max(this.longestHop, pairDelay(gang, from, to))
  }
}
