import numpy as np
import pytest
import torch

from simlab.encoders import encode, open_encoder
from simlab.encoders.devices import choose_device, require_precision
from simlab.errors import InputError, MissingDependencyError


def test_auto_takes_the_best_that_is_there(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert choose_device().type == "cpu"
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device().type == "mps"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device().type == "cuda"


def test_devices_that_are_not_there_are_named(monkeypatch):
    with pytest.raises(InputError, match=r"'gpu' is no device\. Use auto, cpu, mps, cuda"):
        choose_device("gpu")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(MissingDependencyError, match=r"Device 'cuda' is not available: torch .* finds none here"):
        choose_device("cuda")
    with pytest.raises(MissingDependencyError, match="Device 'cpu:1' is not available"):
        choose_device("cpu:1")


def test_precisions_that_a_device_lacks_are_refused(monkeypatch):
    cuda = torch.device("cuda:0")
    monkeypatch.setattr(torch.cuda, "device", lambda device: torch.no_grad())
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "Old GPU")
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: False)
    require_precision(cuda, "fp32")
    require_precision(cuda, "fp16")
    with pytest.raises(MissingDependencyError, match=r"Old GPU does not compute in bf16\. Use fp16 or fp32\."):
        require_precision(cuda, "bf16")
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: True)
    require_precision(cuda, "bf16")
    with pytest.raises(InputError, match=r"'int8' is no precision\. Use fp32, bf16 or fp16\."):
        require_precision(torch.device("cpu"), "int8")


@pytest.mark.parametrize(("precision", "bound"), [("bf16", 2e-2), ("fp16", 3e-3)])
def test_half_precision_gives_nearly_the_same_unit_vectors(pictures, precision, bound):
    encoder = open_encoder("scratch:resnet10t?size=64&seed=0")
    full = encode(encoder, pictures)
    encoder.use("cpu", precision)
    half = encode(encoder, pictures)
    assert half.dtype == np.float32
    assert 0 < np.abs(half - full).max() < bound
    np.testing.assert_allclose(np.linalg.norm(half, axis=1), 1, atol=1e-6)
    encoder.use("cpu", "fp32")
    np.testing.assert_array_equal(encode(encoder, pictures), full)
