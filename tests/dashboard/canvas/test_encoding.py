"""The binary files and short codes that the browser reads, read back here as the browser does."""

import base64
import json
import struct
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from simlab.dashboard.canvas import CanvasPoints, Category, ColorScale, Panel, sprite_sheet
from simlab.dashboard.canvas.encoding import encode_file, encode_mask, encode_shape
from simlab.dashboard.canvas.panels import encode_panels
from simlab.errors import InputError

TYPES = {"f4": "<f4", "i4": "<i4", "u1": "u1"}
SCALE = ColorScale(((0.0, "#000000"), (1.0, "#ffffff")), 0.5, 1.0)


def decode(content):
    """The reader of binary.js, in Python."""
    magic, version, length = struct.unpack_from("<4sII", content)
    assert (magic, version) == (b"SLCF", 1)
    header = json.loads(content[12 : 12 + length])
    arrays = {}
    for entry in header["arrays"]:
        assert entry["offset"] % 8 == 0
        arrays[entry["name"]] = np.frombuffer(content, TYPES[entry["type"]], entry["length"], entry["offset"])
    return header, arrays


def decode_shape(shape):
    left, bottom, right, top = shape["box"]
    steps = np.frombuffer(base64.b64decode(shape["path"]), "<u2").reshape(-1, 2) / 65_535
    return np.column_stack((left + (right - left) * steps[:, 0], bottom + (top - bottom) * steps[:, 1]))


def make_points(count, **changes):
    rng = np.random.default_rng(count)
    points = CanvasPoints(
        np.arange(count, dtype=np.int32) * 3,
        rng.normal(size=count),
        rng.normal(size=count),
        tuple(f'val/{i} é"<' for i in range(count)),
    )
    return replace(points, **changes)


@pytest.mark.parametrize("count", [0, 1, 7, 1320])
def test_points_survive_the_round_trip(count):
    contexts = tuple(["city", "ocean", "abstract"][i % 3] for i in range(count))
    points = make_points(count, contexts=contexts, hover_lines=tuple(str(i) for i in range(count)), axes=("PC1", "PC2"))
    header, arrays = decode(points.file.content)
    assert header["labels"] == list(points.labels)
    assert header["hover"] == list(points.hover_lines)
    assert header["axes"] == ["PC1", "PC2"]
    assert header["sprite"] is None
    assert [header["contexts"][code] for code in arrays["context"]] == list(contexts)
    np.testing.assert_array_equal(arrays["rows"], points.image_rows)
    np.testing.assert_array_equal(arrays["x"], points.x.astype(np.float32))
    np.testing.assert_array_equal(arrays["y"], points.y.astype(np.float32))


def test_the_panels_survive_the_round_trip_with_missing_values():
    values = np.array([0.5, np.nan, 1.0], dtype=np.float32)
    categories = (Category("city", "#112233"), Category("ocean", "#445566", "diamond"))
    panels = (Panel("a", values, SCALE), Panel("b", np.array([0, 1, np.nan], np.float32), categories))
    header, arrays = decode(encode_panels(panels, sizes=np.array([4, 5, 6], np.float32)).content)
    np.testing.assert_array_equal(arrays["values0"], values)
    np.testing.assert_array_equal(arrays["sizes"], [4, 5, 6])
    assert "opacities" not in arrays
    assert header["panels"][0]["scale"]["low"] == 0.5
    assert header["panels"][0]["categories"] is None
    assert header["panels"][1]["categories"][1] == {"name": "ocean", "color": "#445566", "symbol": "diamond"}


def test_any_change_changes_the_fingerprint_and_stands_in_the_first_bytes():
    rng = np.random.default_rng(0)
    values = rng.normal(size=400_000).astype(np.float32)  # over the 1 MiB from which Streamlit samples
    changed = values.copy()
    changed[100_000] += 1
    one, other = (encode_file({}, {"values": array}) for array in (values, changed))
    assert one.fingerprint != other.fingerprint
    assert len(one.content) == len(other.content)
    assert one.content[:1024] != other.content[:1024]


def test_equal_content_has_an_equal_fingerprint_so_that_nothing_is_drawn_again():
    assert make_points(50).file == make_points(50).file


def test_moving_points_forgets_the_view_and_recolouring_keeps_it():
    points = make_points(10)
    moved = replace(points, x=points.x + 1)
    renamed = replace(points, labels=tuple("abcdefghij"))
    map_of = [decode(p.file.content)[0]["map"] for p in (points, moved, renamed)]
    assert map_of[0] != map_of[1]
    assert map_of[0] == map_of[2]


coordinate = st.floats(-1e9, 1e9, allow_nan=False)


@given(st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=80))
def test_shapes_are_exact_to_a_step_of_their_box(vertices):
    points = np.array(vertices)
    step = (points.max(axis=0) - points.min(axis=0)) / 65_535 + 1e-8 * np.abs(points).max() + 1e-300
    assert (np.abs(decode_shape(encode_shape(vertices)) - points) <= step).all()


def test_twenty_drawn_regions_take_less_than_five_kilobytes():
    angle = np.linspace(0, 2 * np.pi, 24)
    vertices = [(float(np.cos(a)), float(np.sin(a))) for a in angle]
    assert 20 * len(json.dumps(encode_shape(vertices))) < 5_000


@given(st.lists(st.booleans(), max_size=100))
def test_a_mask_names_exactly_the_chosen_points(chosen):
    packed = base64.b64decode(encode_mask(np.array(chosen, dtype=bool)))
    assert [bool(packed[i >> 3] >> (i & 7) & 1) for i in range(len(chosen))] == chosen


def test_a_sprite_holds_every_picture_in_its_tile():
    colors = [(200, 30, 30), None, (30, 200, 30), (30, 30, 200)]
    sprite = sprite_sheet([None if c is None else Image.new("RGB", (40, 20), c) for c in colors], tile=32)
    assert sprite.tile_of_point.tolist() == [0, -1, 1, 2]
    import io

    sheet = Image.open(io.BytesIO(sprite.content))
    for color, tile in zip(colors, sprite.tile_of_point, strict=True):
        if color is None:
            continue
        column, row = tile % sprite.columns, tile // sprite.columns
        middle = sheet.getpixel((int(column) * 32 + 16, int(row) * 32 + 16))
        np.testing.assert_allclose(middle, color, atol=12)


def test_a_sprite_too_large_for_a_browser_is_refused():
    with pytest.raises(InputError, match=r"30,000 thumbnails of 96 pixels need a sheet of 16,704 pixels a side"):
        sprite_sheet([Image.new("RGB", (1, 1))] * 30_000)
