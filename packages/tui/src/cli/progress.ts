/** A line on stderr that says how far a long run is, how fast it goes and how long it will take.
 *
 * At a terminal one line is drawn over, at most ten times a second, and removed at the end. Elsewhere (a file, CI) there is one plain
 * line for each tenth of the work, and none at all for work that is done within a few seconds. */
import { Clock, Effect, type Scope } from "effect"
import { cut } from "../charts/Text.ts"
import { number, timeLeft } from "../text/format.ts"
import { stderr, type Surface } from "./output.ts"

/** What is being done. `total` may change while the work goes on; without it (`undefined`) there is a rate but no end. */
export interface ProgressOptions {
  /** For example `running converted-miners`. */
  readonly label: string
  /** What is counted, in the plural: `events`, `replications`, `days`. */
  readonly unit: string
  readonly total: number | undefined
  /** Counts are shown divided by this: seconds of model time as days with 86400. */
  readonly divisor?: number
}

/** Where a progress line goes; for tests. */
export interface ProgressSink {
  readonly surface: Surface
  readonly write: (text: string) => void
}

/** A running progress line. `report` is plain and cheap: call it from the run loop after each slice. */
export interface Progress {
  /** Tells how much is done by now, and if it changed, how much there is to do; `note` stands behind it: the best so far. */
  readonly report: (done: number, total?: number, note?: string) => void
}

const betweenDraws = 100
/** Work that ends before this is not worth a line. */
const quietAtTerminal = 400
const quietElsewhere = 5000
const clearLine = "\r\u001B[2K"

const processSink = (): ProgressSink => ({ surface: stderr(), write: (text) => void process.stderr.write(text) })

/** Starts a progress line, which is removed when the scope closes. Time is read from the Effect `Clock`. */
export const make = (
  options: ProgressOptions,
  sink: ProgressSink = processSink()
): Effect.Effect<Progress, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.map(Clock.Clock, (clock) => new Line(options, sink, clock)),
      (line) => Effect.sync(() => line.clear())
    ),
    (line): Progress => ({ report: (done, total, note) => line.report(done, total, note) })
  )

class Line {
  private readonly options: ProgressOptions
  private readonly sink: ProgressSink
  private readonly clock: Clock.Clock
  private readonly started: number
  private lastDraw = Number.NEGATIVE_INFINITY
  private tenths = 0
  private drawn = false
  private note = ""

  constructor(options: ProgressOptions, sink: ProgressSink, clock: Clock.Clock) {
    this.options = options
    this.sink = sink
    this.clock = clock
    this.started = clock.currentTimeMillisUnsafe()
  }

  report(done: number, total: number | undefined = this.options.total, note = ""): void {
    this.note = note
    const now = this.clock.currentTimeMillisUnsafe()
    const elapsed = now - this.started
    if (this.sink.surface.live) {
      if (elapsed < quietAtTerminal || now - this.lastDraw < betweenDraws) return
      this.lastDraw = now
      const text = cut(this.text(done, total, elapsed), this.sink.surface.columns - 1, this.sink.surface.alphabet)
      this.sink.write(`${clearLine}${text}`)
      this.drawn = true
      return
    }
    const tenths = total === undefined || total <= 0 ? 0 : Math.floor((done / total) * 10)
    if (elapsed < quietElsewhere || tenths <= this.tenths) return
    this.tenths = tenths
    this.sink.write(`${this.text(done, total, elapsed)}\n`)
  }

  clear(): void {
    if (this.drawn) this.sink.write(clearLine)
    this.drawn = false
  }

  private text(done: number, total: number | undefined, elapsed: number): string {
    const { divisor = 1, label, unit } = this.options
    const rate = elapsed > 0 ? done / (elapsed / 1000) : 0
    const speed = `${number(rate / divisor)} ${unit}/s`
    const note = this.note === "" ? "" : `, ${this.note}`
    if (total === undefined || total <= 0) return `${label}: ${number(done / divisor)} ${unit}, ${speed}${note}`
    const share = Math.min(1, done / total)
    const left = rate > 0 ? `, ${timeLeft(Math.max(0, total - done) / rate)} left` : ""
    return `${label}: ${Math.floor(share * 100)}% of ${number(total / divisor)} ${unit}, ${speed}${left}${note}`
  }
}
