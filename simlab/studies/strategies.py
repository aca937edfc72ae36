"""Strategies by name, as command line and pages ask for them."""

from dataclasses import asdict, dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

from simlab.ensembles import ConstantStrategy, Design, DesignStrategy, StackingStrategy, Strategy
from simlab.ensembles.credibility import AXES, NEIGHBOURS, REACH, THRESHOLD, CredibilityStrategy, NeighbourStrategy
from simlab.ensembles.gates import CalibratedGate, MLPGate
from simlab.ensembles.published import CELLS, GATE_COMPONENTS, WINDOW, PublishedStrategy
from simlab.errors import InputError, NotFoundError
from simlab.studies.designs.named import map_of, open_design
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import ensemble_members, in_published_arrays
from simlab.studies.strategy_settings import STRATEGY_NAMES, StrategyName, StrategySettings
from simlab.workspace import Workspace

DEFAULT_SETTINGS = StrategySettings()
T = TypeVar("T", int, float)


@dataclass(frozen=True)
class NamedStrategy:
    """A strategy with the models it needs.

    Attributes:
        strategy: ready to be fitted.
        members: the ensemble's members.
        models: the members and whatever else its rules name, in manifest order.
        subject: what it is called in the record of reveals.
        fingerprint: of the design, or the name and its settings, and of the members.
        features: the model whose vectors describe references, None where it looks at none.
        published_only: it is asked only about triples of the published arrays, where the workspace knows which.
    """

    strategy: Strategy
    members: tuple[str, ...]
    models: tuple[str, ...]
    subject: str
    fingerprint: str
    features: str | None = None
    published_only: bool = False

    @property
    def vectors(self) -> tuple[str, ...]:
        """All models whose vectors its answers depend on."""
        more = () if self.features is None or self.features in self.models else (self.features,)
        return (*self.models, *more)


def named_strategy(
    workspace: Workspace,
    name: StrategyName,
    *,
    members: tuple[str, ...] = (),
    design: str | None = None,
    settings: StrategySettings = DEFAULT_SETTINGS,
) -> NamedStrategy:
    """The strategy of that name.

    Args:
        workspace: the study.
        name: one of STRATEGY_NAMES.
        members: names of models; the CS-models by default.
        design: the name of a saved design; needed by `design` and by nothing else.
        settings: of the strategy.

    Raises:
        InputError: no such strategy, or a design or setting is missing, not wanted, or out of range.
        NotFoundError: no such model or design, or no model that could describe references.
    """
    if name not in STRATEGY_NAMES:
        raise InputError(f"{name!r} is no strategy; the strategies are {', '.join(STRATEGY_NAMES)}.")
    if (design is not None) != (name == "design"):
        names = ", ".join(workspace.store.design_names()) or "none"
        raise InputError(
            "Strategy 'design' needs the name of a design (--design NAME), and no other strategy takes one. "
            f"Designs of this workspace: {names}."
        )
    settings.require_fit_for(name)
    chosen = ensemble_members(workspace, members)
    if name == "design":
        assert design is not None
        return drawn_strategy(workspace, design, open_design(workspace, design).design, chosen)
    if name in ("best", "vote", "mean", "stacking"):
        strategy: Strategy = StackingStrategy() if name == "stacking" else ConstantStrategy(name, chosen)
        return NamedStrategy(strategy, chosen, chosen, f"strategy {name}", f"{name}:{chosen}")
    features = settings.features or default_features(workspace)
    if settings.paper_compatible:
        strategy = _published(workspace, name, chosen, features, settings)
    else:
        strategy = _looking(workspace, name, features, settings)
    return NamedStrategy(
        strategy=strategy,
        members=chosen,
        models=chosen,
        subject=f"strategy {name}" + (" (paper-compatible)" if settings.paper_compatible else ""),
        fingerprint=f"{name}:{chosen}:{sorted(asdict(settings).items(), key=str)}",
        features=features,
        published_only=settings.paper_compatible,
    )


