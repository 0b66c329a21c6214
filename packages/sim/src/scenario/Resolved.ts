/** The resolved scenario: every key with its value, defaults filled in, each figure with its source, as a file that can be run again.
 *
 * Law: decoding the text gives an equal scenario, and its figures have the same sources. */
import type { SchemaAST } from "effect"
import { Document, isMap, isNode, isScalar } from "yaml"
import { type Decoded, version } from "./Decode.ts"
import * as Path from "./Path.ts"
import * as Shape from "./Shape.ts"
import * as Sources from "./Sources.ts"
import * as Written from "./Written.ts"

export interface Options {
  /** The version of the program, for the head of the file. */
  readonly program: string
}

/** The YAML text of a decoded scenario. */
export const print = <T>(
  schema: { readonly ast: SchemaAST.AST },
  decoded: Decoded<T>,
  { program }: Options
): string => {
  const tree = Written.tree(Shape.make(schema), decoded.scenario)
  const { assumptions, figures, sourced } = Sources.collect(schema, decoded)
  const document = new Document(
    { lode: version, ...(Path.isRecord(tree) ? tree : {}) },
    { aliasDuplicateObjects: false }
  )
  document.commentBefore = [
    ` The whole scenario of ${oneLine(decoded.source.file)}, every default filled in, by lode ${oneLine(program)}.`,
    ` ${figures.length} figures: ${sourced} with a source, ${assumptions} assumptions.`
  ].join("\n")
  const { contents } = document
  if (isMap(contents)) {
    for (const { key, value } of contents.items)
      if (isNode(value) && !isScalar(value) && isScalar(key)) key.spaceBefore = true
  }
  for (const figure of figures) {
    const node = document.getIn(Path.parse(figure.path) ?? [], true)
    if (isScalar(node)) node.comment = ` ${comment(figure)}`
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

const comment = ({ from, source, why }: Sources.Figure): string => {
  if (source !== undefined) return `source: ${oneLine(source)}`
  return why === undefined
    ? `assumption${from === "command line" ? ": set on the command line" : ""}`
    : `assumption: ${oneLine(why)}`
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim()
