"""What the session and the address say about workspace and split."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from simlab.workspace import Workspace

APP = Path(__file__).resolve().parents[2] / "app.py"
Make = Callable[..., Workspace]


@pytest.fixture
def two(make_workspace: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`study`, and a copy of it named `again`."""
    workspace = make_workspace(mapped=False, pictures=False)
    shutil.copytree(workspace.path, workspace.path.parent / "again")
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", tmp_path / "none")
    return workspace.path.parent


def opened(page: str = "pages/home.py", address: dict[str, str] | None = None, **session: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in (address or {}).items():
        app.query_params[name] = value
    for name, value in session.items():
        app.session_state[name] = value
    app.switch_page(page).run()
    assert not app.exception
    return app


def pick(app: AppTest, what: str, value: str) -> None:
    """Choose in the sidebar. The test runner forgets between runs that the app has navigation of its own."""
    del app.session_state["entry.entered"]
    app.sidebar.selectbox(key=f"sidebar.{what}").select(value).run()
    assert not app.exception


def chosen(app: AppTest) -> tuple[str, str]:
    return app.sidebar.selectbox(key="sidebar.workspace").value, app.sidebar.selectbox(key="sidebar.split").value


@pytest.mark.parametrize(
    ("address", "session", "expected"),
    [
        ({}, {}, ("again", "validation")),
        ({"workspace": "study", "split": "train"}, {}, ("study", "train")),
        ({"workspace": "study"}, {"workspace": "again", "split": "train"}, ("again", "train")),
        ({"workspace": "gone", "split": "test"}, {}, ("again", "validation")),
        ({"workspace": "gone"}, {"workspace": "also-gone", "split": "check"}, ("again", "validation")),
        ({"workspace": "../study"}, {}, ("again", "validation")),
    ],
)
def test_session_then_address_then_the_first(
    two: Path, address: dict[str, str], session: dict[str, str], expected: tuple[str, str]
) -> None:
    app = opened(address=address, **session)
    assert chosen(app) == expected
    assert app.query_params["workspace"] == expected[0]
    assert app.query_params["split"] == expected[1]


def test_a_choice_holds_on_every_page(two: Path) -> None:
    app = opened()
    pick(app, "workspace", "study")
    pick(app, "split", "train")
    del app.session_state["entry.entered"]
    app.switch_page("pages/explore.py").run()
    assert not app.exception
    assert chosen(app) == ("study", "train")


def test_the_test_split_is_not_offered(two: Path) -> None:
    assert opened().sidebar.selectbox(key="sidebar.split").options == ["Validation", "Training"]


@pytest.mark.parametrize("page", ["pages/explore.py", "pages/regions.py"])
def test_without_a_workspace_pages_lead_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", tmp_path / "none")
    app = opened(page)
    assert "There is no workspace yet." in app.info[0].value
    assert not app.error
    assert "No workspace yet: import one on Home." in [caption.value for caption in app.sidebar.caption]


@pytest.mark.parametrize("page", ["pages/home.py", "pages/explore.py", "pages/regions.py"])
@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "is damaged"), ('{"format_version": 99}', "Update SimLab to open it."), ("[]", "it is no JSON object")],
)
def test_a_damaged_workspace_is_a_message_on_every_page(two: Path, page: str, content: str, message: str) -> None:
    (two / "study" / "workspace.json").write_text(content, encoding="utf-8")
    app = opened(page, workspace="study")
    assert len(app.error) == 1
    assert str(two / "study" / "workspace.json") in app.error[0].value
    assert message in app.error[0].value
    assert "Choose another workspace in the sidebar" in app.info[0].value
    assert "no workspace yet" not in app.info[0].value
    pick(app, "workspace", "again")
    assert not app.error


@pytest.mark.parametrize("table", ["images.parquet", "triples.parquet"])
@pytest.mark.parametrize("page", ["pages/home.py", "pages/explore.py"])
def test_a_damaged_table_is_a_message_too(two: Path, page: str, table: str) -> None:
    (two / "study" / table).write_bytes(b"PAR1 cut off")
    app = opened(page, workspace="study")
    assert app.error
    assert any(table in error.value for error in app.error)
    assert not any("did not expect" in error.value for error in app.error)
