/** Where the figures of a scenario come from, so that a result can say on how many assumptions it rests.
 *
 * A comment at the end of a figure's line, or in the lines right above its key, that begins with `source:` or `assumption` (also
 * `assumption: why`) says it; on a group or a list it speaks for every figure inside that has none of its own. A figure of the file
 * without such a comment is an assumption. A figure that the file leaves out has the source of its default.
 *
 * **Gotchas** A field whose doc says `source: "setting"` (a seed, a length of the run) is a wish of the user and no claim about the world:
 * it is no figure here. */
import type { SchemaAST } from "effect"
import type { Decoded } from "./Decode.ts"
import * as Path from "./Path.ts"
import { show } from "./Problem.ts"
import * as Shape from "./Shape.ts"
import * as Source from "./Source.ts"
import * as Written from "./Written.ts"

/** One number of the resolved scenario. */
export interface Figure {
  readonly path: string
  /** As the file or the default writes it. */
  readonly written: string
  /** In base units. */
  readonly value: number
  readonly from: "file" | "command line" | "default"
  /** Where the figure comes from; absent for an assumption. */
  readonly source?: string
  /** Why it was assumed, if anyone said. */
  readonly why?: string
}

export interface Sources {
  readonly figures: ReadonlyArray<Figure>
  readonly sourced: number
  readonly assumptions: number
}

type Told = Pick<Figure, "source" | "why">

/** Every figure of a decoded scenario with its source, in the order of the schema. */
export const collect = <T>(schema: { readonly ast: SchemaAST.AST }, { scenario, source }: Decoded<T>): Sources => {
  const collector = new Collector(source)
  collector.visit(Shape.make(schema), scenario, { given: source.tree, path: [] })
  const { figures } = collector
  const sourced = figures.filter((figure) => figure.source !== undefined).length
  return { figures, sourced, assumptions: figures.length - sourced }
}

/** What the words of a comment or of a field's `source` mean. */
const tell = (text: string): Told => {
  const assumed = /^assumption\b[\s:,.-]*(.*)$/is.exec(text.trim())
  if (assumed === null) return { source: text.trim() }
  return assumed[1] === undefined || assumed[1] === "" ? {} : { why: assumed[1] }
}

/** The part of a comment that begins with `source:` or `assumption`, with the lines that follow. */
const told = (comment: string): Told | undefined => {
  const match = /^(?:sources?\s*:\s*(\S.*)|(assumption\b.*))$/ims.exec(comment)
  const text = (match?.[1] ?? match?.[2])?.replaceAll(/\s*\n\s*/g, " ")
  return text === undefined ? undefined : tell(text)
}

interface Place {
  /** What the file has here, if anything. */
  readonly given: unknown
  /** The default that stands in for a group that the file leaves out. */
  readonly fallback?: { readonly tree: unknown; readonly source: string | undefined }
  readonly path: Path.Path
}

class Collector {
  readonly figures: Array<Figure> = []
  readonly #source: Source.Source

  constructor(source: Source.Source) {
    this.#source = source
  }

  visit(shape: Shape.Shape, value: unknown, before: Place): void {
    if (value === undefined) return
    const place = withDefault(shape, before)
    const form = Written.formOf(shape, value)
    switch (form._tag) {
      case "Leaf":
        if (typeof value === "number" && Shape.isFigure(form) && form.source !== "setting")
          this.figures.push(this.#figure(form, value, place))
        return
      case "Group":
        for (const [name, key] of form.keys) this.#child(key, value, place, name)
        return
      case "Named":
        if (Path.isRecord(value)) for (const name of Object.keys(value)) this.#child(form.item, value, place, name)
        return
      case "List":
        if (Array.isArray(value)) for (const index of value.keys()) this.#child(form.item, value, place, index)
        return
      case "Variants":
      case "Either":
        return
    }
  }

  #child(shape: Shape.Shape, value: unknown, { fallback, given, path }: Place, step: Path.Step): void {
    const inside = fallback === undefined ? undefined : Path.lookup(fallback.tree, [step])
    this.visit(shape, Path.lookup(value, [step]), {
      given: Path.lookup(given, [step]),
      ...(fallback === undefined || inside === undefined ? {} : { fallback: { ...fallback, tree: inside } }),
      path: [...path, step]
    })
  }

  #figure(leaf: Shape.Leaf, value: number, { fallback, given, path }: Place): Figure {
    const common = { path: Path.format(path), value }
    if (given === undefined) {
      const written = fallback === undefined ? Written.value(leaf, value) : fallback.tree
      return { ...common, written: show(written), from: "default", ...tell(fallback?.source ?? "assumption") }
    }
    const isSet = this.#source.overrides.some((override) => Path.isWithin(path, override.path))
    return {
      ...common,
      written: show(given),
      ...(isSet ? { from: "command line" } : { from: "file", ...this.#comment(path) })
    }
  }

  /** What the file says of a figure: its own comment before those of the groups around it. */
  #comment(path: Path.Path): Told {
    for (let length = path.length; length > 0; length -= 1) {
      for (const comment of Source.commentsAt(this.#source, path.slice(0, length))) {
        const found = told(comment)
        if (found !== undefined) return found
      }
    }
    return {}
  }
}

const withDefault = (shape: Shape.Shape, place: Place): Place =>
  place.given === undefined && place.fallback === undefined && shape.hasDefault
    ? { ...place, fallback: { tree: shape.default, source: shape.source } }
    : place
