"""Whether one model is the best in a region, as far as that can be told from its references.

The leader is the member with the most right answers there. It is told apart where its corrected difference
(`corrected_difference`) to every other member, and to what answers there now, lies above 0. In K regions of M members
each, T = K · M differences are looked at. A false winner has to beat, in one of them, a rival that is in truth as good:
at most M such chances a region, each of 0.025 / T, so that in no more than 2.5 in 100 studies without a best model
anywhere one is named, whichever leads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float64, Int64

from simlab.ensembles.questions import Questions
from simlab.ensembles.suggestions.local_gains import corrected_difference
from simlab.evaluation import Difference

FEWEST_JUDGING = 10
"""References with a scored triple that a region needs before anything is said about it."""

Standing = Literal["few", "rivals", "present", "best"]


@dataclass(frozen=True)
class Leader:
    """The member with the most right answers in a region, the first on ties.

    Attributes:
        model: its number among the members.
        standing: `few` references to tell anything, `rivals` that it cannot be told apart from, `present`: it cannot be
            told from what answers there now, or `best`: told apart from all of them.
        against: number of the rival that it is hardest to tell apart from, or None for what answers there now.
        lead: its accuracy less that of `against`, corrected; None for too few references.
    """

    model: int
    standing: Standing
    against: int | None
    lead: Difference | None


def clear_leader(questions: Questions, members: Sequence[str], inside: Bool[np.ndarray, " references"]) -> str | None:
    """The member that is told apart from every other, whatever answers there now.

    The intervals are corrected for the number of the other members.

    Args:
        questions: validation answers.
        members: of the ensemble, at least one.
        inside: which references count.

    Returns:
        None where there is no such member, fewer than two members, or fewer than `FEWEST_JUDGING` references with a
        scored triple.
    """
    if len(members) < 2:
        return None
    correct = questions.correct[[questions.column(name) for name in members]][:, inside]
    nothing = np.zeros(correct.shape[1])
    leader = leader_of(correct, nothing, questions.answered[inside], len(members) - 1)
    return None if leader.standing in ("few", "rivals") else members[leader.model]


def leader_of(
    correct: Float64[np.ndarray, "members references"],
    present: Float64[np.ndarray, " references"],
    answered: Int64[np.ndarray, " references"],
    tests: int,
) -> Leader:
    """The leader of one region.

    Args:
        correct: sum of the scores of each member on the triples of each reference of the region.
        present: the same of what answers there now.
        answered: scored triples of each reference; those with none are left out.
        tests: differences that are looked at in all regions together.
    """
    scored = answered > 0
    correct, present, answered = correct[:, scored], present[scored], answered[scored]
    model = int(np.argmax(correct.sum(axis=1)))
    if len(answered) < FEWEST_JUDGING:
        return Leader(model, "few", None, None)
    rivals = [number for number in range(len(correct)) if number != model]
    leads = {number: corrected_difference(correct[model] - correct[number], answered, tests) for number in rivals}
    if leads:
        closest = min(rivals, key=lambda number: _low(leads[number]))
        if _low(leads[closest]) <= 0:
            return Leader(model, "rivals", closest, leads[closest])
    gain = corrected_difference(correct[model] - present, answered, tests)
    return Leader(model, "best" if _low(gain) > 0 else "present", None, gain)


def _low(difference: Difference) -> float:
    assert difference.low is not None
    return difference.low
