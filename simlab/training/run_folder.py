"""`runs/NAME/`: what a training run was asked for, whether it has ended, and what came of it."""

import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import filelock

from simlab.errors import ConflictError, FingerprintError, WorkspaceError
from simlab.workspace import Workspace
from simlab.workspace.atomic import write_json
from simlab.workspace.manifest import require_version

FORMAT_VERSION = 1
FILE_NAME = "run.json"
# A page that looks whether a run is at work holds its lock for an instant.
_LOCK_SECONDS = 2.0


def open_run(
    workspace: Workspace, name: str, asked: Mapping[str, Any], usual: Mapping[str, Any], *, resume: bool
) -> tuple[Path, dict[str, Any]]:
    """The folder of a run, new or to be continued, and what `run.json` says of it.

    Args:
        workspace: whose run.
        name: of the run and of its model.
        asked: kind, context, recipe and data fingerprint; a run is continued only for the very same.
        usual: the recipe's defaults, which settings have that an earlier SimLab did not store.
        resume: False forgets what an earlier run of that name did.

    Raises:
        ConflictError: the workspace has a model of that name that no run made.
        FingerprintError: a run of that name was made with other settings or from other data.
        WorkspaceError: its description is damaged.
    """
    folder = run_folder(workspace, name)
    if not (folder / FILE_NAME).is_file() and any(entry.name == name for entry in workspace.manifest.models):
        raise ConflictError(
            f"Workspace {workspace.manifest.name!r} has a model {name!r} that was not trained here; training would "
            "replace it. Choose another --name."
        )
    if not resume:
        shutil.rmtree(folder, ignore_errors=True)
    known = read_run(folder)
    if known is None:
        folder.mkdir(parents=True, exist_ok=True)
        known = {**asked, "finished": False, "started": time.time()}
        write_run(folder, known)
        return folder, known
    stored = {**known, "recipe": {**usual, **known.get("recipe", {})}}
    changed = _differences(stored, asked)
    if changed:
        raise FingerprintError(
            f"Run {name!r} was made with other settings: {'; '.join(changed)}. Give this one another --name, or "
            "start over with --no-resume."
        )
    return folder, known


def run_folder(workspace: Workspace, name: str) -> Path:
    """Where the run of that name is, or would be."""
    return workspace.path / "runs" / name


def is_kept(workspace: Workspace, name: str) -> bool:
    """Whether what a finished run trained is there: a model's files, or vectors where it has none."""
    return any((workspace.path / part / name).is_dir() for part in ("models", "embeddings"))


@contextmanager
def at_work(workspace: Workspace, name: str) -> Iterator[None]:
    """Hold a run for this process; the system lets it go when the process ends, however that is.

    Raises:
        ConflictError: another process trains it.
    """
    path = _lock(workspace, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(path)
    try:
        lock.acquire(timeout=_LOCK_SECONDS)
    except filelock.Timeout:
        raise ConflictError(
            f"Run {name!r} is being trained by another process. Wait for it or stop it, or choose another --name."
        ) from None
    try:
        yield
    finally:
        lock.release()


def is_at_work(workspace: Workspace, name: str) -> bool:
    """Whether some process trains this run now."""
    path = _lock(workspace, name)
    if not path.exists():
        return False
    lock = filelock.FileLock(path)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        return True
    lock.release()
    return False


def read_run(folder: Path) -> dict[str, Any] | None:
    """What `run.json` says, or None where there is none.

    Raises:
        WorkspaceError: it is damaged.
        FormatVersionError: a newer SimLab wrote it.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return None
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise WorkspaceError(f"{path} is damaged ({error}). Remove the run, or start over with --no-resume.") from None
    require_version(content.pop("format_version", None), FORMAT_VERSION, path)
    return content


def write_run(folder: Path, content: Mapping[str, Any]) -> None:
    """Replace `run.json`."""
    write_json(folder / FILE_NAME, {"format_version": FORMAT_VERSION, **content})


def _lock(workspace: Workspace, name: str) -> Path:
    return workspace.path / "runs" / f".{name}.lock"


def _differences(known: Mapping[str, Any], asked: Mapping[str, Any]) -> list[str]:
    changed = []
    for key, value in asked.items():
        before = known.get(key)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            changed += _differences(before, value)
        elif before != value:
            changed.append(f"{key} was {before}, now {value}")
    return changed
