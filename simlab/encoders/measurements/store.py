"""Measurements as files in the user's folder: one for each encoder, device and precision of each machine.

The newest takes the place of the one before. A checkpoint is a model of one workspace, so its file says of which.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simlab.encoders.measurements.machine import Machine, this_machine
from simlab.encoders.measurements.measurement import BatchSpeed, Measurement, Timing
from simlab.encoders.spec import parse_spec
from simlab.workspace import user_folder
from simlab.workspace.atomic import write_json
from simlab.workspace.fingerprints import fingerprint

FORMAT_VERSION = 1


def store_measurement(found: Measurement, workspace: str | None = None) -> Path:
    """Keep a measurement; returns its file.

    Args:
        found: it replaces what is known of this encoder, device and precision on its machine.
        workspace: the id of the workspace that checkpoints were looked up in.
    """
    owner = workspace if names_checkpoint(found.spec) else None
    key = fingerprint(asdict(found.machine), found.spec, owner, found.device, found.device_name, found.precision)
    path = _folder() / f"{key}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, {"format_version": FORMAT_VERSION, "workspace": owner, **asdict(found)})
    return path


def stored_measurements(workspace: str | None = None, machine: Machine | None = None) -> tuple[Measurement, ...]:
    """What was measured on a machine, newest first.

    Args:
        workspace: the id of a workspace, whose checkpoints are wanted; those of others are left out.
        machine: this one by default.

    Returns:
        files that cannot be read, or that a newer SimLab wrote, are left out: measuring again replaces them.
    """
    wanted = machine or this_machine()
    found = []
    for path in _folder().glob("*.json"):
        read = _read(path)
        if read is not None and read[0] in (None, workspace) and read[1].machine == wanted:
            found.append(read[1])
    return tuple(sorted(found, key=lambda one: one.measured, reverse=True))


def names_checkpoint(spec: str) -> bool:
    """Whether some part of a spec is a model of a workspace, so that the name alone does not say which."""
    return any(part.prefix == "checkpoint" for part in parse_spec(spec).parts)


def _folder() -> Path:
    return user_folder() / "measurements"


def _read(path: Path) -> tuple[str | None, Measurement] | None:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if content.pop("format_version") != FORMAT_VERSION:
            return None
        workspace = content.pop("workspace")
        for name in ("query", "prepare", "embed"):
            content[name] = Timing(**content[name])
        content["batches"] = tuple(BatchSpeed(**batch) for batch in content["batches"])
        return workspace, Measurement(**{**content, "machine": Machine(**content["machine"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
