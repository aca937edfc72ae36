"""Model relations in Streamlit's own test runner: figures as in Python, and a test split that stays closed."""

import json
from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from simlab.studies.model_relations import model_relations
from simlab.workspace import Workspace
from simlab.workspace.check_set import CheckSet, keep_check_set
from tests.dashboard.compare.one_tab import open_tab

Make = Callable[..., Workspace]
MODELS = ("hsv", "indoor-model", "city-model")


def _page(path: str, split: str) -> None:
    from pathlib import Path

    from simlab.dashboard.compare.relations import show_relations
    from simlab.dashboard.opened import open_workspace

    show_relations(open_workspace(Path(path)), split)


def relations(workspace: Workspace, split: str = "validation", **session: object) -> AppTest:
    return open_tab(_page, workspace, split, session)


def figure(page: AppTest) -> dict:
    (chart,) = page.get("plotly_chart")
    return json.loads(chart.proto.spec)


def texts(page: AppTest) -> str:
    return "\n".join(part.value for kind in (page.markdown, page.caption, page.info, page.error) for part in kind)


@pytest.fixture
def study(make_workspace: Make) -> Workspace:
    return make_workspace(pictures=False, mapped=False)


def test_it_opens_with_the_agreement_of_all_models(study: Workspace) -> None:
    page = relations(study)
    found = model_relations(study, "validation")
    ticks = figure(page)["layout"]["xaxis"]["ticktext"]
    assert tuple(ticks) == found.names == MODELS
    assert "share of triples where two models give the same answer." in texts(page)
    assert "**Most alike**" in texts(page)
    assert "36 triples, 12 references · 12 human ties and 0 triples without a vector left out" in texts(page)


@pytest.mark.parametrize("measure", ["consistency", "both wrong"])
def test_the_cells_show_what_is_chosen(study: Workspace, measure: str) -> None:
    page = relations(study, measure=measure)
    title = figure(page)["data"][0]["colorbar"]["title"]["text"]
    assert title == {"consistency": "κ", "both wrong": "% of triples"}[measure]


def test_what_each_adds_names_oracle_and_mean(study: Workspace) -> None:
    page = relations(study, relations_view="What each adds")
    found = model_relations(study, "validation")
    assert f"**Oracle {100 * found.oracle.value:.1f} % [" in texts(page)
    assert f"**Mean of all {100 * found.mean.value:.1f} % [" in texts(page)
    left, right = figure(page)["data"]
    assert left["y"] == right["y"] == list(MODELS)


def test_votes_stand_beside_accuracy_and_a_study_without_them_says_so(study: Workspace) -> None:
    page = relations(study, relations_view="Votes")
    found = model_relations(study, "validation")
    assert [trace["name"] for trace in figure(page)["data"]] == ["accuracy", "vote-weighted"]
    assert f"Nobody can score more than **{100 * found.most_agreed.value:.1f} %**" in texts(page)
    study.replace_tables(study.images, study.triples.assign(votes_a=None, votes_b=None))
    page = relations(study, relations_view="Votes")
    assert not page.get("plotly_chart")
    assert "have no vote counts, so there is no vote-weighted score (–)" in texts(page)


def test_slices_begin_with_the_context_and_the_best_single_model(study: Workspace) -> None:
    page = relations(study, relations_view="Slices")
    found = model_relations(study, "validation", by=("context",))
    assert page.multiselect(key="compare.slice-columns").value == ["context"]
    assert page.multiselect(key="compare.slice-columns").options == ["context", "gloss"]
    assert f"Points ahead of **{found.against}**" in texts(page)
    assert f"all {found.n_comparisons:,} comparisons shown (Holm)" in texts(page)
    assert f"{found.against} was picked as the best single model on these very answers" in texts(page)
    assert figure(page)["layout"]["yaxis"]["ticktext"] == ["indoor · 6", "city · 6"]

    page.multiselect(key="compare.slice-columns").set_value(["context", "gloss"]).run()
    page.selectbox(key="compare.slices-against").set_value("hsv").run()
    assert not page.exception
    assert "Points ahead of **hsv**" in texts(page)
    assert "on these very answers" not in texts(page)
    labels = figure(page)["layout"]["yaxis"]["ticktext"]
    assert labels[:2] == ["context: indoor · 6", "context: city · 6"]
    assert len(labels) == 6
    page.multiselect(key="compare.slice-columns").set_value([]).run()
    assert "Choose a column to slice by." in texts(page)


def test_columns_that_are_no_use_are_not_offered_and_say_why(study: Workspace) -> None:
    study.replace_tables(study.images.assign(shade=[f"s{n}" for n in range(len(study.images))]), study.triples)
    page = relations(study, relations_view="Slices")
    chooser = page.multiselect(key="compare.slice-columns")
    assert "shade" not in chooser.options
    assert "- `shade`: it has a different value for every reference" in chooser.help


def test_nothing_to_slice_by_is_a_message(study: Workspace) -> None:
    study.replace_tables(study.images.drop(columns="gloss").assign(context=pd.NA), study.triples)
    page = relations(study, relations_view="Slices")
    assert "No column of the image table tells these references apart." in texts(page)


def test_models_can_be_switched_off_until_one_is_left(study: Workspace) -> None:
    page = relations(study)
    page.button_group(key="compare.relations-models").set_value(["hsv", "city-model"]).run()
    assert figure(page)["layout"]["xaxis"]["ticktext"] == ["hsv", "city-model"]
    page.button_group(key="compare.relations-models").set_value(["hsv"]).run()
    assert not page.exception
    assert "Relations are between at least two models." in texts(page)


def test_what_another_workspace_remembers_is_forgotten(study: Workspace) -> None:
    page = relations(study, relations_models=["gone"], relations_view="Slices", slice_columns=["lost"])
    assert page.session_state["compare.relations-models"] == list(MODELS)
    assert page.multiselect(key="compare.slice-columns").value == ["context"]


def test_the_check_set_is_refused_where_none_is_kept(study: Workspace) -> None:
    assert "keeps no check set" in texts(relations(study, "check"))
    keep_check_set(study, CheckSet())
    assert figure(relations(study, "check"))["layout"]["xaxis"]["ticktext"] == list(MODELS)


def test_test_figures_wait_for_a_reason(make_workspace: Make) -> None:
    workspace = make_workspace(pictures=False, mapped=False)
    later = workspace.triples["reference"] >= 6
    workspace.replace_tables(
        workspace.images, workspace.triples.assign(split=["test" if test else "validation" for test in later])
    )
    page = relations(workspace, "test")
    assert not page.get("plotly_chart")
    assert "The test split is closed for model relations of these 3 models." in texts(page)
    page.text_input(key="compare.relations-reason").set_value(" ")
    page.button[0].click().run()
    assert "--reveal" in texts(page)
    assert workspace.store.reveals() == []
    page.text_input(key="compare.relations-reason").set_value("the models are final")
    page.button[0].click().run()
    assert not page.exception
    assert [(r.subject, r.reason) for r in workspace.store.reveals()] == [("model relations", "the models are final")]
    assert "the models are final" in texts(page)
    assert "18 triples, 6 references" in texts(page)
    assert figure(page)["layout"]["xaxis"]["ticktext"] == list(MODELS)

    page.button_group(key="compare.relations-models").set_value(["hsv", "city-model"]).run()
    assert not page.get("plotly_chart")
    assert "of these 2 models" in texts(page)
    sliced = relations(workspace, "test", relations_view="Slices")
    assert not sliced.get("plotly_chart")
    assert "is closed for model relations by context" in texts(sliced)
    assert "exactly these models and slices." in texts(sliced)
