"""What a design is worth while it is being drawn: the figures of the Regions page, as quick as the hand."""

from functools import cached_property, lru_cache

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
from simlab.studies.designs.figures import DesignFigures, Judged, RegionFigures
from simlab.studies.ensemble_evaluation import BASELINES, estimate_of
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import SplitQuestions

__all__ = ["DesignFigures", "DesignSession", "RegionFigures"]
_REMEMBERED = 16


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
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._judge)  # a session is shared by readers: it takes care
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
        found = self.judged(design)
        scores, cross_fitted = found.scores, found.cross_fitted
        right = questions.right_per_reference(scores)
        rows = [
            *((region.id, region.name, region.rule) for region in design.regions),
            (FALLBACK, FALLBACK, design.fallback),
        ]
        return DesignFigures(
            accuracy=estimate_of(self._asked, scores),
            differences={name: self.difference(scores, baseline) for name, baseline in self.baselines.items()},
            cross_fitted=None if cross_fitted is None else estimate_of(self._asked, cross_fitted),
            regions=tuple(
                self._region(key, name, rule, found.weights[index], found.regions == index, right)
                for index, (key, name, rule) in enumerate(rows)
            ),
            n_ties=self._asked.n_ties,
            n_missing=self._asked.n_missing,
        )

    @property
    def asked(self) -> SplitQuestions:
        """The triples that it judges on."""
        return self._asked

    @property
    def drawing(self) -> SplitQuestions:
        """The triples that are drawn on."""
        return self._drawing

    @property
    def can_cross_fit(self) -> bool:
        """Whether rules that learn can be judged on references that they have not seen."""
        return self._asked is self._drawing and self._folds is not None

    def judged(self, design: Design) -> Judged:
        """What a design answers; one that was asked for a moment ago costs nothing.

        Raises:
            DesignError: a rule names a model that is not at hand.
        """
        return self._remembered(design)

    def change(self, before: Design, after: Design) -> Difference:
        """What became of the accuracy between two designs, on the same triples; without a p-value.

        Raises:
            DesignError: a rule names a model that is not at hand.
        """
        return self.difference(self.judged(after).honest, self.judged(before).honest)

    def difference(
        self, scores: Float64[np.ndarray, " triples"], others: Float64[np.ndarray, " triples"]
    ) -> Difference:
        """Paired difference of two ways to answer the session's triples, without a p-value."""
        return paired_difference(scores, others, self._references, self._asked.questions.rows, p_value=False)

    def accuracies(self, inside: Bool[np.ndarray, " references"]) -> dict[str, Estimate]:
        """Each model's accuracy on the triples of some references."""
        questions = self._asked.questions
        correct = zip(questions.models, questions.correct, strict=True)
        return {model: self._estimate(of_model, inside) for model, of_model in correct}

    def _judge(self, design: Design) -> Judged:
        questions = self._asked.questions
        strategy = DesignStrategy(design, self._places.membership, self._members)
        fitted = strategy.fit(self._drawing.questions)
        prediction = fitted.predict(questions)
        cross_fitted = None
        if design.learned and self._asked is self._drawing and self._folds is not None:
            cross_fitted = questions.scores(self._folds.margin(strategy))
        scores = questions.scores(prediction.margin)
        return Judged(fitted.weights, prediction.assignment.regions, scores, cross_fitted)

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
        return RegionFigures(
            id=key,
            name=name,
            rule=rule,
            chosen=questions.models[int(np.argmax(weights))] if rule.kind == "best" else None,
            n_references=int(members.sum()),
            n_triples=int(self._triples_per_reference[members].sum()),
            accuracy=self._estimate(right, members),
            models=self.accuracies(members),
        )

    def _estimate(
        self, right: Float64[np.ndarray, " references"], members: Bool[np.ndarray, " references"]
    ) -> Estimate:
        return estimate_from_counts(right[members], self._asked.questions.answered[members])
