/** A 64-bit hash of a saved state as 16 hexadecimal digits: two states that differ anywhere have different digests, but for one pair in 2^64.
 *
 * Two 32-bit lanes in the manner of MurmurHash3, fed word by word. For telling runs apart, not against somebody who wants to deceive.
 *
 * **Gotchas** All NaN are alike (their bits depend on what the compiler of the host made of the code), +0 and −0 are not. Words are read in the byte
 * order of the machine: all machines that Node runs on are little-endian. */
import type { Saved, SavedNode } from "./Snapshot.ts"

const finish = (word: number): number => {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** Collects words and gives their hash. */
export class Hash {
  private a = 0x243f6a88
  private b = 0x13198a2e
  private words = 0
  private readonly float = new Float64Array(1)
  private readonly halves = new Int32Array(this.float.buffer)

  word(word: number): void {
    const a = Math.imul(this.a ^ word, 0x9e3779b1)
    this.a = (a << 13) | (a >>> 19)
    const b = Math.imul((this.b + word) | 0, 0x2c1b3c6d)
    this.b = b ^ (b >>> 15)
    this.words++
  }

  number(value: number): void {
    this.float[0] = Number.isNaN(value) ? Number.NaN : value
    this.word(this.halves[0] ?? 0)
    this.word(this.halves[1] ?? 0)
  }

  text(text: string): void {
    this.word(text.length)
    for (let index = 0; index < text.length; index++) this.word(text.charCodeAt(index))
  }

  /** Bytes, from `offset` on, `length` of them. */
  bytes(buffer: ArrayBuffer, offset: number, length: number): void {
    this.word(length)
    const whole = length >>> 2
    // A view on words must begin at a multiple of four.
    const words =
      offset % 4 === 0 ? new Int32Array(buffer, offset, whole) : new Int32Array(buffer.slice(offset), 0, whole)
    for (let index = 0; index < whole; index++) this.word(words[index] ?? 0)
    for (const byte of new Uint8Array(buffer, offset + whole * 4, length - whole * 4)) this.word(byte)
  }

  /** The hash of everything so far. */
  hex(): string {
    const a = finish(this.a ^ this.words)
    const b = finish(this.b ^ a)
    return (
      finish(a + b)
        .toString(16)
        .padStart(8, "0") + b.toString(16).padStart(8, "0")
    )
  }
}

const bytesOf: Record<string, number> = {
  Int8Array: 1,
  Uint8Array: 1,
  Uint8ClampedArray: 1,
  Int16Array: 2,
  Uint16Array: 2
}

const addNode = (hash: Hash, node: SavedNode, nodes: ReadonlyArray<SavedNode>): void => {
  hash.text(node.type)
  switch (node.type) {
    case "object":
      hash.text(node.name)
      for (const key of node.keys) hash.text(key)
      break
    case "fixed":
      hash.text(node.fingerprint)
      return
    case "buffer":
      // Its views tell what the bytes mean.
      return
    case "view": {
      const buffer = nodes[node.buffer]
      if (buffer?.type !== "buffer") return
      hash.text(node.name)
      if (node.name === "Float64Array") {
        const values = new Float64Array(buffer.bytes, node.offset, node.length)
        hash.word(node.length)
        for (let index = 0; index < node.length; index++) hash.number(values[index] ?? 0)
      } else if (node.name === "Float32Array") {
        for (const value of new Float32Array(buffer.bytes, node.offset, node.length)) hash.number(value)
      } else {
        const wide = node.name.startsWith("Big") ? 8 : (bytesOf[node.name] ?? 4)
        hash.bytes(buffer.bytes, node.offset, node.length * wide)
      }
      return
    }
    case "array":
      break
  }
  hash.word(node.values.length)
  for (const value of node.values) {
    if (typeof value === "number") hash.number(value)
    else if (typeof value === "object" && value !== null) hash.word(value.node)
    else hash.text(`${typeof value} ${String(value)}`)
  }
}

/** The digest of a whole saved state. */
export const digest = (saved: Saved): string => {
  const hash = new Hash()
  for (const node of saved.nodes) addNode(hash, node, saved.nodes)
  return hash.hex()
}
