import numpy as np
import pytest

from simlab.workspace import Workspace
from simlab.workspace.cached_arrays import cached_array


def test_an_array_is_made_once_and_cannot_be_written_to(toy_workspace) -> None:
    workspace: Workspace = toy_workspace(references={"validation": 2})
    made = []

    def make() -> np.ndarray:
        made.append(1)
        return np.arange(6.0).reshape(2, 3)

    first, again = (cached_array(workspace, "kind", "abc", make) for _ in range(2))
    np.testing.assert_array_equal(again, first)
    assert len(made) == 1
    for found in (first, again):
        with pytest.raises(ValueError, match="read-only"):
            found[0, 0] = 1
    cached_array(workspace, "kind", "def", make)
    assert len(made) == 2


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY\x01", b"nonsense"])
def test_a_damaged_one_is_made_again(toy_workspace, content: bytes) -> None:
    workspace: Workspace = toy_workspace(references={"validation": 2})
    cached_array(workspace, "kind", "abc", lambda: np.zeros(3))
    path = workspace.path / "cache" / "kind" / "abc.npy"
    path.write_bytes(content)
    assert cached_array(workspace, "kind", "abc", lambda: np.ones(3)).tolist() == [1, 1, 1]
    assert np.load(path).tolist() == [1, 1, 1]
