/** Peers that wait for a place, first come first served: a list linked through columns, so that one who leaves is taken out of the middle at once. */
export class WaitingLine {
  length = 0
  private first = -1
  private last = -1
  private readonly before: Int32Array
  private readonly after: Int32Array

  constructor(peers: number) {
    this.before = new Int32Array(peers)
    this.after = new Int32Array(peers)
  }

  push(peer: number): void {
    this.before[peer] = this.last
    this.after[peer] = -1
    if (this.last < 0) this.first = peer
    else this.after[this.last] = peer
    this.last = peer
    this.length++
  }

  /** Takes out who came first. Only when somebody waits. */
  shift(): number {
    const peer = this.first
    this.remove(peer)
    return peer
  }

  /** Takes out one who waits. */
  remove(peer: number): void {
    const before = this.before[peer] ?? -1
    const after = this.after[peer] ?? -1
    if (before < 0) this.first = after
    else this.after[before] = after
    if (after < 0) this.last = before
    else this.before[after] = before
    this.length--
  }
}
