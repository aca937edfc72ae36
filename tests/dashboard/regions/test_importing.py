"""A design from a file by the page: as it is, or refused with what differs and drawn again on another map."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from simlab.ensembles import Region, one_model
from simlab.ensembles.design_file import DesignFile
from simlab.maps import delete_map, fit_map, load_map
from simlab.studies.designs.exchange import design_file
from simlab.studies.designs.looks import marks_of
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.studies.designs.remapping import remap_design
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.workspace import Workspace

BOX = ((-9.0, -9.0), (0.0, -9.0), (0.0, 9.0), (-9.0, 9.0))


@pytest.fixture
def study(make_workspace: Callable[..., Workspace]) -> Workspace:
    """A design `d` with one region."""
    workspace = make_workspace(pictures=False)
    named = create_design(workspace, "d", load_map(workspace, "pca-hsv"))
    save_step(
        workspace,
        named,
        replace(named.design, regions=(Region("one", BOX, one_model("hsv"), "#cc6677", id="one"),)),
        "drew one",
    )
    return workspace


def importing(workspace: Workspace, content: bytes) -> AppTest:
    """The part of the dialog by itself, with a file in it."""
    page = AppTest.from_string(
        "from simlab.dashboard.regions.sharing.importing import show_import\n"
        "from simlab.workspace import Workspace\n"
        f"show_import(Workspace.open({str(workspace.path)!r}))\n",
        default_timeout=60,
    ).run()
    assert not page.exception
    assert "simlab design export" in page.caption[0].value
    page.file_uploader(key="share.file").upload("d.simlab-design.json", content, "application/json").run()
    assert not page.exception
    return page


def press(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    assert not page.exception


def test_a_file_for_this_map_is_taken_as_it_is(study: Workspace) -> None:
    page = importing(study, design_file(study, "d").to_bytes())
    assert not page.warning
    assert page.text_input[0].value == "d-2"
    press(page, "share.import")
    assert open_design(study, "d-2").design == open_design(study, "d").design
    assert page.session_state["design"] == "d-2"


def test_a_file_for_another_map_is_refused_and_drawn_on_a_chosen_one(study: Workspace) -> None:
    file = design_file(study, "d")
    delete_map(study, "pca-hsv")
    target = fit_map(study, "city-model", "pca", name="other")
    page = importing(study, file.to_bytes())
    said = page.warning[0].value
    assert "Design 'd' is not imported: 1 thing of it differs" in said
    assert "map 'pca-hsv' (pca of hsv, fingerprint" in said
    assert "is not there, nor a map of another id with this fingerprint" in said
    assert not [button for button in page.button if button.key == "share.import"]
    assert page.selectbox(key="share.map").value == "other"
    (line,) = page.dataframe[0].value.to_dict("records")
    expected = remap_design(file, target)
    report = expected.regions[0]
    assert line == {
        "region": "one",
        "references": report.n_members,
        "on this map": report.n_placed,
        "kept": report.n_kept,
        "others added": report.n_added,
    }
    page.text_input[0].set_value("there").run()
    press(page, "share.remap")
    made = open_design(study, "there")
    assert made.design == expected.design
    assert made.action == "imported d, re-mapped from map pca-hsv (approximate)"
    assert page.session_state["design"] == "there"
    assert made.design.regions[0].note.startswith("Approximate: hull of the region's members on map pca-hsv")


def test_models_that_differ_are_refused(study: Workspace) -> None:
    file: DesignFile = design_file(study, "d")
    page = importing(study, replace(file, models=dict.fromkeys(file.models, "feed")).to_bytes())
    assert "has other vectors of the validation references" in page.error[0].value
    assert not page.button


def test_what_was_seen_before_is_told_and_remembered(make_workspace: Callable[..., Workspace]) -> None:
    study = make_workspace(pictures=False)
    triples = study.triples.assign(split=["test" if row % 48 >= 24 else "validation" for row in study.triples["row"]])
    study.replace_tables(study.images, triples)
    create_design(study, "d", load_map(study, "pca-hsv"))
    evaluate_ensemble(study, "design", "test", design="d", reveal="finished")
    page = importing(study, design_file(study, "d").to_bytes())
    assert "Its test figure was revealed before (reveals: 1)." in page.warning[0].value
    press(page, "share.import")
    assert marks_of(study, "d-2", open_design(study, "d-2").design).test == 1
