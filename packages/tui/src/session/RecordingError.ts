import { Schema } from "effect"

/** A file that cannot be played. */
export class UnreadableFile extends Schema.TaggedError<UnreadableFile>()("UnreadableFile", {
  file: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `${this.file}: ${this.reason}`
  }

  /** The user named the wrong file. */
  get exitCode(): number {
    return 2
  }
}
