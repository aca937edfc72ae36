"""The page in Streamlit's own test runner: queries, neighbours, own pictures, figures, finders, the test reveal."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.compare.live import missing_weights
from simlab.dashboard.compare.live.desk import live_desk
from simlab.dashboard.retrieval import matchings
from simlab.dashboard.retrieval.finders_tab import per_query, queries_of
from simlab.dashboard.retrieval.gathering import Gathering
from simlab.encoders import encode, open_encoder
from simlab.errors import NotFoundError
from simlab.evaluation.wording import percent
from simlab.images import decode_rgb
from simlab.studies.retrieval import matching, neighbours, rows_of, task_named
from simlab.workspace import ModelEntry, Workspace
from tests.dashboard.compare.live.small_study import blobs, make_study, png
from tests.dashboard.retrieval.pair_study import N_PAIRS, N_TEST
from tests.local_hub import LocalHub

APP = Path(__file__).resolve().parents[3] / "app.py"
STRIP, FINDERS = "retrieval.strip", "retrieval.finder-strip"
DINO = "timm:vit_small_patch16_224.dino"
MODELS = ["colours", "shapes", "imported"]


@pytest.fixture(autouse=True)
def fresh_desks() -> Iterator[None]:
    """Nothing is in memory."""
    for desk in (live_desk, matchings._desk):
        desk.clear()
    yield
    for desk in (live_desk, matchings._desk):
        desk.clear()


def retrieval(**session: object) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=120)
    for name, value in session.items():
        page.session_state[f"retrieval.{name.replace('_', '-')}"] = value
    page.switch_page("pages/retrieval.py")
    return settled(page)


def settled(page: AppTest) -> AppTest:
    """After everything in the background is done."""
    for _ in range(3):
        page.run()
        assert not page.exception
        for work in list(matchings._desk().works.values()):
            work.wait(120)
        if "retrieval.run" in page.session_state:
            page.session_state["retrieval.run"].wait(120)
    return page


def take(page: AppTest, strip: str, row: int) -> AppTest:
    """A click on a picture of a strip."""
    event = {"kind": "take", "reference": row, "seq": 1, "nonce": str(row), "session": ""}
    page.session_state[strip] = {"event": event}
    return settled(page)


def texts(page: AppTest) -> str:
    return "\n".join(part.value for kind in (page.markdown, page.caption, page.info, page.error) for part in kind)


def html(page: AppTest) -> str:
    return "\n".join(block.proto.body for block in page.get("html"))


def lines(page: AppTest) -> dict[str, tuple[list[str], list[int]]]:
    """By row: ids of its neighbours, and the places of right answers."""
    line = r"data-row='([^']*)' data-neighbours='\d*' data-right='([^']*)'>(.*?)</div>"
    found = {}
    for key, right, inside in re.findall(line, html(page), re.DOTALL):
        found[key] = (re.findall("data-id='([^']*)'", inside), [int(place) for place in right.split()])
    return found


def query(page: AppTest) -> str:
    return re.findall("data-query='([^']*)'", html(page))[0]


def test_it_begins_with_the_query_that_most_rows_miss(study: Workspace) -> None:
    page = retrieval()
    assert not page.error
    task = task_named(study, "validation")
    found = matching(study, task, rows_of(study))
    worst = int(found.queries[found.failures_first(15)[0]])
    assert query(page) == study.ids([worst])[0]
    assert f"{N_PAIRS - N_TEST} queries, a gallery of {N_PAIRS - N_TEST}" in texts(page)
    expected = {
        one.row.key: (study.ids(one.image_rows[:10]), [int(p) + 1 for p in np.flatnonzero(one.right[:10])])
        for one in neighbours(study, worst, rows_of(study))
    }
    assert lines(page) == expected
    assert list(expected) == MODELS


def test_a_click_searches_with_that_picture_and_right_answers_are_marked(study: Workspace) -> None:
    page = take(retrieval(top=15), STRIP, 2 * 7)
    assert query(page) == "source/7"
    for ids, right in lines(page).values():
        assert len(ids) == 15
        assert right == [place for place, name in enumerate(ids, 1) if name == "target/7"]
    assert lines(page)["shapes"][1] == [1]
    assert "first <b>shapes</b>" in html(page)
    page.text_input(key="retrieval.id").set_value("source/3")
    assert query(settled(page)) == "source/3"
    page.text_input(key="retrieval.id").set_value("target/3")
    page.run()
    assert "is none of the 18 queries of this task" in texts(page)
    assert query(settled(page)) == "source/3"


def test_top_n_in_numbers_with_differences(study: Workspace) -> None:
    page = retrieval(tab="Top-N", view="Table", against="colours")
    found = matching(study, task_named(study, "validation"), rows_of(study), compared_with="colours")
    for one in found.scored:
        (line,) = re.findall(f"<tr[^>]*data-row='{one.row.label}'>.*?</tr>", html(page))
        assert re.findall(r"<b>([\d.]+ %)</b>", line) == [percent(one.curve[n - 1].value) for n in (1, 5, 10, 15)]
        shown = re.findall(r"[▲▼≈] ([+−][\d.]+)", line)
        expected = [] if one.differences is None else [100 * one.differences[n - 1].value for n in (1, 5, 10, 15)]
        assert [float(text.replace("−", "-")) for text in shown] == pytest.approx(expected, abs=0.051)
    assert "class='sl-better'" in html(page)
    assert "18 queries, a gallery of 18, the same for every row · 0 queries and 0 pictures left out" in texts(page)
    assert retrieval(tab="Top-N").get("plotly_chart")


def test_who_finds_it_first_against_a_loop(study: Workspace) -> None:
    page = retrieval(tab="Who finds it first")
    found = matching(study, task_named(study, "validation"), rows_of(study))
    for number, one in enumerate(found.scored):
        best = [found.ranks[:, q].min() == found.ranks[number, q] for q in range(len(found.queries))]
        alone = [good and (found.ranks[:, q] == found.ranks[number, q]).sum() == 1 for q, good in enumerate(best)]
        assert f"data-row='{one.row.label}' data-alone='{sum(alone)}' data-shared='{sum(best) - sum(alone)}'" in html(
            page
        )
        listed, ahead = queries_of(found, number)
        assert sorted(listed) == list(np.flatnonzero(best))
        assert list(ahead) == sorted(ahead, reverse=True)
    assert page.selectbox(key="retrieval.finder").value == "shapes"
    table = per_query(study, found)
    assert table["query"].tolist() == [f"source/{n}" for n in range(18)]
    assert table["imported"].tolist() == found.scored[2].first.ranks.tolist()


def test_a_query_of_a_finder_leads_to_its_neighbours(study: Workspace) -> None:
    page = take(retrieval(tab="Who finds it first"), FINDERS, 2 * 4)
    assert page.session_state["retrieval.tab"] == "Neighbours"
    assert query(page) == "source/4"


def test_the_test_split_is_closed_until_a_reason_is_given(study: Workspace) -> None:
    page = retrieval(split="test")
    assert "choose on validation, then look once" in texts(page)
    assert (lines(page), matchings._desk().works) == ({}, {})
    for tab in ("Top-N", "Who finds it first"):
        closed = retrieval(split="test", tab=tab)
        assert "choose on validation, then look once" in texts(closed)
        assert matchings._desk().works == {}

    def reveal(reason: str) -> None:
        page.text_input(key="retrieval.reason").set_value(reason)
        next(button for button in page.button if button.label == "Reveal the test figures").click()

    reveal(" ")
    page.run()
    assert "is closed for retrieval of pairs" in page.error[0].value
    assert study.store.reveals() == []
    reveal("to see")
    settled(page)
    assert [reveal.reason for reveal in study.store.reveals()] == ["to see"]
    assert "to see" in texts(page)
    assert set(lines(page)) == set(MODELS)
    other = retrieval(split="test", rows=["colours"], rows_of=str(study.path))
    assert lines(other) == {}, "another choice of rows is another look"
    assert len(study.store.reveals()) == 1


def test_models_side_by_side_are_a_row_and_nonsense_is_refused(study: Workspace) -> None:
    page = retrieval(rows=["shapes", "colours+imported"], rows_of=str(study.path))
    assert list(lines(page)) == ["shapes", "colours+imported"]
    page.multiselect(key="retrieval.rows").set_value(["shapes", "nonsense"])
    page.run()
    assert "'nonsense' ranks nothing in workspace" in texts(page)
    page.multiselect(key="retrieval.rows").set_value([])
    assert "Choose at least one row that searches" in texts(settled(page))


def test_a_picture_of_one_s_own_finds_its_neighbours(study: Workspace) -> None:
    page = retrieval(source="A picture of your own")
    assert "Drop in a picture" in texts(page)
    before = {path for path in study.path.parents[1].rglob("*") if path.is_file()}
    content = png(blobs(7, (96, 80)))
    page.file_uploader[0].set_value(("mine.png", content, "image/png"))
    settled(page)
    found = lines(page)
    encoder = open_encoder("hash:perceptual")
    (vector,) = encode(encoder, [decode_rgb(content)]).astype(np.float64)
    held = study.embedding("shapes").take(np.arange(2 * N_PAIRS)).astype(np.float64)
    distances = 1 - held @ vector / np.linalg.norm(held, axis=1) / np.linalg.norm(vector)
    nearest = sorted(distances)[:10]
    assert [distances[study.row(name)] for name in found["shapes"][0]] == pytest.approx(nearest, abs=1e-9)
    assert found["shapes"][0][0] == "source/7"
    assert all(right == [] for _, right in found.values())
    assert found["imported"][0] == []
    assert "imported without an encoder" in html(page)
    assert "Searched among 48 pictures." in html(page)
    page.radio(key="retrieval.gallery").set_value("The gallery of the task (18)")
    assert set(lines(settled(page))["shapes"][0]) <= {f"target/{n}" for n in range(18)}
    new = {path for path in study.path.parents[1].rglob("*") if path.is_file()} - before
    assert not [path for path in new if "cache" not in path.parts], "nothing but thumbnails was written"
    page.file_uploader[0].set_value(("letter.jpg", b"Dear all,", "image/jpeg"))
    settled(page)
    assert "letter.jpg is not an image" in page.error[0].value
    assert query(page) == "mine.png"


def test_weights_that_are_missing_can_be_fetched(
    study: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows = np.arange(2 * N_PAIRS, dtype=np.int32)
    vectors = np.random.default_rng(1).normal(size=(len(rows), 4))
    study.write_embedding(ModelEntry("dino", "baseline"), vectors, rows, encoder=DINO)
    started = []
    monkeypatch.setattr(missing_weights, "start_job", lambda *given: started.append(given))
    with LocalHub() as hub:
        hub.use(monkeypatch, tmp_path / "hub")
        hub.put("timm/vit_small_patch16_224.dino", "model.safetensors", bytes(2_500_000))
        page = retrieval(
            source="A picture of your own", rows=["colours", "dino", "colours+dino"], rows_of=str(study.path)
        )
        page.file_uploader[0].set_value(("mine.png", png(blobs(7, (96, 80))), "image/png"))
        settled(page)
        found = lines(page)
        assert len(found["colours"][0]) == 10
        assert found["dino"][0] == []
        assert "are not on this machine. Expected: model.safetensors" in html(page)
        assert "**dino, colours + dino**" in texts(page)
        (fetch,) = [button for button in page.button if button.label.startswith("Fetch")]
        assert fetch.label == "Fetch 2.5 MB"
        fetch.click()
        settled(page)
    assert started == [(["weights", "fetch", DINO], "Fetch the weights of dino, colours + dino", study.path)]


def test_a_study_without_tasks_has_neighbours_only(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", tmp_path / "none")
    workspace = make_study(home / "workspaces" / "study", tmp_path)
    page = take(retrieval(), STRIP, 5)
    assert "Neighbours only" in texts(page)
    assert [tab.label for tab in page.tabs] == ["Neighbours"]
    found = lines(page)
    assert list(found) == ["colours", "shapes", "imported", "design:drawn"]
    assert found["design:drawn"][0] == found["shapes"][0], "its region trusts that model alone"
    assert all("pic-5" not in ids and right == [] for ids, right in found.values())
    assert "Searched among 47 other pictures; the query itself is left out." in html(page)
    expected = next(neighbours(workspace, 5, rows_of(workspace, ["colours"])))
    assert found["colours"][0] == workspace.ids(expected.image_rows[:10])


def test_without_vectors_it_says_where_to_get_some(make_workspace: Callable[..., Workspace]) -> None:
    make_workspace(models=False, mapped=False, pictures=False)
    page = retrieval()
    assert "nothing can be searched" in texts(page)
    assert not page.error


def test_a_ranking_can_be_stopped_and_begun_again(study: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*given: object, progress: object, **more: object) -> None:
        assert isinstance(progress, Gathering)
        progress.stop()
        progress.stage("never", 1)

    with monkeypatch.context() as patch:
        patch.setattr("simlab.studies.retrieval.matching", stopped)
        page = retrieval(tab="Top-N")
    assert "**Ranking all 18 queries** · stopped" in texts(page)
    next(button for button in page.button if button.label == "Start again").click()
    assert settled(page).get("plotly_chart")


def test_a_ranking_that_fails_says_why_and_can_be_tried_again(
    study: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*given: object, **more: object) -> None:
        raise NotFoundError("No query can be answered.")

    with monkeypatch.context() as patch:
        patch.setattr("simlab.studies.retrieval.matching", failing)
        page = retrieval(tab="Who finds it first")
    assert [message.value for message in page.error] == ["No query can be answered."]
    next(button for button in page.button if button.label == "Start again").click()
    assert "sl-first" in html(settled(page))


def test_a_long_ranking_waits_until_somebody_asks_for_it(study: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matchings, "LONG", 3 * 18 * 18 - 1)
    page = retrieval()
    assert "**The 18 queries are not ranked yet**" in texts(page)
    assert matchings._desk().works == {}
    assert set(lines(take(page, STRIP, 2))) == set(MODELS), "neighbours need no ranking"
    page.button(key="retrieval.begin-queries").click()
    assert "not ranked yet" not in texts(settled(page))
    assert retrieval(tab="Top-N").get("plotly_chart")


def test_a_search_can_be_stopped_and_begun_again(study: Workspace) -> None:
    page = retrieval()
    run = page.session_state["retrieval.run"]
    run.found, run.stopped = run.found[:1], True
    page.run()
    assert "Stopped: 1 of the rows had answered." in texts(page)
    assert html(page).count("stopped before its turn") == 2
    page.button(key="retrieval.search-again").click()
    assert set(lines(settled(page))) == set(MODELS)
    assert "Stopped" not in texts(page)
