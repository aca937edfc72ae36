import json
import shutil

import pytest

from simlab.encoders.weights import packages, require_weights, weights_of, weights_state
from simlab.encoders.weights.source import LIST
from simlab.errors import InputError, WeightsError, WeightsMissingError
from tests.encoders.weights.conftest import REPO, SPEC

SAFE_CLIP = ("open_clip_model.safetensors", "open_clip_pytorch_model.bin")
SAFE_TIMM = ("model.safetensors", "pytorch_model.bin")


@pytest.mark.parametrize(
    ("spec", "repo", "names"),
    [
        ("clip", "timm/vit_base_patch32_clip_224.openai", SAFE_CLIP),
        ("open_clip:ViT-B-32/laion2b_s34b_b79k", "laion/CLIP-ViT-B-32-laion2B-s34B-b79K", SAFE_CLIP),
        ("open_clip:ViT-B-32/laion2B-s34B-b79K", "laion/CLIP-ViT-B-32-laion2B-s34B-b79K", SAFE_CLIP),
        ("open_clip:ViTamin-S/datacomp1b", "jienengchen/ViTamin-S", ("pytorch_model.safetensors", "pytorch_model.bin")),
        (SPEC, REPO, SAFE_TIMM),
        ("timm:vit_base_patch14_dinov2?size=224", "timm/vit_base_patch14_dinov2.lvd142m", SAFE_TIMM),
        ("timm:vit_small_patch16_dinov3.lvd1689m", "timm/vit_small_patch16_dinov3.lvd1689m", SAFE_TIMM),
        ("timm:fastvit_mci0.apple_mclip", "apple/mobileclip_s0_timm", SAFE_TIMM),
    ],
)
def test_a_spec_needs_one_file(spec, repo, names):
    (file,) = weights_of(spec)
    assert (file.repo, file.names, file.revision, file.path) == (repo, names, "main", None)


def test_parts_without_weights_need_no_file():
    assert weights_of("hash:perceptual+histogram:hsv+scratch:resnet10t+checkpoint:any") == ()
    assert [file.spec for file in weights_of(f"histogram:hsv+{SPEC}+timm:resnet18")] == [SPEC, "timm:resnet18"]


def test_the_list_repeats_what_the_packages_say():
    listed = json.loads(LIST.read_text(encoding="utf-8"))
    said = packages.listed_by_packages()
    if listed["made_from"] != said["made_from"]:
        pytest.skip("other versions of the packages are installed than the list was made from")
    assert listed == said


def test_what_the_list_does_not_know_is_asked_of_the_packages(monkeypatch):
    nothing = {"timm": {}, "open_clip": {}}
    monkeypatch.setattr("simlab.encoders.weights.listed._listed", lambda: nothing)
    assert weights_of("DINO")[0].repo == REPO
    assert weights_of("open_clip:ViTamin-S/datacomp1b")[0].names == ("pytorch_model.safetensors", "pytorch_model.bin")


@pytest.mark.parametrize(
    ("spec", "error", "message"),
    [
        ("timm:vit_smal", InputError, "timm lists no model 'vit_smal'"),
        ("timm:test_vit_nothing.x", InputError, "timm lists no model"),
        ("timm:vit_base_patch16_18x2_224", InputError, r"timm lists no weights of .*scratch:vit_base_patch16_18x2_224"),
        (
            "timm:legacy_senet154.in1k",
            WeightsError,
            "are not on the hub but at http.*legacy_senet154.in1k@/path/to/file",
        ),
        ("open_clip:ViT-B-32/nobody", InputError, "lists no weights 'nobody' of ViT-B-32. It lists: openai, laion400m"),
        ("open_clip:ViT-Z/openai", InputError, "open_clip lists no model 'ViT-Z' with weights"),
        ("open_clip:ViT-B-32", InputError, "It should read MODEL/WEIGHTS"),
        ("nonsense", InputError, "names no known encoder"),
    ],
)
def test_names_that_nobody_lists_are_refused(spec, error, message):
    with pytest.raises(error, match=message):
        weights_of(spec)


def test_a_file_of_ones_own_is_used_where_it_is(tmp_path):
    path = tmp_path / "my+own weights@2.pt"
    (file,) = weights_of(f"{SPEC}@{path}")
    with pytest.raises(WeightsMissingError, match=r"are not there. Expected: .*@2.pt, a file \(.safetensors, .bin"):
        require_weights(file)
    assert weights_state(file).problem == f"There is no such file: {path}"
    path.write_bytes(b"12345")
    assert require_weights(file) == path
    state = weights_state(file, ask_hub=True)
    assert (state.here, state.n_bytes, state.problem) == (path, 5, "")


def test_in_a_folder_the_usual_name_comes_first_and_safetensors_before_others(tmp_path):
    (file,) = weights_of(f"open_clip:ViT-B-32/any@{tmp_path}")
    assert weights_state(file).here is None
    (tmp_path / "mine.pt").write_bytes(b"")
    assert require_weights(file) == tmp_path / "mine.pt"
    (tmp_path / "other.bin").write_bytes(b"")
    with pytest.raises(
        WeightsError, match=r"holds 2 files of weights \(mine.pt, other.bin\), none named open_clip_model"
    ):
        require_weights(file)
    assert "Name one of them after the @" in weights_state(file).problem
    for name in reversed(SAFE_CLIP):
        (tmp_path / name).write_bytes(b"")
        assert require_weights(file) == tmp_path / name
    shutil.rmtree(tmp_path)
    assert weights_state(file).here is None
