/** Numbers as Bittensor's chain keeps them.
 *
 * Its consensus counts in steps of 2⁻³², cut off downwards; bonds, incentives and dividends are stored as whole parts in 65535, cut off
 * again. We count in doubles and cut off where the chain stores, which gives its stored figures but for a unit now and then.
 *
 * Source: subtensor, pallets/subtensor/src/epoch/math.rs. */

const steps = 2 ** 32

/** Part of a step by which a double may miss the step that it stands for. */
const slack = 1e-4

/** Greatest number that 16 bits hold: what stands for 1 in storage. */
export const wholeU16 = 65_535

/** The largest multiple of 2⁻³² that is not above `value`.
 *
 * **Gotchas** 1/3 becomes a little less than a third, so that a third of 65535 is stored as 21844 and a tenth of 10⁹ rao as 99,999,999: as on chain. */
export const onChainGrid = (value: number): number => Math.floor(value * steps + slack) / steps

/** A proportion as it is stored: whole parts in 65535, cut off. */
export const proportionToU16 = (proportion: number): number => Math.floor(onChainGrid(proportion) * wholeU16)

/** Whole minor units that a share of `emission` minor units is worth on chain, cut off. */
export const shareOfEmission = (share: number, emission: number): number => Math.floor(onChainGrid(share) * emission)
