"""Two versions of a design: what differs region by region, which references that touches, and what both are worth."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float64

from simlab.ensembles import DesignStrategy, cross_fitted_margin
from simlab.ensembles.cross_fitting import FOLDS
from simlab.evaluation import Difference, Estimate, paired_difference
from simlab.studies.designs.named import map_of, open_design, require_map
from simlab.studies.designs.region_changes import RegionChange, region_changes
from simlab.studies.designs.versions import open_version
from simlab.studies.ensemble_evaluation import difference_json, estimate_of
from simlab.studies.map_places import MapPlaces
from simlab.studies.model_evaluation import estimate_json
from simlab.studies.scoreboard.row import CROSS_FITTED, DRAWN
from simlab.studies.split_questions import SplitQuestions, ensemble_members, split_questions
from simlab.studies.strategies import models_of_design
from simlab.workspace import Workspace

CURRENT = "current"


@dataclass(frozen=True)
class VersionFigures:
    """One of the two.

    Attributes:
        label: name of the version, or "current" for the design as it is now.
        estimate: accuracy on validation (without the check set, where one is kept).
        basis: how that is to be taken: drawn on these answers, and whether cross-fitted (where a rule chooses).
    """

    label: str
    estimate: Estimate
    basis: str


@dataclass(frozen=True)
class VersionComparison:
    """What becomes of a design from a first version to a second one.

    Attributes:
        design: its name.
        map_id: the map that both are drawn on.
        first, second: what both are worth, on the same triples.
        regions: in the second's priority order, then those removed, then the fallback.
        n_references: validation references looked at.
        n_moved: those of them that fall in another region, or the fallback, in the second.
        difference: accuracy of the second minus that of the first, paired by triple.
        n_ties: human ties, left out of accuracy.
        n_missing: triples that some model lacks a vector for.
        synthetic: the images or answers are.
    """

    design: str
    map_id: str
    first: VersionFigures
    second: VersionFigures
    regions: tuple[RegionChange, ...]
    n_references: int
    n_moved: int
    difference: Difference
    n_ties: int
    n_missing: int
    synthetic: bool

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "design": self.design,
            "map": self.map_id,
            "split": "validation",
            "synthetic": self.synthetic,
            **{
                name: {"version": side.label, "basis": side.basis, **estimate_json(side.estimate)}
                for name, side in (("first", self.first), ("second", self.second))
            },
            "difference": difference_json(self.difference),
            "n_references": self.n_references,
            "n_moved": self.n_moved,
            "n_ties": self.n_ties,
            "n_missing": self.n_missing,
            "regions": [region.to_json() for region in self.regions],
        }


def compare_versions(
    workspace: Workspace,
    design: str,
    first: str,
    second: str | None = None,
    members: tuple[str, ...] = (),
) -> VersionComparison:
    """Hold two states of one design against each other, on validation alone.

    Args:
        workspace: the study.
        design: name of the design.
        first: name of a version.
        second: name of another one; None for the design as it is now.
        members: who may be chosen by `best` rules; the CS-models by default.

    Raises:
        NotFoundError: there is no such design, version or model, or the map is gone.
        FingerprintError: another map has taken the name of the design's.
        DesignError: a rule names a model that is not at hand.
    """
    before = open_version(workspace, design, first).design
    after = open_design(workspace, design).design if second is None else open_version(workspace, design, second).design
    reference_map = map_of(workspace, after)
    require_map(before, reference_map)
    chosen = ensemble_members(workspace, members)
    models = models_of_design(workspace, chosen, tuple(dict.fromkeys((*before.models, *after.models))))
    asked = split_questions(workspace, "validation", models)
    places = MapPlaces(workspace, reference_map)
    questions = asked.questions
    of_first, scores_first = _worth(asked, DesignStrategy(before, places.membership, chosen), first)
    of_second, scores_second = _worth(asked, DesignStrategy(after, places.membership, chosen), second or CURRENT)
    regions = places.membership(questions.references)
    changes = region_changes(before, after, regions.of_design(before), regions.of_design(after))
    return VersionComparison(
        design=design,
        map_id=reference_map.id,
        first=of_first,
        second=of_second,
        regions=changes,
        n_references=len(questions.references),
        n_moved=sum(change.n_joined for change in changes),  # who joins one region has left another
        difference=paired_difference(
            scores_second, scores_first, questions.references[questions.positions], questions.rows
        ),
        n_ties=asked.n_ties,
        n_missing=asked.n_missing,
        synthetic=workspace.manifest.synthetic,
    )


def _worth(
    asked: SplitQuestions, strategy: DesignStrategy, label: str
) -> tuple[VersionFigures, Float64[np.ndarray, " triples"]]:
    """Figures and scores; rules that choose from answers are judged by fits that never saw the reference."""
    questions = asked.questions
    if strategy.learned and len(questions.references) >= FOLDS:
        basis, margin = f"{DRAWN}, {CROSS_FITTED}", cross_fitted_margin(strategy, questions)
    else:
        basis, margin = DRAWN, strategy.fit(questions).predict(questions).margin
    scores = questions.scores(margin)
    return VersionFigures(label, estimate_of(asked, scores), basis), scores
