"""What lies near what in the feature space of a map, as pages use it: computed once and shared by all sessions."""

import streamlit as st

from simlab.dashboard.opened import map_named, vectors_stamp
from simlab.maps import ReferenceMap
from simlab.maps.neighbourhoods import Neighbourhoods, map_neighbourhoods
from simlab.maps.support import Support, UnsupportedShare, map_support, unsupported_shares
from simlab.workspace import Workspace


def support_of(workspace: Workspace, map_id: str) -> Support | None:
    """Which references of a map are far from all validation references; None where its vectors have changed."""
    return _support(workspace, map_named(workspace, map_id), _key(workspace, map_id))


def unsupported_of(workspace: Workspace, map_id: str) -> tuple[UnsupportedShare, ...] | None:
    """The unsupported references of each split; None where the map's vectors have changed."""
    support = support_of(workspace, map_id)
    return None if support is None else _shares(workspace, support, _key(workspace, map_id))


def neighbourhoods_of(workspace: Workspace, map_id: str) -> Neighbourhoods | None:
    """The neighbours of a map's fitted references in its feature space; None where its vectors have changed."""
    return _neighbourhoods(workspace, map_named(workspace, map_id), _key(workspace, map_id))


def _key(workspace: Workspace, map_id: str) -> str:
    found = map_named(workspace, map_id)
    triples = workspace.triples_fingerprint
    return f"{workspace.path}|{triples}|{found.fingerprint}|{found.stale}|{vectors_stamp(workspace)}"


@st.cache_resource(max_entries=16, show_spinner="Looking for references unlike all others …")
def _support(_workspace: Workspace, _map: ReferenceMap, key: str) -> Support | None:
    return map_support(_workspace, _map)


@st.cache_resource(max_entries=16, show_spinner=False)
def _shares(_workspace: Workspace, _support: Support, key: str) -> tuple[UnsupportedShare, ...]:
    return unsupported_shares(_workspace, _support)


@st.cache_resource(max_entries=16, show_spinner="Looking for neighbours of the references …")
def _neighbourhoods(_workspace: Workspace, _map: ReferenceMap, key: str) -> Neighbourhoods | None:
    return map_neighbourhoods(_workspace, _map)
