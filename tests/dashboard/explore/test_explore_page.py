"""The page in Streamlit's own test runner: every state it can be in, and what a selection changes."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.explore.page import CANVAS
from simlab.evaluation.wording import counts_text
from simlab.maps import fit_map, load_map
from simlab.studies.model_evaluation import evaluate_models
from simlab.workspace import ModelEntry, Workspace
from tests.dashboard.one_page import open_page

Make = Callable[..., Workspace]


def explore(**state: object) -> AppTest:
    """The page as it is first seen."""
    return open_page("explore", **state)


def texts(page: AppTest) -> str:
    parts = [*page.markdown, *page.caption, *page.info, *page.warning, *page.error]
    return "\n".join([*(part.value for part in parts), *(block.proto.body for block in page.get("html"))])


def select(page: AppTest, kind: str, seq: int = 1, **parts: object) -> AppTest:
    event = {"kind": kind, "seq": seq, "nonce": "mount", "panel": 0, "points": [], "tool": None} | parts
    page.session_state[CANVAS] = {"event": event}
    return page.run()


def around(workspace: Workspace, rows: list[int]) -> list[list[float]]:
    """A box on the map that holds exactly these references, which must be neighbours on the first axis."""
    found = load_map(workspace, "pca-hsv")
    x, y = found.coordinates(np.array(rows)).T
    left, right, bottom, top = x.min() - 1e-9, x.max() + 1e-9, y.min() - 1e-9, y.max() + 1e-9
    return [[left, bottom], [right, bottom], [right, top], [left, top]]


def leftmost(workspace: Workspace, count: int) -> list[int]:
    found = load_map(workspace, "pca-hsv")
    return found.fitted_rows[np.argsort(found.fitted_coordinates[:, 0])[:count]].tolist()


def test_without_a_workspace_it_leads_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMLAB_HOME", str(tmp_path))
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", tmp_path / "none")
    assert "There is no workspace yet" in texts(explore())


def test_without_vectors_it_says_how_to_get_some(make_workspace: Make) -> None:
    workspace = make_workspace(models=False, mapped=False)
    page = explore(workspace="study")
    assert "No model of this workspace has vectors yet" in texts(page)
    assert page.code[0].value == f"simlab embed {workspace.path} --encoder histogram:hsv"


def test_without_triples_of_the_split_it_names_those_there_are(make_workspace: Make) -> None:
    make_workspace(models=False, mapped=False, split="train")
    page = explore(workspace="study")
    assert "has no triples in its validation split. Splits with triples: train (48)" in texts(page)


def test_without_a_map_it_offers_one_and_starts_a_job(make_workspace: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr("simlab.dashboard.explore.map_form.start_job", lambda *given: started.append(given))
    workspace = make_workspace(mapped=False)
    page = explore(workspace="study")
    assert "There is no map yet" in texts(page)
    page.selectbox(key="explore.new_map.features").select("city-model").run()
    page.button(key="explore.new_map.make").click().run()
    assert started == [
        (
            ["map", "fit", str(workspace.path), "--features", "city-model", "--method", "pca"],
            "PCA map of city-model",
            workspace.path,
        )
    ]
    assert page.session_state["explore.wanted_map"] == "pca-city-model"


def test_parameters_are_chosen_before_anything_is_computed(make_workspace: Make) -> None:
    make_workspace(mapped=False)
    page = explore(workspace="study")
    page.button_group(key="explore.new_map.method").set_value("tsne").run()
    assert page.number_input(key="explore.new_map.perplexity").value == 3.0
    page.number_input(key="explore.new_map.perplexity").set_value(30.0).run()
    assert "needs more than 90 references, and 12 have vectors" in texts(page)
    assert page.button(key="explore.new_map.make").disabled


def test_figures_over_all_are_those_of_the_command_line(make_workspace: Make) -> None:
    workspace = make_workspace()
    page = explore(workspace="study")
    shown = texts(page)
    assert "48 triples, 12 references. Draw around points" in shown
    assert "12 human ties left out of accuracy." in shown
    for row in evaluate_models(workspace, "validation").rows:
        estimate = row.estimate
        ends = f"[{100 * estimate.low:.1f}, {100 * estimate.high:.1f}]"
        assert f"<b>{100 * estimate.value:.1f} %</b> <small>{ends} n {estimate.n_triples}</small>" in shown
    assert "48 of 48 triples" in shown


def test_a_lasso_a_click_and_clear(make_workspace: Make) -> None:
    workspace = make_workspace()
    page = explore(workspace="study")
    rows = leftmost(workspace, 3)
    select(page, "select", points=around(workspace, rows), tool="lasso")
    assert counts_text(12, 3) in texts(page)
    assert "12 of 12 triples" in texts(page)
    assert "over all references" in texts(page)
    assert texts(page).count("data:image/jpeg;base64") >= 3
    select(page, "click", seq=2, points=[[0.0, 0.0]], reference=rows[0])
    assert f"pic-{rows[0]} · {counts_text(4, 1)}" in texts(page)
    assert "one reference" in texts(page)
    page.button(key="explore.clear").click().run()
    assert "**All references**" in texts(page)


def test_an_empty_selection_says_so(make_workspace: Make) -> None:
    make_workspace()
    page = explore(workspace="study")
    select(page, "select", points=[[90, 90], [91, 90], [91, 91]], tool="box")
    assert "No reference lies in the drawn part" in texts(page)
    assert "0 of 0 triples" in texts(page)


def test_every_colour(make_workspace: Make) -> None:
    make_workspace(pictures=False)
    page = explore(workspace="study", explore__view="One map", explore__emphasis="size")
    colours = page.selectbox(key="explore.colour_by")
    assert colours.options == [
        "Accuracy of a model", "Best CS-model", "Best of all models", "Difference of models", "Number of triples",
        "Context", "Image column: gloss",
    ]  # fmt: skip
    for colour in colours.options:
        page.selectbox(key="explore.colour_by").select(colour).run()
        assert page.selectbox(key="explore.colour_by").value == colour
        assert not page.error


def test_without_scored_models_the_map_shows_contexts_and_counts(make_workspace: Make) -> None:
    workspace = make_workspace(models=False, mapped=False, pictures=False)
    vectors = np.random.default_rng(0).normal(size=(36, 4))
    workspace.write_embedding(ModelEntry("space", "features"), vectors, np.arange(36))
    fit_map(workspace, "space", "pca")
    page = explore(workspace="study")
    assert "No scored model has vectors: the map can show contexts and counts, not accuracy." in texts(page)
    assert page.selectbox(key="explore.colour_by").options == ["Number of triples", "Context", "Image column: gloss"]
    assert "48 of 48 triples" in texts(page)


def test_filters_narrow_the_triples(make_workspace: Make) -> None:
    make_workspace(pictures=False)
    page = explore(workspace="study")
    page.button_group(key="explore.filters").set_value(["Human ties"]).run()
    assert "12 of 48 triples" in texts(page)
    page.selectbox(key="explore.slice").select("context of R").run()
    page.multiselect(key="explore.slice.context of R").select("city").run()
    assert "6 of 48 triples" in texts(page)
    assert "undecided, 2 : 2" in texts(page)


def test_names_of_images_are_escaped(make_workspace: Make) -> None:
    make_workspace(pictures=False)
    shown = texts(explore(workspace="study", explore__order="file"))
    assert "&lt;b&gt;pic-0&lt;/b&gt;" in shown
    assert "<b>pic-0</b>" not in shown


def test_a_stale_map_is_said(make_workspace: Make) -> None:
    workspace = make_workspace()
    workspace.write_embedding(
        ModelEntry("hsv", "baseline"), np.random.default_rng(9).normal(size=(36, 4)), np.arange(36)
    )
    assert "The vectors of hsv have changed since this map was made" in texts(explore(workspace="study"))


def test_references_without_a_place_are_counted_not_lost(make_workspace: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace(mapped=False)
    rows = np.arange(2, 36)
    workspace.write_embedding(ModelEntry("hsv", "baseline"), np.random.default_rng(0).normal(size=(34, 4)), rows)
    fit_map(workspace, "hsv", "pca")
    notices = []
    monkeypatch.setattr("simlab.dashboard.explore.page.canvas", lambda spec, **_: notices.append(spec.notice))
    shown = texts(explore(workspace="study"))
    assert notices == ["2 of 12 references have no place on this map"]
    assert "48 triples, 12 references" in shown


def test_training_triples_carry_a_badge(make_workspace: Make) -> None:
    make_workspace(models=False, mapped=False, split="train")
    assert "Training triples" in texts(explore(workspace="study", split="train"))


def test_a_damaged_map_is_a_message(make_workspace: Make) -> None:
    workspace = make_workspace()
    (workspace.path / "maps" / "pca-hsv" / "fitted_rows.npy").unlink()
    page = explore(workspace="study")
    assert "fitted_rows.npy is missing. Restore the map" in page.error[0].value
    shutil.rmtree(workspace.path / "maps" / "pca-hsv")


def test_a_map_that_has_just_been_made_is_chosen(make_workspace: Make) -> None:
    workspace = make_workspace(pictures=False)
    page = explore(workspace="study", explore__wanted_map="pca-indoor-model")
    assert page.selectbox(key="explore.map").value == "pca-hsv"
    fit_map(workspace, "indoor-model", "pca")
    page.run()
    assert page.selectbox(key="explore.map").value == "pca-indoor-model"
    assert "PCA of indoor-model, fitted on 12 references" in texts(page)


def test_what_another_workspace_left_behind_is_forgotten(make_workspace: Make) -> None:
    make_workspace(pictures=False)
    left = {"explore.map": "gone", "explore.filter_model": "gone", "explore.slice": "gone", "explore.filters": ["gone"]}
    page = explore(workspace="study", **{key.replace(".", "__"): value for key, value in left.items()})
    assert not page.error
    assert page.selectbox(key="explore.map").value == "pca-hsv"
    assert page.selectbox(key="explore.filter_model").value == "indoor-model"
    assert "48 of 48 triples" in texts(page)


def test_how_far_the_map_can_be_believed(make_workspace: Make) -> None:
    workspace = make_workspace(pictures=False)
    found = load_map(workspace, "pca-hsv")
    figures = (
        f"PCA of hsv, fitted on 12 references: trustworthiness {found.trustworthiness:.2f}, continuity "
        f"{found.continuity:.2f}, placement error {found.placement.median:.2f}. Unsupported, far from all validation "
        "references: 0.0 % of validation (0 of 12)."
    )
    assert figures in texts(explore(workspace="study"))
    vectors = np.random.default_rng(9).normal(size=(36, 4))
    workspace.write_embedding(ModelEntry("hsv", "baseline"), vectors, np.arange(36))
    changed = "Which references are unsupported is not known: the vectors of hsv have changed."
    assert changed in texts(explore(workspace="study"))
