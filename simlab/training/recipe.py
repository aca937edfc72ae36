"""Every setting of a training run, in one frozen dataclass per recipe that is stored with the checkpoint."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from types import NoneType
from typing import Any, Literal, Self, get_args, get_origin

from simlab.errors import InputError

Schedule = Literal["constant", "cosine"]
RankingInputs = Literal["concatenation", "interaction"]


@dataclass(frozen=True, kw_only=True)
class LoopRecipe:
    """What all training shares: the optimiser and the loop.

    Attributes:
        learning_rate: of Adam (decoupled weight decay), at its highest; the 1e-5 of Liao & Chen (KDD 2024) is for
            pretrained networks.
        weight_decay: decoupled, per step and in units of the learning rate.
        schedule: `constant`, or `cosine`: a linear rise over the first twentieth of all steps, then half a cosine to 0.
        batch: examples per step: triples, or images where there are no answers.
        epochs: passes over the examples.
        max_minutes: stop after the epoch in which so much time is spent, or None. Where that falls depends on the
            machine, and the schedule does not know of it: a limit for emergencies, better replaced by fewer epochs.
        seed: of weights, order and augmentation.
    """

    learning_rate: float = 3e-3
    weight_decay: float = 0.0
    schedule: Schedule = "cosine"
    batch: int = 1024
    epochs: int = 25
    max_minutes: float | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        self._require(self.learning_rate > 0, "learning_rate", "above 0")
        self._require(self.weight_decay >= 0, "weight_decay", "0 or more")
        self._require(self.schedule in get_args(Schedule), "schedule", "constant or cosine")
        self._require(self.batch >= 1, "batch", "1 or more")
        self._require(self.epochs >= 1, "epochs", "1 or more")
        self._require(self.max_minutes is None or self.max_minutes > 0, "max_minutes", "above 0, or left out")
        self._require(self.seed >= 0, "seed", "0 or more")

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """The recipe that `as_json` wrote.

        Raises:
            InputError: it names a setting that this recipe does not have, or gives one a value of another type.
        """
        unknown = sorted(set(content) - {field.name for field in fields(cls)})
        if unknown:
            raise InputError(
                f"{len(unknown)} setting(s) are unknown ({', '.join(unknown)}). "
                f"{cls.__name__} has {', '.join(field.name for field in fields(cls))}."
            )
        values: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in content.items()}
        for field in fields(cls):
            if field.name in values and not _is_of_type(values[field.name], field.type):
                usual = json.dumps(getattr(cls, field.name))
                raise InputError(f"{field.name} is {content[field.name]!r}; it must be of the same type as {usual}.")
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        """Every setting, as JSON has it."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    def _require(self, holds: bool, name: str, allowed: str) -> None:
        if not holds:
            raise InputError(f"{name} is {getattr(self, name)!r}; it must be {allowed}.")


@dataclass(frozen=True, kw_only=True)
class PictureRecipe(LoopRecipe):
    """What all training on pictures shares: the network, and how far views of one picture may differ.

    Attributes:
        backbone: a name that timm knows, at random weights.
        size: side of its square input in pixels.
        dimensions: of a linear head on its features, None for the features themselves.
        crop_scale: smallest and largest share of the picture's area that a random crop takes.
        crop_ratio: smallest and largest width of a crop per its height.
        flip: probability of mirroring left to right.
        brightness, contrast, saturation: each factor is drawn from 1 ± this, 0 leaves pictures as they are.
        hue: rotation of hue drawn from ± this, in turns (0.5 reaches every hue).
    """

    backbone: str = "test_resnet"
    size: int = 64
    dimensions: int | None = None
    crop_scale: tuple[float, float] = (0.3, 1.0)
    crop_ratio: tuple[float, float] = (3 / 4, 4 / 3)
    flip: float = 0.5
    brightness: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    hue: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        self._require(0 < self.crop_scale[0] <= self.crop_scale[1] <= 1, "crop_scale", "two shares, 0 < low ≤ high ≤ 1")
        self._require(0 < self.crop_ratio[0] <= self.crop_ratio[1], "crop_ratio", "two ratios, 0 < low ≤ high")
        for name in ("flip", "brightness", "contrast", "saturation"):
            self._require(0 <= getattr(self, name) <= 1, name, "between 0 and 1")
        self._require(0 <= self.hue <= 0.5, "hue", "between 0 and 0.5")


