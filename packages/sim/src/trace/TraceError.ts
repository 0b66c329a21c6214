/** What can be wrong with a recorded trace, told so that its owner can mend it. */
import { Schema } from "effect"

/** Where in a file something was found. Lines and columns count from 1; a column is the position of the field's first character. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** A trace or series file that cannot be used: where, what was found there, what is allowed. */
export class TraceError extends Schema.TaggedError<TraceError>()("TraceError", {
  file: Schema.String,
  line: Schema.optionalKey(Schema.Int),
  column: Schema.optionalKey(Schema.Int),
  found: Schema.String,
  allowed: Schema.String
}) {
  override get message(): string {
    const place = [this.file, this.line, this.column].filter((part) => part !== undefined).join(":")
    return `${place}: found ${this.found}; allowed: ${this.allowed}`
  }
}

/** A trace that is fine in itself but does not go through this replay. `job` is the job's own name in its file. */
export class ReplayError extends Schema.TaggedError<ReplayError>()("ReplayError", {
  job: Schema.optionalKey(Schema.String),
  found: Schema.String,
  allowed: Schema.String
}) {
  /** What the program ends with: the user can put it right. */
  get exitCode(): number {
    return 2
  }

  override get message(): string {
    return `${this.job === undefined ? "" : `${this.job}: `}found ${this.found}; allowed: ${this.allowed}`
  }
}

const longestQuotation = 60

/** `text` in quotation marks, shortened, with everything unprintable escaped: a binary file must not upset a terminal. */
export const quote = (text: string): string => {
  let shown = ""
  for (const character of text) {
    const code = character.charCodeAt(0)
    const escaped = isPrintable(code) ? character : `\\u${code.toString(16).padStart(4, "0")}`
    if (shown.length + escaped.length > longestQuotation) return `"${shown}…"`
    shown += escaped
  }
  return `"${shown}"`
}

/** No control character, no line or paragraph separator, no sign for bytes that are no text. */
const isPrintable = (code: number): boolean =>
  code >= 0x20 && !(code >= 0x7f && code <= 0x9f) && code !== 0x2028 && code !== 0x2029 && code !== 0xfffd
