"""The check set on request, and the test split behind a reveal that needs a reason."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import revealed_test
from simlab.evaluation.wording import accuracy_text, difference_text
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.strategies import design_subject
from simlab.workspace import Workspace
from simlab.workspace.check_set import CheckSet, check_set_of, keep_check_set

SHOW_CHECK = state.key("regions", "show-check")


def show_check(workspace: Workspace) -> None:
    """Keep a check set, and ask for its figure."""
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
        help=f"{check_set.share:.0%} of the validation references, seed {check_set.seed}, hidden while you draw.",
    )
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
                    evaluate_ensemble(workspace, "design", "test", design=design_name, reveal=reason)
                    st.rerun()
    for reveal in past:
        st.caption(f"{reveal.time}: {reveal.reason}")
