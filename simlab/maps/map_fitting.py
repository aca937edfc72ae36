"""From a workspace and a feature space to a stored map."""

import re
from datetime import UTC, datetime

import numpy as np
from jaxtyping import Float, Float64

from simlab.errors import FingerprintError, InputError
from simlab.maps.faithfulness import map_faithfulness
from simlab.maps.feature_vectors import require_spread, require_vectors
from simlab.maps.map_store import map_exists, save_map
from simlab.maps.methods import fit_projection, place_on_projection
from simlab.maps.neighbourhoods import map_neighbourhoods
from simlab.maps.parameters import MapMethod, MapParameters, default_parameters, parameters_to_json
from simlab.maps.placement import placement_error
from simlab.maps.reference_map import ReferenceMap, map_fingerprint
from simlab.maps.support import map_support
from simlab.progress import SILENT, Progress
from simlab.workspace import Workspace, check_name
from simlab.workspace.fingerprints import fingerprint


def fit_map(
    workspace: Workspace,
    features: str,
    method: MapMethod,
    parameters: MapParameters | None = None,
    *,
    name: str | None = None,
    progress: Progress = SILENT,
) -> ReferenceMap:
    """Fit a map on the validation references, place all other references, measure both, and store the map.

    References without a vector in the feature space are left out and counted.

    Args:
        workspace: has a validation split and an embedding of `features`.
        features: the model whose vectors are laid out.
        method: `pca`, `tsne` or `umap`.
        parameters: of that method; None takes its defaults.
        name: the map's id; None makes one, like `pca-histogram`, with six digits more where parameters are not default.
        progress: takes the stages; cancelling leaves nothing behind.

    Raises:
        InputError: the name is taken or impossible, parameters do not fit the method or the number of references,
            fewer than five references have vectors, or the vectors cannot be laid out.
        NotFoundError: no such model, or no validation triples.
        JobCancelled: `progress` says so.
    """
    chosen = parameters if parameters is not None else default_parameters(method)
    if chosen.method != method:
        raise InputError(f"These are parameters for {chosen.method}, and the map is to be made by {method}.")
    map_id = check_name(name, "map") if name is not None else map_id_of(features, chosen)
    if map_exists(workspace, map_id):
        raise InputError(
            f"There is a map {map_id!r} already in {workspace.path}, and designs may rest on it. "
            "Give the new map another name, or delete that one first."
        )
    embedding = workspace.embedding(features)
    validation = np.unique(workspace.split("validation")["reference"].to_numpy(dtype=np.int32))
    others = np.setdiff1d(workspace.triples["reference"].to_numpy(dtype=np.int32), validation)
    fitted_rows, placed_rows = validation[embedding.has(validation)], others[embedding.has(others)]
    vectors = np.asarray(embedding.take(fitted_rows), dtype=np.float64)
    new_vectors = np.asarray(embedding.take(placed_rows), dtype=np.float64)
    ids = tuple(workspace.ids(fitted_rows))
    require_vectors(vectors, list(ids), chosen.metric, features)
    require_vectors(new_vectors, workspace.ids(placed_rows), chosen.metric, features)
    require_spread(vectors, chosen.metric, features)
    chosen.require_references(len(ids))

    fitted = fit_projection(vectors, chosen, progress)
    placed = place_on_projection(vectors, fitted.coordinates, fitted.state, chosen, new_vectors, progress)
    progress.log("Holding back a fifth of the references to measure the error of placing")
    error = placement_error(vectors, fitted.coordinates, chosen, progress)
    progress.stage("faithfulness", None)
    source = fingerprint(embedding.take(fitted_rows))
    reference_map = ReferenceMap(
        id=map_id,
        features=features,
        parameters=chosen,
        feature_fingerprint=source,
        current_feature_fingerprint=source,
        fitted_ids=ids,
        fitted_rows=fitted_rows,
        fitted_coordinates=fitted.coordinates,
        placed_rows=placed_rows,
        placed_coordinates=placed,
        state=fitted.state,
        n_without_vector=len(validation) - len(fitted_rows),
        n_unplaced=len(others) - len(placed_rows),
        placement=error,
        faithfulness=map_faithfulness(vectors, fitted.coordinates, chosen.metric),
        fingerprint=map_fingerprint(chosen, source, ids, fitted.coordinates),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    map_support(workspace, reference_map)  # kept in the cache, so that no page has to wait for them
    map_neighbourhoods(workspace, reference_map)
    progress.advance(0)
    save_map(workspace, reference_map)
    return reference_map


def place_vectors(
    workspace: Workspace,
    reference_map: ReferenceMap,
    vectors: Float[np.ndarray, "k dimensions"],
    progress: Progress = SILENT,
) -> Float64[np.ndarray, "k 2"]:
    """Where images that the workspace has never seen lie on a stored map.

    Args:
        workspace: the map's own.
        reference_map: as loaded.
        vectors: of the map's feature space.
        progress: takes the stage "placing on the map".

    Raises:
        FingerprintError: the feature space has changed since the map was made.
        InputError: the vectors have other dimensions than the fitted ones, or no place.
    """
    if reference_map.stale:
        raise FingerprintError(
            f"Map {reference_map.id!r} was made of vectors of {reference_map.features!r} with fingerprint "
            f"{reference_map.feature_fingerprint}, and now they have {reference_map.current_feature_fingerprint}. "
            "Images it holds keep their places, but new ones cannot be placed. Fit a new map."
        )
    fitted = workspace.embedding(reference_map.features).take(reference_map.fitted_rows)
    if vectors.ndim != 2 or vectors.shape[1] != fitted.shape[1]:
        raise InputError(
            f"The vectors have shape {vectors.shape}; model {reference_map.features!r} has {fitted.shape[1]} "
            "dimensions. Embed the images with that model."
        )
    names = [f"new image {number}" for number in range(len(vectors))]
    require_vectors(vectors, names, reference_map.parameters.metric, reference_map.features)
    return place_on_projection(
        np.asarray(fitted, dtype=np.float64),
        reference_map.fitted_coordinates,
        reference_map.state,
        reference_map.parameters,
        np.asarray(vectors, dtype=np.float64),
        progress,
    )


def map_id_of(features: str, parameters: MapParameters) -> str:
    """The id a map gets when it is given none: method and model, and six digits where parameters are not default."""
    default = parameters == default_parameters(parameters.method)
    suffix = "" if default else f"-{fingerprint(parameters_to_json(parameters))[:6]}"
    model = re.sub(r"[^A-Za-z0-9._+-]+", "-", features)[:60]
    return f"{parameters.method}-{model}{suffix}"
