/** The peers that take part in the rounds of a synchronous run, and how long they compute: each, together, the slowest. A round lasts as long as the slowest, so who comes and goes is
 * followed without looking at all of them again, unless the last of the slowest goes. */
export class RoundMembers {
  count = 0
  /** Computing time of all together, and of the slowest, in a round, s. */
  computing = 0
  slowest = 0
  /** Members as slow as the slowest. */
  private asSlow = 0
  /** Who they are, in no particular order, where each stands in that list, and how long each computes. */
  private readonly peers: Int32Array
  private readonly place: Int32Array
  private readonly seconds: Float64Array

  /** @param peers that there may be */
  constructor(peers: number) {
    this.peers = new Int32Array(peers)
    this.place = new Int32Array(peers)
    this.seconds = new Float64Array(peers)
  }

  add(peer: number, seconds: number): void {
    this.place[peer] = this.count
    this.peers[this.count++] = peer
    this.seconds[peer] = seconds
    this.computing += seconds
    this.compare(seconds)
  }

  remove(peer: number): void {
    const last = this.peers[--this.count] ?? 0
    const place = this.place[peer] ?? 0
    this.peers[place] = last
    this.place[last] = place
    const seconds = this.seconds[peer] ?? 0
    // Nobody computes nothing, whatever rounding has left.
    this.computing = this.count === 0 ? 0 : this.computing - seconds
    if (seconds === this.slowest && --this.asSlow === 0) this.findSlowest()
  }

  /** All have become faster or slower. */
  measure(secondsOf: (peer: number) => number): void {
    this.computing = 0
    for (let at = 0; at < this.count; at++) {
      const peer = this.peers[at] ?? 0
      const seconds = secondsOf(peer)
      this.seconds[peer] = seconds
      this.computing += seconds
    }
    this.findSlowest()
  }

  private findSlowest(): void {
    this.slowest = 0
    for (let at = 0; at < this.count; at++) this.compare(this.seconds[this.peers[at] ?? 0] ?? 0)
  }

  private compare(seconds: number): void {
    if (seconds > this.slowest) {
      this.slowest = seconds
      this.asSlow = 0
    }
    if (seconds === this.slowest) this.asSlow++
  }
}
