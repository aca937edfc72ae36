"""Why a design answers as it does before one reference: every figure against a literal computation."""

import json
from dataclasses import replace

import numpy as np
import pytest

from simlab.ensembles import BEST, CREDIBILITY, Region, one_model, uniform_mean_of, vote_of
from simlab.errors import NotFoundError
from simlab.evaluation import accuracy_estimate, distance_table
from simlab.maps.nearest_references import FittedSample
from simlab.maps.support import map_support
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.explanations.explanation import explain_design, part_of_reference
from simlab.workspace.check_set import CheckSet, keep_check_set

MEMBERS = ("west-model", "east-model", "third-model")


def reference_of(workspace, split, number=0):
    return int(np.unique(workspace.split(split)["reference"].to_numpy())[number])


def explained(workspace, row, name="d"):
    return explain_design(workspace, name, workspace.ids([row])[0])


def test_region_rule_and_weights(workspace, reference_map, drawn):
    design = drawn(reference_map, west=uniform_mean_of(MEMBERS), east=BEST)
    whole = Region(
        "whole", ((-99.0, -99.0), (99.0, -99.0), (99.0, 99.0), (-99.0, 99.0)), vote_of(MEMBERS[:2]), "#000000"
    )
    create_design(workspace, "d", reference_map, replace(design, regions=(*design.regions, whole)))
    west = explained(workspace, reference_of(workspace, "validation", 0))
    assert (west.region, west.region_id, west.also_in, west.part) == ("west", "west", ("whole",), "validation")
    assert (west.rule, west.chosen, west.vote) == (uniform_mean_of(MEMBERS), None, False)
    assert [model.weight for model in west.models] == pytest.approx([1 / 3] * 3)
    east = explained(workspace, reference_of(workspace, "validation", 1))
    assert (east.region, east.chosen, east.rule_text) == ("east", "east-model", "best on validation: east-model")
    assert [model.weight for model in east.models] == [0.0, 1.0, 0.0]
    named = open_design(workspace, "d")
    save_step(workspace, named, replace(named.design, regions=(whole,)), "changed")
    voted = explained(workspace, reference_of(workspace, "validation", 1))
    assert (voted.region, voted.vote, [model.weight for model in voted.models]) == ("whole", True, [0.5, 0.5, 0.0])


def test_accuracy_in_the_region_and_on_the_reference_are_those_of_a_loop(workspace, reference_map, drawn):
    create_design(workspace, "d", reference_map, drawn(reference_map))
    row = reference_of(workspace, "validation", 2)
    found = explained(workspace, row)
    table = distance_table(workspace, workspace.split("validation"), MEMBERS)
    references = table.triples["reference"].to_numpy()
    for number, model in enumerate(found.models):
        here = references % 2 == row % 2
        assert model.in_region == accuracy_estimate(table.scores[number][here], references[here])
        assert model.right == np.nansum(table.scores[number][references == row])
    assert found.right == found.models[row % 2].right
    assert found.n_answered == np.sum(~np.isnan(table.scores[0][references == row]))


def test_the_credibility_map_inside_says_what_it_stands_on(workspace, reference_map, drawn):
    create_design(workspace, "d", reference_map, drawn(reference_map, west=CREDIBILITY))
    row = reference_of(workspace, "validation")
    found = explained(workspace, row)
    table = distance_table(workspace, workspace.split("validation"), MEMBERS)
    references = table.triples["reference"].to_numpy()
    western = np.unique(references[references % 2 == 0])
    scored = [r for r in western if np.isfinite(table.scores[0][references == r]).any()]
    assert found.grounds is not None
    assert 0 < found.grounds.n_references <= len(scored)
    for number, model in enumerate(found.models):
        near, there = found.grounds.seen[number], model.in_region.value
        assert min(near, there) - 1e-12 <= model.believed <= max(near, there) + 1e-12
    assert max(found.models, key=lambda model: model.believed).weight > 0
    assert explained(workspace, row + 1).grounds is None


def test_its_triples_are_those_of_the_ensemble(workspace, reference_map, drawn):
    create_design(workspace, "d", reference_map, drawn(reference_map, west=uniform_mean_of(MEMBERS)))
    row = reference_of(workspace, "validation", 0)
    found = explained(workspace, row)
    whole = evaluate_ensemble(workspace, "design", "validation", design="d")
    table = distance_table(workspace, whole.asked.triples, MEMBERS)
    positions = np.flatnonzero(whole.asked.triples["reference"].to_numpy() == row)
    deviations = whole.asked.questions.margins.std(axis=1)
    assert [triple.id for triple in found.triples] == list(whole.asked.triples["id"].iloc[positions])
    for triple, position in zip(found.triples, positions, strict=True):
        source = whole.asked.triples.iloc[position]
        assert triple.margin == pytest.approx(whole.prediction.margin[position], abs=1e-12)
        np.testing.assert_allclose(triple.distances, table.distances[:, position] / deviations[:, None])
        np.testing.assert_allclose(triple.margins, triple.distances[:, 1] - triple.distances[:, 0])
        np.testing.assert_array_equal(triple.scores, table.scores[:, position])
        assert triple.margin == pytest.approx(np.mean(triple.margins))
        assert (triple.a, triple.b, triple.choice) == (source["a"], source["b"], source["choice"])
        assert triple.votes == (source["votes_a"], source["votes_b"])


