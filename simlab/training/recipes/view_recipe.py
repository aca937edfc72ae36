"""How far two views of one picture may differ in training."""

from dataclasses import dataclass

from simlab.training.recipes.loop_recipe import LoopRecipe


@dataclass(frozen=True, kw_only=True)
class ViewRecipe(LoopRecipe):
    """Random views of pictures: each picture of a batch is changed by draws of its own.

    Attributes:
        crop_scale: smallest and largest share of the picture's area that a random crop takes.
        crop_ratio: smallest and largest width of a crop per its height.
        flip: probability of mirroring left to right.
        brightness, contrast, saturation: each factor is drawn from 1 ± this, 0 leaves pictures as they are.
        hue: rotation of hue drawn from ± this, in turns (0.5 reaches every hue).
    """

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
