"""Galleries too large to look at every image for one query: a model's search index, kept in the workspace's cache."""

import numpy as np
from jaxtyping import Int64

from simlab.progress import Progress
from simlab.retrieval import EXACT_UP_TO, Index, open_index
from simlab.studies.retrieval.opened_row import OpenedRow
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint


def search_index(
    workspace: Workspace, opened: OpenedRow, gallery: Int64[np.ndarray, " gallery"], progress: Progress
) -> Index | None:
    """The index of a single model's vectors of a gallery (image rows); None where every image is to be looked at.

    Concatenations and ensembles look at every image at any size: their distances are sums.
    """
    if len(gallery) <= EXACT_UP_TO or len(opened.row.models) != 1:
        return None
    model = opened.row.models[0]
    embedding = workspace.embedding(model)
    key = fingerprint(embedding.sidecar.fingerprint, gallery)
    return open_index(
        embedding.vectors,
        embedding.sidecar.distance,
        rows=embedding.rows[gallery].astype(np.int64),
        model=model,
        kept=workspace.path / "cache" / "search" / f"{model}-{key}",
        progress=progress,
    )
