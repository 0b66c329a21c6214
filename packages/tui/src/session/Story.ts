/** The story of one job or provider: what happened to it so far, and what decided it.
 *
 * It is told by another run of the same scenario, seed and journal, that starts at a snapshot before the subject came and follows the lane: whoever asks
 * disturbs nothing, and the past can be told although nobody listened then. */
import { Catalog, Event, expectedIncome, JobRows, ProviderRows, Quantity, type Run, ScenarioTrial } from "@lode/sim"
import type { Story, StoryLine } from "./Frame.ts"
import type { World } from "./Picture.ts"
import type { Subject } from "./Wish.ts"

const { JobState, jobStates } = JobRows
const { ProviderState } = ProviderRows
const microUsd = 1e6
const none = -1
const month = 2_628_000
/** Lines kept at the end of a story; the first ones stay too. */
const mostLines = 400

const usd = (amount: number): string => `${Number(amount.toPrecision(3)).toLocaleString("en")} USD`
const rate = (price: number): string => `${Number(price.toPrecision(3))} $/h`
const time = (seconds: number): string => Quantity.format("duration", seconds, { digits: 2 })

/** Why a job may be interrupted, by the event that did it. */
const causes: Readonly<Record<number, string>> = {
  [Event.gpuFails]: "a GPU broke",
  [Event.providerComesOrGoes]: "the owner took the machines",
  [Event.cohortReviews]: "the owner left the network",
  [Event.sitesReview]: "the site took its GPUs off the network",
  [Event.contractEnds]: "the contract of the site ended",
  [Event.shockStrikes]: "the region failed",
  [Event.rollChanges]: "the owner took the machines"
}

/** Looks over a run's shoulder and writes the story of its subject down. Reads only. */
export class Teller {
  readonly subject: Subject
  private readonly run: Run
  private readonly lines: Array<StoryLine> = []
  private row = none
  private state = none
  private interruptions = 0
  private isOver = false
  private knownDown = 0
  private knownOnline = true
  private monthFrom = { at: 0, earned: 0, cost: 0, offered: 0, rented: 0 }

  constructor(run: Run, subject: Subject) {
    this.run = run
    this.subject = subject
    run.world.record({
      job: (_, job, now) => this.jobEnds(job, now),
      provider: (world, provider, now) => this.providerLeaves(world, provider, now)
    })
    if (subject.kind === "provider") this.look(run.now)
  }

  /** Events handled by the run that tells. */
  get events(): number {
    return this.run.world.simulation.handled
  }

  get now(): number {
    return this.run.now
  }

  /** Goes on, by so many events at most; gives how many. */
  advance(until: number, maxEvents: number): number {
    return this.run.advance(until, maxEvents, this)
  }

  /** The story so far; `isWhole` when it has come to where the lane is. */
  story(isWhole: boolean): Story {
    return { subject: this.subject, lines: [...this.lines], isWhole }
  }

  /** Hands an event on, and looks what came of it. */
  readonly handle = (kind: number, subject: number, now: number): void => {
    const { run } = this
    if (this.isOver) return run.handle(kind, subject, now)
    if (this.subject.kind === "job") this.watchJob(kind, subject, now)
    else this.watchProvider(kind, subject, now)
  }

  private tell(at: number, text: string): void {
    if (this.lines.length >= mostLines) this.lines.splice(20, 1)
    this.lines.push({ at, text })
  }

  // ── A job ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

  private get number(): number {
    return this.subject.kind === "job" ? this.subject.number : none
  }

  private watchJob(kind: number, subject: number, now: number): void {
    const { world } = this.run
    const isBorn = kind === Event.jobArrives && world.jobsRequested === this.number
    const choices = isBorn ? choicesOf(world, subject) : ""
    this.run.handle(kind, subject, now)
    if (isBorn && !this.isOver) this.born(choices, now)
    if (this.row === none || this.isOver) return
    const { jobs } = world
    const state = jobs.state[this.row] ?? none
    const interruptions = jobs.interruptions[this.row] ?? 0
    const isInterrupted = interruptions > this.interruptions
    if (isInterrupted) {
      this.tell(now, `interrupted: ${causes[kind] ?? "a machine went away"}; ${left(world, this.row)}; it orders again`)
      if (state !== JobState.running) this.tell(now, "it waits: nothing that fits is free at its price")
    }
    // it may have found other machines at once
    if (state === JobState.running && (isInterrupted || state !== this.state)) this.started(now)
    this.interruptions = interruptions
    this.state = state
  }

