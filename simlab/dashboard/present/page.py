"""The presentation put together: one step in sight, its place in the page's address, keys and buttons to go on."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.picture_tile import picture_of
from simlab.dashboard.present import slides
from simlab.dashboard.present.gathered import Presentation, gather
from simlab.dashboard.present.keys import listen_to_keys, place_after, take_key
from simlab.dashboard.present.map_step import neighbour_groups, show_map
from simlab.dashboard.present.step import Bars, HeldAgainst, OnMap, Question, Statements, Step
from simlab.dashboard.regions import editing
from simlab.workspace import Workspace

STEP = "step"


def present_page(workspace: Workspace) -> None:
    """The whole page."""
    st.html(f"<style>{_style()}</style>")
    name = editing.chosen_design(workspace)
    if name is None:
        st.info("There is no design to present yet. Draw one on Regions.", icon=":material/info:")
        st.page_link("pages/regions.py", label="Go to Regions", icon=":material/polyline:")
        return
    st.query_params[editing.DESIGN] = name
    with guarded():
        told = gather(workspace, name)
        pressed = take_key()
        if pressed == "leave":
            _leave()
        number = place_after(pressed, _number(told.steps), len(told.steps))
        if pressed is not None:
            _go(told.steps[number].key)
        _show(told, told.steps[number])
        _show_navigation(told, number)
        return
    _leave_button()


def _number(steps: Sequence[Step]) -> int:
    """The step that the address names; the first where it names none."""
    wanted = st.query_params.get(STEP)
    return next((number for number, step in enumerate(steps) if step.key == wanted), 0)


def _go(key: str) -> None:
    st.query_params[STEP] = key


def _show(told: Presentation, step: Step) -> None:
    match step.main:
        case OnMap():
            left, right = st.columns([3, 2], gap="medium")
            with left:
                show_map(told, step.main)
            right.html(slides.heading_html(step.title, step.said) + _beside(told, step) + slides.small_html(step.small))
        case Bars(bars):
            left, right = st.columns([2, 3], gap="large")
            left.html(slides.heading_html(step.title, step.said) + slides.small_html(step.small))
            right.html(slides.bars_html(bars, told.scene.colours))
        case main:
            st.html(slides.heading_html(step.title, step.said) + _wide(told, main) + slides.small_html(step.small))


def _wide(told: Presentation, main: Question | HeldAgainst | Statements) -> str:
    match main:
        case HeldAgainst(rows):
            return slides.held_html(rows)
        case Statements(parts):
            return slides.statements_html(parts)
        case _:
            assert told.example is not None
            a, reference, b = (
                picture_of(told.scene.workspace, int(told.example[column])) for column in ("a", "reference", "b")
            )
            return slides.question_html(a, reference, b, str(told.example["choice"]))


def _beside(told: Presentation, step: Step) -> str:
    """Figures and pictures beside the map."""
    bars = slides.bars_html(step.bars, told.scene.colours) if step.bars else ""
    groups = neighbour_groups(told.scene) if isinstance(step.main, OnMap) and step.main.neighbours else []
    rows = [row for group in groups for row in group] or list(step.pictures)
    pictures = [picture_of(told.scene.workspace, row) for row in rows]
    names = [str(number + 1) for number in range(len(groups))]
    return bars + (slides.pictures_html(pictures, names) if pictures else "")


def _show_navigation(told: Presentation, number: int) -> None:
    keys = [step.key for step in told.steps]
    last = len(keys) - 1
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key=state.key("present", "nav")
    ):
        _leave_button()
        badge = slides.badge_html("synthetic", "SYNTHETIC DATA") if told.scene.workspace.manifest.synthetic else ""
        st.html(f"{badge} <span data-testid='present-progress'>{number + 1} of {len(keys)}</span>", width="content")
        with st.container(horizontal=True, width="content"):
            _button("first", "First", keys[0], number == 0, "Home")
            _button("back", "Back", keys[max(0, number - 1)], number == 0, "←")
            _button("last", "Last", keys[last], number == last, "End")
            _button("next", "Next", keys[min(last, number + 1)], number == last, "→ or space", primary=True)
    listen_to_keys()


def _button(name: str, label: str, to: str, disabled: bool, hint: str, *, primary: bool = False) -> None:
    st.button(
        label,
        key=state.key("present", name),
        on_click=_go,
        args=(to,),
        disabled=disabled,
        type="primary" if primary else "secondary" if name == "back" else "tertiary",
        help=f"Key: {hint}",
    )


def _leave_button() -> None:
    if st.button(
        "Leave", key=state.key("present", "leave"), icon=":material/close:", type="tertiary", help="Key: Escape"
    ):
        _leave()


def _leave() -> None:
    st.query_params.pop(STEP, None)
    state.open_page("regions")


@cache
def _style() -> str:
    return files("simlab.dashboard.present").joinpath("present.css").read_text(encoding="utf-8")
