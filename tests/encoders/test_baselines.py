import imagehash
import numpy as np
import pytest
from PIL import Image

from simlab.encoders import encode, open_encoder
from simlab.workspace.fingerprints import fingerprint


def cosine_distance(x, y):
    return 1 - x @ y / (np.linalg.norm(x) * np.linalg.norm(y))


@pytest.mark.parametrize(
    ("name", "hashed"),
    [
        ("perceptual", imagehash.phash),
        ("average", imagehash.average_hash),
        ("difference", imagehash.dhash),
        ("wavelet", imagehash.whash),
    ],
)
def test_hash_distance_is_hamming_distance_over_32(pictures, name, hashed):
    vectors = encode(open_encoder(f"hash:{name}"), pictures).astype(np.float64)
    hashes = [hashed(image) for image in pictures]
    for i, first in enumerate(hashes):
        for j, second in enumerate(hashes):
            assert np.isclose(cosine_distance(vectors[i], vectors[j]), (first - second) / 32)


def test_histogram_cosine_is_the_bhattacharyya_coefficient():
    rng = np.random.default_rng(0)
    images = [Image.fromarray(rng.integers(low, 256, (20, 30, 3), dtype=np.uint8)) for low in (0, 120)]
    vectors = encode(open_encoder("histogram:hsv"), images).astype(np.float64)

    shares = []
    for image in images:
        counts = np.zeros((16, 4, 4))
        for hue, saturation, value in np.asarray(image.convert("HSV")).reshape(-1, 3).astype(int):
            counts[hue // 16, saturation // 64, value // 64] += 1
        shares.append(counts.ravel() / counts.sum())
    np.testing.assert_allclose(vectors[0] @ vectors[1], np.sqrt(shares[0] * shares[1]).sum(), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_histogram_tells_colours_apart():
    red, orange, blue = (Image.new("RGB", (8, 8), colour) for colour in ("red", "#ff0800", "blue"))
    vectors = encode(open_encoder("histogram:hsv"), [red, orange, blue])
    assert cosine_distance(vectors[0], vectors[1]) < 1e-6
    assert cosine_distance(vectors[0], vectors[2]) == 1


def test_hashes_are_told_apart_by_their_fingerprints_and_the_perceptual_one_has_kept_its_own():
    names = ("perceptual", "average", "difference", "wavelet")
    assert len({open_encoder(f"hash:{name}").fingerprint for name in names}) == 4
    settings = {"size": 32, "colour": "grey", "hash_size": 8}
    expected = fingerprint("hash:perceptual", imagehash.__version__, settings)
    assert open_encoder("hash:perceptual").fingerprint == expected


def test_a_hash_takes_pictures_smaller_than_itself():
    dots = [Image.new("RGB", (3, 5), colour) for colour in ("white", "black")]
    for name in ("perceptual", "average", "difference", "wavelet"):
        assert encode(open_encoder(f"hash:{name}"), dots).shape == (2, 64)
