"""The one model that is best in a place, where that can be told."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool

from simlab.ensembles import Questions
from simlab.ensembles.suggestions.local_gains import corrected_difference


def clear_leader(questions: Questions, members: Sequence[str], inside: Bool[np.ndarray, " references"]) -> str | None:
    """The member that every other member is told apart from, on the triples of some references.

    The paired lead over each other member must be above 0 with intervals corrected for their number
    (`corrected_difference`). The members are looked at to find the best, so that the intervals are a little too kind
    to it; where nothing is told apart, nothing is named.

    Args:
        questions: validation answers.
        members: of the ensemble, at least one.
        inside: which references count.

    Returns:
        None where there is no such member, fewer than two members, or fewer than two references with a scored triple.
    """
    counted = inside & (questions.answered > 0)
    if len(members) < 2 or counted.sum() < 2:
        return None
    right = questions.correct[[questions.column(name) for name in members]][:, counted]
    answered = questions.answered[counted]
    best = int(np.argmax(right.sum(axis=1)))
    leads = (
        corrected_difference(right[best] - right[other], answered, len(members) - 1)
        for other in range(len(members))
        if other != best
    )
    return members[best] if all(lead.low is not None and lead.low > 0 for lead in leads) else None
