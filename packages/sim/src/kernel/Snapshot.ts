/** Copies the whole state of a run out of memory and back: what branching, scrubbing back and "what if" stand on.
 *
 * `take(root)` walks everything that can be reached from `root` by its own fields and gives plain data that can be kept, sent to a worker
 * (structured clone) or hashed (`Digest.ts`). `restore(root, saved)` writes it back, into the same root or into a freshly built one of the same
 * shape: objects keep their identity and class, shared references stay shared, circles are fine, typed arrays get the length they had.
 *
 * State may consist of class instances and plain objects, arrays, typed arrays (several on one buffer stay on one buffer), numbers, texts, booleans,
 * bigints, `undefined` and `null`. **Frozen objects are configuration and functions are behaviour**: neither is copied nor entered, and
 * `restore` refuses a root that has others in their place than those that were there when the state was taken.
 *
 * **Gotchas** Map, Set, dates, promises and iterators are refused, with the path to the field, because their state cannot be seen.
 * `#private` fields and what a closure captures cannot be seen either, and are *not* refused: state may never live there. Nobody may hold
 * a typed array of the state across a `restore`. */

/** A value of a field: a primitive, or a pointer to a node. */
type SavedValue = number | string | boolean | bigint | null | undefined | SavedPointer
interface SavedPointer {
  readonly node: number
}
/** An object, with the name of its class. */
interface SavedObject {
  readonly type: "object"
  readonly name: string
  readonly keys: ReadonlyArray<string>
  readonly values: ReadonlyArray<SavedValue>
}
interface SavedArray {
  readonly type: "array"
  readonly values: ReadonlyArray<SavedValue>
}
interface SavedView {
  readonly type: "view"
  readonly name: string
  readonly buffer: number
  readonly offset: number
  readonly length: number
}
interface SavedBuffer {
  readonly type: "buffer"
  readonly bytes: ArrayBuffer
}
/** Configuration or behaviour that was left where it is, with a fingerprint to know it again. */
interface SavedFixed {
  readonly type: "fixed"
  readonly fingerprint: string
}
export type SavedNode = SavedObject | SavedArray | SavedView | SavedBuffer | SavedFixed

/** A run's state as plain data. Node 0 is the root. */
export interface Saved {
  readonly nodes: ReadonlyArray<SavedNode>
}

/** State that cannot be copied, or that does not fit the root it is to go into. */
export class SnapshotError extends Error {
  readonly _tag = "SnapshotError"
  override readonly name = "SnapshotError"
}

type View =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array

const viewMakers: Record<string, new (buffer: ArrayBuffer, offset: number, length: number) => View> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array
}

const kindOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1)
const isView = (value: object): value is View => ArrayBuffer.isView(value) && kindOf(value) in viewMakers
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null
const canHaveFields = (value: unknown): value is object => typeof value === "function" || isObject(value)
const isFixed = (value: unknown): boolean => typeof value === "function" || (isObject(value) && Object.isFrozen(value))
const isPointer = (value: SavedValue): value is SavedPointer => typeof value === "object" && value !== null
const classOf = (value: object): string => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype || !isObject(prototype)) return ""
  const maker: unknown = Reflect.get(prototype, "constructor")
  return typeof maker === "function" ? maker.name : "?"
}

/** What can be seen of a frozen object or a function at little cost: its class, its keys, its primitive fields; frozen objects in it likewise. */
const fingerprintOf = (value: object, depth = 0): string => {
  if (typeof value === "function") return String(value)
  if (isView(value) || Array.isArray(value)) return `${kindOf(value)}(${value.length})`
  const fields = Object.keys(value).map((key) => {
    const field: unknown = Reflect.get(value, key)
    if (typeof field === "function") return key
    if (!isObject(field)) return `${key}=${String(field)}`
    return Object.isFrozen(field) && depth < 4 ? `${key}=${fingerprintOf(field, depth + 1)}` : key
  })
  return `${classOf(value)}{${fields.join(",")}}`
}

class Walk {
  readonly nodes: Array<SavedNode> = []
  private readonly numbers = new Map<object, number>()

  value(value: unknown, path: string): SavedValue {
    switch (typeof value) {
      case "number":
      case "string":
      case "boolean":
      case "bigint":
      case "undefined":
        return value
      case "object":
        return value === null ? null : { node: this.node(value, path) }
      case "function":
        return { node: this.node(value, path) }
      default:
        throw new SnapshotError(`${path} is a ${typeof value}, which cannot be copied`)
    }
  }

  node(value: object, path: string): number {
    const known = this.numbers.get(value)
    if (known !== undefined) return known
    const number = this.nodes.length
    this.numbers.set(value, number)
    // A place now, the contents after: what is inside may point back to this number.
    this.nodes.push({ type: "array", values: [] })
    this.nodes[number] = this.copy(value, path)
    return number
  }

