/** The screen's side of a session: takes frames, keeps the past, tells who subscribed. No effects, no React: `useSyncExternalStore` fits on it. */
import { History } from "./History.ts"
import type { About, Frame, FromSimulator, LogEntry, Status } from "./Frame.ts"
import type { ToSimulator } from "./Wish.ts"
import type { LaneView } from "./Scene.ts"

/** Whatever simulates or plays: a worker, a recording, a simulator in this thread. */
export interface Link {
  readonly post: (message: ToSimulator) => void
  /** Sets who hears; once, before anything is posted. */
  readonly listen: (hear: (message: FromSimulator) => void) => void
  readonly close: () => void | Promise<void>
}

/** What is known now. A new object with every change; lanes are empty until the first frame. */
export interface Known {
  readonly lanes: ReadonlyArray<LaneView>
  readonly status: Status | undefined
  /** Why the last wish was refused; counts up, so that the same words twice are two refusals. */
  readonly refusal: { readonly number: number; readonly message: string } | undefined
  readonly failure: { readonly message: string; readonly stack: string } | undefined
}

/** Entries of a log that the screen keeps at most. */
const mostEntries = 20_000

interface Past {
  readonly about: About
  readonly history: History
  log: ReadonlyArray<LogEntry>
}

export class Session {
  private readonly link: Link
  private readonly listeners = new Set<() => void>()
  private pasts: ReadonlyArray<Past> = []
  private known: Known = { lanes: [], status: undefined, refusal: undefined, failure: undefined }

  constructor(link: Link) {
    this.link = link
    link.listen((message) => this.hear(message))
  }

  /** What is known now. */
  readonly get = (): Known => this.known

  /** Calls `listener` after every change, until the function that it gives is called. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Posts a wish. What comes of it is seen in the frames. */
  readonly send = (message: ToSimulator): void => this.link.post(message)

  /** Ends whatever simulates. */
  readonly close = (): void | Promise<void> => this.link.close()

  private hear(message: FromSimulator): void {
    switch (message.kind) {
      case "about":
        this.pasts = message.abouts.map((about) => ({
          about,
          history: new History(
            about.columns.map(({ name }) => name),
            about.sampleEvery
          ),
          log: []
        }))
        return
      case "frame":
        this.take(message.frame)
        this.link.post({ kind: "taken", number: message.frame.number })
        break
      case "refused":
        this.known = {
          ...this.known,
          refusal: { number: (this.known.refusal?.number ?? 0) + 1, message: message.message }
        }
        break
      case "failed":
        this.known = { ...this.known, failure: this.known.failure ?? message }
        break
    }
    for (const listener of this.listeners) listener()
  }

  private take({ lanes, status }: Frame): void {
    const views = lanes.flatMap((lane, index): ReadonlyArray<LaneView> => {
      const past = this.pasts[index]
      if (past === undefined) return []
      past.history.truncate(Math.max(lane.history.from, 0))
      past.history.write(lane.history.from, lane.history.values)
      if (lane.log.entries.length > 0 || (past.log.at(-1)?.number ?? -1) >= lane.log.from) {
        const isNewer = (past.log.at(-1)?.number ?? -1) < lane.log.from
        const kept = isNewer ? past.log : past.log.filter(({ number }) => number < lane.log.from)
        past.log = kept.concat(lane.log.entries).slice(-mostEntries)
      }
      const { journal, knobs, picture, story } = lane
      return [{ about: past.about, history: past.history, log: past.log, journal, knobs, picture, story }]
    })
    this.known = { ...this.known, lanes: views, status }
  }
}
