/** An elastic synchronous run in plain words: round after round, with lists and no events of its own, without checkpoints. It shares nothing with the engine but the lives
 * of the peers, so it can judge how the engine skips rounds and keeps its books. */
import { Change, PeerLives, Standing } from "../../packages/sim/src/training/run/PeerLives.ts"
import type { TrainingRunSetup } from "../../packages/sim/src/training/run/TrainingRun.ts"

/** What happens to whom, in the order of time, up to the horizon. */
const timeline = (setup: TrainingRunSetup, lives: PeerLives) => {
  const events: Array<{ readonly at: number; readonly peer: number; readonly gone: boolean }> = []
  for (;;) {
    let peer = 0
    for (let other = 1; other < setup.peers; other++) if (lives.nextAt(other) < lives.nextAt(peer)) peer = other
    const at = lives.nextAt(peer)
    if (at > setup.horizon) return events
    const change = lives.next(peer)
    if (change === Change.join) lives.join(peer, at)
    else if (change === Change.leave) lives.leave(peer, at)
    else if (change === Change.recovery) lives.recover(peer)
    else {
      lives.fail(peer, at)
      lives.down(peer, at)
    }
    const gone = change === Change.leave || change === Change.failure
    // Who has just come may still have the state to fetch.
    if (gone || lives.standing[peer] === Standing.waiting) events.push({ at, peer, gone })
  }
}

/** Tokens that count, rounds, and peer-seconds computed, waited in rounds and lost. */
export const naiveRounds = (setup: TrainingRunSetup, seed: number) => {
  const lives = new PeerLives(setup, seed)
  const line: Array<number> = []
  for (let peer = 0; peer < setup.peers; peer++) if (lives.standing[peer] === Standing.waiting) line.push(peer)
  const events = timeline(setup, lives)
  const most = setup.churn?.most ?? Infinity
  const found = { tokens: 0, rounds: 0, compute: 0, lost: 0 }
  let active: Array<number> = []
  let unsaved = { tokens: 0, compute: 0, time: 0 }
  let now = 0
  for (;;) {
    while (line.length > 0 && active.length < most) active.push(line.shift() ?? 0)
    if (active.length === 0) {
      const event = events.shift()
      if (event === undefined) break
      now = event.at
      if (!event.gone) line.push(event.peer)
      else if (line.includes(event.peer)) line.splice(line.indexOf(event.peer), 1)
      continue
    }
    const begin = now
    const computing = (peer: number) => lives.computing(peer, found.rounds)
    const slowest = () => active.reduce((most, peer) => Math.max(most, computing(peer)), 0)
    let together = begin + slowest()
    for (;;) {
      const event = events[0]
      if (event === undefined || event.at >= together + setup.exchangeSeconds || active.length === 0) break
      events.shift()
      if (!event.gone) line.push(event.peer)
      else if (line.includes(event.peer)) line.splice(line.indexOf(event.peer), 1)
      else if (active.includes(event.peer)) {
        active = active.filter((peer) => peer !== event.peer)
        found.lost += event.at - begin
        if (event.at < together) together = Math.max(event.at, begin + slowest())
        if (active.length === 0) now = event.at
      }
    }
    if (active.length === 0) {
      // Nobody is left who holds the state.
      found.lost += unsaved.time
      unsaved = { tokens: 0, compute: 0, time: 0 }
      continue
    }
    now = together + setup.exchangeSeconds
    if (now > setup.horizon) {
      found.lost += active.length * (setup.horizon - begin)
      break
    }
    unsaved.tokens += active.length * setup.innerSteps * setup.tokensPerStep
    unsaved.compute += active.reduce((sum, peer) => sum + computing(peer), 0)
    unsaved.time += active.length * (now - begin)
    found.rounds += 1
  }
  return { ...found, tokens: unsaved.tokens, compute: unsaved.compute }
}
