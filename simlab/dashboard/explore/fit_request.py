"""A map that somebody asks for: checked before the job starts, and said as the command line says it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from simlab.dashboard.opened import map_named
from simlab.errors import InputError, SimLabError
from simlab.maps import MapParameters, TSNEParameters, UMAPParameters, map_exists, map_id_of
from simlab.workspace import Workspace

METHOD_NAMES = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}


def fit_arguments(workspace: Path, features: str, parameters: MapParameters) -> list[str]:
    """The arguments of `simlab` that fit this map."""
    arguments = ["map", "fit", str(workspace), "--features", features, "--method", parameters.method]
    if isinstance(parameters, TSNEParameters):
        arguments += ["--perplexity", f"{parameters.perplexity:g}", "--seed", str(parameters.seed)]
    if isinstance(parameters, UMAPParameters):
        arguments += ["--neighbours", str(parameters.n_neighbors), "--min-dist", f"{parameters.min_dist:g}"]
        arguments += ["--seed", str(parameters.seed)]
    return arguments


def fit_title(features: str, parameters: MapParameters) -> str:
    """What the job is called."""
    return f"{METHOD_NAMES[parameters.method]} map of {features}"


def feature_spaces(workspace: Workspace) -> tuple[str, ...]:
    """The models that have vectors, in manifest order: any of them can be laid out."""
    folder = workspace.path / "embeddings"
    return tuple(entry.name for entry in workspace.models() if (folder / entry.name / "embedding.json").is_file())


def references_with_vector(workspace: Workspace, features: str) -> int:
    """How many validation references a map of this feature space is fitted on."""
    references = np.unique(workspace.split("validation")["reference"].to_numpy(np.int32))
    return int(workspace.embedding(features).has(references).sum())


def require_fit_possible(workspace: Workspace, features: str, parameters: MapParameters) -> None:
    """Refuse before a job is started what it would refuse.

    Raises:
        InputError: there is such a map, or the references are too few for the parameters.
    """
    map_id = map_id_of(features, parameters)
    if map_exists(workspace, map_id):
        raise InputError(f"There is a map {map_id!r} with these choices already. Choose it above, or change something.")
    parameters.require_references(references_with_vector(workspace, features))


def map_label(workspace: Workspace, map_id: str) -> str:
    """A map in a list: its method and feature space, with its id where that says more."""
    try:
        found = map_named(workspace, map_id)
    except SimLabError:
        return f"{map_id} (damaged)"
    name = f"{METHOD_NAMES[found.method]} of {found.features}"
    return name if map_id == f"{found.method}-{found.features}" else f"{name} ({map_id})"


def arrived_map(wanted: object, known: Sequence[str]) -> str | None:
    """The map somebody waits for, once it is there."""
    return wanted if isinstance(wanted, str) and wanted in known else None
