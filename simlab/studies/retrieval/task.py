"""What is asked of a gallery: the other picture of each pair, or other pictures of the same class."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from jaxtyping import Bool, Int, Int64

from simlab.errors import InputError, NotFoundError
from simlab.workspace import Workspace
from simlab.workspace.image_table import SPLITS

TaskKind = Literal["pairs", "classes"]
SOURCE, TARGET = "source", "target"


@dataclass(frozen=True, eq=False)
class RetrievalTask:
    """Queries, the gallery that they are asked of, and which of its images are right.

    Attributes:
        name: unique in its split.
        kind: `pairs`: each query is the source picture of an object, and its target pictures are right; `classes`: all
            pictures ask all the others, and those of the same label are right.
        split: of all its images: train, validation or test.
        queries: image rows that have a right answer, ascending.
        gallery: image rows, ascending; a query is never its own answer.
        right: per image row of the workspace the number of its object or class, −1 for images outside the task. An
            image of the gallery is right when it has the query's number.
    """

    name: str
    kind: TaskKind
    split: str
    queries: Int64[np.ndarray, " queries"]
    gallery: Int64[np.ndarray, " gallery"]
    right: Int64[np.ndarray, " images"]

    def is_right(self, query: int, image_rows: Int[np.ndarray, " k"]) -> Bool[np.ndarray, " k"]:
        """Which of these images are right answers to a query (all image rows); the query itself is none."""
        rows = np.asarray(image_rows, dtype=np.int64)
        same = (self.right[rows] == self.right[query]) & (self.right[query] >= 0) & (rows != query)
        return np.asarray(same & np.isin(rows, self.gallery))

    @property
    def groups(self) -> Int64[np.ndarray, " queries"]:
        """What queries vary together with in intervals: those of a class do, pairs are taken as independent."""
        groups: Int64[np.ndarray, " queries"] = self.right[self.queries]
        return groups


def tasks_of(workspace: Workspace, split: str = "validation") -> tuple[RetrievalTask, ...]:
    """The tasks that the images of a split pose: none where images have neither pairs nor labels.

    Raises:
        InputError: there is no such split.
    """
    if split not in SPLITS:
        raise InputError(f"{split!r} is no split of images; the splits are {', '.join(SPLITS)}.")
    inside = workspace.images["split"].eq(split).fillna(False).to_numpy(dtype=bool)
    return tuple(_tasks(workspace.images, split, inside))


def task_named(workspace: Workspace, split: str, name: str | None = None) -> RetrievalTask:
    """The task of that name, or the first.

    Raises:
        InputError: there is no such split.
        NotFoundError: there is no such task, or none at all.
    """
    tasks = tasks_of(workspace, split)
    found = next((task for task in tasks if name in (None, task.name)), None)
    if found is None:
        known = ", ".join(task.name for task in tasks) or "none"
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} has no retrieval task{f' {name!r}' if name else ''} in split "
            f"{split}; it has {known} there. Pictures with right answers come from `simlab import pairs` and "
            "`simlab import folders`."
        )
    return found


def task_of_query(workspace: Workspace, image_row: int) -> RetrievalTask | None:
    """The task that an image is a query of; None where it is of none."""
    split = workspace.images["split"].iloc[image_row]
    if pd.isna(split):
        return None
    return next((task for task in tasks_of(workspace, str(split)) if image_row in task.queries), None)


def _tasks(images: pd.DataFrame, split: str, inside: Bool[np.ndarray, " images"]) -> Iterator[RetrievalTask]:
    renditions = images["rendition"]
    sides = [inside & renditions.eq(side).fillna(False).to_numpy(dtype=bool) for side in (SOURCE, TARGET)]
    objects = _numbers(images["object"], sides[0] | sides[1])
    asking, held = (np.flatnonzero(side & (objects >= 0)) for side in sides)
    asking = asking[np.isin(objects[asking], objects[held])]
    if len(asking):
        yield RetrievalTask("pairs", "pairs", split, asking, held, objects)
    classes = _numbers(images["label"], inside)
    sizes = np.bincount(classes[classes >= 0])
    everyone = np.flatnonzero(classes >= 0)
    asking = everyone[sizes[classes[everyone]] > 1]
    if len(asking):
        yield RetrievalTask("classes", "classes", split, asking, everyone, classes)


def _numbers(names: "pd.Series[str]", among: Bool[np.ndarray, " images"]) -> Int64[np.ndarray, " images"]:
    """The number of each image's name in the order of names, −1 without a name and for images not among these."""
    codes, _ = pd.factorize(names.where(among), sort=True)
    return np.asarray(codes, dtype=np.int64)
