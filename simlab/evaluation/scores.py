"""The one place that decides signs and ties.

A margin is d(R, B) − d(R, A): positive means that the model finds A closer. A model margin of exactly 0
scores ½; a human tie has no right answer and scores NaN, so that whoever counts must leave it out.
"""

import numpy as np
import pandas as pd
from jaxtyping import Float, Float64, Int8

from simlab.errors import InputError, first_few

_SIGN_OF_CHOICE = {"A": 1, "B": -1, "tie": 0}


def margins(distances: Float[np.ndarray, "*models triples 2"]) -> Float[np.ndarray, "*models triples"]:
    """d(R, B) − d(R, A): positive where A is closer to the reference, NaN where a distance is missing.

    Args:
        distances: last axis is (reference–A, reference–B).
    """
    return np.asarray(distances[..., 1] - distances[..., 0])


def choice_sign(choice: np.ndarray | pd.Series) -> Int8[np.ndarray, " triples"]:
    """Human answers in the sign convention of margins: +1 for A, −1 for B, 0 for a tie.

    Args:
        choice: 'A', 'B' or 'tie' for each triple.

    Raises:
        InputError: an answer is missing or is another word.
    """
    codes, words = pd.factorize(choice)
    known = np.array([*(word in _SIGN_OF_CHOICE for word in words), False])
    if not known[codes].all():
        wrong = np.flatnonzero(~known[codes])
        found = first_few(pd.Series(words[codes[wrong]]).where(codes[wrong] >= 0, "nothing").unique())
        raise InputError(
            f"{len(wrong):,} of {len(codes):,} answers are neither 'A', 'B' nor 'tie' "
            f"(found: {found}; at positions {first_few(wrong)}). Write one of the three words for each triple."
        )
    signs = np.array([_SIGN_OF_CHOICE[word] for word in words], dtype=np.int8)
    return np.asarray(signs[codes])


def score(
    margins: Float[np.ndarray, "*models triples"], choice: np.ndarray | pd.Series
) -> Float64[np.ndarray, "*models triples"]:
    """Whether a model answers as people did: 1 right, 0 wrong, ½ at a margin of exactly 0.

    Args:
        margins: positive where the model finds A closer; any number of leading axes.
        choice: the human answers 'A', 'B' or 'tie', one for each triple.

    Returns:
        NaN for a human tie and where the margin is NaN.

    Raises:
        InputError: see `choice_sign`; or there are not as many answers as margins.
    """
    return score_signs(margins, choice_sign(choice))


def score_signs(
    margins: Float[np.ndarray, "*models triples"], signs: np.ndarray
) -> Float64[np.ndarray, "*models triples"]:
    """`score` for answers that are already signs (+1 A, −1 B, 0 tie), where the same answers are scored often.

    Raises:
        InputError: there are not as many answers as margins.
    """
    if margins.shape[-1] != len(signs):
        raise InputError(
            f"There are margins for {margins.shape[-1]:,} triples and answers for {len(signs):,}. "
            "Take both from the same table of triples."
        )
    agreement = np.sign(margins, dtype=np.float64) * signs
    return np.where(signs == 0, np.nan, (agreement + 1) / 2)


def listed_first_score(
    margins: Float[np.ndarray, "*models triples"],
    choice: np.ndarray | pd.Series,
    listed_first: np.ndarray | pd.Series,
) -> Float64[np.ndarray, "*models triples"]:
    """The count of Lagunas et al. (ACM TOG 2019): a human tie is right when the model picks what is listed first.

    All other triples count as in `score`. This favours whatever the source lists first and is kept only to
    stand beside the figures of that paper.

    Args:
        margins: positive where the model finds A closer; any number of leading axes.
        choice: the human answers 'A', 'B' or 'tie'.
        listed_first: 'A' or 'B', the candidate that the source listed as nearer, or null where it is not known.

    Returns:
        NaN where the margin is NaN, and for a human tie whose order is not known.

    Raises:
        InputError: see `score`.
    """
    signs = choice_sign(choice)
    listed = pd.Series(listed_first, dtype=object).map({"A": 1, "B": -1}).fillna(0).to_numpy(np.int8)
    return score_signs(margins, np.where(signs == 0, listed, signs))
