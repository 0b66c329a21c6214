/** The subject of an event when it takes two numbers to say who is concerned: both in one. */

const radix = 2 ** 32

/** A number below 2^21 and one below 2^32 as one. */
export const pair = (first: number, second: number): number => first * radix + second
export const first = (subject: number): number => Math.floor(subject / radix)
export const second = (subject: number): number => subject % radix
