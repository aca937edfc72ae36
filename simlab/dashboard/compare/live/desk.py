"""What all sessions of this server share when they ask live: models in memory, and ensembles that have been fitted."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import streamlit as st

from simlab.encoders.loaded import LoadedEncoders
from simlab.workspace import Workspace

if TYPE_CHECKING:
    from simlab.encoders.weights import WeightsState
    from simlab.studies.live import LiveSubject

_MOST_SUBJECTS = 24
_HUB_SECONDS = 300.0
"""What the hub has said is believed for so long; without a network, asking takes seconds."""


class LiveDesk:
    """Attributes:
    encoders: the models in memory.
    """

    def __init__(self, encoders: LoadedEncoders | None = None) -> None:
        self.encoders = encoders or LoadedEncoders()
        self._fitted: dict[str, LiveSubject] = {}
        self._hub: dict[str, tuple[float, tuple[WeightsState, ...]]] = {}
        self._lock = threading.Lock()

    def subject(self, workspace: Workspace, key: str, state: str) -> LiveSubject:
        """An ensemble, fitted once for each state of it and of what it learns from; see `fit_subject`."""
        from simlab.studies.live import fit_subject

        slot = f"{workspace.path}|{key}|{state}"
        found = self._fitted.get(slot) or fit_subject(workspace, key)  # others need not wait while it is fitted
        with self._lock:
            self._fitted.pop(slot, None)
            self._fitted[slot] = found
            while len(self._fitted) > _MOST_SUBJECTS:
                del self._fitted[next(iter(self._fitted))]
            return found

    def weights(self, spec: str, *, ask_hub: bool) -> tuple[WeightsState, ...]:
        """The files that an encoder needs, as they stand; with their sizes if the hub is to be asked.

        Raises:
            InputError: see `weights_of`.
        """
        from simlab.encoders.weights import weights_of, weights_state

        asked, states = self._hub.get(spec, (0.0, ()))
        if states and time.monotonic() - asked < _HUB_SECONDS:
            return states
        states = tuple(weights_state(file, ask_hub=ask_hub) for file in weights_of(spec))
        if ask_hub:
            self._hub[spec] = (time.monotonic(), states)
        return states


@st.cache_resource(show_spinner=False)
def live_desk() -> LiveDesk:
    """The one of this server."""
    return LiveDesk()
