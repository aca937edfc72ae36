"""Screenshots as small PNG files."""

import io

from PIL import Image, ImageOps

MOST_BYTES = 400_000


def small_png(picture: bytes) -> bytes:
    """The same picture as a PNG of at most 400 kB; where it must be, colours lose up to three of their eight bits.

    A palette would be smaller still, but it shifts the colours of small things, and colours have meanings here.

    Raises:
        ValueError: five bits are still too many bytes.
    """
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for bits in (8, 7, 6, 5):
        written = io.BytesIO()
        ImageOps.posterize(image, bits).save(written, "PNG", optimize=True)
        if written.tell() <= MOST_BYTES:
            return written.getvalue()
    raise ValueError(f"The picture of {image.width} × {image.height} pixels has more than {MOST_BYTES:,} bytes.")
