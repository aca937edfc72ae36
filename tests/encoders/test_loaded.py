import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pytest

from simlab.encoders import encode, loaded, open_encoder
from simlab.encoders.loaded import LoadedEncoders
from simlab.encoders.model_files import write_model
from simlab.encoders.network_shape import NetworkShape
from simlab.encoders.networks import build_network
from simlab.errors import InputError, NotFoundError

SMALL = "scratch:resnet10t?size=32&seed={}"


@dataclass
class PlainEncoder:
    """Of a stated size; remembers how it was used."""

    spec: str
    n_bytes: int
    used_on: list = field(default_factory=list)
    warmed: int = 0

    def prepare(self, image):
        return np.zeros(2, dtype=np.float32)

    def use(self, device="auto", precision="fp32"):
        self.used_on.append((device, precision))

    def embed(self, prepared):
        self.warmed += len(prepared)
        return prepared


class Shop:
    """Stands in for `open_encoder`: sizes come from the seed of the spec, in bytes."""

    def __init__(self, monkeypatch):
        self.opened = []
        self.gates = {}
        monkeypatch.setattr(loaded, "open_encoder", self.open)

    def open(self, spec, workspace=None):
        self.opened.append(spec)
        if spec in self.gates:
            assert self.gates[spec].wait(20)
        size = int(spec.rpartition("=")[2])
        if size == 13:
            raise NotFoundError("there is no such model")
        return PlainEncoder(spec, size)


def spec(size: int, name: str = "a") -> str:
    return f"scratch:{name}?seed={size}"


@pytest.fixture
def shop(monkeypatch) -> Shop:
    return Shop(monkeypatch)


def names(encoders: LoadedEncoders) -> list[str]:
    return [one.spec for one in encoders.loaded]


def test_an_encoder_is_loaded_once_warmed_up_and_stays(shop):
    encoders = LoadedEncoders(100, "cpu", "bf16")
    first = encoders.get(spec(40))
    assert encoders.get(spec(40)) is first
    assert shop.opened == [spec(40)]
    assert first.used_on == [("cpu", "bf16")]
    assert first.warmed == 3
    (one,) = encoders.loaded
    assert (one.spec, one.n_bytes, one.device, one.precision) == (spec(40), 40, "cpu", "bf16")
    assert one.load_seconds > 0


def test_an_encoder_without_weights_computes_on_the_processor(shop):
    encoders = LoadedEncoders(100, "cpu", "bf16")
    encoders.get(spec(0))
    assert [(one.device, one.precision) for one in encoders.loaded] == [("cpu", "fp32")]


def test_the_least_recently_used_leaves_first(shop):
    encoders = LoadedEncoders(100, "cpu")
    for size in (40, 41):
        encoders.get(spec(size))
    encoders.get(spec(40))
    encoders.get(spec(42))
    assert names(encoders) == [spec(40), spec(42)]


def test_any_order_of_questions_keeps_the_budget_as_a_literal_list_does(shop):
    rng = np.random.default_rng(0)
    encoders = LoadedEncoders(100, "cpu")
    kept: list[int] = []
    for size in rng.integers(14, 101, size=300).tolist():
        encoders.get(spec(size))
        if size in kept:
            kept.remove(size)
        else:
            while sum(kept) + size > 100:
                kept.pop(0)
        kept.append(size)
        assert names(encoders) == [spec(one) for one in kept]


def test_what_can_never_fit_is_refused_and_the_others_stay(shop):
    encoders = LoadedEncoders(100_000_000, "cpu")
    encoders.get(spec(60_000_000))
    with pytest.raises(InputError, match=r"seed=250000000 takes 250 MB, and loaded models may take 100 MB together"):
        encoders.get(spec(250_000_000))
    assert names(encoders) == [spec(60_000_000)]


def test_weights_that_are_more_than_the_free_memory_are_not_even_read(shop, monkeypatch, tmp_path):
    import psutil

    file = tmp_path / "model.safetensors"
    file.write_bytes(b"0" * 3000)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: type("Memory", (), {"available": 2000}))
    with pytest.raises(InputError, match=r"are 3\.0 kB on disk, and 2\.0 kB of memory are free"):
        LoadedEncoders(100, "cpu").get(f"timm:resnet10t.c3_in1k@{file}")
    assert shop.opened == []


