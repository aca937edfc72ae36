"""What all training on pictures shares: the network, beside the views it is shown."""

from dataclasses import dataclass
from typing import get_args

from simlab.encoders.network_shape import HeadKind, Tuning
from simlab.encoders.presets import spec_of
from simlab.training.recipes.view_recipe import ViewRecipe

DEFAULT_SIZE = 64
"""Side in pixels of the input of a network at random weights, unless another is asked for."""


@dataclass(frozen=True, kw_only=True)
class PictureRecipe(ViewRecipe):
    """The network to be trained, and what of it is.

    Attributes:
        backbone: a name that timm knows (`test_resnet`), for random weights drawn from the seed; or any spec of a
            network for published weights or one's own: `timm:…`, `open_clip:…`, each with `@PATH`, `checkpoint:NAME`
            for a model of the workspace, a preset's label. With tuning=head also several, joined by "+".
        size: side of the square input in pixels, 16…1024; None is 64 for a bare name, and the network's own for a spec.
        tuning: `full` trains all weights; `head` a head on the frozen backbone, whose features are computed once;
            `lora` low-rank adapters beside the frozen weights (Hu et al., "LoRA", ICLR 2022), and the head.
        dimensions: outputs of a head on the backbone's features, None for the features themselves.
        head: `linear`, or `mlp` for FC-ReLU-FC.
        hidden: outputs of the first layer of an `mlp` head; None for as many as the backbone has features.
        lora_rank: of the adapters, 1 or more (Liao & Chen, KDD 2024: 4).
        lora_alpha: over the rank, the weight of what the adapters add.
        lora_targets: layers that get an adapter, by name or end of the name; none for those in which the attention
            makes its queries and values (`qkv` where they are one layer).
        views: with tuning=head, how many random views of each picture are kept as features; 1 keeps the plain picture.
        start_from: a model of the workspace, or a folder that holds one, whose weights training goes on from; None for
            a fresh start. Backbone and size must be the same. A head is taken too where it has the same shape, and is
            new, drawn from the seed, where not.
    """

    backbone: str = "test_resnet"
    size: int | None = None
    tuning: Tuning = "full"
    dimensions: int | None = None
    head: HeadKind = "linear"
    hidden: int | None = None
    lora_rank: int = 4
    lora_alpha: float = 8
    lora_targets: tuple[str, ...] = ()
    views: int = 8
    start_from: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "backbone", spec_of(self.backbone))
        if self.size is None and ":" not in self.backbone:
            object.__setattr__(self, "size", DEFAULT_SIZE)
        self._require(self.backbone != "", "backbone", "a name that timm knows, or a spec such as timm:NAME")
        self._require(self.size is None or 16 <= self.size <= 1024, "size", "between 16 and 1024 pixels, or left out")
        self._require(self.tuning in get_args(Tuning), "tuning", "full, head or lora")
        self._require(self.head in get_args(HeadKind), "head", "linear or mlp")
        for name in ("dimensions", "hidden"):
            value = getattr(self, name)
            self._require(value is None or 1 <= value <= 65_536, name, "between 1 and 65536, or left out")
        for name in ("lora_rank", "views"):
            self._require(getattr(self, name) >= 1, name, "1 or more")
        self._require(self.lora_alpha > 0, "lora_alpha", "above 0")
        self._require(all(self.lora_targets), "lora_targets", "names of layers, or left out")
        self._require(
            self.tuning != "head" or self.dimensions is not None,
            "dimensions",
            "a number when tuning is head, since the head is all that is trained",
        )
        self._require(self.start_from != "", "start_from", "the name of a model, a folder, or left out")
