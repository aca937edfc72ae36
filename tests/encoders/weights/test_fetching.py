import hashlib
import shutil
from types import SimpleNamespace

import pytest

from simlab.encoders.weights import fetch_weights, load_state, require_weights, weights_of, weights_state
from simlab.errors import JobCancelled, WeightsError, WeightsMissingError
from tests.encoders.weights.conftest import CONTENT, MB, NAME, REPO, SPEC, Recorded, blobs
from tests.local_hub import COMMIT, Fault
from tests.random_weights import random_weights

ETAG = hashlib.sha256(CONTENT).hexdigest()


def test_a_file_is_fetched_once_into_the_cache_of_the_hub(hub, cache):
    hub.put(REPO, NAME, CONTENT)
    progress = Recorded()
    (path,) = fetch_weights("DINO", progress)
    assert path.read_bytes() == CONTENT
    assert path == cache / "hub/models--timm--vit_small_patch16_224.dino/snapshots" / COMMIT / NAME
    assert blobs(cache) == {ETAG: len(CONTENT)}
    assert progress.stages == [
        (f"fetching {NAME} (5.3 MB) of {REPO}", len(CONTENT), len(CONTENT)),
        (f"checking {NAME}", len(CONTENT), len(CONTENT)),
    ]
    asked = len(hub.requests)
    assert fetch_weights(SPEC) == (path,)
    assert len(hub.requests) == asked
    state = weights_state(weights_of(SPEC)[0])
    assert (state.here, state.n_bytes, state.partial_bytes, state.problem) == (path, len(CONTENT), 0, "")


def test_what_the_library_fetches_itself_lies_at_the_same_place(hub):
    from huggingface_hub import hf_hub_download

    hub.put(REPO, NAME, CONTENT)
    (path,) = fetch_weights(SPEC)
    assert hf_hub_download(REPO, NAME, local_files_only=True) == str(path)


def test_real_weights_come_through_whole(hub, tmp_path):
    import torch

    hub.put(REPO, NAME, random_weights("DINO", tmp_path / "made", seed=3))
    (path,) = fetch_weights("DINO")
    fetched, made = load_state(path), load_state(tmp_path / "made" / NAME)
    assert fetched.keys() == made.keys()
    assert all(torch.equal(fetched[name], made[name]) for name in made)
    assert fetched["blocks.11.attn.qkv.weight"].shape == (3 * 384, 384)


def test_pickled_weights_are_taken_where_there_are_no_others(hub):
    hub.put(REPO, "pytorch_model.bin", CONTENT)
    (path,) = fetch_weights(SPEC)
    assert path.name == "pytorch_model.bin"
    assert require_weights(weights_of(SPEC)[0]) == path


def test_a_connection_that_breaks_is_taken_up_where_it_broke(hub, cache, impatient):
    hub.put(REPO, NAME, CONTENT, Fault(cut_at=3 * MB, cuts=1))
    progress = Recorded()
    (path,) = fetch_weights(SPEC, progress)
    assert path.read_bytes() == CONTENT
    assert progress.lines == [f"The connection broke after 3.1 MB of {NAME}; trying again."]
    assert [request for request in hub.requests if request.startswith("GET")] == [
        f"GET {REPO}/{NAME} 0-",
        f"GET {REPO}/{NAME} {3 * MB}-",
    ]


@pytest.mark.parametrize("silent", [False, True])
def test_a_connection_that_stays_broken_leaves_what_came_for_the_next_time(hub, cache, impatient, silent):
    hub.put(REPO, NAME, CONTENT, Fault(cut_at=3 * MB, silent=silent))
    with pytest.raises(WeightsError, match=r"broke off \(.*See to the network and try again; what has come is kept"):
        fetch_weights(SPEC)
    assert blobs(cache) == {f"{ETAG}.incomplete": 3 * MB}
    state = weights_state(weights_of(SPEC)[0])
    assert (state.here, state.partial_bytes) == (None, 3 * MB)
    with pytest.raises(WeightsMissingError, match="Part of it is here; fetching goes on from it"):
        require_weights(state.file)

    hub.put(REPO, NAME, CONTENT)
    hub.bytes_sent = 0
    progress = Recorded()
    (path,) = fetch_weights(SPEC, progress)
    assert path.read_bytes() == CONTENT
    assert hub.bytes_sent == len(CONTENT) - 3 * MB
    assert progress.stages[0] == (
        f"fetching {NAME} (5.3 MB) of {REPO}, 3.1 MB of it are here",
        len(CONTENT) - 3 * MB,
        len(CONTENT) - 3 * MB,
    )


def test_a_user_who_stops_it_keeps_what_came(hub, cache):
    hub.put(REPO, NAME, CONTENT, Fault(bytes_per_second=20 * MB))
    with pytest.raises(JobCancelled):
        fetch_weights(SPEC, Recorded(stop_after=3 * MB))
    assert blobs(cache) == {f"{ETAG}.incomplete": 3 * MB}
    (path,) = fetch_weights(SPEC, Recorded())
    assert path.read_bytes() == CONTENT
    assert hub.requests.count(f"GET {REPO}/{NAME} {3 * MB}-") == 1


