"""Which models of a workspace are a head or adapters on another of its models, and cannot be opened without it."""

import json

from simlab.encoders.spec import parse_spec
from simlab.errors import ConflictError, first_few
from simlab.workspace import Workspace


def models_standing_on(workspace: Workspace, name: str) -> list[str]:
    """The models whose backbone is the model `name`, in the order of their names."""
    found = []
    for path in sorted((workspace.path / "models").glob("*/model.json")):
        try:
            backbone = str(json.loads(path.read_text(encoding="utf-8"))["network"]["backbone"])
        except (OSError, ValueError, KeyError):  # damaged: it stands on nothing that could be told
            continue
        if ":" in backbone and any(
            (part.prefix, part.name) == ("checkpoint", name) for part in parse_spec(backbone).parts
        ):
            found.append(path.parent.name)
    return found


def require_no_dependents(workspace: Workspace, name: str) -> None:
    """Refuse to remove a model that others need.

    Raises:
        ConflictError: some models stand on it.
    """
    needing = models_standing_on(workspace, name)
    if needing:
        raise ConflictError(
            f"{len(needing)} model(s) are a head or adapters on model {name!r} and cannot be opened without it "
            f"({first_few(needing)}). Delete them first, or keep it."
        )
