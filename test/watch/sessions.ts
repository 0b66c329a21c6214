/** Sessions for tests: a simulator in this thread, driven turn by turn, with a clock that is no clock. */
import { Language, Run, type Scenario } from "@lode/sim"
import { ScenarioFile, ScenarioInputs } from "@lode/sim/node"
import { Effect } from "effect"
import { join } from "node:path"
import type { Lens, Order, ToSimulator } from "../../packages/tui/src/session/Wish.ts"
import { inProcess } from "../../packages/tui/src/session/Links.ts"
import { Session } from "../../packages/tui/src/session/Session.ts"
import type { LaneView } from "../../packages/tui/src/session/Scene.ts"

const scenarios = join(import.meta.dirname, "..", "..", "scenarios")

export const lens: Lens = {
  screen: "overview",
  venue: 0,
  table: { sort: "income", descending: true, filter: "", from: 0, rows: 20 },
  watched: undefined
}

export interface Loaded {
  readonly scenario: Scenario
  readonly inputs: Order["lanes"][number]["inputs"]
}

/** A scenario of the collection with figures changed. */
export const load = (name: string, ...set: ReadonlyArray<string>): Promise<Loaded> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const decoded = yield* ScenarioFile.load(Language.language, join(scenarios, `${name}.yaml`), set)
      return { scenario: decoded.scenario, inputs: yield* ScenarioInputs.load(decoded) }
    })
  )

export const orderOf = ({ inputs, scenario }: Loaded, more: Partial<Order> = {}): Order => ({
  lanes: [{ name: scenario.name, scenario, inputs, commands: [] }],
  seed: scenario.seed,
  speed: Infinity,
  playing: false,
  lens,
  ...more
})

/** A session and the crank that drives it. Each look at the clock is `tick` ms later than the last one. */
export class Driven {
  readonly session: Session
  readonly simulator: ReturnType<typeof inProcess>["simulator"]
  private time = 0

  constructor(order: Order, tick = 1) {
    const link = inProcess(() => (this.time += tick))
    this.simulator = link.simulator
    this.session = new Session(link)
    this.tell({ kind: "open", order })
  }

  /** Says something and lets the simulator work until it stands still, or for so many turns. */
  tell(message: ToSimulator, turns = Infinity): this {
    this.session.send(message)
    return this.turn(turns)
  }

  /** Turns the crank until nothing is left to do, or so many times. */
  turn(turns = Infinity): this {
    for (let turn = 0; turn < turns; turn++) {
      const wait = this.simulator.turn()
      if (wait === Infinity) return this
      this.time += wait
    }
    return this
  }

  /** The lane as the screen knows it. */
  lane(index = 0): LaneView {
    const { failure, lanes } = this.session.get()
    const lane = lanes[index]
    if (lane === undefined) throw new Error(`no lane ${index}: ${failure?.stack ?? "nothing has been told"}`)
    return lane
  }
}

/** A run without anybody who watches. */
export const alone = ({ inputs, scenario }: Loaded, commands: LaneView["journal"] = [], seed = scenario.seed): Run =>
  Run.make(scenario, { seed, inputs, commands })