def test_a_hub_that_sends_no_ranges_begins_anew(hub, cache, impatient):
    hub.put(REPO, NAME, CONTENT, Fault(cut_at=3 * MB))
    with pytest.raises(WeightsError):
        fetch_weights(SPEC)
    hub.put(REPO, NAME, CONTENT, Fault(whole=True))
    progress = Recorded()
    (path,) = fetch_weights(SPEC, progress)
    assert path.read_bytes() == CONTENT
    assert progress.stages[1] == (f"fetching {NAME} (5.3 MB) of {REPO}", len(CONTENT), len(CONTENT))


def test_what_others_are_fetching_is_not_taken_for_a_part_to_go_on_from(cache, hub):
    folder = cache / "hub/models--timm--vit_small_patch16_224.dino/blobs"
    folder.mkdir(parents=True)
    (folder / f"{ETAG}.0123abcd.incomplete").write_bytes(CONTENT)
    assert weights_state(weights_of(SPEC)[0]).partial_bytes == 0
    (folder / f"{ETAG}.incomplete").write_bytes(CONTENT[:10])
    assert weights_state(weights_of(SPEC)[0]).partial_bytes == 10


def test_a_file_that_had_come_whole_is_only_checked(hub, cache):
    hub.put(REPO, NAME, CONTENT)
    folder = cache / "hub/models--timm--vit_small_patch16_224.dino/blobs"
    folder.mkdir(parents=True)
    (folder / f"{ETAG}.incomplete").write_bytes(CONTENT)
    assert fetch_weights(SPEC)[0].read_bytes() == CONTENT
    assert not any(request.startswith("GET") for request in hub.requests)


def test_wrong_content_is_deleted_and_said(hub, cache):
    hub.put(REPO, NAME, CONTENT, Fault(wrong=True))
    with pytest.raises(WeightsError, match=f"its checksum should be {ETAG[:12]}… and is .*fetch it again"):
        fetch_weights(SPEC)
    assert blobs(cache) == {}
    assert weights_state(weights_of(SPEC)[0]).here is None
    hub.put(REPO, NAME, CONTENT)
    assert fetch_weights(SPEC)[0].read_bytes() == CONTENT


def test_another_version_on_the_hub_does_not_go_on_from_the_old_one(hub, cache, impatient):
    hub.put(REPO, NAME, CONTENT, Fault(cut_at=2 * MB))
    with pytest.raises(WeightsError):
        fetch_weights(SPEC)
    other = CONTENT[::-1]
    hub.put(REPO, NAME, other)
    assert fetch_weights(SPEC)[0].read_bytes() == other


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (403, rf"{REPO} is gated. Accept its terms at http://127.0.0.1:\d+/{REPO}, then set HF_TOKEN or log in"),
        (404, rf"{REPO} has no {NAME} and no pytorch_model.bin at revision 'main'"),
        (429, r"was asked too often \(429\). Wait some minutes"),
        (500, r"answered with status 500. Try again later"),
        (418, r"answered with status 418"),
    ],
)
def test_a_refusal_says_what_to_do(hub, status, message):
    hub.put(REPO, NAME, CONTENT, Fault(status=status))
    with pytest.raises(WeightsError, match=message) as caught:
        fetch_weights(SPEC)
    assert str(caught.value).startswith(f"The weights of '{SPEC}' cannot be fetched: http") or status == 403
    assert str(caught.value).endswith(f"name it: {SPEC}@/path/to/{NAME}")
    state = weights_state(weights_of(SPEC)[0], ask_hub=True)
    assert (state.n_bytes, state.problem) == (None, str(caught.value))


def test_an_unknown_repository_may_be_a_private_one(hub):
    with pytest.raises(WeightsError, match=f"knows no repository {REPO}, or shows it only to its members"):
        fetch_weights(SPEC)


def test_the_hub_says_how_large_a_file_is_before_it_is_fetched(hub):
    hub.put(REPO, NAME, CONTENT)
    (file,) = weights_of(SPEC)
    assert weights_state(file).n_bytes is None
    assert weights_state(file, ask_hub=True).n_bytes == len(CONTENT)


def test_a_full_disk_is_seen_before_anything_is_fetched(hub, cache, monkeypatch):
    hub.put(REPO, NAME, CONTENT)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=2_000_000))
    with pytest.raises(
        WeightsError, match=r"needs 5.3 MB more, and .*blobs has 2.0 MB free. Make room there, or set HF_"
    ):
        fetch_weights(SPEC)
    assert hub.bytes_sent == 0


def test_the_hub_sees_the_users_token_and_the_storage_behind_it_does_not(hub, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    hub.put(REPO, NAME, CONTENT)
    fetch_weights(SPEC)
    assert hub.tokens == {"hub": {"Bearer hf_secret"}, "storage": {None}}


def test_several_parts_are_fetched_one_after_another(hub):
    hub.put(REPO, NAME, CONTENT)
    hub.put("timm/vit_base_patch32_clip_224.openai", "open_clip_model.safetensors", CONTENT[:MB])
    paths = fetch_weights(f"open_clip:ViT-B-32/openai+histogram:hsv+{SPEC}")
    assert [path.stat().st_size for path in paths] == [MB, len(CONTENT)]
