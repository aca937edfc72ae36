"""Which pictures of which classes a proxy model learns from, and which choose its best epoch."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from simlab.errors import NotFoundError
from simlab.workspace import Workspace

_FEWEST_CLASSES = 2
_MEASURED_MOST = 5000


@dataclass(frozen=True)
class ClassData:
    """Pictures of one training run; none is of split test.

    Attributes:
        names: label paths of the classes that are trained on, sorted.
        training: image rows to learn from, ascending.
        classes: number of the class of each, from 0.
        measured: image rows whose retrieval chooses the epoch, ascending; at most 5,000, drawn by the seed. Empty where
            nothing is measured.
        measured_classes: label path of each.
        left_out: pictures of split train with a class that are not used: they have no file, or are the same file as a
            picture of split validation or test.
    """

    names: tuple[str, ...]
    training: Int[np.ndarray, " training"]
    classes: Int[np.ndarray, " training"]
    measured: Int[np.ndarray, " measured"]
    measured_classes: np.ndarray
    left_out: int


def class_data(workspace: Workspace, validation_classes: float, seed: int) -> ClassData:
    """Pictures of split train with their classes; some classes, or the pictures of split validation, are measured on.

    Args:
        workspace: whose pictures; `label` in its image table is a label path such as "vehicles/bus".
        validation_classes: share of the training classes kept for measuring where there is no split validation;
            rounded, and at least one class, unless it is 0.
        seed: which classes these are.

    Raises:
        NotFoundError: fewer than two classes remain to be trained on.
    """
    images = workspace.images
    labels = images["label"].to_numpy(dtype=object)
    known = images["label"].notna().to_numpy(dtype=bool)
    of_train, of_validation = (
        known & (images["split"] == name).fillna(False).to_numpy(dtype=bool) for name in ("train", "validation")
    )
    elsewhere = images["sha256"][images["split"].isin(["validation", "test"])].dropna()
    usable = of_train & workspace.has_picture & ~images["sha256"].isin(elsewhere).to_numpy(dtype=bool)
    left_out = int((of_train & ~usable).sum())
    measured = of_validation & workspace.has_picture
    names = sorted(set(labels[usable]))
    if not measured.any() and validation_classes and names:
        count = max(1, round(validation_classes * len(names)))
        kept = set(np.random.default_rng(seed).choice(names, count, replace=False))
        measured = usable & np.array([label in kept for label in labels], dtype=bool)
        usable = usable & ~measured
        names = [name for name in names if name not in kept]
    if len(names) < _FEWEST_CLASSES:
        raise NotFoundError(
            f"{len(names):,} class(es) of workspace {workspace.manifest.name!r} can be trained on, by "
            f"{int(usable.sum()):,} pictures of split train with a class and a file; at least {_FEWEST_CLASSES} are "
            "needed. Import pictures with `simlab import folders`, or keep fewer classes for validation "
            "(validation_classes)."
        )
    rows = np.flatnonzero(usable)
    number = {name: place for place, name in enumerate(names)}
    held = np.flatnonzero(measured)
    if len(held) > _MEASURED_MOST:
        held = np.sort(np.random.default_rng(seed).choice(held, _MEASURED_MOST, replace=False))
    return ClassData(
        names=tuple(names),
        training=rows,
        classes=np.array([number[label] for label in labels[rows]], dtype=np.int64),
        measured=held,
        measured_classes=labels[held].astype(str),
        left_out=left_out,
    )
