"""What half precision does to answers, as a table, with the form to check an encoder."""

from collections.abc import Mapping

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.compare.latency.forms import CHECK, offered_encoders, show_precision_form
from simlab.dashboard.compare.latency.marks import effect_table
from simlab.studies.latency.wording import day_text
from simlab.studies.precision.store import stored_effects
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace


def show_half_precision(workspace: Workspace, split: Part, labels: Mapping[str, str]) -> None:
    """The encoders that were checked, newest first; always on validation.

    Args:
        workspace: the study.
        split: the part that the page shows.
        labels: what to call encoders, by spec.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            "##### Does half precision change answers?",
            help="bf16 and fp16 are faster on a GPU and round more. The same pictures are embedded in full and in half "
            "precision on the same device, and both answer the same validation triples.",
        )
        with st.popover("Check an encoder", icon=":material/balance:", on_change="rerun", key=CHECK):
            offered = offered_encoders(workspace, with_weights=True)
            show_precision_form(workspace, offered)
    effects = stored_effects(workspace)
    if not effects:
        st.caption("No encoder of this workspace has been checked yet.")
        return
    names = {spec: label for label, spec in offered.items()}
    st.dataframe(
        effect_table(effects, {**labels, **names}),
        hide_index=True,
        placeholder="–",
        column_config={
            "Half − fp32": st.column_config.TextColumn(help="Difference in accuracy, paired by triple, 95 % interval."),
            "Changed": st.column_config.TextColumn(
                help="Share of triples where the closer candidate is another one, whatever people chose."
            ),
            "Largest change": st.column_config.NumberColumn(
                format="%.3f", help="Of any margin, in standard deviations of the margins in fp32."
            ),
        },
        key=state.key("compare", "precision-effects"),
    )
    devices = dict.fromkeys(f"{found.device}: {found.device_name}" for found in effects)
    st.caption(f"On {'; '.join(devices)}; the newest of {day_text(effects[0].measured)}.")
    if split != "validation":
        st.caption(f"These figures are of the validation split, whatever is chosen above ({split}).")
