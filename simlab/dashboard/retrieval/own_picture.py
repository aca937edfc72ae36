"""A picture of one's own to search with: in the memory of this session only, and only if it can be read."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from simlab.dashboard import state
from simlab.dashboard.compare.live.tray import TrayPicture
from simlab.dashboard.compare.live.tray_view import LARGEST_MEGABYTES
from simlab.dashboard.uploads import take_content
from simlab.errors import ImageError
from simlab.images import MAX_PIXELS, SUFFIXES

_PICTURE = state.key("retrieval", "own-picture")
_REFUSED = state.key("retrieval", "own-refused")
_DROPS = state.key("retrieval", "own-drops")


def picture_in_hand() -> TrayPicture | None:
    """What this session dropped in last, if it could be read."""
    picture: TrayPicture | None = st.session_state.get(_PICTURE)
    return picture


def show_inlet() -> TrayPicture | None:
    """Where a picture is dropped in; the one that was, or None.

    Every drop has an uploader of its own, so that Streamlit holds no file longer than one run.
    """
    key = f"{state.key('retrieval', 'drop')}-{st.session_state.get(_DROPS, 0)}"
    st.file_uploader(
        "A picture to search with",
        type=[suffix.lstrip(".") for suffix in SUFFIXES],
        max_upload_size=LARGEST_MEGABYTES,
        key=key,
        on_change=_take_in,
        args=(key,),
        help=f"One picture of at most {MAX_PIXELS // 1_000_000} megapixels. It stays in the memory of this session and "
        "is never written to disk.",
    )
    if st.session_state.get(_REFUSED):
        st.error(st.session_state[_REFUSED], icon=":material/broken_image:")
    return picture_in_hand()


def _take_in(key: str) -> None:
    """Streamlit may say twice that a file has come; by then it has been taken."""
    file = st.session_state[key]
    if not isinstance(file, UploadedFile):
        return
    st.session_state[_REFUSED] = ""
    try:
        st.session_state[_PICTURE] = TrayPicture.of(file.name, take_content(file))
    except ImageError as error:
        st.session_state[_REFUSED] = str(error)
    st.session_state[_DROPS] = st.session_state.get(_DROPS, 0) + 1
