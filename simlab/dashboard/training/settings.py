"""The settings of a recipe as a form shows them: what each is, from the recipe's own docstrings."""

import inspect
import re
from dataclasses import dataclass, fields, replace
from typing import Any

from simlab.training.recipes import LoopRecipe

_ENTRY = re.compile(r"^ {4}(?P<names>[a-z_0-9]+(?:, [a-z_0-9]+)*): (?P<text>.*)$")
_GROUPS = {
    "LoopRecipe": "Optimiser and loop",
    "ViewRecipe": "Views of a picture",
    "PictureRecipe": "Network",
    "TripletRecipe": "Loss on answers",
    "ContrastiveRecipe": "Contrastive loss",
    "ProxyRecipe": "Proxies and their hierarchy",
}
_SPELLED = {"jpeg": "JPEG", "lora": "LoRA", "nca": "NCA"}


@dataclass(frozen=True)
class Setting:
    """One setting of a recipe.

    Attributes:
        name: as in the recipe, and after `--set`.
        kind: its type, as annotated.
        usual: what a form begins with; the recipe's default, unless something else is sensible.
        about: what it is, from the docstring of the class that introduces it.
        group: what it is a part of, for people.
    """

    name: str
    kind: Any
    usual: Any
    about: str
    group: str

    @property
    def label(self) -> str:
        """Its name as a form shows it."""
        words = self.name.split("_")
        first = _SPELLED.get(words[0], words[0].capitalize())
        return " ".join([first, *words[1:]])

    def beginning_with(self, value: Any) -> "Setting":
        """The same, with another value to begin with."""
        return replace(self, usual=value)


def settings_of(recipe: type[LoopRecipe]) -> tuple[Setting, ...]:
    """Every setting of a recipe, those of one group side by side."""
    found = []
    for field in fields(recipe):
        owner = next(kind for kind in reversed(recipe.__mro__) if field.name in vars(kind).get("__annotations__", {}))
        group = _GROUPS.get(owner.__name__, "More")
        found.append(Setting(field.name, field.type, field.default, documented(owner).get(field.name, ""), group))
    order = list(_GROUPS.values())
    return tuple(
        sorted(found, key=lambda setting: order.index(setting.group) if setting.group in order else len(order))
    )


def documented(kind: type) -> dict[str, str]:
    """What the docstring of a class says of each of its attributes, by name."""
    found: dict[str, str] = {}
    names: list[str] = []
    _, _, attributes = (inspect.getdoc(kind) or "").partition("Attributes:\n")
    for line in attributes.splitlines():
        entry = _ENTRY.match(line)
        if entry:
            names = entry["names"].split(", ")
            found.update(dict.fromkeys(names, entry["text"]))
        elif line.startswith("     "):
            found.update({name: f"{found[name]} {line.strip()}" for name in names})
        else:
            break
    return found
