/** The forms that a converted miner can take, and the uses that its megawatts can be put to. */

/** What a site becomes. 0 stands for none. */
export const Form = { none: 0, colocation: 1, cloud: 2, spot: 3 } as const
export type Form = (typeof Form)[keyof typeof Form]
export const formNames = ["none", "colocation", "gpu-cloud", "spot"] as const

/** What a megawatt of a site is doing. The first three are the choice of the hour, in shares of the time. */
export const Use = {
  mining: 0,
  selling: 1,
  idle: 2,
  convertingColocation: 3,
  convertingCloud: 4,
  convertingSpot: 5,
  colocation: 6,
  cloud: 7,
  spot: 8,
  closed: 9
} as const
export type Use = (typeof Use)[keyof typeof Use]
export const useNames = [
  "mining",
  "selling-power",
  "idle",
  "converting-colocation",
  "converting-gpu-cloud",
  "converting-spot",
  "colocation",
  "gpu-cloud",
  "spot",
  "closed"
] as const
export const uses = useNames.length

/** What a site is paid for. */
export const Revenue = { mining: 0, power: 1, colocation: 2, cloud: 3, network: 4 } as const
export type Revenue = (typeof Revenue)[keyof typeof Revenue]
export const revenueNames = ["mining", "power-sold", "colocation", "gpu-cloud", "network"] as const
export const revenues = revenueNames.length
