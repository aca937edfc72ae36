"""What can rank a gallery: a model, several side by side, a strategy, a saved design."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from simlab.errors import InputError, NotFoundError, SimLabError
from simlab.studies.live.subject import DESIGN_PREFIX, subjects
from simlab.studies.strategy_settings import STRATEGY_NAMES
from simlab.workspace import Workspace

RetrievalKind = Literal["cs", "global", "baseline", "concatenation", "strategy", "design"]
_MODEL_PREFIX = "model:"


@dataclass(frozen=True)
class RetrievalRow:
    """One way to rank a gallery.

    Attributes:
        key: unique; names the row on the command line: a model, `a+b`, a strategy, or `design:NAME`.
        label: for people.
        kind: of the row.
        models: whose vectors it ranks by: one of a model, two or more of a concatenation; none of an ensemble, whose
            models depend on its fit.
        problem: why it cannot rank anything, and what to do; "" where it can.
    """

    key: str
    label: str
    kind: RetrievalKind
    models: tuple[str, ...] = ()
    problem: str = ""

    @property
    def is_ensemble(self) -> bool:
        """Whether it is fitted on answers to triples, and weighs its models anew for every query."""
        return self.kind in ("strategy", "design")


def rows_of(workspace: Workspace, keys: Sequence[str] = ()) -> tuple[RetrievalRow, ...]:
    """The rows of these keys, or everything that a workspace offers: scored models, strategies, saved designs.

    Args:
        workspace: the study.
        keys: of rows, or the bare name of a model or design; `a+b` for the unit vectors of models side by side.

    Raises:
        NotFoundError: there is no such row.
        InputError: models cannot be put side by side, or one serves features only.
    """
    if keys:
        return tuple(dict.fromkeys(_row(workspace, key) for key in keys))
    return (*_singles(workspace), *_ensembles(workspace))


def _singles(workspace: Workspace) -> Iterator[RetrievalRow]:
    for entry in workspace.scored_models():
        kind: RetrievalKind = "cs" if entry.kind == "cs" else "global" if entry.kind == "global" else "baseline"
        key = f"{_MODEL_PREFIX}{entry.name}" if entry.name in STRATEGY_NAMES else entry.name
        yield RetrievalRow(key, entry.name, kind, (entry.name,), _problem(workspace, entry.name))


def _ensembles(workspace: Workspace) -> Iterator[RetrievalRow]:
    """None where there are no answers to fit them on."""
    if not workspace.triples["split"].eq("validation").any():
        return
    for key, label in subjects(workspace).items():
        yield RetrievalRow(key, label, "design" if key.startswith(DESIGN_PREFIX) else "strategy")


def _row(workspace: Workspace, key: str) -> RetrievalRow:
    known = (*_singles(workspace), *_ensembles(workspace))
    for wanted in (key, f"{DESIGN_PREFIX}{key}", f"{_MODEL_PREFIX}{key}"):
        row = next((row for row in known if row.key == wanted), None)
        if row is not None:
            return row
    models = _parts(key, [entry.name for entry in workspace.manifest.models])
    if len(models) > 1:
        return _side_by_side(workspace, models)
    if models:
        raise InputError(f"Model {key!r} serves features only and is not scored.")
    listed = ", ".join(row.key for row in known) or "none"
    raise NotFoundError(
        f"{key!r} ranks nothing in workspace {workspace.manifest.name!r}. Its rows: {listed}; and models joined by "
        "'+' for their unit vectors side by side."
    )


def _parts(key: str, names: Sequence[str]) -> tuple[str, ...]:
    """The models that a key joins by "+", which may be in their names, too; none where it cannot be read so."""
    if key in names:
        return (key,)
    for name in names:
        if key.startswith(f"{name}+") and (rest := _parts(key[len(name) + 1 :], names)):
            return (name, *rest)
    return ()


def _side_by_side(workspace: Workspace, models: tuple[str, ...]) -> RetrievalRow:
    twice = sorted({name for name in models if models.count(name) > 1})
    if twice:
        raise InputError(f"{'+'.join(models)}: {', '.join(twice)} comes more than once. Name every model once.")
    for name in models:
        if workspace.model(name).kind == "features":
            raise InputError(f"Model {name!r} serves features only and is not scored.")
    problems = [problem for name in models if (problem := _problem(workspace, name))]
    other = [] if problems else [m for m in models if workspace.embedding(m).sidecar.distance != "cosine"]
    if other:
        raise InputError(
            f"{'+'.join(models)}: {', '.join(other)} is compared by euclidean distance, and only unit vectors, "
            "compared by cosine, can be put side by side. Choose other models."
        )
    joined = "+".join(models)
    return RetrievalRow(joined, " + ".join(models), "concatenation", models, " ".join(problems))


def _problem(workspace: Workspace, model: str) -> str:
    """Why a model has no vectors, "" where it has some."""
    try:
        workspace.embedding(model)
    except SimLabError as error:
        return str(error)
    return ""
