"""What a design is worth while it is being drawn: the figures of the Regions page, as quick as the hand."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float64

from simlab.ensembles import (
    FALLBACK,
    ConstantName,
    ConstantStrategy,
    CrossFitting,
    Design,
    DesignStrategy,
    Rule,
)
from simlab.ensembles.cross_fitting import FOLDS
from simlab.evaluation import Difference, Estimate, estimate_from_counts, paired_difference
from simlab.studies.ensemble_evaluation import BASELINES, cross_fitted_estimate, estimate_of
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import SplitQuestions


@dataclass(frozen=True)
class RegionFigures:
    """One region, or the fallback.

    Attributes:
        id: of the region; "fallback" for the fallback.
        name: for people.
        rule: what is done there.
        chosen: the model that a `best` rule has chosen, else None.
        n_references: references that fall in it (first in priority).
        n_triples: their triples.
        accuracy: of the ensemble on them.
        models: each model's accuracy on them.
    """

    id: str
    name: str
    rule: Rule
    chosen: str | None
    n_references: int
    n_triples: int
    accuracy: Estimate
    models: dict[str, Estimate]


@dataclass(frozen=True)
class DesignFigures:
    """A design on one part of the validation split.

    Attributes:
        accuracy: with its interval.
        differences: to best single model, vote and mean, on the same triples; without p-values.
        cross_fitted: where a rule chooses from answers, the accuracy with each reference judged by a fit without it.
        regions: in priority order, the fallback last.
        n_ties: human ties, left out of accuracy.
        n_missing: triples that some model lacks a vector for.
    """

    accuracy: Estimate
    differences: dict[ConstantName, Difference]
    cross_fitted: Estimate | None
    regions: tuple[RegionFigures, ...]
    n_ties: int
    n_missing: int


class DesignSession:
    """Everything that stays the same while a design changes, computed once.

    Args:
        drawing: the validation triples that may be seen; with every model that rules may name.
        places: the design's map.
        members: who may be chosen by `best` rules, and who votes.
        asked: the triples to judge on, when not those that are drawn on (the check set, say).
    """

    def __init__(
        self,
        drawing: SplitQuestions,
        places: MapPlaces,
        members: tuple[str, ...],
        asked: SplitQuestions | None = None,
    ) -> None:
        self._drawing = drawing
        self._places = places
        self._members = members
        self._asked = asked or drawing
        questions = self._asked.questions
        self._references = questions.references[questions.positions]
        self._triples_per_reference = np.bincount(questions.positions, minlength=len(questions.references))
        self.baselines: dict[ConstantName, Float64[np.ndarray, " triples"]] = {
            name: questions.scores(ConstantStrategy(name, members).fit(drawing.questions).predict(questions).margin)
            for name in BASELINES
        }

    @cached_property
    def _folds(self) -> CrossFitting | None:
        enough = len(self._asked.questions.references) >= FOLDS
        return CrossFitting.of(self._asked.questions) if enough else None

    def figures(self, design: Design) -> DesignFigures:
        """All figures of a design.

        Raises:
            DesignError: a rule names a model that is not at hand.
        """
        questions = self._asked.questions
        strategy = DesignStrategy(design, self._places.membership, self._members)
        fitted = strategy.fit(self._drawing.questions)
        prediction = fitted.predict(questions)
        scores = questions.scores(prediction.margin)
        cross_fitted = None
        if design.learned and self._asked is self._drawing:
            cross_fitted = cross_fitted_estimate(strategy, self._asked, self._folds)
        regions = prediction.assignment.regions
        right = questions.right_per_reference(scores)
        rows = [
            *((region.id, region.name, region.rule) for region in design.regions),
            (FALLBACK, FALLBACK, design.fallback),
        ]
        return DesignFigures(
            accuracy=estimate_of(self._asked, scores),
            differences={
                name: paired_difference(scores, baseline, self._references, questions.rows, p_value=False)
                for name, baseline in self.baselines.items()
            },
            cross_fitted=cross_fitted,
            regions=tuple(
                self._region(key, name, rule, fitted.weights[index], regions == index, right)
                for index, (key, name, rule) in enumerate(rows)
            ),
            n_ties=self._asked.n_ties,
            n_missing=self._asked.n_missing,
        )

    def baseline_accuracy(self, name: ConstantName) -> Estimate:
        """Accuracy of best single model, vote or mean on the same triples."""
        return estimate_of(self._asked, self.baselines[name])

    def _region(
        self,
        key: str,
        name: str,
        rule: Rule,
        weights: Float64[np.ndarray, " models"],
        members: Bool[np.ndarray, " references"],
        right: Float64[np.ndarray, " references"],
    ) -> RegionFigures:
        questions = self._asked.questions
        correct = zip(questions.models, questions.correct, strict=True)
        return RegionFigures(
            id=key,
            name=name,
            rule=rule,
            chosen=questions.models[int(np.argmax(weights))] if rule.kind == "best" else None,
            n_references=int(members.sum()),
            n_triples=int(self._triples_per_reference[members].sum()),
            accuracy=self._estimate(right, members),
            models={model: self._estimate(of_model, members) for model, of_model in correct},
        )

    def _estimate(
        self, right: Float64[np.ndarray, " references"], members: Bool[np.ndarray, " references"]
    ) -> Estimate:
        return estimate_from_counts(right[members], self._asked.questions.answered[members])