  private born(choices: string, now: number): void {
    const { jobs } = this.run.world
    for (let row = 0; row < jobs.used; row++) if (jobs.isLive(row) && jobs.number[row] === this.number) this.row = row
    if (this.row === none) return
    const { world } = this.run
    this.tell(now, `${wishOf(world, this.row)}. ${choices}`)
    const venue = world.venues[jobs.venue[this.row] ?? none]
    if (venue !== undefined) this.tell(now, `it chooses ${venue.name}`)
    this.state = JobState.waiting
    if (jobs.state[this.row] === JobState.waiting) {
      this.tell(now, `it waits: nothing that fits is free at its price; ${venue?.market.waiting ?? 0} jobs wait there`)
    }
  }

  private started(now: number): void {
    const { jobs, leases, providers } = this.run.world
    const waited = now - (jobs.submittedAt[this.row] ?? now)
    const places: Array<string> = []
    let price = 0
    for (let lease = jobs.firstLease[this.row] ?? none; lease !== none; lease = leases.nextOfJob[lease] ?? none) {
      const provider = leases.provider[lease] ?? 0
      price = (leases.price[lease] ?? 0) / microUsd
      const where = Catalog.regionAt(providers.region[provider] ?? 0).name
      places.push(
        `${leases.gpus[lease] ?? 0} GPUs of ${ScenarioTrial.nameOfProvider(this.run.world, provider)} (${where})`
      )
    }
    const shown = places.length > 4 ? [...places.slice(0, 4), `${places.length - 4} more`] : places
    const wait = waited > 0 && (jobs.interruptions[this.row] ?? 0) === 0 ? `after ${time(waited)} of waiting ` : ""
    this.tell(
      now,
      `${(jobs.interruptions[this.row] ?? 0) > 0 ? "starts again" : "starts"} ${wait}on ${shown.join(", ")} at ${rate(price)}`
    )
  }

  private jobEnds(job: number, now: number): void {
    const { world } = this.run
    const { jobs } = world
    if (this.isOver || jobs.number[job] !== this.number) return
    if (this.row === none) this.tell(now, `${wishOf(world, job)}`)
    this.isOver = true
    const state = jobs.state[job] ?? 0
    const paid = (jobs.paid[job] ?? 0) / microUsd
    const taken = now - (jobs.submittedAt[job] ?? now)
    const late = now > (jobs.deadline[job] ?? Infinity) ? ", too late for its deadline" : ""
    if (state === JobState.completed) this.tell(now, `is done after ${time(taken)}${late}; it paid ${usd(paid)}`)
    else if (state === JobState.abandoned) this.tell(now, `gives up: it has lost patience; it paid ${usd(paid)}`)
    else if (state === JobState.pricedOut) {
      this.tell(
        now,
        `finds nothing at a price that it would pay (at most ${rate((jobs.highestPrice[job] ?? 0) / microUsd)})`
      )
    } else this.tell(now, `ends: ${jobStates[state] ?? ""}`)
  }

  // ── A provider ────────────────────────────────────────────────────────────────────────────────────────────────────────

  private watchProvider(kind: number, subject: number, now: number): void {
    this.run.handle(kind, subject, now)
    if (this.isOver) return
    if (this.row === none) {
      if (kind === Event.providerJoins || kind === Event.contractStarts || kind === Event.rollChanges) this.look(now)
      return
    }
    const { providers } = this.run.world
    const down = providers.down[this.row] ?? 0
    if (down > this.knownDown) this.tell(now, `a GPU breaks; ${down} of ${providers.gpus[this.row] ?? 0} are broken`)
    if (down < this.knownDown) this.tell(now, "a GPU is repaired")
    this.knownDown = down
    const online = providers.state[this.row] === ProviderState.online
    if (online !== this.knownOnline && kind === Event.shockStrikes)
      this.tell(now, "its region fails: the machines are gone")
    if (online !== this.knownOnline && kind === Event.providerReturns) this.tell(now, "its region works again")
    this.knownOnline = online
    if (kind === Event.daySettles && now - this.monthFrom.at >= month) this.month(now)
  }

