import json

import pytest

from simlab.errors import JobCancelled
from simlab.jobs import JobRecorder, ProgressSnapshot
from simlab.jobs.snapshot import duration, read_snapshot
from simlab.progress import Progress


def snapshot(done: int, total: int | None, seconds: float = 10.0) -> ProgressSnapshot:
    return ProgressSnapshot("training", done, total, started=1000.0, updated=1000.0 + seconds)


def test_what_is_counted_is_said_in_its_unit():
    assert snapshot(1_200, 5_000).counted == "1,200 of 5,000"
    assert snapshot(5, None).counted == ""
    fetched = ProgressSnapshot("fetching", 43_344_976, 605_000_000, 0.0, 1.0, "bytes")
    assert fetched.counted == "43 MB of 605 MB"


def test_share_and_remaining_time():
    assert (snapshot(25, 100).share, snapshot(25, 100).remaining_seconds) == (0.25, 30.0)
    assert (snapshot(100, 100).share, snapshot(100, 100).remaining_seconds) == (1.0, 0.0)
    assert (snapshot(120, 100).share, snapshot(120, 100).remaining_seconds) == (1.0, 0.0)
    assert (snapshot(0, 100).share, snapshot(0, 100).remaining_seconds) == (0.0, None)
    assert (snapshot(5, None).share, snapshot(5, None).remaining_seconds) == (None, None)
    assert (snapshot(0, 0).share, snapshot(0, 0).remaining_seconds) == (None, None)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1 s"),
        (0.4, "1 s"),
        (40, "40 s"),
        (59.4, "59 s"),
        (59.9, "1 min"),
        (60, "1 min"),
        (170, "3 min"),
        (3569, "59 min"),
        (3599, "1 h 0 min"),
        (4800, "1 h 20 min"),
        (90_000, "25 h 0 min"),
    ],
)
def test_durations_for_people(seconds, text):
    assert duration(seconds) == text


def test_saved_and_read_again(tmp_path):
    assert read_snapshot(tmp_path) is None
    snapshot(25, 100).save(tmp_path)
    assert read_snapshot(tmp_path) == snapshot(25, 100)
    (tmp_path / "progress.json").write_text(json.dumps({"stage": "x"}), encoding="utf-8")
    assert read_snapshot(tmp_path) is None


def test_the_recorder_writes_what_pages_read(tmp_path, capsys):
    recorder = JobRecorder(tmp_path)
    assert isinstance(recorder, Progress)
    assert read_snapshot(tmp_path).stage == "starting"
    recorder.stage("embedding", 3)
    recorder.advance()
    recorder.advance(2)
    found = read_snapshot(tmp_path)
    assert (found.stage, found.done, found.total) == ("embedding", 3, 3)
    recorder.stage("writing", None)
    recorder.finish("done", "")
    assert json.loads((tmp_path / "outcome.json").read_text())["state"] == "done"
    assert [line[9:] for line in capsys.readouterr().err.splitlines()] == ["embedding (0 of 3)", "writing"]


def test_a_cancelled_job_stops_at_its_next_stage_or_step(tmp_path):
    recorder = JobRecorder(tmp_path)
    recorder.stage("embedding", 2)
    (tmp_path / "cancel").touch()
    text = r"Cancelled while embedding\. Resume the job to go on from here\."
    with pytest.raises(JobCancelled, match=text):
        recorder.advance(2)
    with pytest.raises(JobCancelled, match="Cancelled while writing"):
        recorder.stage("writing", None)
