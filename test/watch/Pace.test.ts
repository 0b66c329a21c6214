import { describe, expect, it } from "vitest"
import { Pace } from "../../packages/tui/src/session/Pace.ts"

const paced = (speed: number): Pace => {
  const pace = new Pace()
  pace.speed = speed
  pace.from(1000, 50)
  return pace
}

describe("a pace", () => {
  it("lets as much of the model be due as the wall clock has gone on, times the speed", () => {
    expect(paced(60).due(1100, 50, 30)).toBe(50 + 6)
    expect(paced(60).due(1200, 56, 30)).toBe(50 + 12)
    expect(paced(Infinity).due(1100, 50, 30)).toBe(Infinity)
  })

  it("does not try to catch up with what was missed: a stride is due, and it counts from there", () => {
    const pace = paced(60)
    expect(pace.due(9000, 50, 30)).toBeCloseTo(50 + 1.8, 9)
    expect(pace.due(9100, 51.8, 30)).toBeCloseTo(50 + 1.8 + 6, 9)
  })

  it("is measured over half a second, and never below zero when one goes back", () => {
    const pace = new Pace()
    pace.measure({ wall: 1000, model: 0, events: 0 })
    pace.measure({ wall: 1200, model: 500, events: 70 })
    expect([pace.model, pace.events]).toEqual([0, 0])
    pace.measure({ wall: 2000, model: 3600, events: 500 })
    expect([pace.model, pace.events]).toEqual([3600, 500])
    pace.measure({ wall: 3000, model: 100, events: 10 })
    expect([pace.model, pace.events]).toEqual([0, 0])
  })
})
