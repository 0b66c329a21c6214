/** A scene without a screen: lanes at one instant, for a pipe, a file, a picture. */
import type { Lane } from "./Lane.ts"
import type { Lens } from "./Wish.ts"
import { type LaneView, opened, type Scene, type Ui } from "./Scene.ts"

/** The scene of lanes as they stand. There must be one. */
export const sceneOf = (lanes: ReadonlyArray<Lane>, lens: Lens, ui: Ui = opened): Scene => {
  const [first, ...others] = lanes.map((lane): LaneView => ({
    about: lane.about,
    picture: lane.picture(lens),
    history: lane.history,
    log: lane.log.entries,
    journal: lane.journal,
    knobs: lane.about.knobs.map(({ value }) => value),
    story: undefined
  }))
  if (first === undefined) throw new RangeError("a scene needs a lane")
  return {
    lanes: [first, ...others],
    isRecording: false,
    ui: { ...ui, screen: lens.screen, venue: lens.venue },
    status: {
      playing: false,
      speed: Infinity,
      seeking: undefined,
      isOver: lanes.every((lane) => lane.isOver),
      eventsPerSecond: 0,
      pace: 0,
      seed: first.about.seed,
      snapshots: 0,
      snapshotBytes: 0,
      reached: first.picture.now
    }
  }
}
