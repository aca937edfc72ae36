"""What the validation answers say of each model at every place of a map."""

import numpy as np

from simlab.ensembles.credibility import CredibilityLayer
from simlab.errors import InputError, NotFoundError
from simlab.maps import ReferenceMap
from simlab.studies.split_questions import SplitQuestions


def layer_on_map(asked: SplitQuestions, reference_map: ReferenceMap, members: tuple[str, ...]) -> CredibilityLayer:
    """The credibility of models in windows of a map, from the references that lie on it.

    Args:
        asked: the validation questions, without the check set where the study keeps one.
        reference_map: any stored map.
        members: models of the questions among which the best is looked for.

    Raises:
        InputError: the questions are those of another part.
        NotFoundError: none of their references lies on the map, or none of those has an answer that can be scored.
    """
    if asked.part != "validation":
        raise InputError(f"Credibility is learned from validation answers; these are of the {asked.part} part.")
    questions = asked.questions
    places = reference_map.coordinates(questions.references)
    placed = np.isfinite(places).all(axis=1)
    if not questions.answered[placed].any():
        raise NotFoundError(
            f"{int(placed.sum()):,} of {len(placed):,} validation references lie on map {reference_map.id!r}, and none "
            "of them has an answer that can be scored: there is nothing to count. Choose another map."
        )
    return CredibilityLayer.of(questions.restricted(placed), places[placed], members)
