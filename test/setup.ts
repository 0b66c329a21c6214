/** Property-based tests meet the same cases every time; `LODE_TEST_SEED` gives others, for a hunt. */
import fc from "fast-check"

fc.configureGlobal({ seed: Number(process.env["LODE_TEST_SEED"] ?? 20_261_121) })
