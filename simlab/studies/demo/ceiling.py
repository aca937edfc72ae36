"""The noise ceiling of a demo world: how often an observer who knows the annotator's mind agrees with its answers."""

import numpy as np
import pandas as pd
from jaxtyping import Float64

from simlab.errors import NotFoundError
from simlab.evaluation import Estimate, accuracy_estimate, score
from simlab.landscapes import landscape_from_generator
from simlab.studies.demo.world import read_world
from simlab.workspace import Workspace


def noise_free_margin(workspace: Workspace, triples: pd.DataFrame) -> Float64[np.ndarray, " triples"]:
    """D(R, B) − D(R, A) in the annotator's eyes before noise; positive where A is closer.

    Raises:
        NotFoundError: the workspace is no demo world.
    """
    world = read_world(workspace.path)
    if world is None:
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} was not made by `simlab demo build`, so nobody knows the mind "
            "behind its answers."
        )
    rows = triples[["reference", "a", "b"]].to_numpy()
    needed, places = np.unique(rows, return_inverse=True)
    landscapes = [landscape_from_generator(str(text)) for text in workspace.images["generator"].iloc[needed]]
    reference, a, b = ([landscapes[place] for place in column] for column in places.reshape(rows.shape).T)
    margin: np.ndarray = world.annotator.dissimilarity(reference, b) - world.annotator.dissimilarity(reference, a)
    return margin


def noise_ceiling(workspace: Workspace, triples: pd.DataFrame) -> Estimate:
    """Accuracy of the noise-free annotator on these triples: the best that any model could reach.

    Raises:
        NotFoundError: the workspace is no demo world.
    """
    scores = score(noise_free_margin(workspace, triples), triples["choice"])
    return accuracy_estimate(scores, triples["reference"].to_numpy(), triples["row"].to_numpy())
