"""Which group each class belongs to, and which group each group: given by label paths, or found by clustering."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int64
from sklearn.cluster import KMeans

Parents = Int64[np.ndarray, " below"]
_STARTS = 10


def path_groups(classes: Sequence[str], levels: int) -> list[tuple[Parents, tuple[str, ...]]]:
    """The groups that label paths make: those one folder up, then two, and so on.

    A class that does not lie as deep as others stays a group of its own where they have another level.

    Args:
        classes: label paths such as "vehicles/bus", all different.
        levels: how many at most; levels that would hold only one group are left out.

    Returns:
        per level, from the one above the classes upwards: the number of the group of each node of the level below,
        and the paths of the groups, sorted.
    """
    parts = [tuple(path.split("/")) for path in classes]
    deepest = max(len(path) for path in parts)
    found: list[tuple[Parents, tuple[str, ...]]] = []
    below = list(parts)
    for depth in range(deepest - 1, max(0, deepest - 1 - levels), -1):
        above = [path[:depth] for path in below]
        groups = sorted(set(above))
        if len(groups) < 2:
            break
        number = {path: place for place, path in enumerate(groups)}
        found.append((np.array([number[path] for path in above]), tuple("/".join(path) for path in groups)))
        below = groups
    return found


def cluster_groups(
    proxies: Float[np.ndarray, "classes dimensions"], clusters: Sequence[int], seed: int
) -> list[Parents]:
    """K-means on the directions of the classes' proxies, then on the means of each group's, and so on.

    Args:
        proxies: of the classes; only directions count, as in the loss.
        clusters: number of groups per level, falling, fewer than there are classes.
        seed: of the first centres.

    Returns:
        per level the number of the group of each node of the level below; no group is empty.
    """
    nodes, found = np.asarray(proxies, dtype=np.float64), []
    for count in clusters:
        units = nodes / np.linalg.norm(nodes, axis=1, keepdims=True)
        parents = KMeans(count, n_init=_STARTS, random_state=seed).fit_predict(units).astype(np.int64)
        nodes = group_means(nodes, parents, count)
        found.append(parents)
    return found


def group_means(
    nodes: Float[np.ndarray, "below dimensions"], parents: Parents, groups: int
) -> Float[np.ndarray, "groups dimensions"]:
    """The mean of each group's members."""
    sums = np.zeros((groups, nodes.shape[1]), dtype=nodes.dtype)
    np.add.at(sums, parents, nodes)
    means: Float[np.ndarray, "groups dimensions"] = sums / np.bincount(parents, minlength=groups)[:, None]
    return means
