"""Jobs on a page: running, failed, interrupted, cancelled, done, and what their buttons do."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from streamlit.testing.v1 import AppTest

from simlab.jobs.snapshot import ProgressSnapshot

Write = Callable[..., Path]


def page(workspace: str | None = None) -> None:
    from pathlib import Path

    import streamlit as st

    from simlab.dashboard.job_panel import show_jobs

    show_jobs(Path(workspace) if workspace else None)
    st.text("below")


@pytest.fixture
def write_job(home: Path) -> Write:
    """Writes the folder of a job as the job itself would have."""

    def write(
        name: str,
        outcome: tuple[str, str] | None = None,
        alive: bool = False,
        progress: ProgressSnapshot | None = None,
        age: float = 60.0,
        workspace: str | None = None,
        log: str = "",
    ) -> Path:
        folder = home / "jobs" / name
        folder.mkdir(parents=True)
        created = time.time() - age
        about = {"title": f"Title of {name}", "arguments": ["nothing"], "workspace": workspace, "created": created}
        (folder / "job.json").write_text(json.dumps(about), encoding="utf-8")
        me = psutil.Process(os.getpid())
        process = {"pid": me.pid if alive else 2**30, "created": me.create_time() if alive else 0.0}
        (folder / "process.json").write_text(json.dumps(process), encoding="utf-8")
        if outcome:
            state, message = outcome
            content = {"state": state, "message": message, "finished": time.time()}
            (folder / "outcome.json").write_text(json.dumps(content), encoding="utf-8")
        if progress:
            progress.save(folder)
        (folder / "log.txt").write_text(log, encoding="utf-8")
        return folder

    return write


def shown(workspace: Path | None = None) -> AppTest:
    app = AppTest.from_function(page, args=(str(workspace) if workspace else None,)).run()
    assert not app.exception
    assert [text.value for text in app.text] == ["below"]
    return app


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def progress_text(app: AppTest) -> str:
    return str(app.get("progress")[0].proto.text)


def test_no_jobs_no_panel() -> None:
    assert not shown().main.button


def test_a_running_job_shows_how_far_and_how_long(write_job: Write) -> None:
    now = time.time()
    folder = write_job("one", alive=True, progress=ProgressSnapshot("embedding", 2_500, 10_000, now - 60, now))
    app = shown()
    assert progress_text(app) == ("**Title of one** · embedding · 2,500 of 10,000 · about 3 min left in this stage")
    assert app.get("progress")[0].proto.value == 25
    assert labels(app) == ["Cancel"]
    app.button(key="cancel-one").click().run()
    assert (folder / "cancel").exists()
    assert [toast.value for toast in app.toast] == ["Stopping at the next step …"]


def test_a_job_that_has_said_nothing_yet(write_job: Write) -> None:
    write_job("one", alive=True)
    assert progress_text(shown()) == "**Title of one** · starting"


def test_a_stage_whose_length_nobody_knows(write_job: Write) -> None:
    write_job("one", alive=True, progress=ProgressSnapshot("reading", 7, None, 0.0, 1.0))
    assert progress_text(shown()) == "**Title of one** · reading"


@pytest.mark.parametrize(
    ("outcome", "state", "message"),
    [
        (("failed", "answers.csv: 1 of 4 rows have R = A (line 5)."), "failed", "answers.csv: 1 of 4 rows have R = A"),
        (("cancelled", "Cancelled while training."), "cancelled", "Cancelled while training."),
        (None, "interrupted", "Its process ended without a word. Resume it, or look at the log."),
    ],
)
def test_a_job_that_ended_badly(write_job: Write, outcome: tuple[str, str] | None, state: str, message: str) -> None:
    write_job("one", outcome=outcome, log="09:00:00 reading\nthe last line")
    app = shown()
    assert app.markdown[0].value == f"**Title of one** · {state}"
    assert message in app.caption[0].value
    assert labels(app) == ["Resume", "Dismiss"]
    assert app.code[0].value == "09:00:00 reading\nthe last line"


def test_resume_and_dismiss(write_job: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write_job("one", outcome=("failed", "No."))
    write_job("two", outcome=("failed", "No."), age=30.0)
    resumed = []
    monkeypatch.setattr("simlab.dashboard.job_panel.resume_job", lambda job: resumed.append(job.id))
    app = shown()
    assert [text.value for text in app.markdown] == ["**Title of two** · failed", "**Title of one** · failed"]
    app.button(key="resume-one").click().run()
    assert resumed == ["one"]
    app.button(key="dismiss-one").click().run()
    assert [text.value for text in app.markdown] == ["**Title of two** · failed"]
    assert not app.error


def test_a_resume_that_is_refused_is_a_message(write_job: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from simlab.errors import ConflictError

    def refuse(job: object) -> None:
        raise ConflictError("It is running already.")

    monkeypatch.setattr("simlab.dashboard.job_panel.resume_job", refuse)
    write_job("one", outcome=("failed", "No."))
    app = shown()
    app.button(key="resume-one").click().run()
    assert [error.value for error in app.error] == ["It is running already."]


def test_done_and_old_jobs_are_not_shown(write_job: Write) -> None:
    write_job("done", outcome=("done", ""))
    write_job("old", outcome=("failed", "No."), age=25 * 3600.0)
    assert not shown().markdown


def test_only_the_jobs_of_a_workspace(write_job: Write, tmp_path: Path) -> None:
    write_job("mine", outcome=("failed", "No."), workspace=str(tmp_path / "mine"))
    write_job("other", outcome=("failed", "No."), workspace=str(tmp_path / "other"))
    assert [text.value for text in shown(tmp_path / "mine").markdown] == ["**Title of mine** · failed"]


def test_a_damaged_folder_does_not_hide_the_others(write_job: Write) -> None:
    (write_job("broken") / "job.json").write_text("{", encoding="utf-8")
    write_job("one", outcome=("failed", "No."))
    assert [text.value for text in shown().markdown] == ["**Title of one** · failed"]


def test_a_long_running_job_outlives_the_day(write_job: Write) -> None:
    now = time.time()
    write_job("long", alive=True, age=30 * 3600.0, progress=ProgressSnapshot("training", 1, 2, now - 9, now))
    assert "Title of long" in progress_text(shown())


def test_a_running_job_is_not_crowded_out_by_failures(write_job: Write) -> None:
    write_job("long", alive=True, age=3600.0)
    for number in range(6):
        write_job(f"failed-{number}", outcome=("failed", "No."), age=60.0 - number)
    app = shown()
    assert progress_text(app) == "**Title of long** · starting"
    assert len(app.caption) == 4
