"""What one query costs: an ensemble asks each of its models, so that times and memory add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simlab.errors import NotFoundError, SimLabError, first_few
from simlab.studies.designs.named import map_of, open_design
from simlab.studies.latency.measured_models import LatencyRow
from simlab.studies.split_questions import ensemble_members
from simlab.studies.strategies import default_features, models_of_design
from simlab.workspace import Workspace

if TYPE_CHECKING:
    from simlab.encoders import Precision


@dataclass(frozen=True)
class QueryCost:
    """One query asked of several models, one after the other, on one device in one precision.

    Attributes:
        label: what is asked.
        models: names of those it needs.
        device: as torch names it.
        device_name: as people know it.
        precision: in what networks compute.
        seconds: sum of the models' medians; None where one of them was not measured so.
        prepare: the part of it that prepares pictures, as every model does in its own way.
        n_bytes: memory of all weights; None where one of them was not measured so.
        unmeasured: models without a measurement on that device in that precision.
    """

    label: str
    models: tuple[str, ...]
    device: str
    device_name: str
    precision: "Precision"
    seconds: float | None
    prepare: float | None
    n_bytes: int | None
    unmeasured: tuple[str, ...]

    @property
    def left_out(self) -> str:
        """ "8 of 9: cs-indoor, cs-city, cs-ocean, …"; "" where all were measured."""
        if not self.unmeasured:
            return ""
        return f"{len(self.unmeasured)} of {len(self.models)}: {first_few(self.unmeasured)}"

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {**self.__dict__, "models": list(self.models), "unmeasured": list(self.unmeasured)}


def query_costs(workspace: Workspace, rows: Sequence[LatencyRow]) -> tuple[QueryCost, ...]:
    """What the workspace's ensembles cost, on every device and in every precision that something was measured on.

    Encoders without weights compute on the processor in full precision, and count so everywhere.

    Args:
        workspace: has the ensembles.
        rows: from `latency_rows`.
    """
    places = dict.fromkeys(
        (row.measured.device, row.measured.device_name, row.measured.precision)
        for row in rows
        if row.model is not None and row.measured.n_bytes
    )
    asked = asked_models(workspace) if places else {}
    return tuple(_cost(label, models, place, rows) for place in places for label, models in asked.items())


def asked_models(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    """By ensemble the models that must see the pictures of a query: the members, and who places the reference."""
    try:
        members = ensemble_members(workspace)
    except NotFoundError:
        return {}
    asked = {f"{len(members)} members": members}
    try:
        features = default_features(workspace)
        if features not in members:
            asked[f"{len(members)} members + {features}"] = (*members, features)
    except NotFoundError:
        pass
    for name in workspace.store.design_names():
        try:
            design = open_design(workspace, name).design
            models = models_of_design(workspace, members, design.models)
            asked[f"design {name}"] = _with(models, map_of(workspace, design).features)
        except SimLabError:
            continue
    return asked


def _with(models: tuple[str, ...], features: str) -> tuple[str, ...]:
    return models if features in models else (*models, features)


def _cost(
    label: str, models: tuple[str, ...], place: "tuple[str, str, Precision]", rows: Sequence[LatencyRow]
) -> QueryCost:
    found = {
        row.model.name: row.measured
        for row in rows
        if row.model is not None
        and (
            not row.measured.n_bytes or (row.measured.device, row.measured.device_name, row.measured.precision) == place
        )
    }
    unmeasured = tuple(name for name in models if name not in found)
    known = None if unmeasured else [found[name] for name in models]
    return QueryCost(
        label,
        models,
        *place,
        seconds=sum(one.query.p50 for one in known) if known else None,
        prepare=sum(one.prepare.p50 for one in known) if known else None,
        n_bytes=sum(one.n_bytes for one in known) if known else None,
        unmeasured=unmeasured,
    )
