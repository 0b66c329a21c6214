/** What must hold in a world at every instant, found by counting again from the tables. */
import type { Run } from "../../packages/sim/src/world/Run.ts"
import type { World } from "../../packages/sim/src/world/World.ts"
import { JobState } from "../../packages/sim/src/state/Jobs.ts"
import { ProviderState } from "../../packages/sim/src/state/Providers.ts"
import { none } from "../../packages/sim/src/state/Table.ts"
import { isRecruit } from "../../packages/sim/src/world/GangChanges.ts"

/** A law that does not hold; says what was expected of what. */
class Broken extends Error {
  override readonly name = "Broken"
}

const same = (what: string, found: number | bigint, expected: number | bigint): void => {
  if (found !== expected) throw new Broken(`${what}: ${found}, but counting again gives ${expected}`)
}
const holds = (what: string, condition: boolean): void => {
  if (!condition) throw new Broken(what)
}

/** Minted − burned = the sum of all balances, of each asset. */
export const moneyIsConserved = ({ ledger }: World): void => {
  for (let asset = 0; asset < ledger.assets; asset++) {
    same(ledger.assetName(asset), ledger.sumOfBalances(asset), ledger.minted(asset) - ledger.burned(asset))
  }
}

const alive: ReadonlyArray<number> = [JobState.waiting, JobState.running, JobState.interrupted]

/** GPUs that the recruits of a running job order; each of them waits on the job's venue. */
const wantedByRecruits = ({ gangs, jobs }: World, job: number): number => {
  let gpus = 0
  for (let recruit = gangs.firstRecruit[job] ?? none; recruit !== none; recruit = gangs.nextRecruit[recruit] ?? none) {
    same(`job of recruit ${recruit}`, gangs.parent[recruit] ?? none, job)
    same(`state of recruit ${recruit}`, jobs.state[recruit] ?? 0, JobState.interrupted)
    same(`venue of recruit ${recruit}`, jobs.venue[recruit] ?? 0, jobs.venue[job] ?? 0)
    gpus += jobs.gpus[recruit] ?? 0
  }
  return gpus
}

/** Escrow, machines, queues and gauges of every venue agree with the rows of jobs, leases and providers. */
export const machinesAreSoldOnce = (world: World): void => {
  const { jobs, leases, providers, offers, venues, ledger } = world
  const rentedOf = new Float64Array(providers.used)
  const rented = venues.map(() => 0)
  const escrow = venues.map(() => 0)
  const waiting = venues.map(() => 0)
  const queuedGpus = venues.map(() => 0)
  const recruits = venues.map(() => 0)
  let open = 0
  let live = 0
  for (let job = 0; job < jobs.used; job++) {
    if (!alive.includes(jobs.state[job] ?? -1)) continue
    live++
    const venue = jobs.venue[job] ?? 0
    let gpus = 0
    for (let lease = jobs.firstLease[job] ?? none; lease !== none; lease = leases.nextOfJob[lease] ?? none) {
      const provider = leases.provider[lease] ?? none
      const count = leases.gpus[lease] ?? 0
      same(`job of lease ${lease}`, leases.job[lease] ?? none, job)
      holds(`lease ${lease} has GPUs`, count > 0)
      holds(`lease ${lease} is with a provider that is online`, providers.state[provider] === ProviderState.online)
      rentedOf[provider] = (rentedOf[provider] ?? 0) + count
      gpus += count
      open++
    }
    const wanted = jobs.gpus[job] ?? 0
    holds(`job ${job} wants GPUs`, wanted > 0)
    if (jobs.state[job] === JobState.running) {
      const { training } = world.stream(jobs.jobClass[job] ?? 0)
      // The gang of an elastic job may have lost members.
      if (training?.isElastic === true)
        holds(`job ${job} has at most the GPUs that it wants`, gpus > 0 && gpus <= wanted)
      else same(`GPUs of the leases of job ${job}`, gpus, wanted)
      if (training !== undefined) {
        same(`GPUs that the gang of job ${job} holds`, world.gangs.held[job] ?? 0, gpus)
        same(`GPUs that recruits of job ${job} order`, wantedByRecruits(world, job), wanted - gpus)
      }
      rented[venue] = (rented[venue] ?? 0) + gpus
      escrow[venue] = (escrow[venue] ?? 0) + (jobs.escrow[job] ?? 0)
    } else {
      same(`GPUs of job ${job}, which does not run`, gpus, 0)
      same(`escrow of job ${job}, which does not run`, jobs.escrow[job] ?? 0, 0)
      waiting[venue] = (waiting[venue] ?? 0) + 1
      if (isRecruit(world, job)) recruits[venue] = (recruits[venue] ?? 0) + 1
      queuedGpus[venue] = (queuedGpus[venue] ?? 0) + wanted
    }
  }
  same("open leases", leases.live, open)
  same("jobs alive", jobs.live, live)
  same("jobs interrupted and not ordered again", world.interrupted.length, 0)
  const offered = venues.map(() => 0)
  let online = 0
  for (let provider = 0; provider < providers.used; provider++) {
    const down = providers.down[provider] ?? 0
    const free = providers.free[provider] ?? 0
    const gpus = providers.gpus[provider] ?? 0
    holds(`provider ${provider}: ${free} free, ${down} broken of ${gpus}`, free >= 0 && down >= 0 && down <= gpus)
    if (providers.state[provider] !== ProviderState.online) {
      same(`free GPUs of provider ${provider}, which is away`, free, 0)
      same(`rented GPUs of provider ${provider}, which is away`, rentedOf[provider] ?? 0, 0)
      continue
    }
    same(`GPUs of provider ${provider}`, (rentedOf[provider] ?? 0) + free + down, gpus)
    online += gpus - down
    let listed = providers.firstOffer[provider] ?? none
    for (; listed !== none; listed = offers.nextOfProvider[listed] ?? none) {
      const venue = offers.venue[listed] ?? 0
      same(`provider of offer ${listed}`, offers.provider[listed] ?? none, provider)
      offered[venue] = (offered[venue] ?? 0) + gpus - down
    }
  }
  same("GPUs online", world.online.value, online)
  venues.forEach((venue, index) => {
    same(`escrow of ${venue.name}`, ledger.balance(venue.escrow), BigInt(escrow[index] ?? 0))
    same(`GPUs rented on ${venue.name}`, venue.rented.value, rented[index] ?? 0)
    same(`GPUs offered on ${venue.name}`, venue.offered.value, offered[index] ?? 0)
    same(`jobs waiting on ${venue.name}`, venue.market.waiting, waiting[index] ?? 0)
    same(`recruits waiting on ${venue.name}`, venue.recruits, recruits[index] ?? 0)
    same(`GPUs wanted on ${venue.name}`, venue.market.queuedGpus, queuedGpus[index] ?? 0)
  })
}

/** Goes through a run event by event; `check` sees it after each. Returns how many events there were. */
export const eachEvent = (run: Run, check: (world: World) => void): number => {
  let events = 0
  let before = run.now
  check(run.world)
  while (run.advance(Infinity, 1) > 0) {
    holds(`time went back from ${before} to ${run.now}`, run.now >= before)
    before = run.now
    events++
    check(run.world)
  }
  check(run.world)
  return events
}
