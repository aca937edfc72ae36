"""Arrays under `cache/` that take a while to compute: kept by the fingerprint of all that they were made from."""

from collections.abc import Callable

import numpy as np

from simlab.workspace.atomic import write_array
from simlab.workspace.workspace import Workspace


def cached_array(workspace: Workspace, kind: str, key: str, make: Callable[[], np.ndarray]) -> np.ndarray:
    """The array of that key, read-only; made, and kept, where there is none that can be read.

    Args:
        workspace: whose cache it is.
        kind: what the array is; the folder under `cache/`.
        key: fingerprint of everything that the array depends on, the way it is computed included.
        make: computes it.
    """
    path = workspace.path / "cache" / kind / f"{key}.npy"
    try:
        found: np.ndarray = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        found = make()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_array(path, found)
    found.flags.writeable = False
    return found