def test_neighbours_on_the_map_and_in_the_features(workspace, reference_map, drawn):
    keep_check_set(workspace, CheckSet())
    create_design(workspace, "d", reference_map, drawn(reference_map))
    held = set(CheckSet().references(workspace.split("validation")["reference"].to_numpy()))
    visible = [int(r) for r in reference_map.fitted_rows if int(r) not in held]
    places = dict(zip(reference_map.fitted_rows.tolist(), reference_map.fitted_coordinates, strict=True))
    centre = reference_map.fitted_coordinates.mean(axis=0)
    radius = np.sqrt(np.mean([np.sum((place - centre) ** 2) for place in places.values()]))
    for row in (visible[0], reference_of(workspace, "train"), reference_of(workspace, "test")):
        found = explained(workspace, row)
        place = reference_map.coordinates(np.array([row]))[0]
        others = [other for other in visible if other != row]
        on_map = sorted(others, key=lambda other: np.linalg.norm(places[other] - place))[:5]
        assert [near.row for near in found.near_map] == on_map
        assert found.near_map[0].distance == pytest.approx(np.linalg.norm(places[on_map[0]] - place) / radius)
        assert found.placement.kind == ("fitted" if row == visible[0] else "placed")
        sample = FittedSample.of(reference_map, workspace.embedding("look"))
        positions, distances = sample.nearest(np.array([row]), 30)
        expected = [
            (int(sample.image_rows[p]), d)
            for p, d in zip(positions[0], distances[0], strict=True)
            if int(sample.image_rows[p]) not in held
        ][:5]
        assert found.near_features is not None
        assert [near.row for near in found.near_features] == [other for other, _ in expected]
        assert [near.distance for near in found.near_features] == pytest.approx([d for _, d in expected])
        assert found.near_features[0].id == workspace.ids([expected[0][0]])[0]
        assert {near.region for near in found.near_features} <= {"west", "east"}
        support = map_support(workspace, reference_map)
        assert support is not None
        assert found.placement.limit == support.limit
        assert found.placement.unsupported == bool(support.unsupported(np.array([row]))[0])


def test_only_open_answers_are_shown(workspace, reference_map, drawn):
    keep_check_set(workspace, CheckSet())
    create_design(workspace, "d", reference_map, drawn(reference_map))
    held = int(CheckSet().references(workspace.split("validation")["reference"].to_numpy())[0])
    test, train = reference_of(workspace, "test"), reference_of(workspace, "train")
    assert [part_of_reference(workspace, row) for row in (held, test, train)] == ["check", "test", "train"]
    assert explained(workspace, held).closed == "It belongs to the check set, whose answers stay out of sight."
    closed = explained(workspace, test)
    assert closed.closed == "It belongs to the test split, which is not revealed for this state of the design."
    for found in (explained(workspace, held), closed):
        assert found.triples == ()
        assert {model.right for model in found.models} == {None}
    assert len(explained(workspace, train).triples) == 6
    evaluate_ensemble(workspace, "design", "test", design="d", reveal="a test of the reveal")
    assert len(explained(workspace, test).triples) == 6
    named = open_design(workspace, "d")
    save_step(workspace, named, replace(named.design, fallback=one_model("west-model")), "edited")
    assert explained(workspace, test).triples == ()


def test_an_image_that_is_no_reference(workspace, reference_map, drawn):
    create_design(workspace, "d", reference_map, drawn(reference_map))
    candidate = int(workspace.split("validation")["a"].iloc[0])
    found = explained(workspace, candidate)
    assert (found.part, found.triples, found.closed) == (None, (), "This image is a reference of no triple.")
    assert found.placement.kind == "placed"
    assert found.placement.distance is None
    with pytest.raises(NotFoundError, match="nobody"):
        explain_design(workspace, "d", "nobody")


def test_an_image_without_a_vector_is_near_nothing_in_the_feature_space(workspace, reference_map, drawn):
    create_design(workspace, "d", reference_map, drawn(reference_map))
    look = workspace.embedding("look")
    rows = np.array([r for r in range(len(workspace.images)) if r != reference_of(workspace, "test")], dtype=np.int32)
    workspace.write_embedding(workspace.model("look"), look.take(rows), rows, distance="euclidean")
    found = explained(workspace, reference_of(workspace, "test"))
    assert found.near_features is None
    assert len(found.near_map) == 5  # its place is stored with the map


def test_its_json_says_everything(workspace, reference_map, drawn):
    create_design(workspace, "d", reference_map, drawn(reference_map))
    result = explained(workspace, reference_of(workspace, "validation"))
    found = json.loads(json.dumps(result.to_json()))
    assert (found["reference"], found["split"], found["region"]) == (result.id, "validation", "west")
    assert found["rule"] == {"kind": "model", "weights": {"west-model": 1.0}}
    assert found["placement"]["kind"] == "fitted"
    assert [row["weight"] for row in found["models"]] == [1.0, 0.0, 0.0]
    assert found["near_in_features"][0]["reference"] == result.near_features[0].id
    assert len(found["triples"]) == len(result.triples) == 6
    triple = found["triples"][0]
    assert triple["ensemble"]["margin"] == result.triples[0].margin
    first = triple["models"][0]
    assert first["margin"] == pytest.approx(first["distance_b"] - first["distance_a"])
