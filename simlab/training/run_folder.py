"""`runs/ID/`: what a training run was asked for, whether it has ended, and what came of it."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simlab.errors import ConflictError, FingerprintError, WorkspaceError
from simlab.workspace import Workspace
from simlab.workspace.atomic import write_json
from simlab.workspace.manifest import require_version

FORMAT_VERSION = 1
_FILE_NAME = "run.json"


def open_run(workspace: Workspace, name: str, asked: Mapping[str, Any], *, resume: bool) -> tuple[Path, dict[str, Any]]:
    """The folder of a run, new or to be continued, and what `run.json` says of it.

    Args:
        workspace: whose run.
        name: of the run and of its model.
        asked: kind, context, recipe and data fingerprint; a run is continued only for the very same.
        resume: False forgets what an earlier run of that name did.

    Raises:
        ConflictError: the workspace has a model of that name that no run made.
        FingerprintError: a run of that name was made with other settings or from other data.
        WorkspaceError: its description is damaged.
    """
    folder = workspace.path / "runs" / name
    if not (folder / _FILE_NAME).is_file() and any(entry.name == name for entry in workspace.manifest.models):
        raise ConflictError(
            f"Workspace {workspace.manifest.name!r} has a model {name!r} that was not trained here; training would "
            "replace it. Choose another --name."
        )
    if not resume:
        shutil.rmtree(folder, ignore_errors=True)
    known = read_run(folder)
    if known is None:
        folder.mkdir(parents=True, exist_ok=True)
        known = {**asked, "finished": False}
        write_run(folder, known)
        return folder, known
    changed = _differences(known, asked)
    if changed:
        raise FingerprintError(
            f"Run {name!r} was made with other settings: {'; '.join(changed)}. Give this one another --name, or "
            "start over with --no-resume."
        )
    return folder, known


def read_run(folder: Path) -> dict[str, Any] | None:
    """What `run.json` says, or None where there is none.

    Raises:
        WorkspaceError: it is damaged.
        FormatVersionError: a newer SimLab wrote it.
    """
    path = folder / _FILE_NAME
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
    write_json(folder / _FILE_NAME, {"format_version": FORMAT_VERSION, **content})


def _differences(known: Mapping[str, Any], asked: Mapping[str, Any]) -> list[str]:
    changed = []
    for key, value in asked.items():
        before = known.get(key)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            changed += _differences(before, value)
        elif before != value:
            changed.append(f"{key} was {before}, now {value}")
    return changed
