"""What another process sees, which reads huggingface_hub's variables on import, and what happens when it is killed."""

import json
import sys
import time

import pytest

from simlab.encoders.weights import fetch_weights
from tests.encoders.weights.conftest import CONTENT, MB, NAME, REPO, SPEC, blobs, in_process
from tests.local_hub import Fault, LocalHub

REFUSED = "try: fetch_weights(spec)\nexcept WeightsError as error: print(error)"


def output(process) -> str:
    out, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    return out.strip()


def test_a_killed_process_leaves_what_the_next_one_goes_on_from(hub, cache):
    hub.put(REPO, NAME, CONTENT, Fault(bytes_per_second=3 * MB))
    process = in_process("fetch_weights(spec)", hub.environment(cache))
    while sum(blobs(cache).values()) < 2 * MB:
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.communicate()
    kept = sum(blobs(cache).values())
    hub.put(REPO, NAME, CONTENT)
    (path,) = fetch_weights(SPEC)
    assert path.read_bytes() == CONTENT
    assert hub.requests.count(f"GET {REPO}/{NAME} {kept}-") == 1


def test_two_processes_that_want_the_same_file_fetch_it_once(cache):
    with LocalHub() as hub:
        hub.put(REPO, NAME, CONTENT, Fault(bytes_per_second=2 * MB))
        processes = [in_process("print(fetch_weights(spec)[0])", hub.environment(cache)) for _ in range(2)]
        first, second = [output(process) for process in processes]
        assert first == second
        assert hub.bytes_sent == len(CONTENT)


def test_without_a_network_the_message_names_the_hub(cache):
    with LocalHub() as hub:
        environment = hub.environment(cache)
    message = output(in_process(REFUSED, environment))
    assert message.startswith(f"The weights of '{SPEC}' cannot be fetched: {hub.endpoint} cannot be reached")
    assert message.endswith(f"name it: {SPEC}@/path/to/{NAME}")


def test_offline_nothing_is_asked_and_what_is_here_is_used(hub, cache):
    offline = {**hub.environment(cache), "HF_HUB_OFFLINE": "1"}
    hub.put(REPO, NAME, CONTENT)
    assert "HF_HUB_OFFLINE forbids to ask the hub. Unset it and try again" in output(in_process(REFUSED, offline))
    assert hub.requests == []
    (path,) = fetch_weights(SPEC)
    asked = len(hub.requests)
    assert output(in_process("print(fetch_weights(spec)[0])", offline)) == str(path)
    assert len(hub.requests) == asked


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are set as Unix does")
def test_a_disk_that_takes_no_more_keeps_what_it_took(hub, cache):
    hub.put(REPO, NAME, CONTENT)
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({2 * MB}, {2 * MB}))\n"
    message = output(in_process(limit + REFUSED, hub.environment(cache)))
    assert f"{NAME} of {REPO} could not be written under {cache}" in message
    assert "Look at the room on the disk" in message
    assert sum(blobs(cache).values()) == 2 * MB
    assert fetch_weights(SPEC)[0].read_bytes() == CONTENT


def test_which_file_is_needed_is_known_without_torch(cache):
    code = """
import json, sys
state = weights_state(weights_of("CLIP")[0])
print(json.dumps([state.expected, sorted({"torch", "timm", "open_clip"} & set(sys.modules))]))
"""
    expected, heavy = json.loads(output(in_process(code, {"HF_HOME": str(cache), "HF_HUB_CACHE": str(cache / "hub")})))
    assert heavy == []
    assert expected == (
        "open_clip_model.safetensors (or open_clip_pytorch_model.bin) of "
        "https://huggingface.co/timm/vit_base_patch32_clip_224.openai under "
        f"{cache}/hub/models--timm--vit_base_patch32_clip_224.openai"
    )
