"""What half precision did to the answers of encoders, in the workspace's cache: the newest for each of them.

Figures of other validation triples than those of now are not shown.
"""

import json
from pathlib import Path
from typing import Any

from simlab.evaluation import Difference, Estimate
from simlab.studies.precision.changed_answers import ChangedAnswers, PrecisionEffect
from simlab.workspace import Workspace
from simlab.workspace.atomic import write_json
from simlab.workspace.check_set import check_set_of
from simlab.workspace.fingerprints import fingerprint

FORMAT_VERSION = 1


def store_effect(workspace: Workspace, found: PrecisionEffect) -> None:
    """Keep it, in place of what was known of this encoder, precision and device."""
    key = fingerprint(found.encoder, found.precision, found.device_name)
    folder = _folder(workspace)
    folder.mkdir(parents=True, exist_ok=True)
    content = {"format_version": FORMAT_VERSION, "asked": _asked(workspace), **found.to_json()}
    write_json(folder / f"{key}.json", content)


def stored_effects(workspace: Workspace) -> tuple[PrecisionEffect, ...]:
    """What is known of the validation triples as they are, newest first; files that cannot be read are left out."""
    asked = _asked(workspace)
    read = [_read(path, asked) for path in _folder(workspace).glob("*.json")]
    return tuple(sorted((found for found in read if found), key=lambda found: found.measured, reverse=True))


def _folder(workspace: Workspace) -> Path:
    return workspace.path / "cache" / "precision"


def _asked(workspace: Workspace) -> str:
    return fingerprint(workspace.triples_fingerprint, str(check_set_of(workspace)))


def _read(path: Path, asked: str) -> PrecisionEffect | None:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if (content.pop("format_version"), content.pop("asked"), content.pop("split")) != (
            FORMAT_VERSION,
            asked,
            "validation",
        ):
            return None
        answers = content["answers"]
        for part, kind in (("full", Estimate), ("half", Estimate), ("difference", Difference), ("changed", Estimate)):
            value = answers[part]["value"]
            answers[part] = kind(**{**answers[part], "value": float("nan") if value is None else value})
        return PrecisionEffect(**{**content, "answers": ChangedAnswers(**answers)})
    except (OSError, ValueError, KeyError, TypeError):
        return None
