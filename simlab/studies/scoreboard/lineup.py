"""Who stands on the scoreboard: the models, the strategies, the published ensembles, the designs, the two brackets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from simlab.errors import InputError, NotFoundError, SimLabError
from simlab.studies.designs.looks import marks_of
from simlab.studies.designs.named import open_design
from simlab.studies.ensemble_evaluation import reveal_state
from simlab.studies.reveal import state_fingerprint
from simlab.studies.split_questions import ensemble_members
from simlab.studies.strategies import DEFAULT_SETTINGS, NamedStrategy, named_strategy
from simlab.studies.strategy_settings import MODES, STRATEGY_NAMES, StrategyName, StrategySettings
from simlab.workspace import ModelEntry, Workspace
from simlab.workspace.check_set import check_set_of

RowKind = Literal["cs", "global", "baseline", "strategy", "published", "design", "oracle", "ceiling"]
SUBJECT = "scoreboard"
_DESIGN = "design:"
BEST_ROW, ORACLE_ROW, CEILING_ROW = "best", "oracle", "ceiling"
LABELS: dict[StrategyName, str] = {
    "best": "best single model",
    "vote": "majority vote",
    "mean": "uniform mean",
    "credibility": "credibility map",
    "neighbours": "nearest references",
    "mlp": "MLP gate",
    "gate": "calibrated gate",
    "stacking": "stacking",
}


@dataclass(frozen=True)
class Entrant:
    """A row that is still to be scored.

    Attributes:
        key: unique on the board; names the row on the command line.
        label: for people.
        kind: of the row.
        entry: of a single model.
        named: of an ensemble; None of a single model, and of an ensemble that cannot be had here.
        state: of an ensemble, see `reveal_state`.
        problem: why it cannot be had, else "".
        edited: of a design: it was changed after a test reveal, see `StateMarks`.
    """

    key: str
    label: str
    kind: RowKind
    entry: ModelEntry | None = None
    named: NamedStrategy | None = None
    state: str = ""
    problem: str = ""
    edited: bool = False

    @property
    def features(self) -> str | None:
        """The model whose vectors describe references to it, None where it looks at none."""
        return None if self.named is None else self.named.features


@dataclass(frozen=True)
class Lineup:
    """All rows but the brackets, and what they have in common.

    Attributes:
        entrants: models in manifest order, strategies, published ensembles, designs from the oldest.
        members: of every ensemble.
        models: names of the single models that have vectors.
        state: what a test reveal of the whole board is recorded for: everything that a figure on it depends on.
    """

    entrants: tuple[Entrant, ...]
    members: tuple[str, ...]
    models: tuple[str, ...]
    state: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Of all rows, the brackets last."""
        return (*(entrant.key for entrant in self.entrants), ORACLE_ROW, CEILING_ROW)

    @property
    def designs(self) -> dict[str, str]:
        """Name of each design that can be had → its state, see `reveal_state`."""
        designs = (entrant for entrant in self.entrants if entrant.kind == "design" and entrant.named)
        return {entrant.key.removeprefix(_DESIGN): entrant.state for entrant in designs}

    @property
    def ensembles(self) -> tuple[NamedStrategy, ...]:
        """The ensembles that can be had."""
        return tuple(entrant.named for entrant in self.entrants if entrant.named is not None)

    @property
    def answering(self) -> tuple[str, ...]:
        """All models that must have a vector for a triple to count: those shown, and whatever ensembles need."""
        needed = (name for named in self.ensembles for name in named.models)
        return tuple(dict.fromkeys((*self.models, *needed)))

    @property
    def features(self) -> str | None:
        """The model whose vectors describe references, if some ensemble looks at them."""
        return next((named.features for named in self.ensembles if named.features), None)

    @property
    def published_only(self) -> bool:
        """Whether some ensemble is asked only about triples of the published arrays, so that all rows are."""
        return any(named.published_only for named in self.ensembles)


def line_up(workspace: Workspace, *, models: Sequence[str] = (), members: Sequence[str] = ()) -> Lineup:
    """Everything that can be compared in a workspace.

    Args:
        workspace: the study.
        models: names of the single models to show; every scored model by default.
        members: of the ensembles; the CS-models by default.

    Raises:
        NotFoundError: no such model, or no model at all.
        InputError: a named model serves features only.
    """
    chosen = ensemble_members(workspace, members)
    for name in models:
        if workspace.model(name).kind == "features":
            raise InputError(f"Model {name!r} serves features only and is not scored.")
    shown = {*models, *chosen} if models else {entry.name for entry in workspace.scored_models()}
    singles = tuple(_single(workspace, entry) for entry in workspace.scored_models() if entry.name in shown)
    entrants = (*singles, *_strategies(workspace, chosen), *_designs(workspace, chosen))
    known = tuple(single.label for single in singles if not single.problem)
    if not known:
        raise NotFoundError(
            f"No scored model of workspace {workspace.manifest.name!r} has vectors. Run `simlab embed`, "
            "`simlab train`, or `simlab import embeddings`."
        )
    return Lineup(entrants, chosen, known, _state(workspace, entrants, known))


def _single(workspace: Workspace, entry: ModelEntry) -> Entrant:
    taken = (*STRATEGY_NAMES, ORACLE_ROW, CEILING_ROW)
    key = f"model:{entry.name}" if entry.name in taken else entry.name
    kind: RowKind = "cs" if entry.kind == "cs" else "global" if entry.kind == "global" else "baseline"
    try:
        workspace.embedding(entry.name)
    except SimLabError as error:
        return Entrant(key, entry.name, kind, entry, problem=str(error))
    return Entrant(key, entry.name, kind, entry)


def _strategies(workspace: Workspace, members: tuple[str, ...]) -> Iterator[Entrant]:
    """Every strategy by name with its own settings, then the published ones."""
    for name in STRATEGY_NAMES:
        if name != "design":
            yield _ensemble(workspace, name, LABELS[name], "strategy", name, members)
    for mode in MODES:
        settings = StrategySettings(mode=mode, paper_compatible=True)
        label = f"{LABELS['credibility']}, {mode}, as published"
        yield _ensemble(workspace, f"published:{mode}", label, "published", "credibility", members, settings=settings)
    settings = StrategySettings(paper_compatible=True)
    label = f"{LABELS['mlp']}, as published"
    yield _ensemble(workspace, "published:mlp", label, "published", "mlp", members, settings=settings)


def _designs(workspace: Workspace, members: tuple[str, ...]) -> Iterator[Entrant]:
    for name in workspace.store.design_names():
        entrant = _ensemble(workspace, f"{_DESIGN}{name}", f"design {name}", "design", "design", members, design=name)
        marks = marks_of(workspace, name, open_design(workspace, name).design)
        yield replace(entrant, edited=marks.edited_after_reveal)


def _ensemble(
    workspace: Workspace,
    key: str,
    label: str,
    kind: RowKind,
    strategy: StrategyName,
    members: tuple[str, ...],
    *,
    design: str | None = None,
    settings: StrategySettings = DEFAULT_SETTINGS,
) -> Entrant:
    try:
        named = named_strategy(workspace, strategy, members=members, design=design, settings=settings)
        state = reveal_state(workspace, named)
    except SimLabError as error:
        return Entrant(key, label, kind, problem=str(error))
    return Entrant(key, label, kind, named=named, state=state)


def _state(workspace: Workspace, entrants: Sequence[Entrant], models: tuple[str, ...]) -> str:
    rows = [f"{entrant.key}={entrant.state or entrant.problem}" for entrant in entrants]
    return state_fingerprint(workspace, models, str(check_set_of(workspace)), *rows)
