"""A simulated annotator: what counts as similar depends on what the reference shows.

Like people in the protocol of Liao & Chen (KDD 2024), it sees a reference with three candidates, ranks them, and says
of each how similar it is in classes 1 (very) to 5 (not at all). Its criteria conflict between contexts by design:
before a forest it looks at light and air, before a flower at colours. Answers are noisy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from jaxtyping import Float64, Int64

from simlab.landscapes.landscape import ATTRIBUTES, CONTEXTS, Landscape

CLASSES = 5
# Per context the attributes that count before a reference of it, and how much; every row sums to 1.
CRITERIA: Mapping[str, Mapping[str, float]] = {
    "indoor": {"hue": 0.6, "viewpoint": 0.4},
    "city": {"light": 0.6, "scale": 0.4},
    "ocean": {"horizon": 0.6, "roughness": 0.4},
    "field": {"season": 0.6, "horizon": 0.4},
    "mountain": {"light": 0.5, "horizon": 0.5},
    "forest": {"haze": 0.5, "light": 0.5},
    "flower": {"hue": 0.6, "vividness": 0.4},
    "abstract": {"vividness": 0.6, "light": 0.4},
}
# Per context of the reference how foreign other contexts look to it; 0 is as close as its own, others are 1. Not
# symmetric: who looks at a flower accepts a field, who looks at a field would rather see a mountain.
ACCEPTED: Mapping[str, Mapping[str, float]] = {
    "indoor": {"city": 0.4, "abstract": 0.7},
    "city": {"ocean": 0.5, "indoor": 0.8},
    "ocean": {"mountain": 0.4, "field": 0.7},
    "field": {"mountain": 0.4, "forest": 0.6},
    "mountain": {"forest": 0.4, "city": 0.8},
    "forest": {"flower": 0.4, "field": 0.7},
    "flower": {"field": 0.4, "abstract": 0.6},
    "abstract": {"flower": 0.4, "indoor": 0.6},
}
_HOME_SHARE = 0.65


@dataclass(frozen=True)
class Annotator:
    """Who answers.

    Attributes:
        context_weight: how much the context of a candidate counts, against 1 for all attributes together.
        noise: standard deviation of the normal noise on every judged dissimilarity, in its own unit.
        class_limits: dissimilarities between classes 1|2, 2|3, 3|4 and 4|5, ascending.
        criteria: per context of the reference the weights of attributes.
        accepted: per context of the reference how foreign other contexts look.
    """

    context_weight: float = 0.45
    noise: float = 0.05
    class_limits: tuple[float, float, float, float] = (0.24, 0.37, 0.53, 0.71)
    criteria: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: CRITERIA)
    accepted: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: ACCEPTED)

    def dissimilarity(
        self, references: Sequence[Landscape], candidates: Sequence[Landscape]
    ) -> Float64[np.ndarray, " pairs"]:
        """How unlike each candidate is to its reference in the annotator's eyes, without noise; 0 is the same.

        D(r, x) = Σ_c p_r(c) · [Σ_k W[c, k] · |r_k − x_k| + context_weight · Σ_d p_x(d) · F[c, d]], where p is 1 for the
        context of a landscape (0.65 and 0.35 between two), W are the criteria, F is 0 for c itself and else what is
        accepted or 1, and differences of hue go round the circle and are doubled, so that they too reach from 0 to 1.
        """
        r, x = Attributes.of(references), Attributes.of(candidates)
        apart = np.abs(r.values - x.values)
        hue = ATTRIBUTES.index("hue")
        apart[:, hue] = 2 * np.minimum(apart[:, hue], 1 - apart[:, hue])
        weights = r.membership @ self._criteria
        foreign = ((r.membership @ self._foreignness) * x.membership).sum(axis=1)
        result: np.ndarray = (weights * apart).sum(axis=1) + self.context_weight * foreign
        return result

    def judge(self, dissimilarity: Float64[np.ndarray, "..."], rng: np.random.Generator) -> Float64[np.ndarray, "..."]:
        """Dissimilarities as the annotator feels them this time."""
        return dissimilarity + rng.normal(0, self.noise, dissimilarity.shape)

    def classes(self, judged: Float64[np.ndarray, "..."]) -> Int64[np.ndarray, "..."]:
        """Classes 1 (very similar) to 5 of judged dissimilarities."""
        return np.searchsorted(self.class_limits, judged) + 1

    def to_json(self) -> dict[str, Any]:
        """Every parameter, to be stored with what it answered; `annotator_from_json` gives an equal one."""
        return {**asdict(self), "class_limits": list(self.class_limits)}

    @cached_property
    def _criteria(self) -> Float64[np.ndarray, "contexts attributes"]:
        return np.array([[self.criteria[context].get(name, 0.0) for name in ATTRIBUTES] for context in CONTEXTS])

    @cached_property
    def _foreignness(self) -> Float64[np.ndarray, "contexts contexts"]:
        rows = [[self.accepted[context].get(other, 1.0) for other in CONTEXTS] for context in CONTEXTS]
        return np.where(np.eye(len(CONTEXTS), dtype=bool), 0.0, np.array(rows))


def annotator_from_json(content: Mapping[str, Any]) -> Annotator:
    """The annotator that `Annotator.to_json` stored."""
    return Annotator(**{**content, "class_limits": tuple(content["class_limits"])})


@dataclass(frozen=True, eq=False)
class Attributes:
    """Landscapes as arrays.

    Attributes:
        values: [landscapes, attributes] in the order of ATTRIBUTES.
        membership: [landscapes, contexts] in the order of CONTEXTS; rows sum to 1.
    """

    values: Float64[np.ndarray, "landscapes attributes"]
    membership: Float64[np.ndarray, "landscapes contexts"]

    @classmethod
    def of(cls, landscapes: Sequence[Landscape]) -> "Attributes":
        """The arrays of these landscapes."""
        values = np.array([[getattr(landscape, name) for name in ATTRIBUTES] for landscape in landscapes])
        membership = np.zeros((len(landscapes), len(CONTEXTS)))
        for row, landscape in enumerate(landscapes):
            home = CONTEXTS.index(landscape.context)
            membership[row, home] = 1.0
            if landscape.blend is not None and landscape.blend != landscape.context:
                membership[row, home] = _HOME_SHARE
                membership[row, CONTEXTS.index(landscape.blend)] = 1 - _HOME_SHARE
        return cls(values.reshape(len(landscapes), len(ATTRIBUTES)), membership)