  private copy(value: object, path: string): SavedNode {
    if (isFixed(value)) return { type: "fixed", fingerprint: fingerprintOf(value) }
    if (Array.isArray(value)) {
      return { type: "array", values: value.map((item: unknown, index) => this.value(item, `${path}[${index}]`)) }
    }
    if (isView(value)) {
      const buffer = this.node(value.buffer, path)
      return { type: "view", name: kindOf(value), buffer, offset: value.byteOffset, length: value.length }
    }
    if (value instanceof ArrayBuffer) return { type: "buffer", bytes: value.slice(0) }
    if (kindOf(value) !== "Object")
      throw new SnapshotError(`${path} is a ${kindOf(value)}: its state cannot be copied; use typed arrays`)
    const keys = Object.keys(value)
    const values = keys.map((key) => this.value(Reflect.get(value, key), `${path}.${key}`))
    return { type: "object", name: classOf(value), keys, values }
  }
}

/** Copies everything that can be reached from `root`. */
export const take = (root: object): Saved => {
  const walk = new Walk()
  walk.node(root, "root")
  return { nodes: walk.nodes }
}

class Fill {
  private readonly nodes: ReadonlyArray<SavedNode>
  /** The live object of each node that was reached. */
  private readonly live: Array<object | undefined>
  private readonly taken = new Set<object>()
  private readonly prototypes = new Map<string, object>()

  constructor(saved: Saved) {
    this.nodes = saved.nodes
    this.live = saved.nodes.map(() => undefined)
  }

  value(saved: SavedValue, found: unknown, path: string): unknown {
    return isPointer(saved) ? this.object(saved.node, found, path) : saved
  }

  /** The object for a node: the one found at its place if nobody else has it, else a new one of the same class. */
  object(number: number, found: unknown, path: string): object {
    const known = this.live[number]
    if (known !== undefined) return known
    const node = this.nodes[number]
    if (node === undefined) throw new SnapshotError(`${path}: the saved state is damaged`)
    const free = isObject(found) && !this.taken.has(found) ? found : undefined
    switch (node.type) {
      case "fixed":
        if (!canHaveFields(found) || !isFixed(found) || fingerprintOf(found) !== node.fingerprint)
          throw new SnapshotError(
            `${path} is configuration or behaviour, and not the one with which this state was saved`
          )
        return (this.live[number] = found)
      case "array":
        return this.array(node, this.claim(number, Array.isArray(free) && !Object.isFrozen(free) ? free : []), path)
      case "object":
        return this.fields(node, this.claim(number, this.instance(node, free, found, path)), path)
      case "buffer":
        return this.claim(number, this.buffer(node, free))
      case "view":
        return this.claim(number, this.view(node, free, path))
    }
  }

  private claim<O extends object>(number: number, object: O): O {
    this.live[number] = object
    this.taken.add(object)
    return object
  }

  private instance(node: SavedObject, free: object | undefined, found: unknown, path: string): object {
    if (isObject(found) && classOf(found) === node.name && kindOf(found) === "Object") {
      if (node.name !== "") this.prototypes.set(node.name, Object.getPrototypeOf(found))
      if (free !== undefined && !Object.isFrozen(free)) return free
    }
    if (node.name === "") return {}
    const prototype = this.prototypes.get(node.name)
    if (prototype === undefined)
      throw new SnapshotError(`${path} should be a ${node.name}, and there is none to take as a pattern`)
    return Object.create(prototype)
  }

  private array(node: SavedArray, target: Array<unknown>, path: string): object {
    target.length = node.values.length
    node.values.forEach((saved, index) => {
      target[index] = this.value(saved, target[index], `${path}[${index}]`)
    })
    return target
  }

  private fields(node: SavedObject, target: object, path: string): object {
    const present = Object.keys(target)
    const inPlace = present.length === node.keys.length && present.every((key, index) => key === node.keys[index])
    const found = node.keys.map((key): unknown => Reflect.get(target, key))
    // Another set or order of keys: they are written anew, so that the order is that of the saved object too.
    if (!inPlace) for (const key of present) Reflect.deleteProperty(target, key)
    node.keys.forEach((key, index) => {
      const value = this.value(node.values[index], found[index], `${path}.${key}`)
      // Only what differs is written: the compiler of the host relies on fields that never change.
      if (!inPlace || !Object.is(value, found[index])) Reflect.set(target, key, value)
    })
    return target
  }

  private buffer(node: SavedBuffer, free: object | undefined): ArrayBuffer {
    if (!(free instanceof ArrayBuffer) || free.byteLength !== node.bytes.byteLength) return node.bytes.slice(0)
    new Uint8Array(free).set(new Uint8Array(node.bytes))
    return free
  }

  private view(node: SavedView, free: object | undefined, path: string): View {
    const found = free !== undefined && isView(free) ? free : undefined
    const buffer = this.object(node.buffer, found?.buffer, path)
    const same = found?.buffer === buffer && found.byteOffset === node.offset && found.length === node.length
    if (found !== undefined && same && kindOf(found) === node.name) return found
    const make = viewMakers[node.name]
    if (make === undefined || !(buffer instanceof ArrayBuffer))
      throw new SnapshotError(`${path}: the saved state is damaged`)
    return new make(buffer, node.offset, node.length)
  }
}

/** Writes a saved state back into `root`. `saved` stays as it is and can be used again.
 *
 * **Gotchas** When it throws, `root` is half written and must be thrown away. */
export const restore = (root: object, saved: Saved): void => {
  if (new Fill(saved).object(0, root, "root") !== root)
    throw new SnapshotError("the root is of another class than the saved one")
}