def test_a_device_that_is_full_is_told_in_words(shop, monkeypatch):
    def full(self, device="auto", precision="fp32"):
        raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")

    monkeypatch.setattr(PlainEncoder, "use", full)
    encoders = LoadedEncoders(100, "cpu")
    with pytest.raises(InputError, match="does not fit into the memory of 'cpu' any more"):
        encoders.get(spec(40))
    assert encoders.loaded == ()


def test_a_failure_is_told_to_all_who_wait_and_tried_anew(shop):
    shop.gates[spec(13)] = threading.Event()
    encoders = LoadedEncoders(100, "cpu")
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(encoders.get, spec(13)) for _ in range(3)]
        shop.gates[spec(13)].set()
        for one in waiting:
            with pytest.raises(NotFoundError, match="no such model"):
                one.result()
    before = len(shop.opened)
    assert encoders.loaded == ()
    with pytest.raises(NotFoundError):
        encoders.get(spec(13))
    assert len(shop.opened) == before + 1


def test_threads_that_ask_for_the_same_share_one_loading(shop):
    gate = shop.gates[spec(40)] = threading.Event()
    encoders = LoadedEncoders(100, "cpu")
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(encoders.get, spec(40)) for _ in range(4)]
        gate.set()
        assert len({id(one.result()) for one in waiting}) == 1
    assert shop.opened == [spec(40)]


def test_what_is_loaded_answers_while_another_is_being_loaded(shop):
    gate = shop.gates[spec(50)] = threading.Event()
    encoders = LoadedEncoders(100, "cpu")
    encoders.get(spec(40))
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(encoders.get, spec(50))
        while spec(50) not in shop.opened:
            assert not slow.done()
        assert encoders.get(spec(40)).spec == spec(40)
        assert names(encoders) == [spec(40)]
        gate.set()
        assert slow.result().spec == spec(50)


def test_dropping_goes_by_spec_or_preset(shop, monkeypatch):
    monkeypatch.setattr(loaded, "open_encoder", lambda spec, workspace=None: PlainEncoder(spec, 10))
    encoders = LoadedEncoders(100, "cpu")
    encoders.get("clip")
    assert encoders.get("CLIP") is encoders.get("open_clip:ViT-B-32/openai")
    encoders.drop("DINO")
    assert names(encoders) == ["open_clip:ViT-B-32/openai"]
    encoders.drop("CLIP")
    assert encoders.loaded == ()


def test_real_networks_give_the_vectors_that_they_give_alone_however_many_are_loaded_at_once(pictures):
    """Torch draws first weights from one generator for all threads; networks must not take each other's numbers."""
    specs = [SMALL.format(seed) for seed in range(4)]
    alone = [encode(open_encoder(one), pictures) for one in specs]
    encoders = LoadedEncoders(10**9, "cpu")
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(encoders.get, specs))
    for expected, encoder in zip(alone, together, strict=True):
        np.testing.assert_array_equal(encode(encoder, pictures), expected)
    assert all(one.n_bytes > 1_000_000 and one.device == "cpu" for one in encoders.loaded)


def test_the_budget_is_half_of_what_is_free(monkeypatch):
    import psutil

    monkeypatch.setattr(psutil, "virtual_memory", lambda: type("Memory", (), {"available": 3000}))
    assert LoadedEncoders(device="cpu").budget_bytes == 1500


def test_a_model_that_was_trained_anew_is_loaded_anew(workspace, pictures):
    encoders = LoadedEncoders(10**9, "cpu")
    shape = NetworkShape("resnet10t", 32)
    found = []
    for seed in (0, 1):
        write_model(workspace.path / "models" / "mine", build_network(shape, seed), {})
        encoder = encoders.get("checkpoint:mine", workspace)
        found.append(encode(encoder, pictures))
        np.testing.assert_array_equal(found[-1], encode(open_encoder("checkpoint:mine", workspace), pictures))
    assert not np.allclose(*found)
    assert names(encoders) == ["checkpoint:mine"]
