import re
import subprocess
import sys

import numpy as np
import pytest

from simlab.encoders import encode, known_specs, open_encoder
from simlab.errors import InputError, NotFoundError

SPECS = ["hash:perceptual", "hash:wavelet", "histogram:hsv", "scratch:test_resnet?size=32&seed=1"]


@pytest.mark.parametrize("spec", SPECS)
def test_encoders_give_one_float32_vector_per_picture(spec, pictures):
    encoder = open_encoder(spec)
    vectors = encode(encoder, pictures)
    assert vectors.shape == (len(pictures), encoder.dimensions)
    assert vectors.dtype == np.float32
    assert encoder.distance == "cosine"
    assert encoder.spec == spec
    np.testing.assert_array_equal(vectors, encode(open_encoder(spec), pictures))


@pytest.mark.parametrize("spec", SPECS)
def test_a_vector_does_not_depend_on_its_neighbours(spec, pictures):
    encoder = open_encoder(spec)
    alone = np.concatenate([encode(encoder, [image]) for image in pictures])
    backwards = encode(encoder, pictures[::-1])[::-1]
    np.testing.assert_allclose(encode(encoder, pictures), alone, atol=1e-5)
    np.testing.assert_allclose(backwards, alone, atol=1e-5)


def test_an_unknown_spec_lists_the_known_ones():
    expected = (
        "'clip:ViT-B-32' names no known encoder. Known specs: hash:perceptual|average|difference|wavelet, histogram:"
    )
    with pytest.raises(InputError, match=re.escape(expected)):
        open_encoder("clip:ViT-B-32")
    assert len(known_specs()) == 6


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("hash:", "'hash:' is not complete; it should read hash:perceptual|average|difference|wavelet."),
        (
            "hash:md5",
            "names no known hash. Known specs: hash:perceptual, hash:average, hash:difference, hash:wavelet.",
        ),
        ("histogram:rgb", "'histogram:rgb' names no known histogram. Known specs: histogram:hsv."),
        (
            "scratch:test_resnet?sise=32",
            "has an option that is not understood (sise=32). Such specs take whole numbers for size and seed: scratch:",
        ),
        ("scratch:test_resnet?size=big", "has an option that is not understood (size=big)"),
        ("scratch:test_resnet?size=4", "The input size must be 16 to 1024 pixels; it is 4."),
        ("scratch:resnet10", "knows no backbone 'resnet10' (near: resnet10t"),
    ],
)
def test_a_wrong_spec_is_refused_with_the_reason(spec, message):
    with pytest.raises(InputError, match=re.escape(message)):
        open_encoder(spec)


def test_a_model_that_does_not_exist_is_named(workspace):
    with pytest.raises(NotFoundError, match=r"There is no trained model in nowhere .* Train one with `simlab train`"):
        open_encoder("checkpoint:nowhere", workspace)


def test_the_seed_decides_the_weights():
    one, two = (open_encoder(f"scratch:test_resnet?size=32&seed={seed}") for seed in (0, 1))
    assert one.fingerprint != two.fingerprint
    assert one.fingerprint == open_encoder("scratch:test_resnet?size=32").fingerprint


def test_importing_encoders_does_not_import_torch():
    heavy = {"torch", "timm", "open_clip", "imagehash"}
    code = f"import sys, simlab.encoders, simlab.training; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
