"""What must be known to build a trained network again."""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, Literal, Self

from simlab.errors import InputError

Tuning = Literal["full", "head", "lora"]
"""What training changes: all weights, only a head on a frozen network, or low-rank adapters beside frozen weights."""
HeadKind = Literal["linear", "mlp"]
"""One linear layer, or two with a ReLU between them."""


@dataclass(frozen=True)
class NetworkShape:
    """What must be known to build a network again.

    Attributes:
        backbone: a name that timm knows, for random weights; or the spec of the network that training begins with.
        size: side of the square input in pixels, 16…1024; None for that of the spec.
        dimensions: outputs of the head on the backbone's features; None for the features themselves.
        head: what kind of head.
        hidden: outputs of the first layer of an `mlp` head; None for as many as the backbone has.
        tuning: what training changes.
        lora_rank: of the adapters.
        lora_alpha: over the rank, the weight of what the adapters add.
        lora_targets: layers that get an adapter, by name or end of the name; none for those of the attention.
    """

    backbone: str
    size: int | None = 96
    dimensions: int | None = None
    head: HeadKind = "linear"
    hidden: int | None = None
    tuning: Tuning = "full"
    lora_rank: int = 4
    lora_alpha: float = 8
    lora_targets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.size is not None and not 16 <= self.size <= 1024:
            raise InputError(f"The input size must be 16 to 1024 pixels; it is {self.size}.")
        if self.dimensions is not None and not 1 <= self.dimensions <= 65_536:
            raise InputError(f"The embedding must have 1 to 65536 dimensions; {self.dimensions} were asked for.")

    @property
    def is_spec(self) -> bool:
        """Whether the backbone is named by a spec, not by a bare name of timm's."""
        return ":" in self.backbone

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        values: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in content.items()}
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        """Backbone, size and dimensions, and of the rest what differs from its default."""
        usual = {field.name: field.default for field in fields(self)}
        always = [name for name in usual if usual[name] is MISSING] + ["size", "dimensions"]
        content = {name: value for name, value in asdict(self).items() if name in always or value != usual[name]}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in content.items()}
