"""Any file, panel, shape and mask against its reader in the browser, told in Python."""

import base64
import json
import struct

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simlab.dashboard.canvas import CanvasPoints, CanvasRegion
from simlab.dashboard.canvas.encoding import encode_file, encode_mask, encode_shape

TYPES = {"f4": np.dtype("<f4"), "i4": np.dtype("<i4"), "u1": np.dtype("u1")}
values = {
    np.float32: st.floats(width=32),
    np.int32: st.integers(-(2**31), 2**31 - 1),
    np.uint8: st.integers(0, 255),
}
arrays = st.sampled_from(list(values)).flatmap(
    lambda kind: st.lists(values[kind], max_size=9).map(lambda drawn: np.array(drawn, dtype=kind))
)
header_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
headers = st.dictionaries(st.text(max_size=6).filter(lambda key: key not in ("arrays", "fingerprint")), header_values)
named_arrays = st.dictionaries(st.text(max_size=6), arrays, max_size=5)


def read(content):
    magic, version, length = struct.unpack_from("<4sII", content)
    assert (magic, version) == (b"SLCF", 1)
    header = json.loads(content[12 : 12 + length].decode("utf-8"))
    found, end = {}, 12 + length
    for entry in header["arrays"]:
        kind = TYPES[entry["type"]]
        assert entry["offset"] % 8 == 0
        assert end <= entry["offset"] < end + 8  # one after the other, without overlap
        end = entry["offset"] + entry["length"] * kind.itemsize
        found[entry["name"]] = np.frombuffer(content, kind, entry["length"], entry["offset"])
    assert end <= len(content) < end + 8
    return header, found


@settings(max_examples=150, deadline=None)
@given(headers, named_arrays)
def test_every_bit_of_a_file_arrives(header, drawn):
    file = encode_file(header, drawn)
    got_header, got = read(file.content)
    assert list(got) == list(drawn)
    for name, array in drawn.items():
        assert got[name].dtype.name == array.dtype.name
        assert got[name].tobytes() == array.tobytes()  # NaN and -0.0 too
    assert got_header.pop("fingerprint") == file.fingerprint
    got_header.pop("arrays")
    assert json.dumps(got_header) == json.dumps(header)


@settings(max_examples=60, deadline=None)
@given(headers, named_arrays, st.data())
def test_files_are_named_by_their_content(header, drawn, data):
    file = encode_file(header, drawn)
    assert encode_file(header, {name: array.copy() for name, array in drawn.items()}) == file
    changed = {name: array for name, array in drawn.items() if len(array)}
    if changed:
        name = data.draw(st.sampled_from(sorted(changed)))
        other = drawn[name].copy()
        other.view(np.uint8)[data.draw(st.integers(0, other.nbytes - 1))] ^= 1
        assert encode_file(header, {**drawn, name: other}).fingerprint != file.fingerprint


def test_the_same_bytes_under_other_names_or_otherwise_divided_are_another_file():
    one, two, three = (np.arange(count, dtype=np.float32) for count in (1, 2, 3))
    whole = np.concatenate([one, two])
    files = [
        {"sizes": three},
        {"opacities": three},
        {"sizes": three.view(np.int32)},
        {"sizes": whole[:1], "opacities": whole[1:]},
        {"sizes": whole[:2], "opacities": whole[2:]},
    ]
    assert len({encode_file({}, arrays).fingerprint for arrays in files}) == len(files)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), max_size=20), st.data())
def test_points_of_any_names_arrive_in_their_order(drawn, data):
    labels, x, y = (tuple(part) for part in zip(*drawn, strict=True)) if drawn else ((), (), ())
    rows = np.array(data.draw(st.permutations(range(len(drawn)))), dtype=np.int32)
    points = CanvasPoints(rows, np.array(x, dtype=np.float64), np.array(y, dtype=np.float64), labels)
    header, got = read(points.file.content)
    assert tuple(header["labels"]) == labels
    np.testing.assert_array_equal(got["rows"], rows)
    np.testing.assert_array_equal(got["x"], np.array(x, dtype=np.float32))
    np.testing.assert_array_equal(got["y"], np.array(y, dtype=np.float32))


def decode_shape(shape):
    left, bottom, right, top = shape["box"]
    steps = np.frombuffer(base64.b64decode(shape["path"]), "<u2").reshape(-1, 2) / 65_535
    return np.column_stack((left + (right - left) * steps[:, 0], bottom + (top - bottom) * steps[:, 1]))


any_size = st.floats(-1e100, 1e100)
flat = st.tuples(any_size, st.lists(any_size, min_size=3, max_size=9)).map(lambda d: [(d[0], y) for y in d[1]])
wide = st.lists(st.tuples(any_size, any_size), min_size=3, max_size=40)


@settings(max_examples=150, deadline=None)
@given(st.one_of(wide, flat, st.tuples(any_size, any_size).map(lambda point: [point] * 3)))
def test_drawn_shapes_keep_their_corners_their_number_and_their_box(vertices):
    points = np.array(vertices)
    shape = json.loads(json.dumps(encode_shape(CanvasRegion("r", "r", "#112233", tuple(vertices)).polygon)))
    found = decode_shape(shape)
    assert found.shape == points.shape
    extent = points.max(axis=0) - points.min(axis=0)
    assert (np.abs(found - points) <= extent / 65_535 + 1e-8 * np.abs(points).max(axis=0) + 1e-300).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.booleans(), max_size=70))
def test_a_mask_is_as_short_as_it_can_be_and_its_last_bits_are_empty(chosen):
    packed = base64.b64decode(encode_mask(np.array(chosen, dtype=bool)))
    assert len(packed) == -(-len(chosen) // 8)
    assert sum(byte.bit_count() for byte in packed) == sum(chosen)
