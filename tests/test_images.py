import io
import struct
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from simlab.errors import ImageError
from simlab.images import decode_rgb, inspect, jpeg_bytes, thumbnail

RAMP = np.linspace(0, 255, 8).astype(np.uint8)


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def pixel(content: bytes, place=(0, 0)) -> tuple[int, ...]:
    image = decode_rgb(content)
    assert image.mode == "RGB"
    return image.getpixel(place)


def png(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF"])
def test_every_format_becomes_rgb(kind):
    red = pixel(encoded(Image.new("RGB", (16, 16), (200, 20, 30)), kind), (5, 5))
    assert np.abs(np.array(red) - (200, 20, 30)).max() <= 4


@pytest.mark.parametrize(
    ("colour", "seen"),
    [((255, 0, 0, 0), (255, 255, 255)), ((255, 0, 0, 255), (255, 0, 0)), ((0, 0, 0, 51), (204, 204, 204))],
)
def test_transparency_lies_on_white(colour, seen):
    assert pixel(encoded(Image.new("RGBA", (2, 2), colour), "PNG")) == seen


def test_grey_with_alpha_and_palette_with_transparency():
    assert pixel(encoded(Image.new("LA", (2, 2), (0, 0)), "PNG")) == (255, 255, 255)
    palette = Image.new("P", (2, 1))
    palette.putpalette([10, 20, 30, 200, 100, 50])
    palette.putpixel((1, 0), 1)
    content = encoded(palette, "PNG", transparency=0)
    assert (pixel(content, (0, 0)), pixel(content, (1, 0))) == ((255, 255, 255), (200, 100, 50))
    colour_key = encoded(Image.new("RGB", (1, 1), (9, 9, 9)), "PNG", transparency=(9, 9, 9))
    assert pixel(colour_key) == (255, 255, 255)


def test_every_entry_of_a_palette_may_be_transparent_to_its_own_degree():
    palette = Image.new("P", (3, 1))
    palette.putpalette([255, 0, 0] * 3)
    palette.putdata([0, 1, 2])
    content = encoded(palette, "PNG", transparency=bytes([0, 51, 255]))
    assert [pixel(content, (x, 0)) for x in range(3)] == [(255, 255, 255), (255, 204, 204), (255, 0, 0)]
    gif = encoded(palette, "GIF", transparency=0)
    assert (pixel(gif, (0, 0)), pixel(gif, (2, 0))) == ((255, 255, 255), (255, 0, 0))


@pytest.mark.parametrize("kind", ["PNG", "GIF", "TIFF", "BMP"])
def test_a_palette_becomes_its_colours(kind):
    palette = Image.new("P", (2, 1))
    palette.putpalette([10, 20, 30, 200, 100, 50])
    palette.putpixel((1, 0), 1)
    content = encoded(palette, kind)
    assert (pixel(content, (0, 0)), pixel(content, (1, 0))) == ((10, 20, 30), (200, 100, 50))


def test_grey_and_black_and_white():
    assert pixel(encoded(Image.fromarray(RAMP[None]), "PNG"), (7, 0)) == (255, 255, 255)
    assert pixel(encoded(Image.new("1", (1, 1), 1), "PNG")) == (255, 255, 255)
    assert pixel(encoded(Image.new("L", (8, 8), 77), "JPEG", quality=95), (4, 4)) == (77, 77, 77)


def test_sixteen_bits_are_scaled_down_and_not_clipped():
    grey = (RAMP.astype(np.uint16) * 257)[None]
    for kind in ("PNG", "TIFF"):
        found = np.asarray(decode_rgb(encoded(Image.fromarray(grey), kind)))[0]
        np.testing.assert_array_equal(found, np.stack([RAMP] * 3, axis=1))
    colours = np.stack([grey[0], grey[0][::-1], np.zeros(8, dtype=np.uint16)], axis=1)
    content = png(8, 1, 16, 2, b"\0" + colours.astype(">u2").tobytes())
    np.testing.assert_array_equal(np.asarray(decode_rgb(content))[0], colours // 257)


def test_sixteen_bits_with_alpha_lie_on_white():
    grey = np.array([[0, 0], [0, 0x3333], [0xFFFF, 0xFFFF], [0x8080, 0xFFFF]], dtype=">u2")  # value and alpha
    found = np.asarray(decode_rgb(png(4, 1, 16, 4, b"\0" + grey.tobytes())))[0]
    np.testing.assert_array_equal(found, [[255] * 3, [204] * 3, [255] * 3, [128] * 3])
    colours = np.array([[0xFFFF, 0, 0, 0xFFFF], [0xFFFF, 0, 0, 0x3333]], dtype=">u2")
    found = np.asarray(decode_rgb(png(2, 1, 16, 6, b"\0" + colours.tobytes())))[0]
    np.testing.assert_array_equal(found, [[255, 0, 0], [255, 204, 204]])


def test_the_order_of_bytes_of_sixteen_bits_does_not_matter():
    for order in ("<u2", ">u2"):
        grey = (RAMP.astype(order) * 257).astype(order)[None]
        found = np.asarray(decode_rgb(encoded(Image.fromarray(grey), "TIFF")))[0, :, 0]
        np.testing.assert_array_equal(found, RAMP)


def test_floating_point_grey():
    values = np.array([[0.0, 0.5, 1.0], [np.nan, 2.0, 4.0]], dtype=np.float32)
    small = decode_rgb(encoded(Image.fromarray(values[:1]), "TIFF"))
    assert np.asarray(small)[0, :, 0].tolist() == [0, 128, 255]
    assert np.asarray(decode_rgb(encoded(Image.fromarray(values), "TIFF")))[1, 2, 0] == 255


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
@pytest.mark.parametrize(
    ("inks", "seen"),
    [
        ((0, 255, 255, 0), (255, 0, 0)),
        ((0, 0, 0, 0), (255, 255, 255)),
        ((0, 0, 0, 255), (0, 0, 0)),
        ((255, 0, 0, 128), (0, 127, 127)),
    ],
)
def test_cmyk(kind, inks, seen):
    """Whether a JPEG stores inks or, as Photoshop does, what they leave of the light."""
    options = {"quality": 95} if kind == "JPEG" else {}
    found = pixel(encoded(Image.new("CMYK", (8, 8), inks), kind, **options))
    assert np.abs(np.array(found) - seen).max() <= 3


def test_exif_orientation_is_applied(tmp_path):
    picture = Image.new("RGB", (4, 2), (0, 0, 0))
    picture.putpixel((0, 0), (255, 255, 255))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera lay on its side
    (tmp_path / "side.png").write_bytes(encoded(picture, "PNG", exif=exif))
    upright = decode_rgb(tmp_path / "side.png")
    assert upright.size == (2, 4)
    assert upright.getpixel((1, 0)) == (255, 255, 255)
    facts = inspect(tmp_path / "side.png")
    assert (facts.width, facts.height, len(facts.sha256)) == (2, 4, 64)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_of_a_camera(kind, orientation):
    """The four corners of a picture, stored as the EXIF standard says, are upright again."""
    upright = np.zeros((32, 16, 3), dtype=np.uint8)
    upright[:16, :8], upright[:16, 8:], upright[16:, :8] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright),
        7: upright[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {}
    found = np.asarray(decode_rgb(encoded(Image.fromarray(np.ascontiguousarray(stored)), kind, exif=exif, **options)))
    assert found.shape == upright.shape
    for row, column in ((4, 4), (4, 12), (28, 4), (28, 12)):
        assert np.abs(found[row, column].astype(int) - upright[row, column]).max() <= 6


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_the_first_frame_of_an_animation_counts(kind):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ((255, 0, 0), (0, 255, 0))]
    content = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    red, green, _ = pixel(content, (4, 4))
    assert red > 240
    assert green < 15


def test_the_first_frame_lies_on_white_where_it_is_transparent():
    clear, full = Image.new("RGBA", (8, 8), (255, 0, 0, 0)), Image.new("RGBA", (8, 8), (0, 0, 255, 255))
    for kind in ("GIF", "PNG"):
        assert pixel(encoded(clear, kind, save_all=True, append_images=[full])) == (255, 255, 255)


def refused(source, *texts: str, name: str | None = None) -> None:
    with pytest.raises(ImageError) as caught:
        decode_rgb(source, name)
    for text in texts:
        assert text in str(caught.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "GIF"])
