"""A question in a thread of its own: as the live core answers it, while the caller goes on."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from simlab.dashboard.compare.live.desk import LiveDesk
from simlab.dashboard.compare.live.run import LiveRun
from simlab.dashboard.compare.live.tray import Tray
from simlab.dashboard.compare.live.who_answers import Ensemble
from simlab.encoders.loaded import LoadedEncoders
from simlab.errors import ImageError
from simlab.studies.live import live_answers, live_ensemble, query_of_triple, subject_state
from simlab.workspace import Workspace

MODELS = ("colours", "shapes", "imported")
_SECONDS = 60


@pytest.fixture
def desk() -> LiveDesk:
    return LiveDesk(LoadedEncoders(10**9, "cpu"))


def ensemble_of(workspace: Workspace, key: str) -> Ensemble:
    return Ensemble(key, key, subject_state(workspace, key))


def finished(run: LiveRun) -> LiveRun:
    thread = run._thread
    if thread is not None:
        thread.join(_SECONDS)
    assert not run.working
    return run


def test_answers_are_those_of_the_live_core(study: Workspace, desk: LiveDesk) -> None:
    drawn = ensemble_of(study, "design:drawn")
    run = LiveRun("k", study, lambda: query_of_triple(study, "q3-0"), MODELS, desk)
    assert (run.working, run.answers, run.waiting) == (False, (), MODELS)
    run.answer(drawn)
    finished(run)
    query = query_of_triple(study, "q3-0")
    expected = list(live_answers(study, query, desk.encoders, MODELS))
    assert [(a.model, a.distances, a.source) for a in run.answers] == [
        (a.model, a.distances, a.source) for a in expected
    ]
    assert run.ensembles[drawn].distances == live_ensemble(study, query, expected, "design:drawn").distances
    assert run.ensembles[drawn].region == "everywhere"
    assert run.waiting == ()


def test_an_ensemble_brings_the_models_that_it_needs(study: Workspace, desk: LiveDesk) -> None:
    run = LiveRun("k", study, lambda: query_of_triple(study, "q3-0"), ("imported",), desk)
    run.answer(ensemble_of(study, "mean"))
    finished(run)
    assert [answer.model for answer in run.answers] == ["imported", "colours", "shapes"]
    (found,) = run.ensembles.values()
    assert found.distances is not None


def test_another_ensemble_is_asked_without_asking_models_again(study: Workspace, desk: LiveDesk) -> None:
    asked = []

    def ask() -> Any:
        asked.append(1)
        return query_of_triple(study, "q3-0")

    run = LiveRun("k", study, ask, MODELS, desk)
    for key in ("mean", "vote"):
        run.answer(ensemble_of(study, key))
        finished(run)
    answers = run.answers
    run.answer(ensemble_of(study, "vote"))
    assert not run.working
    assert run.answers is answers
    assert [ensemble.key for ensemble in run.ensembles] == ["mean", "vote"]
    assert len(asked) == 2


def test_own_pictures_are_placed_on_the_map_of_the_design(
    study: Workspace, desk: LiveDesk, outside: Callable[[int], tuple[str, bytes]]
) -> None:
    tray = Tray().with_files([outside(number) for number in range(4)])
    drawn = ensemble_of(study, "design:drawn")
    run = LiveRun(tray.key, study, tray.query, MODELS, desk)
    run.answer(drawn)
    finished(run)
    colours, shapes, imported = run.answers
    assert colours.distances is not None
    assert len(colours.distances) == 3
    assert imported.distances is None
    assert "imported without an encoder" in imported.problem
    found = run.ensembles[drawn]
    assert found.order == shapes.order, "the region trusts that model alone"
    assert found.place is not None
    assert found.placement is not None
    assert found.placement.kind == "placed"


def test_what_goes_wrong_is_told_and_ends_it(study: Workspace, desk: LiveDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise ImageError("pic is damaged")

    run = LiveRun("k", study, broken, MODELS, desk)
    run.answer(None)
    assert finished(run).failure == "pic is damaged"
    run.answer(None)
    assert not run.working, "it is not tried again and again"

    lost = Ensemble("design:lost", "design lost", "state")
    run = LiveRun("k", study, lambda: query_of_triple(study, "q3-0"), ("imported",), desk)
    run.answer(lost)
    assert "has no ensemble 'design:lost'" in finished(run).ensembles[lost].problem
    assert run.failure == ""

    def unexpected(*_: object) -> Any:
        raise RuntimeError("secret")

    monkeypatch.setattr("simlab.studies.live.live_answers", unexpected)
    run = LiveRun("k", study, lambda: query_of_triple(study, "q3-0"), ("imported",), desk)
    run.answer(None)
    assert "secret" not in finished(run).failure
    assert "did not expect" in run.failure


def test_the_caller_goes_on_and_can_give_up(study: Workspace, desk: LiveDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on, first = threading.Event(), threading.Event()

    def slow(workspace: Workspace, query: Any, encoders: Any, models: Any) -> Iterator[Any]:
        for answer in live_answers(workspace, query, encoders, models):
            yield answer
            first.set()
            assert goes_on.wait(_SECONDS)

    monkeypatch.setattr("simlab.studies.live.live_answers", slow)
    run = LiveRun("k", study, lambda: query_of_triple(study, "q3-0"), MODELS, desk)
    run.answer(ensemble_of(study, "mean"))
    assert first.wait(_SECONDS)
    assert run.working
    assert [answer.model for answer in run.answers] == ["colours"]
    assert run.waiting == ("shapes", "imported")
    run.give_up()
    goes_on.set()
    finished(run)
    assert len(run.answers) == 2
    assert run.ensembles == {}


def test_missing_weights_say_what_is_expected(
    study: Workspace, desk: LiveDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    spec = f"timm:vit_small_patch16_224.dino@{tmp_path / 'mine.safetensors'}"
    run = LiveRun("k", study, lambda: query_of_triple(study, "q3-0"), (spec,), desk)
    run.answer(None)
    (answer,) = finished(run).answers
    assert (answer.weights_missing, answer.distances) == (True, None)
    ((state,),) = run.weights.values()
    assert state.here is None
    assert state.expected.startswith(f"{tmp_path / 'mine.safetensors'}, a file")


def test_ensembles_are_fitted_once_for_each_state(study: Workspace, desk: LiveDesk) -> None:
    mean, drawn = ensemble_of(study, "mean"), ensemble_of(study, "design:drawn")
    assert desk.subject(study, mean.key, mean.state) is desk.subject(study, mean.key, mean.state)
    assert desk.subject(study, drawn.key, drawn.state) is not desk.subject(study, drawn.key, "another state")
