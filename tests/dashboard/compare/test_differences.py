"""The tab Differences in Streamlit's own test runner: two rows, their figures, their triples, the closed test split."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.compare.differences import difference_map
from simlab.dashboard.compare.differences.choice import answering_rows, default_pair
from simlab.maps import fit_map
from simlab.studies.differences import differences
from simlab.studies.scoreboard import line_up, standings
from simlab.studies.split_questions import split_questions
from simlab.workspace import ModelEntry, Workspace
from simlab.workspace.check_set import CheckSet, keep_check_set
from tests.dashboard.compare.test_compare_page import cards, compare, texts
from tests.toy_study import make

Make = Callable[..., Workspace]


@pytest.fixture
def study(make_workspace: Make) -> Workspace:
    return make_workspace()


def differences_tab(**session: object) -> AppTest:
    return compare(compare__tab="Differences", **session)


def figures(page: AppTest) -> str:
    return next((body for block in page.get("html") if "sl-apart" in (body := block.proto.body)), "")


def test_an_ensemble_stands_against_a_baseline_at_first(study: Workspace) -> None:
    page = differences_tab()
    assert not page.error
    board = standings(study, line_up(study), "validation", fit=False)
    row, against = default_pair(study, board)
    assert (board.row(row).kind, board.row(against).kind) == ("strategy", "baseline")
    assert page.selectbox(key="compare.differences-row").value == row
    assert page.selectbox(key="compare.differences-against").value == against == "hsv"
    found = differences(study, "validation", row, against)
    assert f"on <b style='color:#0b7a75'>{found.count('row')}</b> triples" in figures(page)
    assert f"on <b style='color:#b3560f'>{found.count('against')}</b>" in figures(page)
    assert f"{found.count('either'):,} triples where one is right" in texts(page)
    assert "pic-" in cards(page)


def test_clip_is_taken_before_other_baselines(study: Workspace) -> None:
    vectors = study.embedding("hsv").vectors
    for name, encoder in (("a-dino", "timm:x"), ("b-clip", "open_clip:y/z"), ("c-hash", "hash:perceptual")):
        study.write_embedding(ModelEntry(name, "baseline"), vectors, np.arange(len(vectors)), encoder=encoder)
    board = standings(study, line_up(study), "validation", fit=False)
    assert default_pair(study, board)[1] == "b-clip"
    alone = replace(board, rows=tuple(row for row in board.rows if row.key in ("hsv", "best")))
    assert default_pair(study, alone) == ("best", "hsv")
    models = replace(board, rows=tuple(row for row in board.rows if row.kind == "cs"))
    assert set(default_pair(study, models)) == {"indoor-model", "city-model"}
    assert "oracle" not in {row.key for row in answering_rows(board)}


def test_one_side_alone_and_the_same_row_twice(study: Workspace) -> None:
    page = differences_tab(**{"compare__differences-row": "city-model", "compare__differences-against": "hsv"})
    found = differences(study, "validation", "city-model", "hsv")
    page.segmented_control(key="compare.differences-side").set_value("against").run()
    assert f"{found.count('against'):,} triples where one is right" in texts(page)
    page.selectbox(key="compare.differences-row").set_value("hsv").run()
    assert "Choose two different rows." in texts(page)


def test_without_a_map_the_triples_are_still_there(make_workspace: Make) -> None:
    make_workspace(mapped=False)
    page = differences_tab()
    assert "There is no map yet" in texts(page)
    assert "points" in figures(page)
    assert cards(page) != ""


def test_the_test_split_is_closed_until_revealed(make_workspace: Make) -> None:
    study = make_workspace(split="test", mapped=False)
    page = differences_tab(compare__split="test")
    assert "look once" in texts(page)
    assert figures(page) == cards(page) == ""
    page.text_input(key="compare.reason").set_value("the end")
    page.button[-1].click().run()
    assert [reveal.reason for reveal in study.store.reveals("scoreboard")] == ["the end"]
    assert "TEST REVEALED" in texts(page)
    assert "points" in figures(page)


@pytest.mark.parametrize("part", ["check", "test"])
def test_the_map_shows_the_references_of_the_part(part: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", home / "none")
    (home / "workspaces").mkdir()
    study = make(home / "workspaces" / "toy", references={"validation": 30, "test": 9, "train": 4}, per_reference=2)
    fit_map(study, "look", "pca")
    keep_check_set(study, CheckSet(share=0.3, seed=0))
    if part == "test":
        standings(study, line_up(study), "test", reveal="the end", fit=False)
    drawn = []
    monkeypatch.setattr(difference_map, "canvas", lambda spec, **more: drawn.append(spec))
    page = differences_tab(compare__split=part)
    assert not page.error
    (spec,) = drawn
    asked = split_questions(study, part, ("plain",)).questions
    np.testing.assert_array_equal(spec.points.image_rows, asked.references)
    row, against = (page.selectbox(key=f"compare.differences-{which}").value for which in ("row", "against"))
    found = differences(study, part, row, against)
    np.testing.assert_allclose(spec.panels[0].values, found.per_reference.astype(np.float32))
    assert f"{found.difference.n_references} references" in figures(page)
