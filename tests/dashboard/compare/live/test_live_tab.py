"""The tab in Streamlit's own test runner: questions of the study and of one's own, answers, reasons, memory."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.compare.live import missing_weights, who_answers
from simlab.dashboard.compare.live.desk import live_desk
from simlab.errors import NotFoundError
from simlab.studies.live import disagreements, live_answers, query_of_triple
from simlab.workspace import Workspace
from simlab.workspace.check_set import CheckSet, is_check, keep_check_set
from tests.dashboard.compare.live.bare_png import bare_png
from tests.local_hub import LocalHub

MODELS = ["colours", "shapes", "imported"]
CANVAS = "compare.live-canvas"
DINO = "timm:vit_small_patch16_224.dino"
Outside = Callable[[int], tuple[str, bytes]]


def _page(path: str, split: str) -> None:
    from pathlib import Path

    from simlab.dashboard.compare.live import show_live
    from simlab.dashboard.opened import open_workspace

    show_live(open_workspace(Path(path)), split)


@pytest.fixture(autouse=True)
def fresh_desk() -> Iterator[None]:
    """Nothing is in memory."""
    live_desk.clear()
    yield
    live_desk.clear()


def live(workspace: Workspace, split: str = "validation", **session: object) -> AppTest:
    page = AppTest.from_function(_page, args=(str(workspace.path), split), default_timeout=120)
    for name, value in {"models": MODELS, **session}.items():
        page.session_state[f"compare.live-{name}"] = value
    return shown(page)


def shown(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def answered(page: AppTest, *, clean: bool = True) -> AppTest:
    """After all answers have come in."""
    thread = page.session_state["compare.live-run"]._thread
    if thread is not None:
        thread.join(120)
    shown(page)
    assert not (clean and page.error)
    return page


def texts(page: AppTest) -> str:
    return "\n".join(part.value for kind in (page.markdown, page.caption, page.info, page.error) for part in kind)


def html(page: AppTest) -> str:
    return "\n".join(block.proto.body for block in page.get("html"))


def answers(page: AppTest) -> dict[str, str]:
    """By model, what it finds closest; "" where it has no answer."""
    return dict(re.findall(r"data-model='([^']*)' data-answer='([^']*)'", html(page)))


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    return shown(page)


def asked(page: AppTest) -> str:
    return str(page.session_state["compare.live-line"].id)


def own(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    page.file_uploader[0].set_value([(name, content, "image/png") for name, content in files])
    return shown(page)


def test_it_says_what_to_do_and_loads_nothing(study: Workspace) -> None:
    page = live(study)
    assert "Click a reference on the map, or let a triple be chosen" in texts(page)
    assert "compare.live-run" not in page.session_state
    assert page.expander[0].label == "Models in memory: none loaded yet"
    assert page.selectbox(key="compare.live-subject").value == "design:drawn"


def test_it_begins_with_an_ensemble_that_can_be_had(study: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def only_mean(workspace: Workspace, key: str) -> str:
        if key != "mean":
            raise NotFoundError(f"{key} cannot be had here.")
        return "state"

    monkeypatch.setattr(who_answers, "subject_state", only_mean)
    page = live(study)
    assert page.selectbox(key="compare.live-subject").value == "mean"
    page.selectbox(key="compare.live-subject").set_value("vote")
    shown(page)
    assert [message.value for message in page.error] == ["vote cannot be had here."]
    answered(press(page, "Surprise me"), clean=False)
    assert set(answers(page)) == set(MODELS)


def test_a_surprise_is_answered_by_everybody(study: Workspace) -> None:
    page = answered(press(live(study), "Surprise me"))
    triple = asked(page)
    expected = {
        answer.model: {1: "A", 0: "tie", -1: "B"}[np.sign(answer.margin)]
        for answer in live_answers(study, query_of_triple(study, triple), live_desk().encoders, MODELS)
    }
    assert answers(page) == {"design drawn": expected["shapes"], **expected}
    assert "stored vectors" in html(page), "the imported model is asked by what it has said before"
    assert "people chose" in texts(page)
    assert "Why design drawn answers so" in texts(page)
    assert "in the region <b>everywhere</b>" in html(page)
    assert "There answers <b>shapes</b>" in html(page)
    assert page.expander[0].label.startswith("Models in memory: 2 loaded")
    assert "loaded in" in texts(page)
    press(page, "Unload")
    assert page.expander[0].label.startswith("Models in memory: 1 loaded")


def test_a_click_on_the_map_asks_the_triples_of_that_reference(study: Workspace) -> None:
    page = live(study)
    page.session_state[CANVAS] = {
        "event": {
            "seq": 1,
            "nonce": "n",
            "session": "",
            "kind": "click",
            "panel": 0,
            "points": [[0, 0]],
            "reference": 5,
        }
    }
    answered(shown(page))
    assert asked(page) == "q5-0"
    assert "Triples of this reference" in texts(page)
    assert "1 of 2" in texts(page)
    page.button(key="compare.live-Next").click()
    assert asked(shown(page)) == "q5-1"
    assert page.button(key="compare.live-Next").disabled


def test_where_we_disagree_comes_in_the_order_of_the_live_core(study: Workspace) -> None:
    page = live(study)
    assert page.selectbox(key="compare.live-rival").options == ["imported", "colours", "shapes"]
    page.selectbox(key="compare.live-rival").set_value("imported")
    shown(page)
    expected = tuple(found.triple for found in disagreements(study, "design:drawn", "imported", count=40))
    assert page.session_state["compare.live-line"].ids == expected
    assert "design drawn against imported, the widest apart first" in texts(page)
    assert page.selectbox(key="compare.live-rival").value is None
    ours, theirs = (answers(answered(page))[name] for name in ("design drawn", "imported"))
    assert ours != theirs
    page.selectbox(key="compare.live-rival").set_value("shapes")
    assert "design drawn and shapes answer every triple alike" in texts(shown(page))


def test_by_id_even_of_the_test_split_whose_answers_stay_closed(study: Workspace) -> None:
    page = live(study)
    page.text_input(key="compare.live-id").set_value("q15-0")
    answered(shown(page))
    assert "It is a triple of the test split, whose answers are closed." in texts(page)
    assert "✓" not in html(page)
    assert "✗" not in html(page)
    page.text_input(key="compare.live-id").set_value("nothing")
    assert "has no triple 'nothing'" in texts(shown(page))
    assert asked(page) == "q15-0"


def test_the_check_set_is_never_on_the_map(study: Workspace) -> None:
    keep_check_set(study, CheckSet())
    page = live(study, "check")
    assert "Live questions are validation triples" in texts(page)
    for _ in range(5):
        press(page, "Surprise me")
        (row,) = study.triples.loc[study.triples["id"] == asked(page), "reference"]
        assert not is_check(study, [row])[0]


def test_own_pictures_are_asked_and_another_becomes_the_reference(study: Workspace, outside: Outside) -> None:
    page = live(study, source="Pictures of your own")
    assert "Which of these is closest to that one?" in texts(page)
    own(page, outside(0))
    assert "**Add 2 more pictures**" in texts(page)
    assert "compare.live-run" not in page.session_state
    answered(own(page, outside(1), outside(2)))
    found = answers(page)
    assert set(found) == {"design drawn", *MODELS}
    assert found["design drawn"] == found["shapes"] != ""
    assert found["imported"] == ""
    assert "imported without an encoder" in html(page)
    assert "It was placed on the finished map" in html(page)
    assert "people" not in texts(page)
    page.button(key="compare.live-refer-2").click()
    answered(shown(page))
    assert [picture.name for picture in page.session_state["compare.live-tray"].pictures] == [
        "mine-2.png", "mine-0.png", "mine-1.png"
    ]  # fmt: skip
    page.button(key="compare.live-remove-0").click()
    shown(page)
    assert answers(page) == {}
    assert "**Add 1 more picture**" in texts(page)


def test_several_candidates_are_ranked(study: Workspace, outside: Outside) -> None:
    page = answered(own(live(study, source="Pictures of your own"), *(outside(number) for number in range(5))))
    assert html(page).count("‹") >= 6, "two models and the ensemble put four candidates in order"


def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_loaded(
    study: Workspace, outside: Outside, home: Path
) -> None:
    page = live(study, source="Pictures of your own")
    before = {path for path in home.rglob("*") if path.is_file()}
    bad = {"letter.jpg": b"Dear all,", "huge.png": bare_png(10_000, 6_000), "bomb.png": bare_png(50_000, 50_000)}
    own(page, outside(0), *bad.items())
    assert [message.value.split(" ")[0] for message in page.error] == list(bad)
    tray = page.session_state["compare.live-tray"]
    assert [picture.name for picture in tray.pictures] == ["mine-0.png"]
    assert page.file_uploader[0].value == []
    held = repr(page.session_state._state.filtered_state)
    assert not [name for name, content in bad.items() if repr(content)[2:-1] in held or f"name='{name}'" in held]
    assert page.expander[0].label == "Models in memory: none loaded yet"
    assert "compare.live-run" not in page.session_state
    assert {path for path in home.rglob("*") if path.is_file()} == before
    press(page, "Empty")
    assert page.session_state["compare.live-tray"].pictures == ()
    assert not page.error


def test_a_spec_of_one_s_own_is_asked_and_nonsense_is_refused(study: Workspace) -> None:
    page = answered(press(live(study, models=[*MODELS, "histogram:hsv"]), "Surprise me"))
    assert answers(page)["histogram:hsv"] == answers(page)["colours"]
    page.multiselect(key="compare.live-models").set_value([*MODELS, "nonsense"])
    shown(page)
    assert "'nonsense' is neither a model of this study nor an encoder spec" in texts(page)
    assert page.multiselect(key="compare.live-models").value == [*MODELS, "nonsense"]
    assert "nonsense" not in answers(page)


def test_weights_that_are_missing_can_be_fetched(
    study: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started = []
    monkeypatch.setattr(missing_weights, "start_job", lambda *given: started.append(given))
    with LocalHub() as hub:
        hub.use(monkeypatch, tmp_path / "hub")
        hub.put("timm/vit_small_patch16_224.dino", "model.safetensors", bytes(2_500_000))
        page = answered(press(live(study, models=["colours", "DINO", DINO]), "Surprise me"))
        assert answers(page)["DINO"] == ""
        assert "its weights are not on this machine" in html(page)
        assert "model.safetensors" in texts(page)
        press(page, "Fetch 2.5 MB")
    assert started == [(["weights", "fetch", DINO], "Fetch the weights of DINO", study.path)]
