"""How far two views of one picture may differ in training."""

from dataclasses import dataclass

from simlab.training.recipes.loop_recipe import LoopRecipe


@dataclass(frozen=True, kw_only=True)
class ViewRecipe(LoopRecipe):
    """Random views of pictures: each picture of a batch is changed by draws of its own, in the order of this list.

    What is 0 is left out.

    Attributes:
        crop_scale: smallest and largest share of the picture's area that a random crop takes.
        crop_ratio: smallest and largest width of a crop per its height.
        flip: probability of mirroring left to right.
        rotation: a turn about the middle of the crop drawn from ± this, in degrees, 0…180; beyond its edges the picture
            is mirrored.
        brightness, contrast, saturation: each factor is drawn from 1 ± this, 0…1.
        hue: rotation of hue drawn from ± this, in turns, 0…0.5 (0.5 reaches every hue).
        grayscale: probability of losing all colour (SimCLR: 0.2).
        blur: a Gaussian blur whose standard deviation is drawn from 0 to this share of the view's side, 0…0.1 (SimCLR:
            2 pixels of 224, which is 0.009).
        noise: Gaussian noise whose standard deviation is drawn from 0 to this, 0…0.5, where 1 is white.
        jpeg: compression to JPEG at a quality drawn from 100 − this to 100, 0…99.
    """

    crop_scale: tuple[float, float] = (0.3, 1.0)
    crop_ratio: tuple[float, float] = (3 / 4, 4 / 3)
    flip: float = 0.5
    rotation: float = 0.0
    brightness: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    hue: float = 0.0
    grayscale: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    jpeg: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self._require(0 < self.crop_scale[0] <= self.crop_scale[1] <= 1, "crop_scale", "two shares, 0 < low ≤ high ≤ 1")
        self._require(0 < self.crop_ratio[0] <= self.crop_ratio[1], "crop_ratio", "two ratios, 0 < low ≤ high")
        for name in ("flip", "brightness", "contrast", "saturation", "grayscale"):
            self._require(0 <= getattr(self, name) <= 1, name, "between 0 and 1")
        self._require(0 <= self.hue <= 0.5, "hue", "between 0 and 0.5")
        self._require(0 <= self.rotation <= 180, "rotation", "between 0 and 180 degrees")
        self._require(0 <= self.blur <= 0.1, "blur", "a share of the view's side between 0 and 0.1")
        self._require(0 <= self.noise <= 0.5, "noise", "between 0 and 0.5")
        self._require(0 <= self.jpeg <= 99, "jpeg", "between 0 and 99")
