"""Below the map of Regions: why the reference in hand is answered so, pictures and triples of the region in hand."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.picture_tile import Picture
from simlab.dashboard.regions.explanation.picture_strip import parse_picture
from simlab.dashboard.regions.explanation.region_contents import RegionContents
from simlab.dashboard.regions.explanation.why_text import why_html
from simlab.ensembles import BEST, Region, one_model, vote_of
from simlab.maps import load_map
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.studies.explanations.explanation import explain_design
from simlab.studies.explanations.grounds import DesignGrounds
from simlab.workspace import Workspace

APP = Path(__file__).resolve().parents[3] / "app.py"
LEFT = ((-9.0, -9.0), (0.0, -9.0), (0.0, 9.0), (-9.0, 9.0))
GALLERY, NEAR = "regions.gallery", "regions.near-pictures"


@pytest.fixture
def study(make_workspace: Callable[..., Workspace]) -> Workspace:
    """Design `d` with one region, in which one model answers."""
    workspace = make_workspace()
    named = create_design(workspace, "d", load_map(workspace, "pca-hsv"))
    drawn = Region("<i>left</i>", LEFT, one_model("city-model"), "#cc6677", id="left")
    save_step(workspace, named, replace(named.design, regions=(drawn,)), "drawn in a test")
    return workspace


def regions(**session: object) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in session.items():
        page.session_state[f"regions.{key.replace('_', '-')}"] = value
    page.switch_page("pages/regions.py").run()
    assert not page.exception
    return page


def rerun(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def click(page: AppTest, key: str, row: int, seq: int = 1) -> AppTest:
    page.session_state[key] = {"event": {"kind": "take", "reference": row, "seq": seq, "nonce": "mount"}}
    return rerun(page)


def html(page: AppTest) -> str:
    return "\n".join(block.proto.body for block in page.get("html")).replace("\u00a0", " ")


def said(page: AppTest) -> str:
    return "\n".join(part.value for kind in (page.markdown, page.caption, page.info) for part in kind)


def keys(page: AppTest) -> set[str]:
    return {str(button.key) for button in page.button}


def test_nothing_is_explained_until_a_reference_is_in_hand(study: Workspace) -> None:
    page = regions()
    assert "Why this?" not in said(page)
    assert "regions.why-close" not in keys(page)


def test_a_reference_in_hand_is_explained_and_put_down(study: Workspace) -> None:
    found = explain_design(study, "d", "pic-3")
    page = regions(reference_in_hand=3)
    assert "**Why this?**" in said(page)
    assert f"The ensemble answers <b>{found.right:g} of {found.n_answered}</b> of its triples" in html(page)
    assert "the ensemble</span>" in html(page)
    assert "**Its 4 triples**" in said(page)
    page.button(key="regions.why-close").click()
    assert "Why this?" not in said(rerun(page))


def test_its_region_is_taken_in_hand(study: Workspace) -> None:
    found = explain_design(study, "d", "pic-3")
    page = regions(reference_in_hand=3)
    page.button(key="regions.why-region").click()
    rerun(page)
    assert page.session_state["regions.region-in-hand"] == found.region_id
    assert "regions.why-region" not in keys(page)


def test_a_reference_that_is_not_on_the_map_is_none(study: Workspace) -> None:
    assert "Why this?" not in said(regions(reference_in_hand=30))


def test_what_was_in_hand_in_another_workspace_is_put_down(study: Workspace) -> None:
    page = regions(reference_in_hand=3)
    assert "Why this?" in said(page)
    page.session_state["regions.in-hand-workspace"] = "another"
    assert "Why this?" not in said(rerun(page))


def test_a_neighbour_is_taken_in_hand_and_nothing_else(study: Workspace) -> None:
    page = click(regions(reference_in_hand=3), NEAR, 5)
    assert page.session_state["regions.reference-in-hand"] == 5
    assert explain_design(study, "d", "pic-5").region in html(page).replace("&lt;i&gt;left&lt;/i&gt;", "<i>left</i>")
    click(page, NEAR, 30, seq=2)
    assert page.session_state["regions.reference-in-hand"] == 5


def test_the_region_in_hand_is_looked_into(study: Workspace) -> None:
    page = regions(gallery_open=True)
    assert "Choose a region, or click a reference on the map." in said(page)
    page.session_state["regions.region-in-hand"] = "left"
    rerun(page)
    contents = RegionContents.of(DesignGrounds.of(study, "d"), "left")
    assert f"{len(contents.triples)} triples, {len(contents.references)} references" in said(page)
    row = int(DesignGrounds.of(study, "d").drawing.questions.references[contents.references[0]])
    click(page, GALLERY, row)
    assert page.session_state["regions.reference-in-hand"] == row
    assert "**Why this?**" in said(page)


def test_its_triples_are_filtered(study: Workspace) -> None:
    page = regions(gallery_open=True, region_in_hand="left", gallery_what="Triples")
    grounds = DesignGrounds.of(study, "d")
    contents = RegionContents.of(grounds, "left")
    for chosen, wishes in (
        ([], (False, False)),
        (["Ensemble wrong"], (True, False)),
        (["Models disagree"], (False, True)),
        (["Ensemble wrong", "Models disagree"], (True, True)),
    ):
        page.session_state["regions.gallery-only"] = chosen
        rerun(page)
        listed = contents.listed(grounds, wrong=wishes[0], disagree=wishes[1])
        assert f"{len(listed)} of {len(contents.triples)} triples" in said(page)


def test_an_empty_region_says_so(study: Workspace) -> None:
    named = open_design(study, "d")
    far = Region("far", tuple((x + 500, y) for x, y in LEFT), one_model("hsv"), "#cc6677", id="far")
    save_step(study, named, named.design.with_region(far), "drawn in a test")
    page = regions(gallery_open=True, region_in_hand="far")
    assert "No reference falls in far" in said(page)


def test_contents_are_those_of_a_loop(study: Workspace) -> None:
    grounds = DesignGrounds.of(study, "d")
    questions = grounds.drawing.questions
    inside = grounds.prediction.assignment.regions == 0
    contents = RegionContents.of(grounds, "left")
    assert sorted(contents.references) == np.flatnonzero(inside).tolist()
    shares = []
    for place, (position, right) in enumerate(zip(contents.references, contents.right, strict=True)):
        scores = grounds.scores[questions.positions == position]
        assert right == np.nansum(scores)
        assert contents.answered[place] == np.sum(~np.isnan(scores))
        shares.append(right / contents.answered[place])
    assert shares == sorted(shares)
    assert sorted(contents.triples) == np.flatnonzero(inside[questions.positions]).tolist()
    towards = (grounds.prediction.margin * questions.signs)[contents.triples]
    undecided = questions.signs[contents.triples] == 0
    assert undecided.tolist() == sorted(undecided)
    assert towards[~undecided].tolist() == sorted(towards[~undecided])
    for position in contents.listed(grounds, wrong=True, disagree=True):
        assert grounds.scores[position] < 1
        assert questions.margins[:, position].min() < 0 < questions.margins[:, position].max()
    fallback = RegionContents.of(grounds, "fallback")
    assert len(fallback.references) + len(contents.references) == len(questions.references)


def test_votes_hidden_answers_and_names_in_the_text(study: Workspace) -> None:
    named = open_design(study, "d")
    voted = vote_of(("indoor-model", "city-model"))
    save_step(study, named, named.design.changed("left", lambda r: replace(r, rule=voted)), "votes")
    grounds = DesignGrounds.of(study, "d")
    row = int(grounds.drawing.questions.references[RegionContents.of(grounds, "left").references[0]])
    found = explain_design(study, "d", study.ids([row])[0])
    colours = dict.fromkeys((model.model for model in found.models), "#112233")
    shown = why_html(replace(found, closed="Hidden."), Picture("pic"), colours, "#445566")
    assert "<th>has a vote</th>" in shown
    assert shown.count("✓") == 2
    assert "Hidden." in shown
    assert "&lt;i&gt;left&lt;/i&gt;" in shown
    assert "<i>left</i>" not in shown
    assert "in-sample" not in shown
    learned = why_html(replace(found, rule=BEST, chosen="hsv"), Picture("pic"), colours, "#445566")
    assert "There answers <b>best on validation: hsv</b>." in learned
    assert "The rule has learned from these answers, too: in-sample." in learned
    placed = replace(found.placement, kind="placed", distance=2.0, limit=1.0)
    shown = why_html(replace(found, placement=placed, also_in=("<u>",)), Picture("pic"), colours, "#445566")
    assert "half of the references placed so are off by more than" in shown
    assert "⚠ Unlike all others." in shown
    assert "&lt;u&gt;" in shown


@pytest.mark.parametrize("payload", [None, 3, [], {}, {"reference": -1}, {"reference": "3"}, {"reference": 1e300}])
def test_what_is_no_picture_is_none(payload: object) -> None:
    assert parse_picture(payload) is None
