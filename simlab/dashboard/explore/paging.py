"""A long list shown a page at a time."""

from dataclasses import dataclass

import streamlit as st

from simlab.dashboard import state


@dataclass(frozen=True)
class Page:
    """One page of a list.

    Attributes:
        number: from 0.
        size: items on a full page.
        total: items in the list.
    """

    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """Number of the last page, 0 for an empty list."""
        return max(0, -(-self.total // self.size) - 1)

    @property
    def items(self) -> slice:
        """Where its items stand in the list."""
        return slice(self.number * self.size, min((self.number + 1) * self.size, self.total))

    @property
    def label(self) -> str:
        """ "11–20 of 47"."""
        return f"{self.items.start + 1:,}–{self.items.stop:,} of {self.total:,}" if self.total else "none"


def page_of(name: str, total: int, size: int, content: str, turn_to: int | None = None) -> Page:
    """The page that the reader is on; back to the first when the content of the list changes.

    Args:
        name: of the list, unique over the pages that list something.
        total: items in the list.
        size: items on a page.
        content: changes whenever the list does.
        turn_to: place in the list of an item whose page is opened now; None leaves the reader where they are.
    """
    slot, seen = state.key("explore", f"{name}.page"), state.key("explore", f"{name}.content")
    if st.session_state.get(seen) != content:
        st.session_state[seen], st.session_state[slot] = content, 0
    if turn_to is not None:
        st.session_state[slot] = turn_to // size
    page = Page(int(st.session_state.get(slot, 0)), size, total)
    return Page(min(page.number, page.last), size, total)


def show_pager(name: str, page: Page) -> None:
    """Back, where one is, and on; nothing where one page holds everything."""
    if page.last == 0:
        return
    slot = state.key("explore", f"{name}.page")

    def turn(to: int) -> None:
        st.session_state[slot] = to

    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{slot}.row"):
        for label, to in (
            ("Previous", page.number - 1),
            ("Next", page.number + 1),
        ):
            st.button(
                label,
                key=f"{slot}.{label}",
                disabled=not 0 <= to <= page.last,
                on_click=turn,
                args=(to,),
            )
        st.caption(page.label, width="content")
