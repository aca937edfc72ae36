"""Designs in the workspace's store: opened with their map, saved step by step."""

from dataclasses import dataclass

from simlab.ensembles import Design, design_from_json, uniform_mean_of
from simlab.errors import FingerprintError
from simlab.maps import ReferenceMap, load_map
from simlab.studies.split_questions import ensemble_members
from simlab.workspace import Workspace
from simlab.workspace.design_store import StoredDesign


@dataclass(frozen=True)
class NamedDesign:
    """A design under its name, at one step of its history.

    Attributes:
        name: unique in the workspace.
        design: regions and rules.
        step, last_step: where in its history it stands; smaller `step` after an undo.
        action: what the current step did, for people.
    """

    name: str
    design: Design
    step: int
    last_step: int
    action: str

    @property
    def can_undo(self) -> bool:
        """Whether there is a step before."""
        return self.step > 0

    @property
    def can_redo(self) -> bool:
        """Whether a step was undone."""
        return self.step < self.last_step


def create_design(
    workspace: Workspace, name: str, reference_map: ReferenceMap, design: Design | None = None
) -> NamedDesign:
    """A new design on a map: no regions and the uniform mean of the members everywhere, or the one given.

    Raises:
        ConflictError: the name is taken.
        FingerprintError: `design` was drawn on another map.
    """
    if design is None:
        fallback = uniform_mean_of(ensemble_members(workspace))
        design = Design(reference_map.id, reference_map.fingerprint, fallback)
    require_map(design, reference_map)
    return _named(workspace.store.create_design(name, design.to_json(), "created"))


def open_design(workspace: Workspace, name: str) -> NamedDesign:
    """A design of the workspace; raises NotFoundError when there is none of that name."""
    return _named(workspace.store.design(name))


def save_step(workspace: Workspace, before: NamedDesign, design: Design, action: str) -> NamedDesign:
    """The design after one more step.

    Raises:
        ConflictError: somebody else saved one in the meantime.
        FingerprintError: `design` is on another map than the one before.
    """
    if design.map_fingerprint != before.design.map_fingerprint:
        raise FingerprintError(
            f"Design {before.name!r} belongs to map {before.design.map_id!r} with fingerprint "
            f"{before.design.map_fingerprint}; this step is on map {design.map_id!r} with fingerprint "
            f"{design.map_fingerprint}. Save it as a design of its own."
        )
    return _named(workspace.store.add_step(before.name, design.to_json(), action, after=before.step))


def undo(workspace: Workspace, named: NamedDesign) -> NamedDesign:
    """One step back; raises ConflictError or, at the first step, InputError."""
    return _named(workspace.store.undo(named.name, at=named.step))


def redo(workspace: Workspace, named: NamedDesign) -> NamedDesign:
    """One step forward again; raises ConflictError or, at the last step, InputError."""
    return _named(workspace.store.redo(named.name, at=named.step))


def go_to_step(workspace: Workspace, named: NamedDesign, step: int) -> NamedDesign:
    """Another step of the history, as undo or redo would bring it there; raises ConflictError or NotFoundError."""
    return _named(workspace.store.go_to(named.name, step, at=named.step))


def free_design_name(workspace: Workspace, wanted: str) -> str:
    """The name itself, or with the first number that no design has, in the archive or out of it."""
    taken = {*workspace.store.design_names(), *workspace.store.archived_design_names()}
    candidates = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in candidates if name not in taken)


def map_of(workspace: Workspace, design: Design) -> ReferenceMap:
    """The map that a design was drawn on.

    Raises:
        NotFoundError: it is gone.
        FingerprintError: another map has taken its name.
    """
    reference_map = load_map(workspace, design.map_id)
    require_map(design, reference_map)
    return reference_map


def require_map(design: Design, reference_map: ReferenceMap) -> None:
    """Refuse a design on a map that it was not drawn on.

    Raises:
        FingerprintError: the fingerprints differ.
    """
    if design.map_fingerprint != reference_map.fingerprint:
        raise FingerprintError(
            f"The design was drawn on map {design.map_id!r} with fingerprint {design.map_fingerprint}; map "
            f"{reference_map.id!r} has {reference_map.fingerprint}. Its coordinates mean nothing there. Open the "
            "design on its own map, or draw it again on this one."
        )


def _named(stored: StoredDesign) -> NamedDesign:
    return NamedDesign(stored.name, design_from_json(stored.state), stored.step, stored.last_step, stored.action)
