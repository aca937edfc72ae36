"""The check set on request, and the test split behind a reveal that needs a reason."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.author import session_author
from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import revealed_test
from simlab.dashboard.regions.history.steps import clock
from simlab.evaluation.wording import accuracy_text, difference_text
from simlab.studies.designs.looks import note_check_look
from simlab.studies.designs.named import NamedDesign
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.strategies import design_subject
from simlab.workspace import Workspace
from simlab.workspace.check_set import CheckSet, check_set_of, keep_check_set

SHOW_CHECK = state.key("regions", "show-check")
_NOTED = state.key("regions", "check-noted")


def note_look(workspace: Workspace, named: NamedDesign) -> None:
    """Record that the check figure of this state is shown; once a state and session, until it is hidden."""
    seen = (str(workspace.path), named.name, named.design.fingerprint)
    if st.session_state.get(_NOTED) != seen:
        note_check_look(workspace, named.name, named.design, step=named.step)
        st.session_state[_NOTED] = seen


def show_check(workspace: Workspace, design_name: str) -> None:
    """Keep a check set, ask for its figure, and see how often that was done."""
    check_set = check_set_of(workspace)
    if check_set is None:
        st.caption(
            "No check set is kept: the figure above stands on the very answers you draw on. Keep 30 % of the "
            "validation references out of sight, best before drawing, to know what the drawing is worth elsewhere."
        )
        if st.button("Keep a check set", key=state.key("regions", "keep-check"), icon=":material/visibility_off:"):
            with guarded():
                CheckSet().references(workspace.split("validation")["reference"].to_numpy())
                keep_check_set(workspace, CheckSet())
                st.rerun()
        return
    st.toggle(
        "Show the check figure",
        key=SHOW_CHECK,
        on_change=_forget_look,
        help=f"{check_set.share:.0%} of the validation references, seed {check_set.seed}, hidden while you draw.",
    )
    looks = [look for look in workspace.store.looks.of(design_name) if look.part == "check"]
    if looks:
        states = len({look.state for look in looks})
        st.caption(
            f"Seen {_times(len(looks))}, of {_states(states)} of this design. The more often it is looked at while "
            "drawing, the less it tells."
        )
        st.caption("Last looks: " + "; ".join(f"step {look.step}, {clock(look.time)}" for look in looks[:-6:-1]))
    if st.button("Give the check set up", key=state.key("regions", "drop-check"), type="tertiary"):
        keep_check_set(workspace, None)
        st.rerun()


def show_test(workspace: Workspace, design_name: str) -> None:
    """The test figure, once revealed for exactly this state of the design; and every reveal so far."""
    past = workspace.store.reveals(design_subject(design_name))
    result = revealed_test(workspace, design_name) if past else None
    if result is not None:
        st.badge("TEST REVEALED", icon=":material/lock_open:", color="red")
        st.markdown(f"**Test accuracy {accuracy_text(result.estimate)}**")
        for name, difference in result.differences.items():
            st.markdown(f"against {name}: {difference_text(difference)}")
    else:
        if past:
            st.badge("EDITED AFTER A TEST REVEAL", icon=":material/warning:", color="orange")
        st.caption(
            "Test triples only report. Look once, when the design is finished; the reveal is recorded with its reason."
        )
        with st.form(state.key("regions", "reveal"), border=False):
            reason = st.text_input("Why look at the test split now?", key=state.key("regions", "reason"))
            if st.form_submit_button("Reveal the test figure", icon=":material/lock_open:"):
                with guarded():
                    evaluate_ensemble(
                        workspace, "design", "test", design=design_name, reveal=reason, author=session_author()
                    )
                    st.rerun()
    if past:
        st.caption(f"Revealed {_times(len(past))}:")
    for reveal in past:
        st.caption(f"{clock(reveal.time)}: {reveal.reason}")


def _forget_look() -> None:
    st.session_state.pop(_NOTED, None)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _states(count: int) -> str:
    return f"{count} state{'s' * (count != 1)}"
