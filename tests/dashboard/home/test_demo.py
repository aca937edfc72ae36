"""The first start with the demo, what Home says about it, and putting it back as it came."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.opened import triples_of
from simlab.evaluation.wording import accuracy_text
from simlab.jobs import Job
from simlab.studies.demo.ceiling import noise_ceiling
from simlab.workspace import Workspace
from simlab.workspace.locations import is_shipped
from tests.dashboard.shipped_demo import APP, keys, open_page, press, run_again, texts, title


def visit(address: dict[str, str] | None = None) -> AppTest:
    """Somebody comes to the bare address, or follows a link to Home."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in (address or {}).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def test_the_first_visit_opens_the_demo_on_explore(demo_home: Path, shipped_demo: Path) -> None:
    app = visit()
    assert title(app) == "Explore · Demo landscapes"
    assert app.query_params["workspace"] == "demo"
    assert demo_home.is_dir()
    assert not is_shipped(demo_home)
    assert is_shipped(shipped_demo)
    app.switch_page("pages/home.py").run()
    assert title(app) == "SimLab · Demo landscapes", "Home can be gone to"


def test_a_link_to_home_stays_there(demo_home: Path) -> None:
    assert title(visit({"workspace": "demo", "split": "validation"})) == "SimLab · Demo landscapes"


def test_a_study_of_ones_own_comes_first_and_begins_on_home(demo_home: Path, toy_workspace) -> None:
    Workspace.open("demo")
    toy_workspace("home/workspaces/own")
    app = visit()
    assert title(app) == "SimLab · own"
    assert "This is the demo." not in texts(app)
    assert "home.reset" not in keys(app)


def test_home_says_what_the_demo_is_and_what_could_be_reached(demo_home: Path) -> None:
    app = open_page("home")
    demo = Workspace.open("demo")
    assert "This is the demo." in texts(app)
    assert accuracy_text(noise_ceiling(demo, triples_of(demo, "validation"))) in texts(app)
    assert f"{len(demo.images):,} painted on demand" in "\n".join(app.dataframe[0].value["found"])
    regions = texts(open_page("regions"))
    assert accuracy_text(noise_ceiling(demo, triples_of(demo, "validation"))) in regions


def test_one_click_puts_the_demo_back(demo_home: Path) -> None:
    app = open_page("home")
    used = Workspace.open("demo")
    used.store.delete_design("drawn-well")
    used.store.create_design("mine", {})
    app = press(app, "home.reset")
    assert [toast.value for toast in app.toast] == ["The demo is as it came."]
    assert {metric.label: metric.value for metric in app.metric}["Designs"] == "2"
    assert set(Workspace.open("demo").store.design_names()) == {"drawn-well", "four-quadrants"}
    assert "home.tour" in keys(app)


def test_the_demo_is_not_reset_under_a_running_job(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("home")
    Workspace.open("demo").store.create_design("mine", {})
    job = Job("j", demo_home, "Train CS-models", (), str(demo_home), 0.0)
    monkeypatch.setattr(Job, "state", "running")
    monkeypatch.setattr("simlab.jobs.job.list_jobs", lambda workspace=None: [job])
    app.button(key="home.reset").click()
    run_again(app, alone=True)
    assert [error.value for error in app.error] == [
        "demo cannot be reset while a job works on it (Train CS-models). Wait for it, or cancel it."
    ]
    assert "mine" in Workspace.open("demo").store.design_names()


def test_a_copy_without_its_original_has_no_reset(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Workspace.open("demo")
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", demo_home / "none")
    found = keys(open_page("home"))
    assert "home.tour" in found
    assert "home.reset" not in found