@dataclass(frozen=True, kw_only=True)
class TripletRecipe(LoopRecipe):
    """What all training on answered triples shares: the weights of the loss.

    loss = ranking_weight · cross-entropy of the ranking block + triplet_weight · class-margin triplet loss (Liao &
    Chen, KDD 2024) + stochastic_weight · stochastic triplet loss (van der Maaten & Weinberger, MLSP 2012).

    A batch counts triples; each of its images is embedded once, however many of them it serves.

    Attributes:
        ranking_weight: of the ranking block's cross-entropy (paper: 1).
        triplet_weight: of the class-margin triplet loss (paper: 0.1).
        stochastic_weight: of the stochastic triplet loss (paper: none).
        temperature: the difference of cosine distances that the stochastic triplet loss takes as odds of e to 1.
        ranking_inputs: what the ranking block sees: `concatenation` [f(R); f(A); f(B)] as in the paper, or
            `interaction`, which appends f(R)∘f(A) and f(R)∘f(B), without which a linear block cannot let the
            candidates' rank depend on the reference.
    """

    ranking_weight: float = 1.0
    triplet_weight: float = 0.1
    stochastic_weight: float = 0.0
    temperature: float = 0.1
    ranking_inputs: RankingInputs = "concatenation"

    def __post_init__(self) -> None:
        super().__post_init__()
        weights = (self.ranking_weight, self.triplet_weight, self.stochastic_weight)
        for name, weight in zip(("ranking_weight", "triplet_weight", "stochastic_weight"), weights, strict=True):
            self._require(weight >= 0, name, "0 or more")
        self._require(
            self.triplet_weight + self.stochastic_weight + self.ranking_weight > 0,
            "ranking_weight",
            "above 0 when the other terms have weight 0",
        )
        self._require(self.temperature > 0, "temperature", "above 0")
        self._require(self.ranking_inputs in get_args(RankingInputs), "ranking_inputs", "concatenation or interaction")


@dataclass(frozen=True, kw_only=True)
class CSRecipe(PictureRecipe, TripletRecipe):
    """Training a network on answers about pictures: CS-models and global models alike.

    The defaults suit a small network from scratch on a processor. Validation accuracy measured on 18,000 answers about
    100 materials at 64 pixels, without a head: timm's `test_resnet` (0.37 million weights) 0.851 to 0.857 in 75 s on
    one core, `resnet10t` (4.9 million) 0.856 in 132 s, `lcnet_100` (1.7 million) 0.839 in 147 s. A head of 16
    dimensions brought `test_resnet` to 0.862, and to 0.869 with a stochastic_weight of 1. The paper's input has 224
    pixels.

    Attributes:
        start_from: a model of the workspace, or a folder that holds one, whose weights training starts from; None for
            random weights. Backbone and size must be the same. A head is taken too where it has the same dimensions,
            and is new, drawn from the seed, where not.
    """

    dimensions: int | None = 16
    start_from: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._require(self.start_from != "", "start_from", "the name of a model, a folder, or left out")


@dataclass(frozen=True, kw_only=True)
class ContrastiveRecipe(PictureRecipe):
    """Training a network on pictures alone: two views of one image shall be alike, those of two images not.

    Chen et al., "A simple framework for contrastive learning of visual representations", ICML 2020 (SimCLR). A batch
    counts images, each in two views; every other view of the batch is a negative. Colours are changed by default,
    since crops alone can be told apart by their colours (their section 3.2); strengths are half the paper's, as it has
    them for small pictures, without its grey and blurred views.

    Attributes:
        projection: outputs of the projection head FC-ReLU-FC that the loss looks at. It serves training only and is
            thrown away (their section 4.2); its inner layer is as wide as the network's output.
        temperature: of the loss, in units of cosine similarity; the lower, the more the nearest negatives count.
    """

    learning_rate: float = 1e-3
    weight_decay: float = 1e-4
    batch: int = 256
    epochs: int = 50
    crop_scale: tuple[float, float] = (0.2, 1.0)
    brightness: float = 0.4
    contrast: float = 0.4
    saturation: float = 0.4
    hue: float = 0.1
    projection: int = 128
    temperature: float = 0.2

    def __post_init__(self) -> None:
        super().__post_init__()
        self._require(self.batch >= 2, "batch", "2 or more, since the other images of a batch are the negatives")
        self._require(self.projection >= 2, "projection", "2 or more")
        self._require(self.temperature > 0, "temperature", "above 0")


@dataclass(frozen=True, kw_only=True)
class OrdinalRecipe(TripletRecipe):
    """Fitting one free vector per object to the answers, without looking at any picture.

    Attributes:
        dimensions: of the vectors.
    """

    dimensions: int = 8
    learning_rate: float = 0.03
    weight_decay: float = 1.0
    epochs: int = 40
    ranking_weight: float = 0.0
    triplet_weight: float = 0.0
    stochastic_weight: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        self._require(self.dimensions >= 2, "dimensions", "2 or more")


def _is_of_type(value: object, kind: Any) -> bool:
    """Whether a value from JSON fits the annotation of a setting; a whole number is a number too, True is none."""
    if get_origin(kind) is tuple:
        parts = get_args(kind)
        return isinstance(value, tuple) and len(value) == len(parts) and all(map(_is_of_type, value, parts))
    if get_origin(kind) is Literal:
        return isinstance(value, str)
    if kind in (int, float):
        return isinstance(value, (int, kind)) and not isinstance(value, bool)
    if kind in (str, NoneType):
        return isinstance(value, kind)
    return any(_is_of_type(value, part) for part in get_args(kind))
