"""What this session last showed of each design, so that a change made elsewhere is never slipped in unsaid.

Every rerun reads the design anew: opening a menu is enough to show what another tab has done meanwhile.
"""

import streamlit as st

from simlab.dashboard import state
from simlab.studies.designs.named import NamedDesign
from simlab.workspace import Workspace

_SHOWN = state.key("regions", "shown")
_NEWS = state.key("regions", "news")


def last_shown(workspace: Workspace, name: str) -> NamedDesign | None:
    """The design as this session last showed or made it; None where it did neither."""
    known: NamedDesign | None = st.session_state.get(_SHOWN, {}).get((str(workspace.path), name))
    return known


def same_state(one: NamedDesign, other: NamedDesign) -> bool:
    """Whether both stand at the same step with the same content; a design made anew under a name begins at 0 again."""
    return one.step == other.step and one.design == other.design


def remember(workspace: Workspace, named: NamedDesign) -> None:
    """The reader made this state, or is told of it: it is no news."""
    st.session_state.setdefault(_SHOWN, {})[str(workspace.path), named.name] = named


def forget(workspace: Workspace, name: str) -> None:
    """Whatever this design is next, the reader has been told that it is another state."""
    st.session_state.get(_SHOWN, {}).pop((str(workspace.path), name), None)


def show(workspace: Workspace, named: NamedDesign) -> None:
    """Remember what the page shows; a state that this session neither made nor showed last is news."""
    seen = last_shown(workspace, named.name)
    if seen is not None and not same_state(seen, named):
        st.session_state[_NEWS] = (str(workspace.path), named, _told(seen, named))
    remember(workspace, named)


def show_news(workspace: Workspace, named: NamedDesign) -> None:
    """What another tab did, while the page shows just that; nothing, and no element, where nothing happened."""
    path, of, text = st.session_state.get(_NEWS, (None, None, ""))
    if of is None or path != str(workspace.path) or of.name != named.name:
        return
    if same_state(of, named):
        st.warning(text, icon=":material/call_split:")
    else:
        del st.session_state[_NEWS]


def _told(seen: NamedDesign, now: NamedDesign) -> str:
    if now.step < seen.step:
        back = "; redo brings it back" if now.last_step >= seen.step else ""
        done, way = f"taken back to step {now.step}, {now.action}", back
    else:
        done, way = now.action, "; undo takes it back" if now.can_undo else ""
    return f"Changed in another tab meanwhile: {done}. Shown as it is there now{way}."
