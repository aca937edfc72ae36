from dataclasses import replace

import numpy as np
import pytest

from simlab.errors import FingerprintError
from simlab.maps import fit_map, load_map, place_vectors
from simlab.studies.map_places import MapPlaces
from simlab.workspace import ModelEntry, Workspace
from simlab.workspace.atomic import write_parquet


def test_references_have_their_stored_places(workspace, reference_map):
    places = MapPlaces(workspace, reference_map)
    rows = reference_map.fitted_rows[::-1]
    np.testing.assert_array_equal(places.coordinates(rows), reference_map.fitted_coordinates[::-1])


def test_other_images_are_placed_now(workspace, reference_map):
    rows = np.array([0, 500, 41, 501])  # a validation reference, a candidate, a test reference, a candidate
    found = MapPlaces(workspace, reference_map).coordinates(rows)
    vectors = workspace.embedding("look").take(rows)
    np.testing.assert_allclose(found, place_vectors(workspace, reference_map, vectors))
    np.testing.assert_array_equal(found[:1], reference_map.coordinates(rows[:1]))


def test_images_without_a_vector_have_no_place_and_fall_into_the_fallback(workspace, reference_map, drawn):
    rows = np.arange(45, dtype=np.int32)
    workspace.write_embedding(ModelEntry("sparse", "features"), workspace.embedding("look").take(rows), rows)
    sparse = fit_map(workspace, "sparse", "pca")
    places = MapPlaces(workspace, sparse)
    asked = np.array([0, 44, 60])
    assert np.isnan(places.coordinates(asked)).any(axis=1).tolist() == [False, False, True]
    assert places.membership(asked).of_design(drawn(sparse)).tolist()[2] == 2


def test_references_share_one_membership(workspace, reference_map, drawn):
    places = MapPlaces(workspace, reference_map)
    region = drawn(reference_map).regions[0]
    references = np.unique(workspace.triples["reference"])
    whole = places.membership(references)
    assert places.membership(references[::-1]).inside(region).tolist() == whole.inside(region).tolist()[::-1]
    assert len(places.membership(references[:2])) == 2


def test_a_map_whose_features_changed_places_nothing_new(workspace, reference_map):
    rows = np.arange(len(workspace.images), dtype=np.int32)
    vectors = workspace.embedding("look").take(rows) * 2
    workspace.write_embedding(ModelEntry("look", "features"), vectors, rows)
    places = MapPlaces(workspace, load_map(workspace, reference_map.id))
    np.testing.assert_array_equal(places.coordinates(np.array([0])), reference_map.coordinates(np.array([0])))
    with pytest.raises(FingerprintError, match=r"new ones cannot be placed\. Fit a new map"):
        places.coordinates(np.array([0, 500]))


def test_a_changed_map_still_serves_the_references_it_holds(workspace, drawn):
    rows = np.arange(30, dtype=np.int32)
    workspace.write_embedding(ModelEntry("some", "features"), workspace.embedding("look").take(rows), rows)
    some = fit_map(workspace, "some", "pca")
    rows = np.arange(len(workspace.images), dtype=np.int32)
    workspace.write_embedding(ModelEntry("some", "features"), workspace.embedding("look").take(rows) * 2, rows)
    places = MapPlaces(workspace, load_map(workspace, some.id))
    assert places.membership(np.arange(30)).of_design(drawn(some)).tolist() == [0, 1] * 15
    with pytest.raises(FingerprintError, match="new ones cannot be placed"):
        places.membership(np.arange(31))


def test_references_that_came_after_the_map_are_placed(workspace, reference_map, drawn):
    triples = workspace.triples.copy()
    triples.loc[triples.index[-1], ["reference", "a"]] = triples.loc[triples.index[-1], ["a", "reference"]].to_numpy()
    write_parquet(workspace.path / "triples.parquet", triples)
    later = Workspace.open(workspace.path)
    newcomer = later.triples["reference"].to_numpy()[-1:]
    assert np.isnan(reference_map.coordinates(newcomer)).all()
    places = MapPlaces(later, reference_map)
    around = ((-99.0, -99.0), (99.0, -99.0), (99.0, 99.0), (-99.0, 99.0))
    design = drawn(reference_map).changed("west", lambda region: replace(region, points=around))
    assert places.membership(newcomer).of_design(design).tolist() == [0]
