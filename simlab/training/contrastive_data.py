"""Which images a model is trained on without answers, and which are kept out to measure it."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int

from simlab.errors import NotFoundError
from simlab.workspace import Workspace

_HELD_OUT_LEAST, _HELD_OUT_MOST = 2, 512
_FEWEST = _HELD_OUT_LEAST + 2


@dataclass(frozen=True)
class ContrastiveData:
    """Images of one training run; none is measured on in validation or test.

    Attributes:
        training: image rows to learn from, ascending.
        held_out: image rows to measure on, ascending: the asked share, but 2 to 512.
        left_out: images of the training split that are not used: they have no picture, or are measured on too.
    """

    training: Int[np.ndarray, " training"]
    held_out: Int[np.ndarray, " held_out"]
    left_out: int


def contrastive_data(workspace: Workspace, share: float, seed: int) -> ContrastiveData:
    """The images of the training split.

    Where there are training triples: their images, and the other images of their pools that no validation or test
    triple shows. Where there are none: the images whose own split is train, as in a study of pairs or of classes. An
    image that is measured on, in a validation or test triple or by its own split, is never used, nor is a copy of it
    (equal bytes) or another picture (rendition) of its object.

    Args:
        workspace: whose images.
        share: of them that is held out, in 0…0.5.
        seed: of the draw of those held out.

    Raises:
        NotFoundError: there is no training split, or too few of its images can be used.
    """
    in_training, candidates = _training_split(workspace)
    measured = _measured(workspace)
    usable = np.flatnonzero(candidates & ~measured & workspace.has_picture)
    without_picture = in_training & ~workspace.has_picture
    if len(usable) < _FEWEST:
        raise NotFoundError(
            f"{len(usable):,} image(s) of workspace {workspace.manifest.name!r} can be learned from without answers; "
            f"at least {_FEWEST} are needed. Of {int(in_training.sum()):,} images of the training split, "
            f"{int((in_training & measured).sum()):,} are measured on in validation or test too and "
            f"{int(without_picture.sum()):,} have no picture. Import more images to learn from."
        )
    count = min(_HELD_OUT_MOST, max(_HELD_OUT_LEAST, round(share * len(usable))))
    held_out = np.sort(np.random.default_rng(seed).choice(usable, count, replace=False))
    left_out = int(((in_training & measured) | without_picture).sum())
    return ContrastiveData(np.setdiff1d(usable, held_out), held_out, left_out)


def _training_split(workspace: Workspace) -> tuple[Bool[np.ndarray, " images"], Bool[np.ndarray, " images"]]:
    """Per image row whether it is of the training split, and whether it may be learned from unless it is measured on.

    Raises:
        NotFoundError: there is no training split.
    """
    images = workspace.images
    shown = _shown(workspace, (workspace.triples["split"] == "train").to_numpy())
    if shown.any():
        return shown, images["pool"].isin(images["pool"][shown].unique()).to_numpy(dtype=bool)
    own = (images["split"] == "train").fillna(False).to_numpy(dtype=bool)
    if not own.any():
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} has neither training triples nor images of split train, which say "
            "what may be learned from. Import triples of the training split, or unlabelled pictures with the pairs."
        )
    return own, own


def _measured(workspace: Workspace) -> Bool[np.ndarray, " images"]:
    """Per image row whether it, its copy or its object is asked about in validation or test."""
    images = workspace.images
    measured = _shown(workspace, (workspace.triples["split"] != "train").to_numpy())
    measured |= images["split"].isin(("validation", "test")).to_numpy(dtype=bool)
    for column in ("object", "sha256"):
        measured |= images[column].isin(images[column][measured].dropna()).to_numpy(dtype=bool)
    return measured


def _shown(workspace: Workspace, triples: Bool[np.ndarray, " triples"]) -> Bool[np.ndarray, " images"]:
    """Per image row whether one of these triples shows it."""
    shown = np.zeros(len(workspace.images), dtype=bool)
    shown[workspace.triples.loc[triples, ["reference", "a", "b"]].to_numpy(dtype=np.int64).ravel()] = True
    return shown
