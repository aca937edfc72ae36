"""Why a strategy weighs models as it does before one reference."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float64

from simlab.ensembles import Explained, Grounds
from simlab.errors import InputError
from simlab.studies.ensemble_evaluation import questions_for
from simlab.studies.strategies import DEFAULT_SETTINGS, named_strategy
from simlab.studies.strategy_settings import StrategyName, StrategySettings
from simlab.workspace import Workspace


@dataclass(frozen=True, eq=False)
class StrategyExplanation:
    """A strategy before one reference.

    Attributes:
        strategy: its name.
        reference: image id.
        models: in manifest order.
        weights: of these models before this reference.
        vote: whether the models of a weight above 0 vote, instead of having their distances averaged.
        region: of a design, the region that the reference falls in.
        grounds: what the weights stand on, where the strategy counts or predicts something.
    """

    strategy: StrategyName
    reference: str
    models: tuple[str, ...]
    weights: Float64[np.ndarray, " models"]
    vote: bool
    region: str
    grounds: Grounds | None

    @property
    def where(self) -> str:
        """Where the reference falls, in words."""
        return self.grounds.place if self.grounds else f"region: {self.region}"

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        grounds = self.grounds
        return {
            "strategy": self.strategy,
            "reference": self.reference,
            "place": self.where,
            "vote": self.vote,
            "n_references": grounds.n_references if grounds else None,
            "n_triples": grounds.n_triples if grounds else None,
            "models": [
                {
                    "model": model,
                    "weight": float(self.weights[number]),
                    "seen": _number(grounds.seen, number) if grounds else None,
                    "believed": _number(grounds.believed, number) if grounds else None,
                }
                for number, model in enumerate(self.models)
            ],
        }


def explain_strategy(
    workspace: Workspace,
    strategy: StrategyName,
    reference: str,
    *,
    members: tuple[str, ...] = (),
    design: str | None = None,
    settings: StrategySettings = DEFAULT_SETTINGS,
) -> StrategyExplanation:
    """Fit on validation and look at the weights before one image; no answer of another split is looked at.

    Args:
        workspace: the study.
        strategy: see `named_strategy`.
        reference: image id; any image that the strategy can place, of whatever split.
        members: names of models; the CS-models by default.
        design: the name of a saved design, for strategy `design`.
        settings: of the strategy.

    Raises:
        InputError: see `named_strategy`, or the image has no vector to be described by.
        NotFoundError: no such image, model or design.
    """
    row = workspace.row(reference)
    named = named_strategy(workspace, strategy, members=members, design=design, settings=settings)
    if named.features is not None and not workspace.embedding(named.features).has(np.array([row]))[0]:
        raise InputError(
            f"Image {reference!r} has no vector in {named.features!r}, so the strategy cannot tell what it is like. "
            "Embed it, or choose other --features."
        )
    fitted = named.strategy.fit(questions_for(workspace, named, "validation").questions)
    assignment = fitted.assign(np.array([row], dtype=np.int32))
    return StrategyExplanation(
        strategy=strategy,
        reference=reference,
        models=named.models,
        weights=assignment.weights[0],
        vote=bool(assignment.votes[0]),
        region=assignment.region_names[int(assignment.regions[0])],
        grounds=fitted.grounds(row) if isinstance(fitted, Explained) else None,
    )


def _number(values: Float64[np.ndarray, " models"] | None, number: int) -> float | None:
    return None if values is None or np.isnan(values[number]) else float(values[number])
