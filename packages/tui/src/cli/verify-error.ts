import { Schema } from "effect"

/** Checks of `lode verify` failed: the results of this engine on this machine are not to be trusted. */
export class VerificationFailed extends Schema.TaggedError<VerificationFailed>()("VerificationFailed", {
  failed: Schema.Array(Schema.String),
  checks: Schema.Int
}) {
  override get message() {
    const { checks, failed } = this
    return `${failed.length} of ${checks} checks failed on this machine: ${failed.join("; ")}`
  }
}
