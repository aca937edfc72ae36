"""The card of the tour, below a page's title: an offer, the current step, or the way back to it."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.tour import first_design, guide
from simlab.dashboard.tour.steps import DRAWING, STEPS
from simlab.workspace import Workspace

_LAST = len(STEPS) - 1
_STYLE = """<style>
[class*="st-key-tour-card"] { padding: .5rem .9rem .7rem; }
[class*="st-key-tour-card"] p { font-size: .92rem; line-height: 1.45; }
</style>"""


def show_tour(page: str, workspace: Workspace) -> None:
    """What the tour has to say on this page, if anything.

    Args:
        page: "home", "explore" or "regions".
        workspace: the current one.
    """
    st.html(_STYLE)
    with guarded():
        at = guide.where(workspace)
        if at is None:
            if page == "explore" and guide.is_to_be_offered(workspace):
                _show_offer(workspace)
            return
        with st.container(border=True, key=state.key("tour", "card"), gap="xxsmall"):
            if STEPS[at[0]].page == page:
                _show_step(workspace, *at, page)
            else:
                _show_way_back(workspace, at[0])


def _show_offer(workspace: Workspace) -> None:
    with st.container(border=True, key=state.key("tour", "card"), horizontal=True, vertical_alignment="center"):
        st.markdown(
            "**New here?** Take the two-minute tour: where models agree with people, and how to make an ensemble of "
            "them.",
            width="stretch",
        )
        if _button("Start the tour", "start", primary=True):
            guide.begin(workspace, "explore")
        if _button("No thanks", "decline", help="Home offers the tour still."):
            guide.end(workspace)
            st.rerun()


def _show_step(workspace: Workspace, index: int, map_id: str, page: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"**Tour, step {index + 1} of {len(STEPS)}** :small[:gray[· synthetic data, validation split]]",
            width="stretch",
        )
        if index == DRAWING and _button("Draw it for me", "draw"):
            first_design.draw(workspace, guide.told(workspace, map_id))
            st.rerun()  # the page shows the region, or why it could not be drawn, and goes on by itself
        if _button("Back", "back", disabled=index == 0):
            guide.enter(workspace, map_id, index - 1, page)
        if index == _LAST:
            if _button("Finish", "finish", primary=True, help="To Home, where you import your own study."):
                guide.end(workspace)
                state.open_page("home")
        elif _button(
            "Next",
            "next",
            primary=True,
            disabled=index == DRAWING,
            help="Goes on by itself once a region has a model." if index == DRAWING else None,
        ):
            guide.enter(workspace, map_id, index + 1, page)
        _show_close(workspace)
    with guarded():
        st.markdown(STEPS[index].says(workspace, guide.told(workspace, map_id)))


def _show_way_back(workspace: Workspace, index: int) -> None:
    page = STEPS[index].page
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**The tour** goes on with step {index + 1} of {len(STEPS)} on {page.title()}.", width="stretch")
        if _button("Continue", "continue", primary=True):
            state.open_page(page)
        _show_close(workspace)


def _show_close(workspace: Workspace) -> None:
    if st.button(
        "Close",
        icon=":material/close:",
        type="tertiary",
        key=state.key("tour", "close"),
        help="End the tour. Home offers it still.",
    ):
        guide.end(workspace)
        st.rerun()


def _button(
    label: str,
    name: str,
    *,
    primary: bool = False,
    disabled: bool = False,
    help: str | None = None,
) -> bool:
    return st.button(
        label,
        key=state.key("tour", name),
        type="primary" if primary else "secondary",
        disabled=disabled,
        help=help,
    )
