/** The log of a lane: what happened that is worth a line. It looks over the run's shoulder, event by event, reads and changes nothing.
 *
 * Jobs come by the hundred thousand and are not in it: the story of a single one is told by `Story.ts`. */
import { Catalog, Event, MinerForm, Quantity, type Run, ScenarioTrial, Subject } from "@lode/sim"
import { type LogEntry, type LogKind, logKinds } from "./Frame.ts"
import type { World } from "./Picture.ts"

/** Entries of each kind that are kept at least; twice as many at most. */
const keptOfKind = 1000

/** Kind of an event and its subject, as `Model.handle` has them. */
type Observer = (kind: number, subject: number, now: number) => void

export class EventLog {
  /** In the order of their numbers. */
  readonly entries: Array<LogEntry> = []
  /** Number of the next entry. */
  next = 0
  /** The run that is looked at; a lane may put another one in the same state in its place. */
  run: Run
  private readonly counts = new Map<LogKind, number>()

  constructor(run: Run, next = 0) {
    this.run = run
    this.next = next
  }

  /** Hands an event on to the run and writes down what came of it. */
  readonly handle: Observer = (kind, subject, now) => {
    const { run } = this
    switch (kind) {
      case Event.gpuFails:
        return this.failure(subject, now)
      case Event.cohortReviews:
        return this.review(subject, now)
      case Event.sitesReview:
        return this.sites(now)
      case Event.contractStarts:
      case Event.contractEnds:
        run.handle(kind, subject, now)
        return this.contract(kind === Event.contractStarts, subject, now)
      case Event.cloudReviews:
        return this.cloud(subject, now)
      case Event.daySettles:
        return this.settlement(now)
      case Event.voteEnds:
      case Event.proposalTakesEffect:
        return this.vote(kind, subject, now)
      case Event.shockStrikes: {
        const shock = run.world.scenario.shocks[subject]
        run.handle(kind, subject, now)
        if (shock !== undefined) this.add(now, "shock", shockText(shock))
        return
      }
      default:
        run.handle(kind, subject, now)
    }
  }

  /** Adds a line. */
  add(at: number, kind: LogKind, text: string): void {
    this.entries.push({ number: this.next++, at, kind, text })
    const count = (this.counts.get(kind) ?? 0) + 1
    this.counts.set(kind, count)
    if (count > 2 * keptOfKind) this.thin(kind)
  }

  /** Forgets what has a number of `from` or more: the run has gone back. */
  rewind(from: number): void {
    const kept = this.entries.findIndex(({ number }) => number >= from)
    if (kept >= 0) this.entries.length = kept
    this.next = from
    this.recount()
  }

  /** Entries with a number of `from` or more. */
  since(from: number): ReadonlyArray<LogEntry> {
    const first = this.entries.findIndex(({ number }) => number >= from)
    return first < 0 ? [] : this.entries.slice(first)
  }

  /** A log for a branch of the run, with the same past. */
  copyFor(run: Run): EventLog {
    const copy = new EventLog(run, this.next)
    copy.entries.push(...this.entries)
    copy.recount()
    return copy
  }

  private thin(kind: LogKind): void {
    let surplus = keptOfKind
    const kept = this.entries.filter((entry) => entry.kind !== kind || surplus-- <= 0)
    this.entries.splice(0, this.entries.length, ...kept)
    this.recount()
  }

  private recount(): void {
    for (const kind of logKinds) this.counts.set(kind, this.entries.filter((entry) => entry.kind === kind).length)
  }

  private failure(provider: number, now: number): void {
    const { run } = this
    const { world } = run
    const before = world.providers.down[provider] ?? 0
    const interrupted = world.all.interruptions
    run.handle(Event.gpuFails, provider, now)
    if ((world.providers.down[provider] ?? 0) <= before) return
    const jobs = world.all.interruptions - interrupted
    const where = Catalog.regionAt(world.providers.region[provider] ?? 0).name
    const end = jobs === 0 ? "" : jobs === 1 ? "; a job is interrupted" : `; ${jobs} jobs are interrupted`
    this.add(now, "failure", `${ScenarioTrial.nameOfProvider(world, provider)} (${where}): a GPU breaks${end}`)
  }

  private review(cohort: number, now: number): void {
    const { run } = this
    const { supplied } = run.world
    const [coming, exits] = [this.coming(cohort), supplied.exits]
    run.handle(Event.cohortReviews, cohort, now)
    const { name } = run.world.cohort(cohort)
    const left = supplied.exits - exits
    const come = this.coming(cohort) - coming
    if (left > 0) this.add(now, "exit", `${name}: ${many(left, "owner leaves", "owners leave")}, it does not pay`)
    if (come > 0) this.add(now, "entry", `${name}: ${many(come, "owner decides", "owners decide")} to join`)
  }

  /** Members of a cohort who have decided to join and are not there yet. */
  private coming(cohort: number): number {
    const away = -2
    return this.run.world.cohort(cohort).rows.reduce((sum, row) => (row === away ? sum + 1 : sum), 0)
  }

