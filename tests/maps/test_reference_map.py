"""Maps of a study: fitted, stored, loaded, refused."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simlab.errors import FingerprintError, FormatVersionError, InputError, JobCancelled, NotFoundError, WorkspaceError
from simlab.maps import (
    PCAParameters,
    TSNEParameters,
    UMAPParameters,
    delete_map,
    fit_map,
    list_map_ids,
    list_maps,
    load_map,
    place_vectors,
)
from simlab.workspace import ModelEntry, Workspace

QUICK = TSNEParameters(perplexity=15.0, iterations=50, early_iterations=50)


def change_record(folder: Path, **values: object) -> None:
    record = json.loads((folder / "map.json").read_text())
    (folder / "map.json").write_text(json.dumps(record | values))


def test_validation_references_are_fitted_and_the_others_placed(study: Workspace) -> None:
    made = fit_map(study, "look", "pca")
    assert made.id == "pca-look"
    assert len(made.fitted_rows) == 88
    assert made.fitted_ids[:5] == ("val/0", "val/1", "val/2", "val/3", "val/5")
    np.testing.assert_array_equal(made.placed_rows, [*range(90, 100), *range(101, 120)])
    assert (made.n_without_vector, made.n_unplaced) == (2, 1)
    assert not made.stale
    assert 0.5 < made.trustworthiness <= 1
    assert 0.5 < made.continuity <= 1


def test_coordinates_by_image_row(study: Workspace) -> None:
    made = fit_map(study, "look", "pca")
    places = made.coordinates(np.array([119, 4, 0, 120, 5, 100]))
    np.testing.assert_array_equal(places[0], made.placed_coordinates[-1])
    np.testing.assert_array_equal(places[[2, 4]], made.fitted_coordinates[[0, 4]])
    assert np.isnan(places[[1, 3, 5]]).all()


@pytest.mark.parametrize("parameters", [PCAParameters(), QUICK], ids=["pca", "tsne"])
def test_a_map_comes_back_as_it_was_stored(study: Workspace, parameters: Any) -> None:
    made = fit_map(study, "look", parameters.method, parameters, name="mine")
    loaded = load_map(Workspace.open(study.path), "mine")
    for name in ("fitted_rows", "fitted_coordinates", "placed_rows", "placed_coordinates"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(made, name))
    for name in ("id", "features", "parameters", "fingerprint", "created", "fitted_ids", "placement", "faithfulness"):
        assert getattr(loaded, name) == getattr(made, name)
    assert not loaded.stale
    vectors = study.embedding("look").take(made.placed_rows)
    np.testing.assert_array_equal(place_vectors(study, loaded, vectors), made.placed_coordinates)


def test_ids_say_when_parameters_are_not_default(study: Workspace) -> None:
    made = fit_map(study, "look", "tsne", QUICK)
    assert made.id.startswith("tsne-look-")
    assert len(made.id) == len("tsne-look-") + 6
    fit_map(study, "look", "pca")
    assert list_map_ids(study) == ["pca-look", made.id]
    assert [found.fingerprint for found in list_maps(study)][1] == made.fingerprint


def test_an_umap_map_is_stored(study: Workspace) -> None:
    made = fit_map(study, "look", "umap", UMAPParameters(n_neighbors=10), name="flat")
    np.testing.assert_array_equal(load_map(study, "flat").fitted_coordinates, made.fitted_coordinates)


def test_deleting(study: Workspace) -> None:
    fit_map(study, "look", "pca")
    delete_map(study, "pca-look")
    assert list_map_ids(study) == []
    assert list((study.path / "maps").iterdir()) == []
    with pytest.raises(NotFoundError, match=r"There is no map 'pca-look' in .*\. Its maps: none yet\."):
        delete_map(study, "pca-look")
    with pytest.raises(NotFoundError, match=r"There is no map 'pca-look'"):
        load_map(study, "pca-look")


def test_a_taken_name_is_refused(study: Workspace) -> None:
    fit_map(study, "look", "pca")
    with pytest.raises(InputError, match=r"There is a map 'pca-look' already .* Give the new map another name"):
        fit_map(study, "look", "pca")
    with pytest.raises(InputError, match=r"'\.\./other' cannot be the name of a map"):
        fit_map(study, "look", "pca", name="../other")


def test_parameters_that_do_not_fit_are_refused(study: Workspace) -> None:
    with pytest.raises(InputError, match=r"parameters for tsne, and the map is to be made by pca"):
        fit_map(study, "look", "pca", QUICK)
    with pytest.raises(InputError, match=r"needs more than 90 references, and 88 have vectors. .* 29 or less"):
        fit_map(study, "look", "tsne")
    with pytest.raises(NotFoundError, match=r"no model 'gaze'"):
        fit_map(study, "gaze", "pca")


def test_too_few_references_are_refused(study: Workspace, clusters: np.ndarray) -> None:
    study.write_embedding(ModelEntry("few", "features"), clusters[:4], np.arange(4, dtype=np.int32))
    with pytest.raises(InputError, match=r"Model 'few' has vectors for 4 validation references; a map needs 5 or more"):
        fit_map(study, "few", "pca")


@pytest.mark.parametrize("method", ["pca", "tsne", "umap"])
def test_equal_vectors_are_refused(study: Workspace, method: Any) -> None:
    study.write_embedding(ModelEntry("flat", "features"), np.ones((120, 3)), np.arange(120, dtype=np.int32))
    with pytest.raises(InputError, match=r"All 90 vectors of model 'flat' are equal, so no map can tell"):
        fit_map(study, "flat", method)


def test_zero_and_one_dimensional_vectors_are_refused(study: Workspace, clusters: np.ndarray) -> None:
    vectors, rows = clusters.copy(), np.arange(120, dtype=np.int32)
    vectors[[3, 9]] = 0
    study.write_embedding(ModelEntry("zero", "features"), vectors, rows, distance="euclidean")
    with pytest.raises(InputError, match=r"2 of 90 vectors of model 'zero' are zero .* \(images val/3, val/9\)"):
        fit_map(study, "zero", "umap")
    study.write_embedding(ModelEntry("line", "features"), clusters[:, :1], rows)
    with pytest.raises(InputError, match=r"Model 'line' has vectors of 1 dimension; a map needs 2 or more"):
        fit_map(study, "line", "pca")


@pytest.mark.parametrize("stage", ["t-SNE: gradient steps", "placing on the map"])
def test_cancelling_leaves_nothing_behind(study: Workspace, listener: Any, stage: str) -> None:
    with pytest.raises(JobCancelled):
        fit_map(study, "look", "tsne", QUICK, progress=listener(lambda name, steps: name == stage))
    assert list(study.path.glob("maps/*")) == []


def test_changed_vectors_make_a_map_stale_and_never_refit_it(study: Workspace, clusters: np.ndarray) -> None:
    made = fit_map(study, "look", "pca")
    study.write_embedding(ModelEntry("look", "features"), clusters * 2, np.arange(120, dtype=np.int32))
    loaded = load_map(study, "pca-look")
    assert loaded.stale
    np.testing.assert_array_equal(loaded.fitted_coordinates, made.fitted_coordinates)
    with pytest.raises(FingerprintError, match=r"Map 'pca-look' was made of vectors of 'look' .* Fit a new map\."):
        place_vectors(study, loaded, clusters)


def test_vectors_of_more_images_leave_a_map_as_it_is(study: Workspace, clusters: np.ndarray) -> None:
    validation = np.unique(study.split("validation")["reference"].to_numpy(np.int32))
    study.write_embedding(ModelEntry("look", "features"), clusters[validation], validation)
    made = fit_map(study, "look", "pca")
    study.write_embedding(ModelEntry("look", "features"), clusters, np.arange(120, dtype=np.int32))
    loaded = load_map(study, made.id)
    assert not loaded.stale
    np.testing.assert_array_equal(place_vectors(study, loaded, clusters[validation]), made.fitted_coordinates)


def test_new_images_need_the_dimensions_of_the_map(study: Workspace, clusters: np.ndarray) -> None:
    made = fit_map(study, "look", "pca")
    with pytest.raises(InputError, match=r"shape \(120, 5\); model 'look' has 12 dimensions"):
        place_vectors(study, made, clusters[:, :5])


def test_damaged_maps_are_refused(study: Workspace) -> None:
    made = fit_map(study, "look", "pca")
    folder = study.path / "maps" / "pca-look"
    good = {path: path.read_bytes() for path in folder.iterdir()}

    def refused(message: str, error: type[WorkspaceError] = WorkspaceError) -> None:
        with pytest.raises(error, match=message):
            load_map(study, "pca-look")
        for path, content in good.items():
            path.write_bytes(content)

    change_record(folder, format_version=99)
    refused(r"map\.json has format version 99; this SimLab knows versions up to 1\. Update", FormatVersionError)
    (folder / "map.json").write_text("{")
    refused(r"map\.json is damaged \(.*Restore the map from a backup, or delete it and fit it again\.")
    change_record(folder, placement={"median": 0.1})
    refused(r"map\.json is damaged: .*percentile_90")
    change_record(folder, parameters={"whiten": True})
    refused(r"map\.json is damaged: pca has no parameter 'whiten'")
    (folder / "placed_coordinates.npy").unlink()
    refused(r"placed_coordinates\.npy is missing\. Restore")
    (folder / "mean.npy").write_bytes(b"\x93NUMPY")
    refused(r"mean\.npy is damaged")
    np.save(folder / "fitted_coordinates.npy", made.fitted_coordinates[:5])
    refused(r"fitted_coordinates\.npy holds float64 of shape \(5, 2\), where 88 × 2 numbers belong")
    np.save(folder / "placed_coordinates.npy", np.full((29, 2), np.nan))
    refused(r"placed_coordinates\.npy holds 58 values that are NaN or infinite")
    np.save(folder / "fitted_coordinates.npy", made.fitted_coordinates + 1)
    refused(r"The coordinates in .* are not those that its map\.json was written with")
    np.save(folder / "fitted_rows.npy", made.fitted_rows + 1)
    refused(r"88 of 88 references of .* are other images in this workspace \(first: val/0, val/1, val/2, …\)")
    np.save(folder / "placed_rows.npy", made.placed_rows + 1000)
    refused(r"names 29 image rows that the workspace of 122 images does not have")
    assert not load_map(study, "pca-look").stale


def test_pickled_arrays_are_never_opened(study: Workspace) -> None:
    fit_map(study, "look", "pca")
    target = study.path / "maps" / "pca-look" / "fitted_coordinates.npy"
    np.save(target, np.array([[object()] * 2] * 88), allow_pickle=True)
    with pytest.raises(WorkspaceError, match=r"fitted_coordinates\.npy is damaged \(Object arrays cannot be loaded"):
        load_map(study, "pca-look")


def test_importing_maps_loads_no_heavy_library() -> None:
    heavy = "{'sklearn', 'scipy', 'umap', 'openTSNE', 'numba', 'torch'}"
    program = f"import sys, simlab.maps; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