def test_truncated_files(tmp_path, kind):
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8))
    content = encoded(noise, kind)
    path = tmp_path / "half.bin"
    path.write_bytes(content[: len(content) // 2])
    refused(path, f"{path} is ", "Replace or remove it.")


def test_what_is_no_image(tmp_path):
    path = tmp_path / "letter.jpg"
    path.write_text("Dear reader, this is no picture.", encoding="utf-8")
    refused(path, f"{path} is not an image that can be read (JPEG, PNG, WEBP, BMP, TIFF, GIF). Replace or remove it.")
    refused(b"", "row 7 is not an image", name="row 7")
    refused(b"%!PS-Adobe-3.0 EPSF-3.0\n", "the image is not an image")


def test_missing_files_and_folders(tmp_path):
    missing = tmp_path / "gone.png"
    refused(missing, f"{missing} does not exist. Restore the file, or import the images again.")
    refused(tmp_path, f"{tmp_path} cannot be read (Is a directory). Restore the file, or leave it out.")
    with pytest.raises(ImageError, match=r"gone\.png cannot be read \(No such file or directory\)\. Restore the file"):
        inspect(missing)


def test_decompression_bombs(tmp_path, monkeypatch):
    refused(png(20_000, 20_000, 8, 2, b"\0"), "many times more pixels than the 50 megapixels", "a decompression bomb")
    text = "pool/1 has 10,000 × 5,001 pixels; at most 50 megapixels are decoded. Scale it down first."
    refused(png(10_000, 5_001, 8, 2, b"\0"), text, name="pool/1")
    monkeypatch.setattr("simlab.images.MAX_PIXELS", 16)
    refused(encoded(Image.new("RGB", (17, 1)), "PNG"), "the image has 17 × 1 pixels; at most 0 megapixels")
    assert pixel(encoded(Image.new("RGB", (16, 1)), "PNG")) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF"])
def test_damaged_bytes_are_refused_or_read_but_never_crash(kind):
    exif = Image.Exif()
    exif[0x0112] = 3
    options = {} if kind in ("BMP", "GIF") else {"exif": exif}
    picture = Image.fromarray(np.random.default_rng(1).integers(0, 256, (12, 12, 3), dtype=np.uint8))
    content = np.frombuffer(encoded(picture, kind, **options), dtype=np.uint8)
    rng = np.random.default_rng(2)
    for _ in range(150):
        damaged = content.copy()
        places = rng.integers(0, len(content) if rng.random() < 0.5 else 120, 4)
        damaged[places % len(content)] = rng.integers(0, 256, 4)
        with suppress(ImageError):
            assert decode_rgb(damaged.tobytes()).mode == "RGB"


def test_thumbnails_keep_their_shape_on_grey():
    small = thumbnail(Image.new("RGB", (40, 20), (255, 0, 0)), 16)
    assert small.size == (16, 16)
    assert small.getpixel((8, 8)) == (255, 0, 0)
    assert small.getpixel((8, 1)) == (128, 128, 128)
    assert thumbnail(Image.new("RGB", (5_000, 1)), 16).size == (16, 16)
    assert thumbnail(Image.new("RGB", (1, 5_000)), 16).size == (16, 16)
    assert Image.open(io.BytesIO(jpeg_bytes(small))).size == (16, 16)


def test_a_path_and_its_bytes_are_the_same_picture(tmp_path: Path):
    path = tmp_path / "a.png"
    path.write_bytes(encoded(Image.fromarray(RAMP[None]), "PNG"))
    np.testing.assert_array_equal(decode_rgb(path), decode_rgb(path.read_bytes()))
