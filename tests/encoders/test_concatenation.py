import copy
from multiprocessing.reduction import ForkingPickler

import numpy as np
import pytest
import torch

from simlab.encoders import encode, open_encoder

PARTS = ("scratch:test_resnet?size=33&seed=1", "histogram:hsv", "hash:perceptual")
JOINED = "+".join(PARTS)


def test_vectors_are_unit_vectors_side_by_side(pictures):
    encoder = open_encoder(JOINED)
    expected = []
    for image in pictures:
        row = []
        for spec in PARTS:
            vector = encode(open_encoder(spec), [image])[0].astype(np.float64)
            row.extend(vector / np.sqrt(vector @ vector) / np.sqrt(3))
        expected.append(row)
    vectors = encode(encoder, pictures)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, expected, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert encoder.dimensions == vectors.shape[1]


def test_similarity_is_the_mean_of_those_of_the_parts(pictures):
    similarities = []
    for spec in PARTS:
        vectors = encode(open_encoder(spec), pictures).astype(np.float64)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        similarities.append(vectors @ vectors.T)
    joined = encode(open_encoder(JOINED), pictures).astype(np.float64)
    np.testing.assert_allclose(joined @ joined.T, np.mean(similarities, axis=0), atol=2e-6)


@pytest.mark.parametrize("n_images", [1, 6])
def test_records_are_flat_and_taken_as_arrays_and_tensors(pictures, n_images):
    encoder = open_encoder("hash:perceptual+scratch:test_resnet?size=33&seed=0+histogram:hsv")
    ForkingPickler.dumps(encoder.prepare)
    prepare = copy.deepcopy(encoder.prepare)
    records = np.stack([prepare(image) for image in pictures[:n_images]])
    assert records.dtype == np.uint8
    assert records.shape == (n_images, 64 * 4 + 3 * 33 * 33 + 256 * 4)
    expected = encode(encoder, pictures[:n_images])
    np.testing.assert_array_equal(encoder.embed(records), expected)
    np.testing.assert_array_equal(encoder.embed(torch.from_numpy(records)), expected)


def test_it_says_what_it_is_made_of(pictures):
    encoder = open_encoder(JOINED)
    encoder.use("cpu", "bf16")
    parts = [open_encoder(spec) for spec in PARTS]
    assert encoder.spec == JOINED
    assert encoder.n_bytes == sum(part.n_bytes for part in parts)
    assert [part["encoder"] for part in encoder.preprocessing["parts"]] == list(PARTS)
    assert encoder.preprocessing["parts"][0]["size"] == 33
    others = {open_encoder("+".join(order)).fingerprint for order in (PARTS[:2], PARTS[::-1], PARTS)}
    assert len(others) == 3
    assert encoder.fingerprint in others
