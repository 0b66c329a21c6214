/** What was thrown, as plain data that can be sent to another thread. Imports nothing: worker threads load it first of all. */
export interface Thrown {
  /** Name or tag of the error. */
  readonly error: string
  readonly problem: string
  readonly stack: string
}
/** Describes anything that can be thrown. */
export declare const describe: (thrown: unknown) => Thrown
