"""Errors on a page: a message in the words of the command line, never a traceback."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException

from simlab.errors import SimLabError

_log = logging.getLogger("simlab.dashboard")


@contextmanager
def guarded() -> Iterator[None]:
    """Show what goes wrong in this block as a message; the rest of the page goes on."""
    try:
        yield
    except (RerunException, StopException):
        raise
    except SimLabError as error:
        st.error(str(error), icon=":material/error:")
    except Exception:
        _log.exception("An unexpected error on a page")
        st.error(
            "Something went wrong that SimLab did not expect; nothing was changed. The server's log has the details. "
            "Reload the page, and report it if it comes again.",
            icon=":material/bug_report:",
        )
