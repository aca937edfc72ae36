"""`workspace.json`: what a workspace is, and which models it has, in their order."""

import json
import re
import uuid
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from simlab.errors import FormatVersionError, InputError, NotFoundError, WorkspaceError, first_few
from simlab.workspace.atomic import write_json

FORMAT_VERSION = 1
FILE_NAME = "workspace.json"
ModelKind = Literal["cs", "global", "baseline", "features"]
MODEL_KINDS: tuple[ModelKind, ...] = get_args(ModelKind)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,79}")


def check_name(name: str, what: str) -> str:
    """`name`, if it can be a file name on every system.

    Raises:
        InputError: it cannot.
    """
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot be the name of a {what}: use up to 80 letters, digits, '.', '_', '+' or '-', "
            "beginning with a letter or digit."
        )
    return name


@dataclass(frozen=True)
class ModelEntry:
    """One model of a workspace.

    Attributes:
        name: unique, and the name of its folder under `embeddings/`.
        kind: `cs` (fine-tuned on one context cluster), `global` (on all together), `baseline` (by nobody), or
            `features` (serves maps and gates, and is never scored).
        context: the context cluster of a CS-model, else None.
        encoder: the encoder spec its embedding was made with, None where it was imported.
    """

    name: str
    kind: ModelKind
    context: str | None = None
    encoder: str | None = None

    def __post_init__(self) -> None:
        check_name(self.name, "model")
        if self.kind not in MODEL_KINDS:
            raise InputError(
                f"{self.kind!r} is no kind of model; the kinds are {', '.join(MODEL_KINDS)} (model {self.name!r})."
            )


@dataclass(frozen=True)
class Manifest:
    """The content of `workspace.json`.

    Attributes:
        name: what people call the study.
        id: made once, never changed; tells workspaces of one name apart.
        provenance: where images and answers came from, and what was chosen on the way (seeds, shares).
        license: under which terms they may be used.
        synthetic: every figure made from it says so.
        shipped: comes with SimLab and is never written to; opening it makes a working copy.
        contexts: names of the context clusters, in order.
        models: in the order in which ties between them are decided.
        created: UTC, ISO 8601.
    """

    name: str
    provenance: str = ""
    license: str = "unknown"
    synthetic: bool = False
    shipped: bool = False
    contexts: tuple[str, ...] = ()
    models: tuple[ModelEntry, ...] = ()
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    created: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    def model(self, name: str) -> ModelEntry:
        """The model of that name.

        Raises:
            NotFoundError: there is none.
        """
        for entry in self.models:
            if entry.name == name:
                return entry
        known = first_few((entry.name for entry in self.models), 12) or "none yet"
        raise NotFoundError(f"Workspace {self.name!r} has no model {name!r}. Its models: {known}.")

    def with_model(self, entry: ModelEntry) -> "Manifest":
        """A copy in which `entry` replaces the model of its name, or comes last."""
        if any(known.name == entry.name for known in self.models):
            models = tuple(entry if known.name == entry.name else known for known in self.models)
        else:
            models = (*self.models, entry)
        return replace(self, models=models)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the workspace in `folder`.

    Raises:
        WorkspaceError: there is none, or it is damaged.
        FormatVersionError: a newer SimLab wrote it.
    """
    path = folder / FILE_NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WorkspaceError(
            f"{folder} is not a workspace: it has no {FILE_NAME}. Make one with `simlab import … --out {folder}`."
        ) from None
    except ValueError as error:
        raise WorkspaceError(f"{path} is damaged ({error}). Restore it from a backup, or import again.") from None
    if not isinstance(content, dict):
        raise WorkspaceError(f"{path} is damaged: it is no JSON object. Restore it from a backup, or import again.")
    require_version(content.get("format_version"), FORMAT_VERSION, path)
    try:
        return _from_json(content)
    except (KeyError, TypeError) as error:
        raise WorkspaceError(f"{path} is damaged: {error}. Restore it from a backup, or import again.") from None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest of `folder`."""
    write_json(folder / FILE_NAME, {"format_version": FORMAT_VERSION, **asdict(manifest)})


def require_version(found: object, known: int, path: Path) -> None:
    """Refuse a file of another format.

    Raises:
        FormatVersionError: it is newer than what this SimLab knows.
        WorkspaceError: it states no version.
    """
    if not isinstance(found, int):
        raise WorkspaceError(f"{path} states no format_version. It is damaged, or not SimLab's.")
    if found > known:
        raise FormatVersionError(
            f"{path} has format version {found}; this SimLab knows versions up to {known}. Update SimLab to open it."
        )


def _from_json(content: dict[str, Any]) -> Manifest:
    fields = {key: value for key, value in content.items() if key != "format_version"}
    fields["contexts"] = tuple(fields["contexts"])
    fields["models"] = tuple(ModelEntry(**entry) for entry in fields["models"])
    return Manifest(**fields)
