"""Regions in which another model beats the current ensemble, found on one half of the references, judged on the other.

The references are cut in two at random. Areas that stand out on one half (`search`) are judged on the other, which had
no part in finding them (sample splitting: Cox, "A note on data-splitting for the evaluation of significance levels",
Biometrika 1975), and the other way round. All intervals are corrected for the number of areas judged, and an area is
proposed only where its corrected interval lies above 0. So no more than 5 in 100 studies in which no model beats the
ensemble anywhere get a proposal, however many models and windows were looked at.
"""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool

from simlab.ensembles.geometry import points_inside, region_shape
from simlab.ensembles.suggestions.local_gains import LocalGains
from simlab.ensembles.suggestions.outlines import Corners
from simlab.ensembles.suggestions.search import MIN_REFERENCES, Area, distinct_places, find_areas
from simlab.errors import InputError
from simlab.evaluation import Difference, reference_folds

FEWEST_PLACED = 2 * MIN_REFERENCES
"""References on the map that a search needs."""


@dataclass(frozen=True)
class Proposal:
    """A region in which a model beats the ensemble.

    Attributes:
        model: its name.
        points: vertices of the polygon, in coordinates of the map.
        gain: accuracy of the model less that of the ensemble on the references in the polygon that had no part in
            finding it; interval and p-value are corrected for all areas judged.
        model_accuracy, ensemble_accuracy: on the same references.
        n_references: all that lie in the polygon and have a scored triple.
        n_triples: their scored triples.
        share: of all scored triples of the study's validation references, those in the polygon.
    """

    model: str
    points: Corners
    gain: Difference
    model_accuracy: float
    ensemble_accuracy: float
    n_references: int
    n_triples: int
    share: float

    @property
    def ensemble_gain(self) -> Difference:
        """What the whole ensemble can expect: the gain and its interval, times the share of triples it applies to."""
        low, high = (None if end is None else end * self.share for end in (self.gain.low, self.gain.high))
        return replace(self.gain, value=self.gain.value * self.share, low=low, high=high)


@dataclass(frozen=True)
class Suggestions:
    """What a search has found.

    Attributes:
        proposals: by what the whole ensemble can expect of them, the most first.
        n_windows: windows of neighbouring references that were looked at, one about each.
        n_models: models that were looked at in each.
        n_judged: areas that stood out on one half and were judged on the other.
    """

    proposals: tuple[Proposal, ...]
    n_windows: int
    n_models: int
    n_judged: int

    @property
    def account(self) -> str:
        """What was looked at and what became of it, in words."""
        models = f"{self.n_models} model{'' if self.n_models == 1 else 's'}"
        looked = f"looked at {models} around each of {self.n_windows:,} references"
        stood_out = f"{self.n_judged} area{'' if self.n_judged == 1 else 's'} stood out on one half of them"
        if self.proposals:
            shown = f"{len(self.proposals)} {'is' if len(self.proposals) == 1 else 'are'} proposed"
            return f"{looked.capitalize()}; {stood_out}, judged on the other; {shown}."
        nowhere = f"No place where another model is distinguishably better: {looked}; "
        return nowhere + (f"{stood_out}, and none held on the other." if self.n_judged else "nothing stood out.")


def suggest_regions(gains: LocalGains, *, seed: int = 0) -> Suggestions:
    """Where a model beats the ensemble, as far as that can be told.

    Args:
        gains: of the models over the ensemble.
        seed: of the cut in two halves.

    Raises:
        InputError: fewer than FEWEST_PLACED references have a place on the map.
    """
    if len(gains) < FEWEST_PLACED:
        raise InputError(
            f"{len(gains):,} validation references have a place on this map and an answer that can be scored; "
            f"suggestions need {FEWEST_PLACED}: {MIN_REFERENCES} to find a region, and {MIN_REFERENCES} others to "
            "judge it. Choose a map that holds more of them."
        )
    half = reference_folds(np.arange(len(gains)), 2, seed) == 1
    judged = [found for finding in (half, ~half) for found in _found(gains, finding)]
    proposals = [(_proposal(gains, area, inside, ~finding, len(judged)), inside) for area, inside, finding in judged]
    told_apart = [(proposal, inside) for proposal, inside in proposals if (proposal.gain.low or 0.0) > 0]
    told_apart.sort(key=lambda pair: -pair[0].ensemble_gain.value)
    places = distinct_places([inside for _, inside in told_apart])
    return Suggestions(
        proposals=tuple(told_apart[number][0] for number in places),
        n_windows=len(gains),
        n_models=len(gains.models),
        n_judged=len(judged),
    )


def _found(
    gains: LocalGains, finding: Bool[np.ndarray, " references"]
) -> list[tuple[Area, Bool[np.ndarray, " references"], Bool[np.ndarray, " references"]]]:
    """Areas found on some references that enough of the others lie in; with all references in them, and who found."""
    found = []
    for area in find_areas(gains.of_references(finding)):
        inside = points_inside(region_shape(area.points), gains.places)
        if np.count_nonzero(inside & ~finding) >= MIN_REFERENCES:
            found.append((area, inside, finding))
    return found


def _proposal(
    gains: LocalGains,
    area: Area,
    inside: Bool[np.ndarray, " references"],
    judging: Bool[np.ndarray, " references"],
    tests: int,
) -> Proposal:
    others = gains.of_references(inside & judging)
    n_triples = int(gains.answered[inside].sum())
    return Proposal(
        model=gains.models[area.model],
        points=area.points,
        gain=others.judged(area.model, tests),
        model_accuracy=others.accuracy(area.model),
        ensemble_accuracy=others.accuracy(),
        n_references=int(np.count_nonzero(inside)),
        n_triples=n_triples,
        share=n_triples / gains.n_triples,
    )
