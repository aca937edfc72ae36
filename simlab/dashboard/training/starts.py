"""What a network can start from, and the settings that are sensible for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from simlab.encoders.presets import PRESETS

_SCRATCH = {
    "test_resnet": "Smallest ResNet (test_resnet), from scratch",
    "resnet10t": "ResNet-10 (resnet10t), from scratch",
    "lcnet_100": "LCNet (lcnet_100), from scratch",
}
_HEAD_DIMENSIONS = 128
_PAPER_RATES = {"full": 1e-5, "lora": 1e-4}
"""Liao & Chen, KDD 2024: learning rates for pretrained networks; its batches hold 8 triples."""
_PAPER_BATCH = 8
_BATCH_WITHOUT_ANSWERS = 32
"""In which pictures are compared with each other, so that 8 would be too few; a multiple of 4 pictures a class."""

Tuning = Literal["full", "head", "lora"]


@dataclass(frozen=True)
class Start:
    """Where the weights come from.

    Attributes:
        settings: of the recipe, that say so.
        published: whether they were trained elsewhere, at a size of their own.
        model: the model of the workspace that they are of.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    published: bool = False
    model: str | None = None

    def under(self, tuning: Tuning) -> "Start":
        """The same where only this is trained: a model is gone on from as a whole, and stands under anything else."""
        if self.model is None or tuning == "full":
            return self
        return Start({"backbone": f"checkpoint:{self.model}"}, published=True, model=self.model)


def starts_of(trained: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, Start]:
    """What is offered, by label.

    Args:
        trained: name and recipe of each finished network of the workspace.
    """
    offered = {label: Start({"backbone": name}) for name, label in _SCRATCH.items()}
    for preset in PRESETS:
        offered[f"{preset.label}, published weights"] = Start({"backbone": preset.spec}, published=True)
    for name, recipe in trained:
        kept: dict[str, Any] = {part: recipe[part] for part in ("backbone", "size") if part in recipe}
        offered[f"Model {name} of this workspace"] = Start({**kept, "start_from": name}, model=name)
    return offered


def start_named(text: str, offered: dict[str, Start]) -> Start:
    """What is offered under a label; any other text is a spec, or a name that timm knows."""
    return offered.get(text) or Start({"backbone": text.strip()}, published=":" in text)


def sensible(command: str, published: bool, tuning: Tuning) -> dict[str, Any]:
    """Settings that a form begins with where the recipe's own, made for small networks from scratch, do not suit."""
    values: dict[str, Any] = {}
    if published and tuning in _PAPER_RATES:
        on_answers = command in ("cs", "global")
        values["learning_rate"] = _PAPER_RATES[tuning]
        values["batch"] = _PAPER_BATCH if on_answers else _BATCH_WITHOUT_ANSWERS
    if tuning == "head" and command == "contrastive":
        values |= {"dimensions": _HEAD_DIMENSIONS, "head": "mlp"}
    return values