def default_features(workspace: Workspace) -> str:
    """The model that describes references where none is named.

    The first that serves features only, else the first global model, else the first baseline. Models that see no
    pictures come last: they have vectors of images with training answers only.

    Raises:
        NotFoundError: there is none of these.
    """
    able = [entry for kind in ("features", "global", "baseline") for entry in workspace.models(kind)]
    if able:
        return min(able, key=lambda entry: entry.encoder == "ordinal").name
    raise NotFoundError(
        f"Workspace {workspace.manifest.name!r} has neither a features model, nor a global model, nor a baseline to "
        "describe references by. Name a model with --features, or embed a baseline (`simlab embed`)."
    )


def design_subject(name: str) -> str:
    """What a design is called in the record of reveals."""
    return f"design {name}"


def drawn_strategy(workspace: Workspace, name: str, design: Design, members: tuple[str, ...]) -> NamedStrategy:
    """One state of a design as a strategy: the present one, or that of a version.

    Args:
        workspace: the study.
        name: of the design.
        design: its state.
        members: of the ensemble.

    Raises:
        NotFoundError: the map is gone.
        FingerprintError: another map has taken its name.
        InputError: a rule names a model that only serves features.
    """
    places = MapPlaces(workspace, map_of(workspace, design))
    return NamedStrategy(
        strategy=DesignStrategy(design, places.membership, members),
        members=members,
        models=models_of_design(workspace, members, design.models),
        subject=design_subject(name),
        fingerprint=f"{design.fingerprint}:{members}",
    )


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


def _looking(workspace: Workspace, name: StrategyName, features: str, settings: StrategySettings) -> Strategy:
    """A strategy that looks at the reference."""
    embedding = workspace.embedding(features)
    mode, threshold = settings.mode or "max", _or(settings.threshold, THRESHOLD)
    match name:
        case "credibility":
            reach, axes = _or(settings.window, REACH), _or(settings.dims, AXES)
            return CredibilityStrategy(embedding.take, mode, threshold, settings.grid, reach, axes)
        case "neighbours":
            neighbours = _or(settings.neighbours, NEIGHBOURS)
            return NeighbourStrategy(embedding.take, embedding.sidecar.distance, mode, threshold, neighbours)
        case "mlp":
            return MLPGate(embedding.take, _or(settings.dims, GATE_COMPONENTS))
        case _:
            return CalibratedGate(embedding.take, _or(settings.dims, GATE_COMPONENTS))


def _published(
    workspace: Workspace,
    name: StrategyName,
    members: tuple[str, ...],
    features: str,
    settings: StrategySettings,
) -> PublishedStrategy:
    test = in_published_arrays(workspace.split("test"))
    embedding = workspace.embedding(features)
    anchors = cluster_anchors(workspace)
    missing = np.array(anchors, dtype=np.int64)[~embedding.has(np.array(anchors, dtype=np.int64))]
    if len(missing):
        raise InputError(
            f"{len(missing)} of {len(anchors)} references that stand for a context cluster have no vector in "
            f"{features!r} ({', '.join(workspace.ids(missing))}); the published projection is fitted on them too. "
            "Embed these images, or choose other --features."
        )
    return PublishedStrategy(
        name=name,
        mode="mlp" if name == "mlp" else settings.mode or "max",
        members={model: workspace.embedding(model) for model in members},
        features=embedding,
        anchors=anchors,
        n_test_references=test["reference"].nunique(),
        components=settings.dims,
        threshold=_or(settings.threshold, THRESHOLD),
        cells=_or(settings.grid, CELLS),
        window=_or(settings.window, WINDOW),
    )


def cluster_anchors(workspace: Workspace) -> tuple[int, ...]:
    """One reference (image row) for each training cluster, in the order of the manifest's contexts.

    CoSIS has one reference a cluster; of more, it is the one with the most triples, the first of those in the table.
    """
    train: pd.DataFrame = in_published_arrays(workspace.split("train"))
    clusters = train["cluster"].dropna().unique()
    order = [name for name in workspace.manifest.contexts if name in clusters]
    order += sorted(name for name in clusters if name not in order)
    counts = {name: train.loc[train["cluster"] == name, "reference"].value_counts() for name in order}
    return tuple(int(count.index[count == count.max()].min()) for count in counts.values())


def _or(value: T | None, default: T) -> T:
    return default if value is None else value
