"""Where workspaces are: shipped with SimLab, in the user's data folder, and wherever SIMLAB_WORKSPACES says."""

import os
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import filelock
import platformdirs

from simlab.errors import NotFoundError, WorkspaceError
from simlab.workspace.atomic import new_folder
from simlab.workspace.manifest import FILE_NAME, read_manifest, write_manifest

SHIPPED_FOLDER = Path(__file__).resolve().parents[2] / "data"


def user_folder() -> Path:
    """SimLab's folder for this user's data; SIMLAB_HOME overrides what the system suggests."""
    override = os.environ.get("SIMLAB_HOME")
    return Path(override).expanduser() if override else platformdirs.user_data_path("simlab", appauthor=False)


def workspace_folders() -> list[Path]:
    """Every known workspace, the user's first; a shipped one is left out once it has a working copy."""
    roots = [user_folder() / "workspaces"]
    roots += [Path(part).expanduser() for part in os.environ.get("SIMLAB_WORKSPACES", "").split(os.pathsep) if part]
    roots.append(SHIPPED_FOLDER)
    found: dict[str, Path] = {}
    for root in roots:
        for folder in [root, *_content(root)]:
            if _is_workspace(folder) and not folder.name.startswith("."):
                found.setdefault(folder.name, folder.resolve())
    return list(found.values())


def new_workspace_folder(name: str) -> Path:
    """Where a workspace of that name goes when the user names no folder."""
    return user_folder() / "workspaces" / name


def find_workspace(path_or_name: str | Path) -> Path:
    """The folder of a workspace, given as a path or as the name of a known one.

    A shipped workspace is copied to the user's folder first, and the copy is returned.

    Raises:
        NotFoundError: neither a path nor a known name.
    """
    as_path = Path(path_or_name).expanduser()
    if _is_workspace(as_path):
        return _working_copy(as_path.resolve())
    known = {folder.name: folder for folder in workspace_folders()}
    if str(path_or_name) in known:
        return _working_copy(known[str(path_or_name)])
    names = ", ".join(sorted(known)) or "none"
    raise NotFoundError(
        f"There is no workspace at {as_path}, and none is known by that name. Known workspaces: {names}. "
        "Make one with `simlab import`, or add its folder to SIMLAB_WORKSPACES."
    )


def is_shipped(folder: Path) -> bool:
    """Whether the workspace in `folder` comes with SimLab and is copied before it is first used."""
    with suppress(WorkspaceError):
        return read_manifest(folder).shipped
    return False


def shipped_original(folder: Path) -> Path | None:
    """The shipped workspace that the one in `folder` is, or is a working copy of; None for a study of one's own."""
    with suppress(WorkspaceError):
        wanted = read_manifest(folder).id
        for shipped in filter(_is_workspace, _content(SHIPPED_FOLDER)):
            if is_shipped(shipped) and read_manifest(shipped).id == wanted:
                return shipped
    return None


def reset_working_copy(folder: Path) -> Path:
    """Put a shipped workspace as it came in place of its working copy; what was made in the copy is lost.

    Readers see the old copy or the new one. Whoever calls makes sure that no job works on it, and closes its store
    (`Workspace.store.close`) afterwards: open connections would go on writing to the files that are gone.

    Args:
        folder: the working copy.

    Returns:
        the folder of the new one.

    Raises:
        NotFoundError: it is no working copy of a shipped workspace.
    """
    original = shipped_original(folder)
    if original is None or original.resolve() == folder.resolve():
        raise NotFoundError(
            f"{folder} is no working copy of a workspace that comes with SimLab, so there is nothing to reset it to."
        )
    with filelock.FileLock(_lock_of(folder)):
        _copy(original, folder, replacing=True)
    return folder


def _working_copy(folder: Path) -> Path:
    if not read_manifest(folder).shipped:
        return folder
    copy = new_workspace_folder(folder.name)
    copy.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(_lock_of(copy)):
        if not _is_workspace(copy):
            _copy(folder, copy)
    return copy


def _copy(shipped: Path, copy: Path, *, replacing: bool = False) -> None:
    with new_folder(copy, replace=replacing) as draft:
        shutil.copytree(shipped, draft, dirs_exist_ok=True)
        write_manifest(draft, replace(read_manifest(draft), shipped=False))


def _lock_of(copy: Path) -> Path:
    return copy.with_name(f".{copy.name}.lock")


def _is_workspace(folder: Path) -> bool:
    """Whether there is a workspace; False also where nobody may look, or for a name that no file can have."""
    with suppress(OSError):
        return (folder / FILE_NAME).is_file()
    return False


def _content(folder: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(folder.iterdir())
    return []
