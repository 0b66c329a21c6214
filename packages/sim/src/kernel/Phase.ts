/** What comes first at one instant: completions free machines, failures take them, then requests arrive, markets clear, books are settled.
 *
 * The pending-event set orders by (time, phase, sequence); nothing else decides. */
export const Phase = { completion: 0, failure: 1, arrival: 2, clearing: 3, settlement: 4 } as const
export type Phase = (typeof Phase)[keyof typeof Phase]
