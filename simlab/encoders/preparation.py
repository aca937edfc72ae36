"""From a decoded picture to the 8-bit pixels that a network is given: scaled, then cut or filled up to its input.

The sizes are rounded as torchvision, timm and open_clip do, and Pillow scales for them too, so that the pixels are
equal to theirs. Torch is not needed, so that worker processes can prepare pictures without it.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import UInt8
from PIL import Image

# Channel statistics of ImageNet, which most networks expect (timm.data.constants).
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)

Resize = Literal["shorter side", "longer side", "both sides"]
"""What is brought to size: the shorter side (the rest is cut off), the longer one (borders are added), or each."""
Channels = tuple[float, float, float]


@dataclass(frozen=True)
class Preparation:
    """How pictures are prepared for a network; calling it does so, in any process.

    Attributes:
        size: height and width of the input in pixels.
        scaled: height and width that the picture is scaled to before its centre is cut out; None to cut out the
            centre first and scale it to `size` in one step, for which `resize` is the shorter side.
        resize: which side has that length.
        interpolation: a resampling filter of Pillow's: bicubic, bilinear, …
        mean: of the channels in 0…1, subtracted when the pixels are normalised.
        std: of the channels, divided by.
        fill: colour of borders.
    """

    size: tuple[int, int]
    scaled: tuple[int, int] | None = None
    resize: Resize = "shorter side"
    interpolation: str = "bicubic"
    mean: Channels = MEAN
    std: Channels = STD
    fill: tuple[int, int, int] = (0, 0, 0)

    def __call__(self, image: Image.Image) -> UInt8[np.ndarray, "3 height width"]:
        """The pixels of an 8-bit RGB picture."""
        resampling = Image.Resampling[self.interpolation.upper()]
        height, width = self.size
        if self.scaled is None:
            small = image.resize((width, height), resampling, box=_central_box(image.size, width / height))
        else:
            small = _centre(image.resize(self._scaled_size(image.size), resampling), (width, height), self.fill)
        return np.ascontiguousarray(np.asarray(small).transpose(2, 0, 1))

    def describe(self) -> dict[str, Any]:
        """What is done to a picture, normalisation included, for an embedding's sidecar."""
        borders = {"fill": list(self.fill)} if self.resize == "longer side" else {}
        return {
            "resize": self.resize,
            **({} if self.scaled is None else {"scaled": _side(self.scaled)}),
            "size": _side(self.size),
            "interpolation": self.interpolation,
            "crop": "centre",
            "mean": list(self.mean),
            "std": list(self.std),
            **borders,
        }

    def _scaled_size(self, size: tuple[int, int]) -> tuple[int, int]:
        """Width and height after scaling a picture of that width and height."""
        assert self.scaled is not None
        width, height = size
        rows, columns = self.scaled
        if self.resize == "both sides":
            return columns, rows
        if self.resize == "shorter side" and rows == columns:  # torchvision's Resize of one number rounds down
            short, long = min(size), int(rows * max(size) / min(size))
            return (rows, long) if width == short else (long, rows)
        ratios = (height / rows, width / columns)
        ratio = min(ratios) if self.resize == "shorter side" else max(ratios)
        return round(width / ratio), round(height / ratio)


def central_square(side: int) -> Preparation:
    """The preparation of SimLab's own networks: the central square, scaled to `side` pixels, ImageNet's statistics."""
    return Preparation((side, side))


def _central_box(size: tuple[int, int], shape: float) -> tuple[float, float, float, float]:
    """The largest box of that shape (width / height) in the middle of a picture."""
    width, height = size
    wide, high = min(width, height * shape), min(height, width / shape)
    left, top = (width - wide) / 2, (height - high) / 2
    return left, top, left + wide, top + high


def _centre(image: Image.Image, size: tuple[int, int], fill: tuple[int, int, int]) -> Image.Image:
    """The middle of a picture, on a ground of `fill` where it is too small."""
    width, height = size
    if image.width < width or image.height < height:
        ground = Image.new("RGB", (max(width, image.width), max(height, image.height)), fill)
        ground.paste(image, (max(0, width - image.width) // 2, max(0, height - image.height) // 2))
        image = ground
    left, top = round((image.width - width) / 2), round((image.height - height) / 2)
    return image.crop((left, top, left + width, top + height))


def _side(size: tuple[int, int]) -> int | list[int]:
    return size[0] if size[0] == size[1] else list(size)
