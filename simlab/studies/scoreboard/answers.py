"""What ensembles answer on the common triples; what takes long to fit is kept in the workspace's cache."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Float64, Int

from simlab.ensembles import CrossFitting, FittedStrategy, Questions, Strategy
from simlab.ensembles.cross_fitting import FOLDS
from simlab.errors import JobCancelled, SimLabError
from simlab.progress import SILENT, Progress
from simlab.studies.ensemble_evaluation import questions_for
from simlab.studies.scoreboard.answer_cache import AnswerCache
from simlab.studies.scoreboard.lineup import Entrant
from simlab.studies.split_questions import Part, SplitQuestions
from simlab.studies.strategies import NamedStrategy
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint

_VERSION = 1
"""Raise it when a strategy answers otherwise than before, so that no answer of an older SimLab is shown."""


@dataclass(frozen=True, eq=False)
class Answers:
    """Margins of one ensemble on the common triples.

    Attributes:
        margin: those that count; on validation, where the ensemble learns, each from a fit without its reference.
        in_sample: beside cross-fitted ones, those of the fit on all of validation; else None.
    """

    margin: Float64[np.ndarray, " triples"]
    in_sample: Float64[np.ndarray, " triples"] | None


class Answering:
    """Asks ensembles about one part of a workspace, as `simlab ensemble` does.

    Args:
        workspace: the study.
        common: the triples that every row of the board is scored on.
    """

    def __init__(self, workspace: Workspace, common: SplitQuestions) -> None:
        self._workspace = workspace
        self._part: Part = common.part
        self._common = common.triples["id"].astype(str).to_numpy()
        self._asked: dict[tuple[object, ...], SplitQuestions] = {}
        self._folds: dict[Questions, CrossFitting] = {}
        self._cache = AnswerCache(workspace.path / "cache" / "answers")

    def has(self, entrant: Entrant) -> bool:
        """Whether its answers need no long fit: they are in the cache, or it does not look at references."""
        return _is_quick(entrant) or self._cache.has(self._key(entrant))

    def of(self, entrant: Entrant, progress: Progress) -> Answers:
        """Its answers, from the cache or computed now.

        Args:
            entrant: an ensemble that can be had.
            progress: hears of every fit that takes long.

        Raises:
            InputError: it cannot be fitted or asked here; or validation has fewer references than folds, and it learns.
            NotFoundError: its models have no triples in common.
            JobCancelled: somebody asked to stop.
        """
        assert entrant.named is not None
        if _is_quick(entrant):
            return self._on_common(self._answers(entrant.named, SILENT))
        key = self._key(entrant)
        if not self._cache.has(key):
            n_fits = 1 + FOLDS * self._learns_here(entrant.named)
            progress.stage(f"fitting {entrant.label}", n_fits)
            try:
                self._cache.write(key, self._answers(entrant.named, progress))
            except JobCancelled:
                raise
            except SimLabError as error:
                self._cache.refuse(key, str(error))
        return self._on_common(self._cache.read(key))

    def _answers(self, named: NamedStrategy, progress: Progress) -> pd.DataFrame:
        asked = self._questions(named, self._part)
        strategy = _Reporting(named.strategy, progress.advance)
        fitted = strategy.fit(self._questions(named, "validation").questions)
        table = pd.DataFrame({"id": asked.triples["id"].astype(str)})
        table["margin"] = fitted.predict(asked.questions).margin
        if self._learns_here(named):
            table["in_sample"] = table["margin"]
            table["margin"] = self._cut(asked.questions).margin(strategy)
        return table

    def _learns_here(self, named: NamedStrategy) -> bool:
        return self._part == "validation" and named.strategy.learned

    def _on_common(self, table: pd.DataFrame) -> Answers:
        places: Int[np.ndarray, " triples"] = pd.Index(table["id"]).get_indexer(self._common)
        in_sample = table["in_sample"].to_numpy(np.float64)[places] if "in_sample" in table else None
        return Answers(table["margin"].to_numpy(np.float64)[places], in_sample)

    def _questions(self, named: NamedStrategy, part: Part) -> SplitQuestions:
        key = (part, named.models, named.features, named.published_only)
        if key not in self._asked:
            self._asked[key] = questions_for(self._workspace, named, part)
        return self._asked[key]

    def _cut(self, questions: Questions) -> CrossFitting:
        if questions not in self._folds:
            self._folds[questions] = CrossFitting.of(questions)
        return self._folds[questions]

    def _key(self, entrant: Entrant) -> str:
        contexts = list(self._workspace.manifest.contexts)  # in their order the published projection is fitted
        return fingerprint(_VERSION, entrant.key, self._part, entrant.state, entrant.features, contexts)


def _is_quick(entrant: Entrant) -> bool:
    """Whether it is computed anew each time: what looks at no features is fitted in milliseconds."""
    return entrant.features is None


@dataclass(frozen=True)
class _Reporting:
    """A strategy that tells of every fit."""

    strategy: Strategy
    done: Callable[[], None]

    @property
    def name(self) -> str:
        return self.strategy.name

    @property
    def learned(self) -> bool:
        return self.strategy.learned

    def fit(self, evidence: Questions) -> FittedStrategy:
        fitted = self.strategy.fit(evidence)
        self.done()
        return fitted
