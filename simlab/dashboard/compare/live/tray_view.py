"""Pictures of one's own: where they are dropped in, which of them is the reference, and what could not be read."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from simlab.dashboard import state
from simlab.dashboard.compare.live.answer_rows import letter
from simlab.dashboard.compare.live.picture_grid import pictures_html
from simlab.dashboard.compare.live.tray import FEWEST_PICTURES, MOST_PICTURES, Tray, TrayPicture
from simlab.dashboard.picture_tile import Picture
from simlab.dashboard.uploads import take_content
from simlab.images import MAX_PIXELS, SUFFIXES

LARGEST_MEGABYTES = 64
_TRAY = state.key("compare", "live-tray")
_DROPS = state.key("compare", "live-drops")
_IN_A_ROW = 5


def tray_in_hand() -> Tray:
    """The pictures of this session's own question."""
    tray: Tray = st.session_state.get(_TRAY, Tray())
    return tray


def show_tray() -> Tray:
    """Where pictures are dropped in, and those that were."""
    tray = tray_in_hand()
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _show_inlet()
        for message in tray.refused:
            st.error(message, icon=":material/broken_image:")
    with right:
        _show_pictures(tray)
    return tray


def _show_inlet() -> None:
    """Every drop has an uploader of its own, so that Streamlit holds no file longer than one run."""
    key = f"{state.key('compare', 'live-drop')}-{st.session_state.get(_DROPS, 0)}"
    st.file_uploader(
        "A reference, and two or more candidates",
        type=[suffix.lstrip(".") for suffix in SUFFIXES],
        accept_multiple_files=True,
        max_upload_size=LARGEST_MEGABYTES,
        key=key,
        on_change=_take_in,
        args=(key,),
        help=f"Up to {MOST_PICTURES} pictures of at most {MAX_PIXELS // 1_000_000} megapixels. They stay in the memory "
        "of this session and are never written to disk.",
    )


def _take_in(key: str) -> None:
    """Streamlit may say twice that a file has come; by then it has been taken."""
    files = [(file.name, take_content(file)) for file in st.session_state[key] if isinstance(file, UploadedFile)]
    if not files:
        return
    st.session_state[_TRAY] = tray_in_hand().with_files(files)
    st.session_state[_DROPS] = st.session_state.get(_DROPS, 0) + 1


def _put(tray: Tray) -> None:
    st.session_state[_TRAY] = tray


def _show_pictures(tray: Tray) -> None:
    missing = FEWEST_PICTURES - len(tray.pictures)
    if not tray.pictures:
        st.markdown("**Which of these is closest to that one?**")
        st.caption(
            "Drop in a reference and the pictures to choose between: three files at once, say. The first is taken for "
            "the reference; a click makes it another."
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        several = "s" if missing > 1 else ""
        st.markdown(f"**Add {missing} more picture{several}**" if missing > 0 else "**Your question**")
        st.button(
            "Empty",
            icon=":material/close:",
            type="tertiary",
            key=state.key("compare", "live-empty"),
            on_click=_put,
            args=(Tray(),),
            help="Forget these pictures",
        )
    for start in range(0, len(tray.pictures), _IN_A_ROW):
        row = tray.pictures[start : start + _IN_A_ROW]
        for place, (column, picture) in enumerate(zip(st.columns(_IN_A_ROW, gap="small"), row, strict=False), start):
            with column:
                _show_picture(tray, place, picture)


def _show_picture(tray: Tray, place: int, picture: TrayPicture) -> None:
    width, height = picture.size
    shown = Picture(picture.name, picture.address, f"{width:,} × {height:,} pixels")
    with st.container(gap=None):
        st.html(pictures_html([("R" if place == 0 else letter(place - 1), shown)]))
        with st.container(horizontal=True, horizontal_alignment="center", gap="small"):
            if place:
                st.button(
                    "Make R",
                    type="tertiary",
                    key=state.key("compare", f"live-refer-{place}"),
                    on_click=_put,
                    args=(tray.with_reference(place),),
                    help="Make it the reference",
                )
            st.button(
                "",
                icon=":material/delete:",
                type="tertiary",
                key=state.key("compare", f"live-remove-{place}"),
                on_click=_put,
                args=(tray.without(place),),
                help="Remove it",
            )
