/** Ask and tell: how every method of search talks to whoever runs its trials.
 *
 * A method works in rounds. `asks` gives everything that a round wants to know, numbered; when all of it is answered, `tell` makes the next state
 * of it. Both are pure functions of the state, which is plain data. So what is asked next depends on the numbers and their answers alone,
 * never on who finished first, and a killed study goes on by telling a new session what is known already.
 *
 *     const session = new Session(Tuner.make(settings))
 *     for (const [number, sample] of kept) session.tell(number, sample)      // resume: all that was answered before, in any order
 *     while (!session.finished) {
 *       const runs = session.asks()                                          // what the round still wants, in parallel and anywhere
 *       yield* Effect.forEach(runs, ({ number, point, replication }) =>
 *         runner.run({ values: Space.valuesAt(space, point), seed: Seeds.ofReplication(seed, replication) }).pipe(
 *           Effect.tap((sample) => keep(number, sample)),                      // on disk before it counts: a `Measured` a world
 *           Effect.tap((sample) => Effect.sync(() => session.tell(number, sample)))
 *         ), { concurrency: runner.size, discard: true })
 *     }
 *     const outcome = Tuner.outcomeOf(settings, session.state)               // winner, finalists or front, probability of being best
 *     // Score outcome.finalists again with replications from outcome.luck on, which no decision has seen.
 *
 * Cells of a result store are keyed by (values, world, seed), not by number: a wider study asks in another order for many of the same. A trial that failed is
 * answered with a `Measured` that lacks the metric; it then stands behind all others.
 *
 * A sweep or a sensitivity study has one round: `Designs` and `Morris.points` give the points, all at once. */

/** Something that a round wants to know. */
export interface Ask {
  /** Counted from 0 over the whole search: the key of its answer. */
  readonly number: number
}

/** A method of search. All three are pure. */
export interface Method<State, Asked extends Ask, Answer> {
  readonly begin: () => State
  /** All that the round of this state wants; empty when the search is finished. */
  readonly asks: (state: State) => ReadonlyArray<Asked>
  /** The next state, from the answers in the order of the asks. */
  readonly tell: (state: State, answers: ReadonlyArray<Answer>) => State
}

/** A search under way: a fold over whole rounds, whatever the order in which answers come.
 *
 * **Gotchas** Answers of numbers that are not asked yet wait until they are (a resumed study tells all it has), and an answer that came
 * already is not replaced. */
export class Session<State, Asked extends Ask, Answer> {
  private readonly method: Method<State, Asked, Answer>
  private readonly answers = new Map<number, Answer>()
  private now: State
  private round: ReadonlyArray<Asked>

  constructor(method: Method<State, Asked, Answer>) {
    this.method = method
    this.now = method.begin()
    this.round = method.asks(this.now)
  }

  /** The state after the last whole round. */
  get state(): State {
    return this.now
  }

  /** Whether nothing is left to ask. */
  get finished(): boolean {
    return this.round.length === 0
  }

  /** What the round still wants to know, in the order of the numbers. */
  asks(): ReadonlyArray<Asked> {
    return this.round.filter(({ number }) => !this.answers.has(number))
  }

  tell(number: number, answer: Answer): void {
    if (this.answers.has(number)) return
    this.answers.set(number, answer)
    while (this.round.length > 0) {
      const answers: Array<Answer> = []
      for (const asked of this.round) {
        const known = this.answers.get(asked.number)
        if (known === undefined) return
        answers.push(known)
      }
      this.now = this.method.tell(this.now, answers)
      this.round = this.method.asks(this.now)
    }
  }
}

/** Runs a method to its end on a function: for tests, examples and answers that cost nothing. */
export const solve = <State, Asked extends Ask, Answer>(
  method: Method<State, Asked, Answer>,
  answer: (asked: Asked) => Answer
): State => {
  let state = method.begin()
  for (let round = method.asks(state); round.length > 0; round = method.asks(state))
    state = method.tell(state, round.map(answer))
  return state
}
