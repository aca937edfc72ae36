"""Named versions of designs: save, list, restore, and go on from one in a design of its own."""

import getpass
from dataclasses import dataclass

from simlab.ensembles import Design, design_from_json
from simlab.errors import InputError
from simlab.studies.designs.named import NamedDesign, open_design, save_step
from simlab.workspace import Workspace
from simlab.workspace.version_store import StoredVersion


@dataclass(frozen=True)
class DesignVersion:
    """One state of a design that somebody kept under a name.

    Attributes:
        name: unique in the design.
        design: regions and rules, exactly as they were.
        step: of the design's history, which it was made of.
        author: who saved it.
        comment: in the author's words; may be empty.
        time: when it was saved, UTC, ISO 8601.
    """

    name: str
    design: Design
    step: int
    author: str
    comment: str
    time: str


def save_version(
    workspace: Workspace, named: NamedDesign, name: str, *, author: str | None = None, comment: str = ""
) -> DesignVersion:
    """Keep a design as it is seen, for ever.

    Args:
        workspace: of the design.
        named: the design at the step that the author sees; somebody else may have moved it on since.
        name: of the version.
        author: who saves it; the system's user name by default.
        comment: anything worth remembering.

    Raises:
        InputError: the name cannot be used, or there is no author.
        ConflictError: the design has a version of that name, or its step was undone and replaced meanwhile.
        NotFoundError: the design is gone.
    """
    by = system_user() if author is None else author
    return _version(workspace.store.versions.save(named.name, name, at=named.step, author=by, comment=comment))


def list_versions(workspace: Workspace, design: str) -> list[DesignVersion]:
    """All versions of a design, oldest first; raises NotFoundError when there is no such design."""
    return [_version(stored) for stored in workspace.store.versions.versions(design)]


def open_version(workspace: Workspace, design: str, name: str) -> DesignVersion:
    """One version; raises NotFoundError when there is no such design or version."""
    return _version(workspace.store.versions.version(design, name))


def restore_version(workspace: Workspace, before: NamedDesign, name: str) -> NamedDesign:
    """The design with the state of a version, as one more step, which can be undone.

    Raises:
        NotFoundError: there is no such version.
        ConflictError: somebody else changed the design in the meantime.
    """
    version = open_version(workspace, before.name, name)
    return save_step(workspace, before, version.design, f"restored version {name}")


def duplicate_design(workspace: Workspace, design: str, name: str, *, version: str | None = None) -> NamedDesign:
    """A new design that begins as another one is now, or as one of its versions was; history and versions stay there.

    What was looked at on check and test goes along: a copy of a design whose test figure was seen is no fresh start.

    Raises:
        NotFoundError: there is no such design or version.
        InputError: the new name cannot be used.
        ConflictError: the new name is taken.
    """
    if version is None:
        source = open_design(workspace, design)
        state, origin = source.design, f"step {source.step}"
    else:
        state, origin = open_version(workspace, design, version).design, f"version {version}"
    workspace.store.create_design(name, state.to_json(), f"duplicate of {design}, {origin}")
    workspace.store.looks.copy(design, name)
    return open_design(workspace, name)


def system_user() -> str:
    """The name that the operating system knows the user by.

    Raises:
        InputError: it knows none.
    """
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:  # which of them depends on the system and on Python's version
        raise InputError(f"The system does not say who you are ({error}). Name the author (--author NAME).") from None


def _version(stored: StoredVersion) -> DesignVersion:
    design = design_from_json(stored.state)
    return DesignVersion(stored.name, design, stored.step, stored.author, stored.comment, stored.time)
