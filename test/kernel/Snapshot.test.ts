import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { digest } from "../../packages/sim/src/kernel/Digest.ts"
import { restore, SnapshotError, take } from "../../packages/sim/src/kernel/Snapshot.ts"

class Counter {
  count = 0
  readonly history: Array<number> = []
  column = new Float64Array(2)
  big = new BigInt64Array(1)
  other: Counter | null = null
  bump(): void {
    this.history.push(++this.count)
    this.column[this.count % this.column.length] = this.count / 3
    this.big[0] = BigInt(this.count) << 40n
    if (this.count % 4 === 0) {
      const longer = new Float64Array(this.column.length * 2)
      longer.set(this.column)
      this.column = longer
    }
  }
}
class Root {
  left = new Counter()
  right = new Counter()
  favourite = this.left
  readonly self = this
  readonly config = Object.freeze({ name: "first", handler: () => 1 })
  text = "a"
  large = 1n
  missing: number | undefined = undefined
  step(): void {
    this.left.bump()
    this.right.bump()
    this.right.bump()
    this.favourite = this.favourite === this.left ? this.right : this.left
    this.favourite.other = this.left
    this.text += "b"
    this.large *= 3n
    this.missing = this.missing === undefined ? 1 : undefined
  }
}

describe("Snapshot", () => {
  it("goes on from a restored state as it did from the original, in the same root and in a fresh one", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), (before, after) => {
        const root = new Root()
        for (let step = 0; step < before; step++) root.step()
        const saved = take(root)
        const atStart = digest(saved)
        for (let step = 0; step < after; step++) root.step()
        const atEnd = digest(take(root))
        for (const target of [root, new Root()]) {
          restore(target, structuredClone(saved))
          expect(digest(take(target))).toBe(atStart)
          for (let step = 0; step < after; step++) target.step()
          expect(digest(take(target))).toBe(atEnd)
        }
        expect(digest(saved)).toBe(atStart)
      })
    )
  })

  it("keeps the identity of objects, what is shared stays shared, circles stay circles", () => {
    const root = new Root()
    const { left, right } = root
    const saved = take(root)
    root.step()
    restore(root, saved)
    expect(root.left).toBe(left)
    expect(root.right).toBe(right)
    expect(root.favourite).toBe(left)
    expect(root.self).toBe(root)
    expect(root.left.count).toBe(0)
  })

  it("brings back objects that were dropped or swapped since, with their class", () => {
    const root = new Root()
    root.step()
    const saved = take(root)
    ;[root.left, root.right] = [root.right, root.left]
    root.favourite.other = null
    root.left.bump()
    root.favourite = new Counter()
    restore(root, saved)
    expect(root.favourite).toBe(root.right)
    expect(root.right.other).toBe(root.left)
    expect(root.left).toBeInstanceOf(Counter)
    expect(digest(take(root))).toBe(digest(saved))
  })

  it("keeps two views of one buffer on one buffer, also when their length changes", () => {
    const make = (length: number) => {
      const floats = new Float64Array(length)
      return { floats, words: new Int32Array(floats.buffer), part: floats.subarray(1) }
    }
    const root = make(4)
    root.floats[2] = 1.5
    const saved = take(root)
    for (const target of [root, make(4), make(9)]) {
      target.floats.fill(7)
      restore(target, saved)
      expect([...target.floats]).toEqual([0, 0, 1.5, 0])
      target.part[2] = 9
      expect([...target.floats]).toEqual([0, 0, 1.5, 9])
      expect(target.words.buffer).toBe(target.floats.buffer)
    }
  })

  it("leaves frozen objects alone and refuses others in their place", () => {
    const root = new Root()
    const { config } = root
    const saved = take(root)
    restore(root, saved)
    expect(root.config).toBe(config)
    const other = Object.assign(new Root(), { config: Object.freeze({ name: "second", handler: () => 1 }) })
    expect(() => restore(other, saved)).toThrow(/root\.config is configuration/)
  })

  it.each([
    ["a map", new Map(), "Map"],
    ["a set", new Set(), "Set"],
    ["an iterator", [1].values(), "Array Iterator"],
    ["a date", new Date(0), "Date"],
    ["a promise", Promise.resolve(), "Promise"]
  ])("refuses %s and says where it is", (_, value, name) => {
    const state = { rooms: [{ held: value }] }
    expect(() => take(state)).toThrow(SnapshotError)
    expect(() => take(state)).toThrow(`root.rooms[0].held is a ${name}`)
  })

  it("leaves functions alone and refuses other ones in their place", () => {
    const saved = take({ handler: () => 1, count: 3 })
    const same = { handler: () => 1, count: 0 }
    restore(same, saved)
    expect(same.count).toBe(3)
    expect(() => restore({ handler: () => 2, count: 0 }, saved)).toThrow(/root\.handler is configuration or behaviour/)
  })

  it("refuses a root of another class", () => {
    expect(() => restore(new Root(), take(new Counter()))).toThrow(SnapshotError)
  })

  it("gives back any plain data", () => {
    const plain = fc.object({
      key: fc.string().filter((name) => name !== "__proto__"),
      withBigInt: true,
      withTypedArray: true,
      maxDepth: 3
    })
    fc.assert(
      fc.property(plain, plain, (value, other) => {
        const target = { held: other }
        const saved = take({ held: value })
        restore(target, saved)
        expect(digest(take(target))).toBe(digest(saved))
      })
    )
  })
})

describe("Digest", () => {
  it("sees one changed number anywhere", () => {
    const state = { columns: [new Float64Array(100), new Uint8Array(33)], now: 3 }
    const digests = new Set([digest(take(state))])
    for (let index = 0; index < 100; index++) {
      state.columns[0]?.fill(index + 1, index, index + 1)
      digests.add(digest(take(state)))
    }
    for (let index = 0; index < 33; index++) {
      state.columns[1]?.fill(1, index, index + 1)
      digests.add(digest(take(state)))
    }
    expect(digests.size).toBe(134)
    expect([...digests].every((digest) => /^[0-9a-f]{16}$/.test(digest))).toBe(true)
  })

  it("takes all NaN for the same", () => {
    const odd = new Float64Array(new Uint32Array([0, 0xfff8_0001]).buffer)
    expect(digest(take({ odd }))).toBe(digest(take({ odd: new Float64Array([Number.NaN]) })))
  })
})
