import io

import numpy as np
import pandas as pd
import pytest

from simlab.ensembles import BEST
from simlab.studies.designs.named import create_design
from simlab.studies.designs.session import DesignSession
from simlab.studies.designs.tables import ENSEMBLE, EVERYWHERE, figure_table, reference_table
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import split_questions
from simlab.workspace.check_set import CheckSet, keep_check_set

MEMBERS = ("west-model", "east-model", "third-model")


@pytest.fixture
def design(workspace, reference_map, drawn):
    found = drawn(reference_map, west=BEST)
    create_design(workspace, "two", reference_map, found)
    return found


@pytest.fixture
def figures(workspace, reference_map, design):
    asked = split_questions(workspace, "validation", MEMBERS)
    return DesignSession(asked, MapPlaces(workspace, reference_map), MEMBERS).figures(design)


def through_a_file(table):
    return pd.read_csv(io.StringIO(table.to_csv(index=False)))


def figure(table, **wanted):
    found = table
    for column, value in wanted.items():
        found = found[found[column] == value]
    assert len(found) == 1
    return found.iloc[0]


def test_figures_survive_the_file_to_the_last_digit(workspace, design, figures):
    table = through_a_file(figure_table(workspace, "two"))
    everywhere = figure(table, region=EVERYWHERE, what="accuracy")
    assert (everywhere["value"], everywhere["low"], everywhere["high"]) == (
        figures.accuracy.value,
        figures.accuracy.low,
        figures.accuracy.high,
    )
    assert figure(table, what="cross-validated accuracy")["value"] == figures.cross_fitted.value
    for against, difference in figures.differences.items():
        found = figure(table, what="difference", against=against)
        assert (found["value"], found["low"], found["n_triples"]) == (
            difference.value,
            difference.low,
            difference.n_triples,
        )
    for region in figures.regions[:2]:
        for model, estimate in {ENSEMBLE: region.accuracy, **region.models}.items():
            found = figure(table, region_id=region.id, of=model)
            assert (found["value"], found["n_references"]) == (estimate.value, estimate.n_references)
    assert figure(table, region="west", of=ENSEMBLE)["chosen"] == "west-model"
    assert set(table["fingerprint"]) == {design.fingerprint}
    assert table["synthetic"].all()


def test_an_empty_region_has_its_lines_too(workspace, design):
    table = figure_table(workspace, "two")
    rest = table[table["region"] == "fallback"]
    assert list(rest["of"]) == [ENSEMBLE, *MEMBERS]
    assert rest["value"].isna().all()
    assert set(rest["note"]) == {"no scored triples"}


def test_references_against_a_loop(workspace, reference_map, design):
    table = through_a_file(reference_table(workspace, "two"))
    asked = split_questions(workspace, "validation", MEMBERS)
    assert sorted(table["image_row"]) == sorted(asked.triples["reference"].unique())
    places = MapPlaces(workspace, reference_map)
    for line in table.itertuples():
        here = (asked.triples["reference"] == line.image_row).to_numpy()
        decided = here & (asked.triples["choice"] != "tie").to_numpy()
        assert (line.n_triples, line.n_scored) == (here.sum(), decided.sum())
        scores = asked.questions.model_scores[1][decided]
        assert table.loc[line.Index, "accuracy_east-model"] == pytest.approx(scores.mean(), abs=1e-15)
        number = int(places.membership(np.array([line.image_row])).of_design(design)[0])
        assert line.region == ["west", "east", "fallback"][number]
        assert (line.x, line.y) == tuple(places.coordinates(np.array([line.image_row]))[0])


def test_the_check_set_stays_out_of_sight(workspace, design):
    keep_check_set(workspace, CheckSet())
    assert len(reference_table(workspace, "two")) == 28
    assert figure_table(workspace, "two")["n_references"].max() == 28
