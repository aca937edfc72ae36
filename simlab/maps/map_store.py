"""`maps/ID/`: maps on disk as JSON and .npy, written once, checked when loaded, never fitted again by opening."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from simlab.errors import InputError, NotFoundError, WorkspaceError, first_few
from simlab.maps.faithfulness import Faithfulness
from simlab.maps.parameters import parameters_from_json, parameters_to_json
from simlab.maps.placement import PlacementError
from simlab.maps.reference_map import ReferenceMap, map_fingerprint
from simlab.workspace import Workspace, check_name
from simlab.workspace.atomic import new_folder, write_array, write_json
from simlab.workspace.fingerprints import fingerprint
from simlab.workspace.manifest import require_version

FORMAT_VERSION = 1
_RECORD = "map.json"
_REMEDY = "Restore the map from a backup, or delete it and fit it again."


def map_folder(workspace: Workspace, map_id: str) -> Path:
    """Where a map of that id is, or would be.

    Raises:
        InputError: the id cannot be the name of a folder.
    """
    return workspace.path / "maps" / check_name(map_id, "map")


def map_exists(workspace: Workspace, map_id: str) -> bool:
    """Whether the workspace has a map of that id."""
    return (map_folder(workspace, map_id) / _RECORD).is_file()


def list_map_ids(workspace: Workspace) -> list[str]:
    """The ids of all maps, in alphabetical order; nothing is opened."""
    return sorted(path.parent.name for path in (workspace.path / "maps").glob(f"[!.]*/{_RECORD}"))


def list_maps(workspace: Workspace) -> list[ReferenceMap]:
    """All maps, in alphabetical order of id.

    Raises:
        WorkspaceError: one of them is damaged or of a newer format; `list_map_ids` and `load_map` get at the others.
    """
    return [load_map(workspace, map_id) for map_id in list_map_ids(workspace)]


def save_map(workspace: Workspace, reference_map: ReferenceMap) -> None:
    """Write a new map, whole or not at all.

    Raises:
        WorkspaceError: the id is taken.
    """
    record = {
        "format_version": FORMAT_VERSION,
        "id": reference_map.id,
        "method": reference_map.method,
        "features": reference_map.features,
        "parameters": parameters_to_json(reference_map.parameters),
        "feature_fingerprint": reference_map.feature_fingerprint,
        "fingerprint": reference_map.fingerprint,
        "created": reference_map.created,
        "n_without_vector": reference_map.n_without_vector,
        "n_unplaced": reference_map.n_unplaced,
        "placement": asdict(reference_map.placement),
        "faithfulness": asdict(reference_map.faithfulness),
        "fitted_ids": list(reference_map.fitted_ids),
    }
    with new_folder(map_folder(workspace, reference_map.id)) as draft:
        write_array(draft / "fitted_rows.npy", reference_map.fitted_rows)
        write_array(draft / "fitted_coordinates.npy", reference_map.fitted_coordinates)
        write_array(draft / "placed_rows.npy", reference_map.placed_rows)
        write_array(draft / "placed_coordinates.npy", reference_map.placed_coordinates)
        for name, array in reference_map.state.items():
            write_array(draft / f"{name}.npy", array)
        write_json(draft / _RECORD, record)


def load_map(workspace: Workspace, map_id: str) -> ReferenceMap:
    """A map as it was stored. Whether its features have changed since is said by `stale`; nothing is computed again.

    Raises:
        NotFoundError: there is no map of that id.
        FormatVersionError: a newer SimLab wrote it.
        WorkspaceError: it is damaged, or belongs to other images.
    """
    folder = map_folder(workspace, map_id)
    record = _read_record(workspace, folder)
    require_version(record.get("format_version"), FORMAT_VERSION, folder / _RECORD)
    try:
        return _from_record(workspace, folder, record)
    except (KeyError, TypeError, InputError) as error:
        raise WorkspaceError(f"{folder / _RECORD} is damaged: {error}. {_REMEDY}") from None


def delete_map(workspace: Workspace, map_id: str) -> None:
    """Remove a map; designs drawn on it can then only be shown as lists of members.

    Raises:
        NotFoundError: there is no map of that id.
    """
    folder = map_folder(workspace, map_id)
    if not folder.is_dir():
        raise _unknown(workspace, folder)
    removed = folder.with_name(f".{folder.name}.removed")
    shutil.rmtree(removed, ignore_errors=True)
    folder.rename(removed)
    shutil.rmtree(removed)


def feature_fingerprint_now(workspace: Workspace, model: str, fitted_rows: np.ndarray) -> str | None:
    """Of the vectors that these references have now; None where the model or one of the vectors is gone.

    Vectors of other images do not count: embedding more of them changes nothing about a map.
    """
    try:
        return fingerprint(workspace.embedding(model).take(fitted_rows))
    except NotFoundError:
        return None


def _read_record(workspace: Workspace, folder: Path) -> dict[str, Any]:
    path = folder / _RECORD
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _unknown(workspace, folder) from None
    except ValueError as error:
        raise WorkspaceError(f"{path} is damaged ({error}). {_REMEDY}") from None
    if not isinstance(record, dict):
        raise WorkspaceError(f"{path} is damaged: it holds no record. {_REMEDY}")
    return record


def _from_record(workspace: Workspace, folder: Path, record: dict[str, Any]) -> ReferenceMap:
    method, ids = record["method"], tuple(record["fitted_ids"])
    parameters = parameters_from_json(method, record["parameters"])
    rows = _array(folder / "fitted_rows.npy", "i", (len(ids),))
    coordinates = _array(folder / "fitted_coordinates.npy", "f", (len(ids), 2))
    placed_rows = _array(folder / "placed_rows.npy", "i", (None,))
    _require_images(workspace, folder, ids, rows, placed_rows)
    if map_fingerprint(parameters, record["feature_fingerprint"], ids, coordinates) != record["fingerprint"]:
        raise WorkspaceError(
            f"The coordinates in {folder} are not those that its {_RECORD} was written with (fingerprint "
            f"{record['fingerprint']}). {_REMEDY}"
        )
    return ReferenceMap(
        id=folder.name,
        features=record["features"],
        parameters=parameters,
        feature_fingerprint=record["feature_fingerprint"],
        current_feature_fingerprint=feature_fingerprint_now(workspace, record["features"], rows),
        fitted_ids=ids,
        fitted_rows=rows,
        fitted_coordinates=coordinates,
        placed_rows=placed_rows,
        placed_coordinates=_array(folder / "placed_coordinates.npy", "f", (len(placed_rows), 2)),
        state=_state(folder, method),
        n_without_vector=record["n_without_vector"],
        n_unplaced=record["n_unplaced"],
        placement=PlacementError(**record["placement"]),
        faithfulness=Faithfulness(**record["faithfulness"]),
        fingerprint=record["fingerprint"],
        created=record["created"],
    )


def _state(folder: Path, method: str) -> dict[str, np.ndarray]:
    if method != "pca":
        return {}
    mean = _array(folder / "mean.npy", "f", (None,))
    return {"mean": mean, "components": _array(folder / "components.npy", "f", (2, len(mean)))}


def _array(path: Path, kind: str, shape: tuple[int | None, ...]) -> np.ndarray:
    expected = " × ".join("any" if size is None else str(size) for size in shape)
    try:
        array: np.ndarray = np.load(path, allow_pickle=False)
    except FileNotFoundError:
        raise WorkspaceError(f"{path} is missing. {_REMEDY}") from None
    except (OSError, ValueError, EOFError) as error:
        raise WorkspaceError(f"{path} is damaged ({error}). {_REMEDY}") from None
    fits = array.ndim == len(shape) and all(want in (None, size) for want, size in zip(shape, array.shape, strict=True))
    if array.dtype.kind != kind or not fits:
        raise WorkspaceError(
            f"{path} holds {array.dtype} of shape {array.shape}, where {expected} "
            f"{'numbers' if kind == 'f' else 'image rows'} belong. {_REMEDY}"
        )
    if not np.isfinite(array).all():
        wrong = int((~np.isfinite(array)).sum())
        raise WorkspaceError(f"{path} holds {wrong} values that are NaN or infinite. {_REMEDY}")
    array.setflags(write=False)
    return array


def _require_images(
    workspace: Workspace, folder: Path, ids: tuple[str, ...], rows: np.ndarray, placed_rows: np.ndarray
) -> None:
    n_images = len(workspace.images)
    every = np.concatenate([rows, placed_rows])
    outside = every[(every < 0) | (every >= n_images)]
    if len(outside):
        raise WorkspaceError(
            f"{folder} names {len(outside)} image rows that the workspace of {n_images:,} images does not have "
            f"({first_few(outside)}). The map belongs to another workspace; delete it and fit it here."
        )
    wrong = [name for name, now in zip(ids, workspace.ids(rows), strict=True) if name != now]
    if wrong:
        raise WorkspaceError(
            f"{len(wrong)} of {len(ids)} references of {folder} are other images in this workspace (first: "
            f"{first_few(wrong)}). The map belongs to another workspace; delete it and fit it here."
        )


def _unknown(workspace: Workspace, folder: Path) -> NotFoundError:
    known = first_few(list_map_ids(workspace), 12) or "none yet"
    return NotFoundError(f"There is no map {folder.name!r} in {workspace.path}. Its maps: {known}.")
