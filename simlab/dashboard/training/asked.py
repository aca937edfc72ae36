"""A training run as the form asks for it, and the command that trains it."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from simlab.training.recipes import LoopRecipe


@dataclass(frozen=True)
class AskedRun:
    """What to train.

    Attributes:
        command: after `simlab train`.
        settings: of the recipe, those that are not as usual.
        name: of the model; None for one model per context, each with its own name.
        context: of a CS-model, else None.
        device: `auto`, or as torch names it.
        register: whether the trained model joins the workspace at the end.
    """

    command: str
    settings: Mapping[str, Any]
    name: str | None
    context: str | None = None
    device: str = "auto"
    register: bool = True

    @property
    def title(self) -> str:
        """What its job is called."""
        return f"Train {self.name}" if self.name else "Train a CS-model for every context"

    def arguments(self, workspace: Path) -> list[str]:
        """Of `simlab`, to train it."""
        which = ["--each-context"] if self.name is None else ["--name", self.name]
        which += ["--context", self.context] if self.context else []
        chosen = [
            part for name, value in self.settings.items() for part in ("--set", f"{name}={json.dumps(as_json(value))}")
        ]
        joins = [] if self.register else ["--no-register"]
        where = [] if self.device == "auto" else ["--device", self.device]
        return ["train", self.command, str(workspace), *which, *where, *chosen, *joins]

    def estimate_arguments(self, workspace: Path) -> list[str]:
        """Of `simlab`, to say how long it takes."""
        return [*self.arguments(workspace), "--estimate", "--json"]


def unusual(recipe: LoopRecipe) -> dict[str, Any]:
    """The settings of a recipe that are not as usual; those that are made from others when left out count as usual."""
    plain = type(recipe)()
    return {
        field.name: getattr(recipe, field.name)
        for field in fields(recipe)
        if getattr(recipe, field.name) != getattr(plain, field.name)
    }


def as_json(value: Any) -> Any:
    """A setting as JSON has it."""
    return list(value) if isinstance(value, tuple) else value


def suggested_name(command: str, context: str | None, taken: Collection[str]) -> str:
    """A name that no model and no run has: "cs-indoor", "global-2"."""
    slug = re.sub(r"[^A-Za-z0-9._+-]+", "-", context or "").strip("-").lower()
    plain = f"{command}-{slug}" if slug else command
    number = 1
    while (name := plain if number == 1 else f"{plain}-{number}") in taken:
        number += 1
    return name
