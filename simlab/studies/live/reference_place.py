"""How an ensemble comes to know what the reference of a question is like."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64

from simlab.ensembles import FittedStrategy
from simlab.ensembles.design_strategy import FittedDesign
from simlab.errors import InputError, NotFoundError
from simlab.maps import place_vectors
from simlab.studies.explanations.surroundings import Placement
from simlab.studies.live.answer import LiveAnswer
from simlab.studies.live.newcomer import at_place, with_features
from simlab.studies.live.query import LiveQuery
from simlab.studies.live.subject import LiveSubject
from simlab.workspace import Workspace

NOWHERE = np.full(2, np.nan)


@dataclass(frozen=True, eq=False)
class ReferencePlace:
    """An ensemble that has been shown the reference.

    Attributes:
        fitted: answers for it, whatever image row it is asked with.
        place: on the map of a design; NaN for none, and for a strategy.
        placement: how it came there; None of a strategy.
        novelty: see `LiveEnsemble`.
    """

    fitted: FittedStrategy
    place: Float64[np.ndarray, "2"]
    placement: Placement | None = None
    novelty: float | None = None


def show_reference(
    workspace: Workspace, query: LiveQuery, answers: Sequence[LiveAnswer], subject: LiveSubject
) -> ReferencePlace:
    """Place the reference: as the study has it where it is a reference with stored vectors, else by its new vector.

    Raises:
        InputError: it is a new picture, and the model that describes references has no vector of it.
        FingerprintError: it is new, and the feature space of the map has changed.
    """
    if subject.features is None:
        return ReferencePlace(subject.fitted, NOWHERE)
    row = query.reference.row
    vector = _vector_of(subject.features, answers)
    stored = _stored(workspace, subject.features, row)
    if subject.places is None:
        known = _needed(workspace, vector, query, subject.features) if stored is None else stored
        fitted = subject.fitted if stored is not None else with_features(subject.fitted, known)
        return ReferencePlace(fitted, NOWHERE, novelty=_novelty(subject, known, row))
    assert isinstance(subject.fitted, FittedDesign)
    if row is not None:
        place = subject.places.coordinates(np.array([row], dtype=np.int32))[0]
        if np.isfinite(place).all() or vector is None:
            return _placed(subject, subject.fitted, place, stored, row)
    known = _needed(workspace, vector, query, subject.features)
    place = place_vectors(workspace, subject.places.reference_map, known[None])[0]
    return _placed(subject, subject.fitted, place, known, row)


def _placed(
    subject: LiveSubject,
    fitted: FittedDesign,
    place: Float64[np.ndarray, "2"],
    vector: Float[np.ndarray, " dimensions"] | None,
    row: int | None,
) -> ReferencePlace:
    """The design at a place, which is NaN for a reference that no vector is known of."""
    assert subject.places is not None
    reference_map = subject.places.reference_map
    laid_out = row is not None and row in reference_map.fitted_rows
    novelty = _novelty(subject, vector, row)
    placement = Placement(
        kind="fitted" if laid_out else "placed" if np.isfinite(place).all() else "none",
        median=reference_map.placement.median,
        percentile_90=reference_map.placement.percentile_90,
        distance=novelty,
        limit=None if subject.support is None else subject.support.limit,
    )
    return ReferencePlace(at_place(fitted, place), place, placement, novelty)


def _novelty(subject: LiveSubject, vector: Float[np.ndarray, " dimensions"] | None, row: int | None) -> float | None:
    return None if subject.support is None or vector is None else subject.support.distance(vector, row)


def _stored(workspace: Workspace, model: str, row: int | None) -> Float[np.ndarray, " dimensions"] | None:
    """The vector that the study has of an image."""
    try:
        embedding = workspace.embedding(model)
    except NotFoundError:  # a map keeps the places that it has
        return None
    known = row is not None and bool(embedding.has(np.array([row]))[0])
    return embedding.take(np.array([row]))[0] if known else None


def _vector_of(model: str, answers: Sequence[LiveAnswer]) -> Float[np.ndarray, " dimensions"] | None:
    """What a model has made of the reference."""
    return next((one.vectors[0] for one in answers if one.model == model and one.vectors is not None), None)


def _needed(
    workspace: Workspace, vector: Float[np.ndarray, " dimensions"] | None, query: LiveQuery, features: str
) -> Float[np.ndarray, " dimensions"]:
    if vector is None:
        raise InputError(
            f"What {query.reference.name} is like is told by {features!r}, which has no vector of it. That model has "
            "to answer first; its own row says what it lacks."
        )
    expected = workspace.embedding(features).vectors.shape[1]
    if len(vector) != expected:
        raise InputError(
            f"{features!r} now makes vectors of {len(vector)} dimensions, and the study's have {expected}: it was "
            "trained or chosen anew. Embed the images again (`simlab embed`)."
        )
    return vector
