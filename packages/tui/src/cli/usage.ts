import { Schema } from "effect"

/** The flags contradict each other, or say what cannot be. */
export class UsageError extends Schema.TaggedError<UsageError>()("UsageError", { message: Schema.String }) {}
