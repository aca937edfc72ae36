import numpy as np
import pytest

from simlab.workspace.fingerprints import file_fingerprint, fingerprint


def test_equal_content_has_equal_fingerprints():
    array = np.arange(12.0).reshape(3, 4)
    assert fingerprint(array) == fingerprint(np.asfortranarray(array)) == fingerprint(array[:, ::-1][:, ::-1])
    assert fingerprint({"a": 1, "b": [2, None]}) == fingerprint({"b": (2, None), "a": 1})


def test_blocks_do_not_matter():
    large = np.zeros((5_000_000, 4), dtype=np.float32)
    large[4_999_999, 3] = 1
    assert large.nbytes > 1 << 26
    other = large.copy()
    assert fingerprint(large) == fingerprint(other)
    other[2_500_000, 0] = 1
    assert fingerprint(large) != fingerprint(other)


def test_different_content_has_different_fingerprints():
    array = np.arange(6)
    parts = [
        (1,), ("1",), (1.0,), (True,), (None,), (b"1",), (), ("ab", "c"), ("a", "bc"), ([1], 2), ([1, 2],), ({1: 2},),
        (array,), (array.astype("int32"),), (array.reshape(2, 3),), (array.astype(">i8"),), (np.array(1),),
    ]  # fmt: skip
    assert len({fingerprint(*part) for part in parts}) == len(parts)


def test_it_is_the_same_in_every_session(tmp_path):
    assert fingerprint("simlab", 1, [0.5], np.arange(3, dtype="<i4")) == "2a23a5f5d9dce134"
    (tmp_path / "a").write_bytes(b"simlab")
    assert file_fingerprint(tmp_path / "a") == "6584cb7c1fa2395c"


def test_other_types_are_refused():
    with pytest.raises(TypeError, match="cannot be made of set"):
        fingerprint({1, 2})
