"""Who answers "B is closer", to the last bit of the authors' arithmetic, without computing every distance that way.

Their distance is 1 − x·y / (|x|·|y|) in the numbers in which vectors are stored, and B is closer where d(R, A) >
d(R, B). SimLab's own distances, float64 and summed in another order, differ from it by less than a bound that is known;
only where a difference is within that bound is it computed anew as theirs is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64, Int

from simlab.errors import InputError
from simlab.evaluation import ImageVectors

_ROUNDINGS = 8
"""Roundings beside the sums: two roots, a product, a quotient, a difference, and some to spare."""

_SMALLEST = float(np.finfo(np.float64).smallest_subnormal)


@dataclass(frozen=True, eq=False)
class PublishedAnswers:
    """Several models' margins on the same triples, and exact answers from them.

    Attributes:
        models: with vectors of all images, in the order in which the code adds them up.
        images: image rows of reference, A and B of each triple.
        margins: of each model, d(R, B) − d(R, A), from `simlab.evaluation.pair_distances`.

    Raises:
        InputError: a model's distance is not cosine, the only one that the code knows.
    """

    models: Sequence[ImageVectors]
    images: Int[np.ndarray, "triples 3"]
    margins: Float64[np.ndarray, "models triples"]

    def __post_init__(self) -> None:
        """Refuse other distances."""
        models = self.models
        others = [f"{model.model} ({model.sidecar.distance})" for model in models if model.sidecar.distance != "cosine"]
        if others:
            raise InputError(
                f"The published code compares vectors by cosine, and {', '.join(others)} are made for another "
                "distance. Leave out --paper-compatible, or these models (--members)."
            )

    def model_margins(self) -> Float64[np.ndarray, "models triples"]:
        """Margin of each model alone, d(R, B) − d(R, A); its sign is the code's answer, never 0."""
        alone = np.eye(len(self.models))
        return np.stack([self.margin(np.broadcast_to(w[:, None], self.margins.shape)) for w in alone])

    def margin(self, weights: Float64[np.ndarray, "models triples"]) -> Float64[np.ndarray, " triples"]:
        """Margin of Σ_m w_m · d_m, summed in float64 in the order of the models; its sign is the code's answer.

        Equal distances are an answer too, A; they have the smallest margin there is.
        """
        margin = np.zeros(len(self.images))
        bound = np.zeros(len(self.images))
        for number, model in enumerate(self.models):
            margin += weights[number] * self.margins[number]
            bound += np.abs(weights[number]) * 2 * _bound(model.vectors)
        for triple in map(int, np.flatnonzero(np.abs(margin) <= bound)):
            sums = [0.0, 0.0]
            for number in map(int, np.flatnonzero(weights[:, triple])):
                for side in (0, 1):
                    sums[side] += weights[number, triple] * float(self._literal(number, triple, side))
            margin[triple] = sums[1] - sums[0] or _SMALLEST
        return margin

    def _literal(self, model: int, triple: int, side: int) -> np.floating:
        found = self.models[model]
        one, other = (found.vectors[found.rows[self.images[triple, place]]] for place in (0, 1 + side))
        return published_distance(np.asarray(one), np.asarray(other))


def published_distance(one: Float[np.ndarray, " d"], other: Float[np.ndarray, " d"]) -> np.floating:
    """Cosine distance in the arithmetic of the stored numbers."""
    distance: np.floating = 1 - np.dot(one, other) / (np.linalg.norm(one) * np.linalg.norm(other))
    return distance


def _bound(vectors: np.ndarray) -> float:
    """More than a distance in the stored numbers can be wrong, and a float64 one with it."""
    return float((vectors.shape[1] + _ROUNDINGS) * (np.finfo(vectors.dtype).eps + np.finfo(np.float64).eps))
