"""Which images a model is trained on without answers, and which are kept out to measure it."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int

from simlab.errors import NotFoundError
from simlab.workspace import Workspace

_HELD_OUT_SHARE = 0.05
_HELD_OUT_LEAST, _HELD_OUT_MOST = 2, 512
_FEWEST = _HELD_OUT_LEAST + 2


@dataclass(frozen=True)
class ContrastiveData:
    """Images of one training run; none occurs in a validation or test triple.

    Attributes:
        training: image rows to learn from, ascending.
        held_out: image rows to measure on, ascending: 5 % of all, 2 to 512.
        left_out: images of training triples that are not used: they have no picture, or occur in validation or test
            triples too.
    """

    training: Int[np.ndarray, " training"]
    held_out: Int[np.ndarray, " held_out"]
    left_out: int


def contrastive_data(workspace: Workspace, seed: int) -> ContrastiveData:
    """Images of training triples, and the other images of their pools that no validation or test triple shows.

    Another picture (rendition) of an object that a validation or test triple shows is not used either.

    Args:
        workspace: whose images.
        seed: of the draw of those held out.

    Raises:
        NotFoundError: there are no training triples, or too few images can be used.
    """
    triples, images = workspace.triples, workspace.images
    is_training = (triples["split"] == "train").to_numpy()
    in_training = _shown(workspace, is_training)
    if not in_training.any():
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} has no training triples, which say what images may be learned "
            "from. Import triples of the training split."
        )
    elsewhere = _shown(workspace, ~is_training)
    objects = images["object"]
    elsewhere |= objects.isin(objects[elsewhere].dropna()).to_numpy(dtype=bool)
    pools = images["pool"].isin(images["pool"][in_training].unique()).to_numpy(dtype=bool)
    usable = np.flatnonzero(pools & ~elsewhere & workspace.has_picture)
    without_picture = in_training & ~workspace.has_picture
    if len(usable) < _FEWEST:
        raise NotFoundError(
            f"{len(usable):,} image(s) of workspace {workspace.manifest.name!r} can be learned from without answers; "
            f"at least {_FEWEST} are needed. Of {int(in_training.sum()):,} images of training triples, "
            f"{int((in_training & elsewhere).sum()):,} are shown by validation or test triples too and "
            f"{int(without_picture.sum()):,} have no picture. Import more images into their pools."
        )
    count = min(_HELD_OUT_MOST, max(_HELD_OUT_LEAST, round(_HELD_OUT_SHARE * len(usable))))
    held_out = np.sort(np.random.default_rng(seed).choice(usable, count, replace=False))
    left_out = int(((in_training & elsewhere) | without_picture).sum())
    return ContrastiveData(np.setdiff1d(usable, held_out), held_out, left_out)


def _shown(workspace: Workspace, triples: Bool[np.ndarray, " triples"]) -> Bool[np.ndarray, " images"]:
    """Per image row whether one of these triples shows it."""
    shown = np.zeros(len(workspace.images), dtype=bool)
    shown[workspace.triples.loc[triples, ["reference", "a", "b"]].to_numpy(dtype=np.int64).ravel()] = True
    return shown
