"""Compare in Streamlit's own test runner: the board, the row compared with, triples, fitting, the test reveal."""

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.compare import fitting
from simlab.dashboard.compare.boards import board_of
from simlab.dashboard.compare.row_table import row_table
from simlab.dashboard.compare.row_triples import listed_triples
from simlab.ensembles import Design, one_model
from simlab.maps import load_map
from simlab.studies.designs.named import create_design
from simlab.studies.scoreboard import scoreboard
from simlab.workspace import Workspace
from tests.dashboard.one_page import open_page

Make = Callable[..., Workspace]


def compare(**session: object) -> AppTest:
    return open_page("compare", **session)


def texts(page: AppTest) -> str:
    parts = [part.value for kind in (page.markdown, page.caption, page.info) for part in kind]
    return "\n".join(parts)


def cards(page: AppTest) -> str:
    return next((body for block in page.get("html") if "sl-card" in (body := block.proto.body)), "")


@pytest.fixture
def study(make_workspace: Make) -> Workspace:
    return make_workspace(pictures=False)


def test_the_first_sight_is_never_blank(study: Workspace) -> None:
    page = compare()
    assert not page.error
    against = page.selectbox(key="compare.against")
    assert against.value == "best"
    assert {"majority vote", "hsv", "city-model", "oracle over the members"} <= set(against.options)
    assert "36 triples, 12 references, the same for every row · 12 human ties left out" in texts(page)
    assert "**4 rows are still missing**" in texts(page)
    assert page.selectbox(key="compare.row").value is None
    assert cards(page) == ""


def test_without_vectors_it_says_where_to_get_some(make_workspace: Make) -> None:
    make_workspace(models=False, mapped=False, pictures=False)
    page = compare()
    assert "there is nothing to compare" in texts(page)
    assert not page.error


def test_without_triples_it_leads_to_retrieval(make_workspace: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    none = make_workspace(mapped=False, pictures=False).triples.iloc[:0]
    monkeypatch.setattr(Workspace, "triples", property(lambda self: none))
    page = compare()
    assert not page.error
    assert [link.label for link in page.get("page_link")] == ["Go to Retrieval"]


def test_strategies_are_fitted_by_a_job(study: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(fitting, "start_job", lambda *given: started.append(given))
    page = compare()
    page.button(key="compare.fit").click().run()
    assert started == [
        (["scoreboard", str(study.path), "--split", "validation"], "Fit the strategies for validation", study.path)
    ]


def test_what_was_fitted_stands_on_the_board(study: Workspace) -> None:
    python = scoreboard(study, "validation")
    page = compare()
    assert "still missing" not in texts(page)
    scored = [row.label for row in python.scored]
    assert sorted(page.selectbox(key="compare.against").options) == sorted(scored)
    assert f"corrected for {python.n_compared} comparisons" in texts(page)


def test_a_row_leads_to_its_failures_and_to_where_it_differs(study: Workspace) -> None:
    page = compare()
    page.selectbox(key="compare.row").set_value("vote").run()
    board = scoreboard(study, "validation", compare_to="best")
    row, other = board.row("vote"), board.row("best")
    wrong = int((row.scores < 1).sum())
    assert f"{wrong:,} triples listed" in texts(page)
    assert cards(page).count("<article") == min(10, wrong)
    assert "majority vote" in cards(page)
    assert "best single model" in cards(page)
    differing = np.flatnonzero(~np.isnan(row.scores) & (row.scores != other.scores))
    page = compare(compare__row="vote", compare__kind="differs")
    assert f"{len(differing):,} triples listed" in texts(page)


def test_another_row_to_compare_with(study: Workspace) -> None:
    page = compare()
    page.selectbox(key="compare.against").set_value("hsv").run()
    assert not page.exception
    assert page.selectbox(key="compare.against").value == "hsv"


def test_the_table_lists_the_board_best_first(study: Workspace) -> None:
    page = compare(compare__view="Table")
    shown = page.dataframe[0].value
    accuracies = shown["All"].tolist()
    assert accuracies == sorted(accuracies, reverse=True)
    board = scoreboard(study, "validation")
    line = shown[shown["Row"] == "majority vote"].iloc[0]
    row = board.row("vote")
    assert line["All"] == pytest.approx(100 * row.estimate.value)
    assert line["Difference"] == pytest.approx(100 * row.difference.value)


def press_reveal(page: AppTest, reason: str) -> AppTest:
    page.text_input(key="compare.reason").set_value(reason)
    next(button for button in page.button if button.label == "Reveal the test figures").click().run()
    assert not page.exception
    return page


def test_nothing_is_revealed_where_there_is_nothing(study: Workspace) -> None:
    page = press_reveal(compare(compare__split="test"), "to see")
    assert "has no triples in its test split" in page.error[0].value
    assert study.store.reveals() == []


def test_one_reason_opens_the_test_figures_of_all_rows(make_workspace: Make) -> None:
    workspace = make_workspace(pictures=False, mapped=False, split="test")
    page = compare(compare__split="test")
    assert "One reveal opens the figures of all rows" in texts(page)
    assert "compare.against" not in {box.key for box in page.selectbox}
    assert "is closed for scoreboard" in press_reveal(page, " ").error[0].value
    assert workspace.store.reveals() == []
    press_reveal(page, "to see")
    assert [(reveal.subject, reveal.reason) for reveal in workspace.store.reveals()] == [("scoreboard", "to see")]
    assert "36 triples, 12 references" in texts(compare(compare__split="test"))


def test_a_new_design_comes_onto_the_board(study: Workspace) -> None:
    assert "design d" not in compare().selectbox(key="compare.row").options
    create_design(study, "d", load_map(study, "pca-hsv"))
    assert "design d" in compare().selectbox(key="compare.row").options
    before = board_of(study, "validation").row("design:d").estimate
    study.store.delete_design("d")
    reference_map = load_map(study, "pca-hsv")
    create_design(study, "d", reference_map, Design(reference_map.id, reference_map.fingerprint, one_model("hsv")))
    after = board_of(study, "validation").row("design:d").estimate
    assert after == board_of(study, "validation").row("hsv").estimate != before


def test_lists_and_tables_against_a_loop(study: Workspace) -> None:
    board = scoreboard(study, "validation", compare_to="hsv")
    row = board.row("city-model")
    towards = row.margin * board.asked.questions.signs
    expected = sorted(
        (t for t in range(len(row.scores)) if row.scores[t] < 1), key=lambda t: (row.scores[t], towards[t])
    )
    assert listed_triples(board, row, "wrong").tolist() == expected
    everything = listed_triples(board, row, "all")
    assert sorted(everything) == list(range(48))
    assert np.isnan(row.scores[everything[-12:]]).all(), "human ties come last"
    assert set(listed_triples(board, row, "right")) == {t for t in range(48) if row.scores[t] == 1}
    oracle = board.row("oracle")
    assert len(listed_triples(board, oracle, "wrong")) == int((oracle.scores < 1).sum())
    table = row_table([row, board.row("hsv")])
    assert table["Difference"].tolist()[0] == pytest.approx(100 * row.difference.value)
    assert table["Difference"].isna().tolist() == [False, True]
