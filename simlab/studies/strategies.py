"""Strategies by name, as command line and pages ask for them."""

from dataclasses import dataclass
from typing import Literal, get_args

from simlab.ensembles import ConstantStrategy, DesignStrategy, Strategy
from simlab.errors import InputError
from simlab.studies.map_places import MapPlaces
from simlab.studies.named_designs import map_of, open_design
from simlab.studies.split_questions import ensemble_members
from simlab.workspace import Workspace

StrategyName = Literal["best", "vote", "mean", "design"]
STRATEGY_NAMES: tuple[StrategyName, ...] = get_args(StrategyName)


@dataclass(frozen=True)
class NamedStrategy:
    """A strategy with the models it needs.

    Attributes:
        strategy: ready to be fitted.
        members: the ensemble's members.
        models: the members and whatever else its rules name, in manifest order.
        subject: what it is called in the record of reveals.
        fingerprint: of the design or the name, and of the members.
    """

    strategy: Strategy
    members: tuple[str, ...]
    models: tuple[str, ...]
    subject: str
    fingerprint: str


def named_strategy(
    workspace: Workspace, name: StrategyName, *, members: tuple[str, ...] = (), design: str | None = None
) -> NamedStrategy:
    """The strategy of that name.

    Args:
        workspace: the study.
        name: one of STRATEGY_NAMES.
        members: names of models; the CS-models by default.
        design: the name of a saved design; needed by `design` and by nothing else.

    Raises:
        InputError: no such strategy, or a design is missing or not wanted.
        NotFoundError: no such model or design.
    """
    if name not in STRATEGY_NAMES:
        raise InputError(f"{name!r} is no strategy; the strategies are {', '.join(STRATEGY_NAMES)}.")
    if (design is not None) != (name == "design"):
        names = ", ".join(workspace.store.design_names()) or "none"
        raise InputError(
            "Strategy 'design' needs the name of a design (--design NAME), and no other strategy takes one. "
            f"Designs of this workspace: {names}."
        )
    chosen = ensemble_members(workspace, members)
    if name != "design":
        return NamedStrategy(ConstantStrategy(name, chosen), chosen, chosen, f"strategy {name}", f"{name}:{chosen}")
    assert design is not None
    drawn = open_design(workspace, design).design
    places = MapPlaces(workspace, map_of(workspace, drawn))
    return NamedStrategy(
        strategy=DesignStrategy(drawn, places.membership, chosen),
        members=chosen,
        models=models_of_design(workspace, chosen, drawn.models),
        subject=design_subject(design),
        fingerprint=f"{drawn.fingerprint}:{chosen}",
    )


def design_subject(name: str) -> str:
    """What a design is called in the record of reveals."""
    return f"design {name}"


def models_of_design(workspace: Workspace, members: tuple[str, ...], named: tuple[str, ...]) -> tuple[str, ...]:
    """Members and the models that rules name, in manifest order; names the workspace does not know come last.

    Raises:
        InputError: a rule names a model that only serves features.
    """
    features = [entry.name for entry in workspace.models("features") if entry.name in named]
    if features:
        raise InputError(
            f"A rule of the design names {', '.join(features)}, which serves features only and is not scored. "
            "Choose another model there."
        )
    known = [entry.name for entry in workspace.manifest.models]
    wanted = {*members, *named}
    return (*(name for name in known if name in wanted), *(name for name in named if name not in known))
