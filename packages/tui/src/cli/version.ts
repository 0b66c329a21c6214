/** Which program this is: its version, and a fingerprint of the engine inside, which the build puts in. */

declare const LODE_VERSION: string | undefined
declare const LODE_ENGINE_HASH: string | undefined

/** Hash of the engine's sources and of the packages that its numbers depend on; `source` when run without a build. Results with the
 * same scenario, seed and engine hash are the same to the byte (on the same Node version and kind of machine). */
export const engineHash: string = typeof LODE_ENGINE_HASH === "string" ? LODE_ENGINE_HASH : "source"

/** The release, for example `0.1.0`. */
export const release: string = typeof LODE_VERSION === "string" ? LODE_VERSION : "0.0.0-source"

/** What `--version` prints, and what goes into `scenario.resolved.yaml`. */
export const version: string = `${release} (engine ${engineHash})`
