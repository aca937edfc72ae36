"""A study of random vectors and random answers in any size, with a design of regions, for benchmarks of the pages."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd

from simlab.ensembles import Design, Region, one_model
from simlab.figures.colours import region_colour
from simlab.maps import fit_map
from simlab.studies.designs.named import create_design
from simlab.workspace import Manifest, ModelEntry, Workspace, WorkspaceContent, create_workspace

MODELS, CANDIDATES, REGIONS = 8, 4_000, 5
DESIGN = "measured"


def make_random_study(folder: Path, references: int, triples: int) -> Workspace:
    """A workspace with eight CS-models, a PCA map and a design of five regions in the map's left half.

    Args:
        folder: of the workspace; its name is that of the folder.
        references: of the validation split, each with a triple at least.
        triples: of the validation split.
    """
    random = np.random.default_rng(0)
    asked = np.sort(np.concatenate([np.arange(references), random.integers(0, references, triples - references)]))
    first = random.integers(0, CANDIDATES, triples)
    second = (first + random.integers(1, CANDIDATES, triples)) % CANDIDATES
    table = pd.DataFrame(
        {
            "id": [f"t{number}" for number in range(triples)],
            "split": "validation",
            "row": np.arange(triples),
            "reference": asked,
            "a": references + first,
            "b": references + second,
            "choice": random.choice(["A", "B"], triples),
            "source": "random",
        }
    )
    count = references + CANDIDATES
    images = pd.DataFrame({"id": [f"i{number}" for number in range(count)], "pool": "random"})
    content = WorkspaceContent(
        Manifest(name=folder.name, synthetic=True), images, table, files=[None] * count, source="random"
    )
    workspace = create_workspace(folder, content)
    for number in range(MODELS):
        vectors = random.standard_normal((count, 64)).astype(np.float32)
        workspace.write_embedding(ModelEntry(f"m{number}", "cs"), vectors, np.arange(count))
    reference_map = fit_map(workspace, "m0", "pca")
    regions = _regions(reference_map.coordinates(np.arange(references)))
    design = Design(reference_map.id, reference_map.fingerprint, one_model("m0"), regions)
    create_design(workspace, DESIGN, reference_map, design)
    return workspace


def _regions(places: np.ndarray) -> tuple[Region, ...]:
    """One above the other, left of the middle."""
    left, middle = np.quantile(places[:, 0], (0.02, 0.45))
    edges = np.linspace(*np.quantile(places[:, 1], (0.02, 0.98)), REGIONS + 1)
    gap = 0.1 * (edges[1] - edges[0])
    return tuple(
        Region(
            f"region {number + 1}",
            ((left, low + gap), (middle, low + gap), (middle, high - gap), (left, high - gap)),
            one_model(f"m{number + 1}"),
            region_colour(number),
        )
        for number, (low, high) in enumerate(itertools.pairwise(edges))
    )
