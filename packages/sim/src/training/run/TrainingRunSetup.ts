/** One long training run over peers that come and go: what is simulated and what comes out, both plain data. */

/** A run. A peer is what trains one replica and comes, goes and fails as one: a machine of eight GPUs, a cluster, an island of a hundred thousand. */
export interface TrainingRunSetup {
  /** Peers that may take part, up to 10 million; with `churn` only some of them are there at any time. */
  readonly peers: number
  readonly gpusPerPeer: number
  /** Computing of one inner step, s. */
  readonly stepSeconds: number
  /** Inner steps of one round, which an exchange ends: 1 for data-parallel. */
  readonly innerSteps: number
  /** Waiting in one exchange, s; 0: hidden behind computing. Taken as the same when fewer peers are there: what a peer sends in a ring hardly changes. */
  readonly exchangeSeconds: number
  /** Tokens of one peer in one inner step. */
  readonly tokensPerStep: number
  /** Synchronous: everybody waits for the slowest. If not, every peer is an island for itself. */
  readonly waits: boolean
  /** Synchronous only: whether a peer that fails or leaves halts everybody, who then go back to the last checkpoint, or loses only its own unfinished round. */
  readonly continuation: "restart" | "elastic"
  /** Failures for each hour of each GPU that is there, whether it computes or not. */
  readonly failuresPerGpuHour: number
  /** Time from a failure until work goes on, s: everybody's under `restart`; otherwise until the peer that failed is there again, and has its state to fetch. */
  readonly restartSeconds: number
  /** Time in which a peer that comes while the run goes on, or comes back after a failure, fetches the state, s; nobody else waits for it. */
  readonly joinSeconds: number
  /** Computing between checkpoints, s (0: the Young/Daly interval), and what saving stops everybody for, s. Synchronous only: an island begins anew from the last exchange. */
  readonly checkpoint: { readonly every: number; readonly stall: number }
  readonly churn?: {
    /** Mean stay and mean absence of a peer, s; both exponential. A peer is there at the start with probability stay / (stay + away). */
    readonly stay: number
    readonly away: number
    /** Peers that take part in a round at most; the others wait for a place, first come first served. Synchronous only. */
    readonly most?: number
  }
  /** Coefficient of variation of a peer's computing time, which is lognormal with mean 1; 0: none. */
  readonly straggle: number
  /** Computing time of each peer in multiples of `stepSeconds`; 1 where none is given. */
  readonly paces?: ReadonlyArray<number>
  /** Tokens that count at which the run ends; may be Infinity. */
  readonly tokens: number
  /** The run ends at this time, s, at the latest. */
  readonly horizon: number
}

/** What came out of a run, or of a run so far. The shares are shares of the time that peers were there; they add up to one. */
export interface TrainingRunResult {
  readonly seconds: number
  /** Tokens that count. */
  readonly tokens: number
  /** Time that these tokens take at pace 1, over the time that peers were there. The same as `computeShare` as long as nobody is slower or faster than 1. */
  readonly goodput: number
  /** Computing that became lasting progress. */
  readonly computeShare: number
  /** Exchanges, waiting for slower peers, for the next round, for a place. */
  readonly waitShare: number
  /** Work since the last checkpoint, or in an unfinished round, that was thrown away; what the horizon cuts off is thrown away too. */
  readonly lostShare: number
  /** From a failure until work went on, and fetching the state by who joins. */
  readonly restartShare: number
  readonly checkpointShare: number
  /** Average number of peers that took part. */
  readonly meanPeers: number
  readonly failures: number
  /** Peers that came and left after the start. */
  readonly joins: number
  readonly leaves: number
  /** Exchanges of everybody; of all islands together when nobody waits. */
  readonly exchanges: number
  /** Whether the budget of tokens was reached. */
  readonly finished: boolean
}

const mostPeers = 10_000_000

/** Throws a RangeError that says which figure cannot be and what would do. */
export const checkSetup = (setup: TrainingRunSetup): void => {
  const demand = (holds: boolean, name: string, found: number, allowed: string): void => {
    if (!holds) throw new RangeError(`${name} of a training run is ${found}: it must be ${allowed}`)
  }
  const whole = (name: string, value: number, most: number): void =>
    demand(Number.isInteger(value) && value >= 1 && value <= most, name, value, `a whole number from 1 to ${most}`)
  const above = (name: string, value: number): void => demand(value > 0 && value < Infinity, name, value, "above 0")
  const atLeast = (name: string, value: number): void =>
    demand(value >= 0 && value < Infinity, name, value, "0 or more, and finite")
  whole("peers", setup.peers, mostPeers)
  above("gpusPerPeer", setup.gpusPerPeer)
  above("stepSeconds", setup.stepSeconds)
  whole("innerSteps", setup.innerSteps, Number.MAX_SAFE_INTEGER)
  atLeast("exchangeSeconds", setup.exchangeSeconds)
  above("tokensPerStep", setup.tokensPerStep)
  atLeast("failuresPerGpuHour", setup.failuresPerGpuHour)
  atLeast("restartSeconds", setup.restartSeconds)
  atLeast("joinSeconds", setup.joinSeconds)
  demand(setup.checkpoint.every >= 0, "checkpoint.every", setup.checkpoint.every, "0 (Young/Daly) or more")
  atLeast("checkpoint.stall", setup.checkpoint.stall)
  atLeast("straggle", setup.straggle)
  demand(setup.tokens > 0, "tokens", setup.tokens, "above 0")
  above("horizon", setup.horizon)
  if (setup.churn !== undefined) {
    above("churn.stay", setup.churn.stay)
    above("churn.away", setup.churn.away)
    if (setup.churn.most !== undefined) whole("churn.most", setup.churn.most, Number.MAX_SAFE_INTEGER)
  }
  if (setup.paces !== undefined) {
    demand(
      setup.paces.length === setup.peers,
      "the number of paces",
      setup.paces.length,
      `the number of peers, ${setup.peers}`
    )
    for (const pace of setup.paces) above("a pace", pace)
  }
}
