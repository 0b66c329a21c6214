/** The engine: everything that runs in any host. What touches Node is `@lode/sim/node`. */
export * as Quantity from "./units/Quantity.ts"
export * as Decode from "./scenario/Decode.ts"
export { language, Scenario } from "./scenario/Language.ts"
export { Run } from "./world/Run.ts"
export { measure, metrics } from "./world/Metrics.ts"
