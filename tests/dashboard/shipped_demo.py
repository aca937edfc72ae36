"""A demo that comes with SimLab, and its pages in Streamlit's own test runner."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

_PAGES = {"SimLab": "home", "Explore": "explore", "Regions": "regions"}
APP = Path(__file__).resolve().parents[2] / "app.py"


def open_page(page: str, **session: object) -> AppTest:
    """A page of a new session; what the session should know comes as keywords, `__` for a dot."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["split"] = "validation"  # a link: the bare address would lead to Explore
    for key, value in session.items():
        app.session_state[key.replace("__", ".")] = value
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    """Press a button on the page that is shown."""
    app.button(key=key).click()
    run_again(app, alone=True)
    assert not app.error, [error.value for error in app.error]
    return app


def run_again(app: AppTest, alone: bool = False) -> AppTest:
    """Run the page that is shown. The test runner forgets the app's own navigation, and where it has led.

    Args:
        app: as it was left.
        alone: run the page without the app around it; a pressed button would be forgotten on the way there.
    """
    app.switch_page(f"pages/{_PAGES[title(app).split(' · ')[0]]}.py")
    if not alone:
        del app.session_state["entry.entered"]
    app.run()
    assert not app.exception
    return app


def title(app: AppTest) -> str:
    """The title of the page, with the name of the study."""
    return next(part.value for part in app.markdown if part.value.startswith("### ")).removeprefix("### ")


def keys(app: AppTest) -> set[str]:
    """Keys of all buttons on the page."""
    return {str(button.key) for button in app.button}


def texts(app: AppTest) -> str:
    """Everything that is said, without non-breaking blanks."""
    parts = [part.value for kind in (app.markdown, app.caption, app.info, app.success) for part in kind]
    return "\n".join([*parts, *(block.proto.body for block in app.get("html"))]).replace("\u00a0", " ")
