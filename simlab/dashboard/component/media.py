"""Files for the browser through Streamlit's own media store, the way `st.image` serves pictures.

Unlike the static route, which answers anyone, an address here names a hash of the content, and the file is dropped when
no session uses it any more.
"""

from __future__ import annotations

import streamlit as st
from streamlit import runtime


def media_url(content: bytes, mimetype: str, key: str) -> str:
    """Address under which this session's browser can fetch `content`, relative to the server.

    Call it in every run: Streamlit drops files that a full run did not ask for. It is the only place that uses
    Streamlit's private media manager.

    Args:
        content: the file. Over 1 MiB Streamlit names it by its length and three samples, so a file whose middle may
            change must carry a fingerprint near its start, as `encoding.encode_file` does.
        mimetype: sent with it.
        key: names the place of use; another file under the same key replaces this one.

    Returns:
        The address, or "" outside of a Streamlit server.
    """
    if not runtime.exists():
        return ""
    path = runtime.get_instance().media_file_mgr.add(content, mimetype, f"simlab:{key}")
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{path}" if base else path
