/** Copies the whole state of a run and puts it back: what branching, scrubbing and "what if" stand on.
 *
 * State is everything reachable from a root through own fields: objects and class instances, arrays, typed arrays, numbers, texts,
 * bigints. So no room can forget to save something. `take` copies it into plain data; `restore` writes it back into the same root, or
 * into one that was just compiled from the same scenario, keeping the identity of every object.
 *
 * Configuration is left alone: whatever is frozen. Functions are behaviour and are skipped.
 *
 * **Gotchas** Maps, sets and other objects that hide their content are refused, because a copy of them would be wrong without notice. */

type TypedArray =
  | Float64Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>

type Primitive = number | string | boolean | bigint | null | undefined
/** A field of a saved object: itself, or where in `nodes` the object that it refers to stands. */
type SavedField = { readonly value: Primitive } | { readonly node: number }
type SavedNode =
  | { readonly kind: "columns"; readonly columns: TypedArray }
  | { readonly kind: "fields"; readonly length: number; readonly keys: ReadonlyArray<string>; readonly fields: ReadonlyArray<SavedField> }

/** A copy of a run's state: plain data that can be sent to a worker or written to a file. */
export interface Saved {
  readonly nodes: ReadonlyArray<SavedNode>
}

const isTypedArray = (value: object): value is TypedArray => ArrayBuffer.isView(value) && !(value instanceof DataView)

const isPlainState = (value: object): boolean =>
  !(value instanceof Map || value instanceof Set || value instanceof WeakMap || value instanceof Promise || value instanceof Date)

const isSkipped = (value: unknown): boolean =>
  typeof value === "function" || typeof value === "symbol" || (typeof value === "object" && value !== null && Object.isFrozen(value) && !isEmptyColumn(value))

// An array without elements counts as frozen as soon as it cannot be extended; typed arrays never are.
const isEmptyColumn = (value: object): boolean => ArrayBuffer.isView(value)

const fieldsOf = (value: object): ReadonlyArray<[string, unknown]> => Object.entries(value)

/** Copies everything reachable from `root`. */
export const take = (root: object): Saved => {
  const nodes: Array<SavedNode> = []
  const positions = new Map<object, number>()
  const visit = (value: object): number => {
    const known = positions.get(value)
    if (known !== undefined) return known
    if (!isPlainState(value)) throw new TypeError(`a snapshot cannot copy a ${value.constructor.name}`)
    const position = nodes.length
    positions.set(value, position)
    if (isTypedArray(value)) {
      nodes.push({ kind: "columns", columns: value.slice() })
      return position
    }
    const keys: Array<string> = []
    const fields: Array<SavedField> = []
    const node: SavedNode = { kind: "fields", length: Array.isArray(value) ? value.length : -1, keys, fields }
    nodes.push(node)
    for (const [key, field] of fieldsOf(value)) {
      if (isSkipped(field)) continue
      keys.push(key)
      fields.push(saveField(field, visit))
    }
    return position
  }
  visit(root)
  return { nodes }
}

const isPrimitive = (value: unknown): value is Primitive =>
  value === null || value === undefined || ["number", "string", "boolean", "bigint"].includes(typeof value)

const saveField = (field: unknown, visit: (value: object) => number): SavedField => {
  if (isPrimitive(field)) return { value: field }
  if (typeof field === "object" && field !== null) return { node: visit(field) }
  throw new TypeError(`a snapshot cannot copy a ${typeof field}`)
}

/** Writes a copy back into `root`, which must have the shape that it had when the copy was taken. The copy stays as it is. */
export const restore = (root: object, saved: Saved): void => {
  const done: Array<object | undefined> = []
  const write = (position: number, target: unknown): object => {
    const known = done[position]
    if (known !== undefined) return known
    const node = saved.nodes[position]
    if (node === undefined) throw new RangeError(`the snapshot has no part ${position}`)
    if (node.kind === "columns") {
      const columns = node.columns.slice()
      done[position] = columns
      return columns
    }
    if (typeof target !== "object" || target === null) {
      throw new TypeError("the snapshot belongs to a run of another shape: compile the same scenario first")
    }
    done[position] = target
    if (Array.isArray(target)) target.length = node.length
    node.keys.forEach((key, index) => {
      const field = node.fields[index]
      if (field === undefined) return
      Reflect.set(target, key, "node" in field ? write(field.node, Reflect.get(target, key)) : field.value)
    })
    return target
  }
  write(0, root)
}

const mix = (hash: number, word: number): number => {
  const mixed = Math.imul(hash ^ word, 0x01000193)
  return (mixed << 13) | (mixed >>> 19)
}

/** A 64-bit fingerprint of a saved state, 16 hexadecimal digits: two runs with the same digest went the same way, byte for byte. */
export const digest = (saved: Saved): string => {
  let left = 0x811c9dc5
  let right = 0x1b873593
  const words = new Uint32Array(2)
  const asDouble = new Float64Array(words.buffer)
  const addWord = (word: number) => {
    left = mix(left, word)
    right = mix(right, Math.imul(word, 0x9e3779b1) ^ 0x5bd1e995)
  }
  const addNumber = (value: number) => {
    asDouble[0] = value
    addWord(words[0] ?? 0)
    addWord(words[1] ?? 0)
  }
  const addText = (text: string) => {
    for (let index = 0; index < text.length; index++) addWord(text.charCodeAt(index))
    addWord(text.length)
  }
  for (const node of saved.nodes) {
    if (node.kind === "columns") {
      for (const value of node.columns) typeof value === "bigint" ? addText(String(value)) : addNumber(value)
      continue
    }
    node.keys.forEach((key, index) => {
      addText(key)
      const field = node.fields[index]
      if (field === undefined) return
      if ("node" in field) addNumber(field.node)
      else if (typeof field.value === "number") addNumber(field.value)
      else addText(String(field.value))
    })
  }
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, "0")
  return hex(left) + hex(right)
}