  /** Finds the row of the provider, if it is there. */
  private look(now: number): void {
    const { world } = this.run
    const { providers } = world
    const { subject } = this
    for (let row = 0; row < providers.used && subject.kind === "provider"; row++) {
      if (!providers.isLive(row) || ScenarioTrial.nameOfProvider(world, row) !== subject.name) continue
      this.row = row
      this.knownDown = providers.down[row] ?? 0
      this.knownOnline = providers.state[row] === ProviderState.online
      const model = Catalog.gpuAt(providers.gpuModel[row] ?? 0).name
      const where = Catalog.regionAt(providers.region[row] ?? 0).name
      const offers = `${now === 0 ? "is there from the start" : "joins"} with ${providers.gpus[row] ?? 0} ${model} in ${where}`
      this.tell(now, `${offers}; ${calculation(world, row)}`)
      this.monthFrom = this.books(now)
      return
    }
  }

  private books(at: number): { at: number; earned: number; cost: number; offered: number; rented: number } {
    const { providers } = this.run.world
    return {
      at,
      earned: (providers.earned[this.row] ?? 0) + (providers.rewarded[this.row] ?? 0),
      cost: providers.cost[this.row] ?? 0,
      offered: providers.offeredGpuSeconds[this.row] ?? 0,
      rented: providers.rentedGpuSeconds[this.row] ?? 0
    }
  }

  private month(now: number): void {
    const before = this.monthFrom
    const books = this.books(now)
    this.monthFrom = books
    const offered = books.offered - before.offered
    const share =
      offered > 0 ? `${Math.round(((books.rented - before.rented) / offered) * 100)}% rented` : "nothing offered"
    const profit = books.earned - before.earned - (books.cost - before.cost)
    const price = lowestPrice(this.run.world, this.row)
    this.tell(
      now,
      `a month: ${share}, earned ${usd(books.earned - before.earned)}, ${profit < 0 ? "lost" : "gained"} ${usd(Math.abs(profit))}; asks ${rate(price)}`
    )
  }

  private providerLeaves(world: World, provider: number, now: number): void {
    if (this.isOver || provider !== this.row) return
    this.isOver = true
    const { providers } = world
    const earned = (providers.earned[provider] ?? 0) + (providers.rewarded[provider] ?? 0)
    const profit = earned - (providers.cost[provider] ?? 0)
    this.tell(
      now,
      `leaves: ${calculation(world, provider)}. In all it earned ${usd(earned)} and ${profit < 0 ? "lost" : "gained"} ${usd(Math.abs(profit))}`
    )
  }
}

/** What a class sees of each venue when its next job chooses. */
const choicesOf = (world: World, stream: number): string => {
  const { config, gpuModels, progress, regions, remembered } = world.stream(stream)
  const seen = world.venues.map(({ index, market, name }) => {
    const quote = market.quote(gpuModels, regions) / microUsd / (progress[index] ?? 1)
    if (Number.isNaN(quote)) return `${name} offers nothing that fits`
    const trust = Object.hasOwn(config.trust, name) ? `, trust ${config.trust[name]}` : ""
    return `${name} asks ${rate(quote)} and let others wait ${time((remembered[index] ?? 0) * 3600)}${trust}`
  })
  return seen.join("; ")
}

const wishOf = ({ jobs, streams }: World, job: number): string => {
  const name = streams[jobs.jobClass[job] ?? 0]?.name ?? ""
  const most = rate((jobs.highestPrice[job] ?? 0) / microUsd)
  return `a job of ${name}: ${jobs.gpus[job] ?? 0} GPUs for ${time(jobs.work[job] ?? 0)} on the reference GPU, at most ${most}`
}

const left = ({ jobs }: World, job: number): string => {
  const share = (jobs.workLeft[job] ?? 0) / (jobs.work[job] ?? 1)
  return `${Math.round(share * 100)}% of its work is left`
}

const lowestPrice = ({ offers, providers }: World, provider: number): number => {
  let price = Number.NaN
  for (let offer = providers.firstOffer[provider] ?? none; offer >= 0; offer = offers.nextOfProvider[offer] ?? none) {
    const asked = (offers.price[offer] ?? Number.NaN) / microUsd
    if (!(asked >= price)) price = asked
  }
  return price
}

/** What its owner reckons with: an offered GPU-hour's income against its cost. */
const calculation = (world: World, provider: number): string => {
  const { providers } = world
  const cost = providers.costPerOfferedHour[provider] ?? 0
  if (!ProviderRows.isOwner(providers, provider)) return `it asks ${rate(lowestPrice(world, provider))}`
  const income = expectedIncome(world, world.cohort(providers.cohort[provider] ?? 0))
  return `an offered GPU-hour brings ${rate(income)} and costs ${rate(cost)}`
}
