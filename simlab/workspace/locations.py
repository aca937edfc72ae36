"""Where workspaces are: shipped with SimLab, in the user's data folder, and wherever SIMLAB_WORKSPACES says."""

import os
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import filelock
import platformdirs

from simlab.errors import NotFoundError
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


def _working_copy(folder: Path) -> Path:
    if not read_manifest(folder).shipped:
        return folder
    copy = new_workspace_folder(folder.name)
    copy.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(copy.with_name(f".{copy.name}.lock")):
        if not _is_workspace(copy):
            with new_folder(copy) as draft:
                shutil.copytree(folder, draft, dirs_exist_ok=True)
                write_manifest(draft, replace(read_manifest(draft), shipped=False))
    return copy


def _is_workspace(folder: Path) -> bool:
    """Whether there is a workspace; False also where nobody may look, or for a name that no file can have."""
    with suppress(OSError):
        return (folder / FILE_NAME).is_file()
    return False


def _content(folder: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(folder.iterdir())
    return []
