"""`runs/NAME/hierarchy.json`: which classes a proxy model put under which groups."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from simlab.errors import WorkspaceError, first_few
from simlab.workspace.atomic import write_json
from simlab.workspace.manifest import require_version

FORMAT_VERSION = 1
FILE_NAME = "hierarchy.json"


@dataclass(frozen=True)
class Groups:
    """One level of groups.

    Attributes:
        names: of the groups: their folders, or the classes nearest to each.
        parents: number of the group of each node of the level below.
        closeness: cosine similarity of each of these nodes' proxies to their group's.
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    closeness: tuple[float, ...]


@dataclass(frozen=True)
class ProxyHierarchy:
    """Classes under groups.

    Attributes:
        classes: label paths.
        kind: `folders` where the label paths made the groups, `clusters` where they were learned.
        levels: from the one above the classes upwards.
    """

    classes: tuple[str, ...]
    kind: str
    levels: tuple[Groups, ...]

    def group_of(self, level: int) -> tuple[int, ...]:
        """Per class the number of its group on a level, from 0."""
        found = self.levels[0].parents
        for groups in self.levels[1 : level + 1]:
            found = tuple(groups.parents[number] for number in found)
        return found


def hierarchy_of(
    classes: Sequence[str],
    kind: str,
    proxies: Float[np.ndarray, "classes dimensions"],
    levels: Sequence[tuple[Int[np.ndarray, " below"], Float[np.ndarray, "groups dimensions"]]],
    names: Sequence[Sequence[str]] = (),
) -> ProxyHierarchy:
    """The hierarchy of a trained model.

    Args:
        classes: label paths.
        kind: `folders` or `clusters`.
        proxies: of the classes.
        levels: per level the parents of the nodes below, and the proxies of the groups.
        names: of the groups per level, where they have some; else a group is named after the classes nearest to it.
    """
    nodes, found = proxies, []
    below: list[list[int]] = [[number] for number in range(len(classes))]
    for level, (parents, groups) in enumerate(levels):
        closeness = np.sum(_units(nodes) * _units(groups)[parents], axis=1)
        members: list[list[int]] = [[] for _ in groups]
        for node, group in enumerate(parents):
            members[group] += below[node]
        if names:
            named = tuple(names[level])
        else:
            near = _units(proxies) @ _units(groups).T
            named = tuple(_named_after(classes, near[:, g], held) for g, held in enumerate(members))
        found.append(Groups(named, tuple(int(p) for p in parents), tuple(round(float(c), 4) for c in closeness)))
        nodes, below = groups, members
    return ProxyHierarchy(tuple(classes), kind, tuple(found))


def write_hierarchy(run: Path, hierarchy: ProxyHierarchy) -> None:
    """Replace `hierarchy.json` of a run's folder."""
    write_json(run / FILE_NAME, {"format_version": FORMAT_VERSION, **asdict(hierarchy)})


def read_hierarchy(run: Path) -> ProxyHierarchy | None:
    """The hierarchy in a run's folder, or None where it has none.

    Raises:
        WorkspaceError: the file is damaged.
        FormatVersionError: a newer SimLab wrote it.
    """
    path = run / FILE_NAME
    if not path.is_file():
        return None
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        require_version(content.pop("format_version", None), FORMAT_VERSION, path)
        levels = tuple(
            Groups(tuple(each["names"]), tuple(each["parents"]), tuple(each["closeness"])) for each in content["levels"]
        )
        return ProxyHierarchy(tuple(content["classes"]), content["kind"], levels)
    except (ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(f"{path} is damaged ({error}). Train again with --no-resume to make it anew.") from None


def _named_after(classes: Sequence[str], near: Float[np.ndarray, " classes"], members: Sequence[int]) -> str:
    nearest = sorted(members, key=lambda number: -near[number])
    return first_few(classes[number].rpartition("/")[2] for number in nearest)


def _units(vectors: Float[np.ndarray, "n dimensions"]) -> Float[np.ndarray, "n dimensions"]:
    units: Float[np.ndarray, "n dimensions"] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return units
