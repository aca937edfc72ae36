"""From an image file to RGB pixels: the one place where files from outside are decoded.

Every picture becomes 8-bit RGB, upright (EXIF orientation applied): 16-bit channels are scaled down, grey and
palette are expanded, CMYK is converted, transparency lies on white, and of an animation the first frame counts.
"""

import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from simlab.errors import ImageError

MAX_PIXELS = 50_000_000
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif")
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")


@dataclass(frozen=True)
class ImageFacts:
    """What a workspace records of an image file: pixels after orientation, and the SHA-256 of its bytes."""

    width: int
    height: int
    sha256: str


def decode_rgb(source: Path | bytes, name: str | None = None) -> Image.Image:
    """The picture as 8-bit RGB, upright.

    Args:
        source: a file, or its bytes.
        name: what messages call it; default the file's path.

    Raises:
        ImageError: it is missing, no image, truncated, of more than MAX_PIXELS pixels, or cannot be decoded.
    """
    name = name or (str(source) if isinstance(source, Path) else "the image")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own size warning; the limit below is ours
            with Image.open(source if isinstance(source, Path) else BytesIO(source), formats=_FORMATS) as image:
                _refuse_bomb(image, name)
                image.load()
                return _to_rgb(ImageOps.exif_transpose(image))
    except FileNotFoundError:
        raise ImageError(f"{name} does not exist. Restore the file, or import the images again.") from None
    except (PermissionError, IsADirectoryError) as error:
        raise ImageError(f"{name} cannot be read ({error.strerror}). Restore the file, or leave it out.") from None
    except UnidentifiedImageError:
        raise ImageError(
            f"{name} is not an image that can be read ({', '.join(_FORMATS)}). Replace or remove it."
        ) from None
    except Image.DecompressionBombError:
        raise ImageError(
            f"{name} claims many times more pixels than the {MAX_PIXELS // 1_000_000} megapixels that are decoded: a "
            "decompression bomb, or a damaged file. Nothing of it was decoded. Scale it down first, or leave it out."
        ) from None
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise ImageError(f"{name} is damaged or truncated ({error}). Replace or remove it.") from None


def inspect(path: Path) -> ImageFacts:
    """Size and checksum of an image file, after decoding it in full.

    Raises:
        ImageError: as `decode_rgb`.
    """
    content = _read(path)
    width, height = decode_rgb(content, str(path)).size
    return ImageFacts(width, height, sha256(content).hexdigest())


def thumbnail(image: Image.Image, side: int) -> Image.Image:
    """The picture scaled to fit a square of `side` pixels, in its middle, on grey."""
    ground = Image.new("RGB", (side, side), (128, 128, 128))
    scale = side / max(image.size)
    small = image.resize(
        (max(1, round(scale * image.width)), max(1, round(scale * image.height))), Image.Resampling.LANCZOS
    )
    ground.paste(small, ((side - small.width) // 2, (side - small.height) // 2))
    return ground


def jpeg_bytes(image: Image.Image, quality: int = 85) -> bytes:
    """The picture as a JPEG file."""
    stream = BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def png_bytes(image: Image.Image) -> bytes:
    """The picture as a PNG file, without loss, quick rather than small."""
    stream = BytesIO()
    image.save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ImageError(f"{path} cannot be read ({error.strerror}). Restore the file, or leave it out.") from None


def _refuse_bomb(image: Image.Image, name: str) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise ImageError(
            f"{name} has {width:,} × {height:,} pixels; at most {MAX_PIXELS // 1_000_000} megapixels are decoded. "
            "Scale it down first."
        )


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        return _from_deep_grey(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def _from_deep_grey(image: Image.Image) -> Image.Image:
    """16-bit and floating-point grey; Pillow's own conversion would clip instead of scaling."""
    values = np.asarray(image, dtype=np.float64)
    top = 65535.0 if image.mode.startswith("I") else max(1.0, float(values.max(initial=0.0)))
    return Image.fromarray(np.clip(values / top * 255.0, 0, 255).round().astype(np.uint8)).convert("RGB")
