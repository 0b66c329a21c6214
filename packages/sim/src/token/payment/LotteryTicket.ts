/** Payment by lottery: each piece of work is paid with a ticket that wins a large sum with a small probability, so that only winners cost a transaction.
 *
 * A ticket wins iff a hash that neither side can choose is below win_prob out of 2²⁵⁶, so it is worth face × p on average. What a winner is paid comes out of the sender's
 * deposit, and beyond it out of the sender's reserve, of which each of the active orchestrators may claim an equal part a round.
 *
 * Source: livepeer/protocol, contracts/pm/mixins (MixinTicketBrokerCore, MixinReserve); livepeer/go-livepeer, pm/ticket.go. */

/** A sender's funds. */
export interface SenderFunds {
  readonly deposit: number
  /** With what has been claimed of it in this round. */
  readonly reserve: number
  /** Orchestrators that may claim of the reserve. */
  readonly orchestrators: number
  /** What this one has claimed in this round. */
  readonly claimed: number
}

/** What one orchestrator may still claim of a reserve in a round. */
export const claimable = ({ claimed, orchestrators, reserve }: SenderFunds): number =>
  orchestrators > 0 ? Math.max(0, reserve / orchestrators - claimed) : 0

/** What a winning ticket pays, and how much of it comes out of the deposit. */
export const paidFor = (face: number, funds: SenderFunds): { readonly paid: number; readonly fromDeposit: number } => {
  const fromDeposit = Math.min(face, funds.deposit)
  return { paid: fromDeposit + Math.min(face - fromDeposit, claimable(funds)), fromDeposit }
}

/** What `tickets` of probability `p` bring: mean and standard deviation in faces, and the chance that none wins. */
export const lottery = (
  p: number,
  tickets: number
): { readonly wins: number; readonly deviation: number; readonly none: number } => ({
  wins: p * tickets,
  deviation: Math.sqrt(tickets * p * (1 - p)),
  none: p < 1 ? Math.exp(tickets * Math.log1p(-p)) : tickets > 0 ? 0 : 1
})
