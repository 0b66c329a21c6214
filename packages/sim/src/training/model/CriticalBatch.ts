/** How large a batch may be before its tokens are wasted.
 *
 * To reach a loss with batches of B tokens takes S steps and E = S B tokens, and (S / Smin - 1)(E / Emin - 1) = 1: small batches take
 * Emin tokens and many steps, large ones Smin steps and many tokens. The turn is at the critical batch, Emin / Smin tokens, where both
 * are twice the least: S = Smin (1 + Bcrit / B) and E = Emin (1 + B / Bcrit). It depends on the loss alone, Bcrit = 2e8 / L^4.8 tokens,
 * not on the model (Kaplan et al. 2020, arXiv 2001.08361, section 5.1; B* = 2e8 tokens, 4.8 = 1 / alpha_B with alpha_B = 0.21).
 *
 * Without it ten thousand machines would train as fast as their FLOP say.
 *
 * **Gotchas** B* is given to one digit, and 1 / 0.21 is 4.76 rather (3% more at a loss of 2). The loss is that of Kaplan et al.'s text
 * and vocabulary; it is taken as those of the other laws (assumption). */

/** Tokens of the critical batch at a loss in nats per token: 2.5 million at 2.5, 7.2 million at 2. */
export const criticalBatch = (loss: number): number => 2e8 * loss ** -4.8

/** Tokens over the least that reach the loss with batches of `batch` tokens: E / Emin = 1 + B / Bcrit. */
export const examplesFactor = (batch: number, loss: number): number => 1 + batch / criticalBatch(loss)

/** How many times the tokens of a published scaling law a run with batches of `batch` tokens takes. The runs behind those laws had
 * batches at or below the critical (assumption), so up to it nothing is added; beyond, (1 + B / Bcrit) / 2: tokens in proportion to the
 * batch in the end, so that a larger batch no longer saves a step. */
export const tokensFactor = (batch: number, loss: number): number => {
  return batch <= criticalBatch(loss) ? 1 : examplesFactor(batch, loss) / 2
}
