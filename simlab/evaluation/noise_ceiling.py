"""The noise ceiling of answers with votes: how often somebody who knew what people prefer would agree with them.

Before each question a share q of all people finds A closer. A few of them were asked, and the choice is what most of
these said; had others been asked, it might be another. With votes for A given q binomial, and q over questions
Beta(α, α), because nothing tells A from B:

    P(a, b) = C(a + b, a) · B(α + a, α + b) / B(α, α)              a votes for A, b for B

(the beta-binomial distribution of Skellam 1948, J. R. Statist. Soc. B 10; as a model of true scores Keats & Lord 1962,
Psychometrika 27). α is the one of highest likelihood. Who knows on which side of one half q lies agrees with a
majority for A with the probability

    P(q > ½ | a, b) = 1 − I_½(α + a, α + b)                         I: regularised incomplete beta function

and nobody can expect more: an upper end of what models can reach, as the noise ceiling of Nili et al. 2014 (PLoS
Comput. Biol. 10) is for representations. It takes voters as independent, and as alike before one question.
"""

import numpy as np
from jaxtyping import Float64, Int64
from scipy.special import betainc, betaln

_SMALLEST_ALPHA, _LARGEST_ALPHA = 1e-3, 1e3
_AS_COINS = 0.9 * _LARGEST_ALPHA


def votes_ceiling(
    votes_a: Float64[np.ndarray, " triples"], votes_b: Float64[np.ndarray, " triples"]
) -> Float64[np.ndarray, " triples"] | None:
    """Score that the best possible answer to each triple can expect, from ½ to 1.

    Args:
        votes_a: people who found A closer; NaN where nobody counted.
        votes_b: people who found B closer.

    Returns:
        NaN for equal votes, which are no choice, and where votes are not known. None where votes do not tell how far
        people agree: no triple has two of them, or they are split as coins would be, or more evenly.
    """
    known = ~(np.isnan(votes_a) | np.isnan(votes_b))
    counts = np.stack([votes_a, votes_b], axis=1)[known].astype(np.int64)
    if not (counts.sum(axis=1) > 1).any():
        return None
    alpha = concentration(counts)
    if alpha > _AS_COINS:
        return None
    scores = np.full(len(votes_a), np.nan)
    more, less = counts.max(axis=1), counts.min(axis=1)
    scores[known] = np.where(more > less, betainc(alpha + less, alpha + more, 0.5), np.nan)
    return scores


def concentration(counts: Int64[np.ndarray, "triples 2"]) -> float:
    """α of highest likelihood, from 0.001 (people always agree) to 1,000 (every answer is a coin's)."""
    from scipy.optimize import minimize_scalar

    patterns, numbers = np.unique(np.sort(counts, axis=1), axis=0, return_counts=True)

    def improbability(log_alpha: float) -> float:
        alpha = np.exp(log_alpha)
        return -float(numbers @ (betaln(alpha + patterns[:, 0], alpha + patterns[:, 1]) - betaln(alpha, alpha)))

    limits = np.log(_SMALLEST_ALPHA), np.log(_LARGEST_ALPHA)
    return float(np.exp(minimize_scalar(improbability, bounds=limits, method="bounded").x))