  private sites(now: number): void {
    const { run } = this
    const miners = run.world.sites?.miners
    const signed = miners?.contracts.count ?? 0
    const closed = miners === undefined ? [] : Array.from(miners.sites.exitedAt, Number.isFinite)
    run.handle(Event.sitesReview, 0, now)
    if (miners === undefined) return
    const { contracts, sites } = miners
    for (let row = signed; row < contracts.count; row++) {
      const power = Quantity.format("power", contracts.power[row] ?? 0, { digits: 3 })
      const form = MinerForm.formNames[contracts.form[row] ?? 0] ?? ""
      const ready = Quantity.format("duration", (contracts.startsAt[row] ?? now) - now, { digits: 2 })
      this.add(
        now,
        "conversion",
        `${miners.name(contracts.site[row] ?? 0)} converts ${power} to ${form}, ready in ${ready}`
      )
    }
    for (let site = 0; site < sites.count; site++) {
      if (closed[site] === true || !Number.isFinite(sites.exitedAt[site] ?? Number.NaN)) continue
      this.add(now, "exit", `${miners.name(site)} shuts its last megawatt`)
    }
  }

  private contract(starts: boolean, contract: number, now: number): void {
    const miners = this.run.world.sites?.miners
    if (miners === undefined) return
    const { contracts } = miners
    const power = Quantity.format("power", contracts.power[contract] ?? 0, { digits: 3 })
    const form = MinerForm.formNames[contracts.form[contract] ?? 0] ?? ""
    const name = miners.name(contracts.site[contract] ?? 0)
    this.add(
      now,
      "conversion",
      starts ? `${name}: ${power} of ${form} is ready` : `${name}: the contract of ${power} of ${form} ends`
    )
  }

  private cloud(index: number, now: number): void {
    const { run } = this
    const cloud = run.world.cloud(index)
    const before = cloud.expansionGpus.length
    run.handle(Event.cloudReviews, index, now)
    for (const gpus of cloud.expansionGpus.slice(before)) {
      const there = Quantity.format("duration", cloud.config.lead_time, { digits: 2 })
      this.add(now, "cloud", `${cloud.name} is busy and orders ${gpus} GPUs, there in ${there}`)
    }
  }

  /** Who begins to sell work to itself, by name: whoever of them is found out loses stake. */
  private settlement(now: number): void {
    const { run } = this
    const before = run.world.venues.map(({ incentives }) => ({
      rows: Array.from(incentives.fakeUsd, (fake) => fake > 0),
      fake: incentives.signals.fakeWorkUsd,
      falsified: incentives.signals.falsifiedUsd
    }))
    run.handle(Event.daySettles, 0, now)
    for (const { incentives, index, name } of run.world.venues) {
      const { fakeWorkUsd: fake, falsifiedUsd: falsified, slashed } = incentives.signals
      const soFar = slashed > 0 ? `; ${Number(slashed.toPrecision(3))} tokens slashed so far` : ""
      const known = before[index]
      const begun = Array.from(incentives.fakeUsd, (usd, row) => (usd > 0 && known?.rows[row] !== true ? row : -1))
        .filter((row) => row >= 0)
        .map((row) => ScenarioTrial.nameOfProvider(run.world, row))
      if (begun.length > 0) {
        const verb = begun.length === 1 ? "pays itself" : "pay themselves"
        this.add(
          now,
          "slash",
          `${name}: ${someOf(begun)} ${verb} for work; all such work is ${usd(fake)} a day${soFar}`
        )
      }
      if (fake === 0 && (known?.fake ?? 0) > 0) this.add(now, "slash", `${name}: no fake work any more${soFar}`)
      if (falsified > 0 && (known?.falsified ?? 0) === 0) {
        this.add(now, "slash", `${name}: results are made up, of work for ${usd(falsified)} a day${soFar}`)
      }
    }
  }

  /** A vote has ended, or what it decided holds from now on. */
  private vote(kind: typeof Event.voteEnds | typeof Event.proposalTakesEffect, subject: number, now: number): void {
    const { run } = this
    const { world } = run
    const passed = world.proposalsPassed
    run.handle(kind, subject, now)
    const { name } = world.venue(Subject.first(subject))
    const ballots = world.scenario.networks[name]?.governance
    const proposal = ballots?.proposals[Subject.second(subject)]
    if (ballots === undefined || proposal === undefined) return
    const what = `${proposal.set} = ${proposal.value}`
    if (kind === Event.proposalTakesEffect) return this.add(now, "vote", `${name}: ${what} from now on, as was voted`)
    const delay = Quantity.format("duration", ballots.delay, { digits: 2 })
    this.add(
      now,
      "vote",
      `${name}: ${what} ${world.proposalsPassed > passed ? `passes, in ${delay}` : "does not pass"}`
    )
  }
}

/** The first few names, and how many more. */
const someOf = (names: ReadonlyArray<string>): string =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 2).join(", ")} and ${names.length - 2} others`
const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`
const usd = (amount: number): string => `${Number(amount.toPrecision(3))} USD`

/** What a shock does, in words. */
export const shockText = (shock: World["scenario"]["shocks"][number]): string => {
  switch (shock.kind) {
    case "hash-price":
      return `the hash price is multiplied by ${shock.factor}`
    case "cloud-price":
      return `${shock.cloud}: list prices are multiplied by ${shock.factor}`
    case "demand":
      return `${shock.class}: users are multiplied by ${shock.factor}`
    case "region-fails":
      return `${shock.region} fails for ${Quantity.format("duration", shock.lasts, { digits: 2 })}`
  }
}
