"""What to measure, and in which precision to check the answers: forms that start jobs."""

import streamlit as st

from simlab.dashboard import state
from simlab.jobs import list_jobs, start_job
from simlab.studies.latency.measured_models import measurable_models
from simlab.studies.precision.effect import REFERENCES
from simlab.workspace import Workspace

MEASURE, CHECK = state.key("compare", "measure-popover"), state.key("compare", "precision-popover")
"""What the forms open in; pressing their buttons closes it."""
_LATENCY, _PRECISION = "latency", "precision"
_DEVICES = {"auto": "auto", "cpu": "processor", "cuda": "CUDA GPU", "mps": "Apple GPU"}


def show_measure_form(workspace: Workspace, offered: dict[str, str]) -> None:
    """Encoders, device and precisions to measure.

    Args:
        workspace: the study.
        offered: specs by label, from `offered_encoders`.
    """
    with st.form(state.key("compare", "measure"), border=False):
        chosen = st.multiselect(
            "Encoders",
            list(offered),
            default=list(offered),
            key=_chosen_key(workspace, "measured"),
            help="Models whose vectors were imported have no encoder. Weights of presets are fetched on the tab Live, "
            "or with `simlab weights fetch`.",
        )
        device = _choose_device("measure-device")
        precisions = st.pills(
            "Precisions",
            ["fp32", "bf16", "fp16"],
            selection_mode="multi",
            default=["fp32"],
            key=state.key("compare", "measure-precisions"),
            help="Half precision can be faster on a GPU. On a processor it is often slower.",
        )
        st.caption(
            "Up to about 20 s for each encoder and precision, in the background. Let nothing else run meanwhile."
        )
        busy = _is_running(_LATENCY, workspace)
        if _pressed("Measuring …" if busy else "Measure", ":material/timer:", MEASURE, busy):
            if not chosen or not precisions:
                st.toast("Choose at least one encoder and one precision.", icon=":material/warning:")
                return
            arguments = [_LATENCY, str(workspace.path), "--device", device]
            arguments += [word for label in chosen for word in ("--encoder", offered[label])]
            arguments += [word for precision in precisions for word in ("--precision", precision)]
            start_job(arguments, f"Measure {len(chosen)} encoder{'s' * (len(chosen) > 1)}", workspace.path)
            st.rerun()


def show_precision_form(workspace: Workspace, offered: dict[str, str]) -> None:
    """An encoder, a half precision, and how many references to ask it about."""
    if not offered:
        st.caption("No encoder with weights is at hand.")
        return
    with st.form(state.key("compare", "precision"), border=False):
        label = st.selectbox("Encoder", list(offered), key=_chosen_key(workspace, "precision-encoder"))
        left, right = st.columns(2)
        precision = left.selectbox("Half precision", ["bf16", "fp16"], key=state.key("compare", "precision-half"))
        with right:
            device = _choose_device("precision-device")
        references = st.number_input(
            "References, drawn at random",
            10,
            100_000,
            REFERENCES,
            key=state.key("compare", "precision-references"),
            help="All validation triples of these references are asked; where there are fewer, all.",
        )
        busy = _is_running(_PRECISION, workspace)
        if _pressed("Checking …" if busy else "Check", ":material/balance:", CHECK, busy):
            arguments = [_PRECISION, str(workspace.path), "--encoder", offered[label], "--precision", precision]
            arguments += ["--device", device, "--references", str(references)]
            start_job(arguments, f"Check {label} in {precision}", workspace.path)
            st.rerun()


def offered_encoders(workspace: Workspace, *, with_weights: bool = False) -> dict[str, str]:
    """Specs by label: the workspace's models that have an encoder, and the presets whose weights are on this machine.

    Args:
        workspace: the study.
        with_weights: leave out those that compute without any, which know no precision.
    """
    from simlab.encoders.presets import PRESETS
    from simlab.encoders.weights import weights_of, weights_state

    found = {entry.name: str(entry.encoder) for entry in measurable_models(workspace)}
    if with_weights:
        found = {label: spec for label, spec in found.items() if not spec.startswith(("hash:", "histogram:"))}
    for preset in PRESETS:
        if preset.spec not in found.values() and all(weights_state(file).here for file in weights_of(preset.spec)):
            found.setdefault(preset.label, preset.spec)
    return found


def _pressed(label: str, icon: str, popover: str, busy: bool) -> bool:
    def close() -> None:
        st.session_state[popover] = False

    return st.form_submit_button(label, type="primary", icon=icon, disabled=busy, on_click=close)


def _choose_device(name: str) -> str:
    return str(
        st.selectbox(
            "Device",
            list(_DEVICES),
            format_func=_DEVICES.__getitem__,
            key=state.key("compare", name),
            help="auto takes a CUDA GPU, then an Apple GPU, then the processor.",
        )
    )


def _is_running(command: str, workspace: Workspace) -> bool:
    return any(job.arguments[0] == command and job.state == "running" for job in list_jobs(workspace.path))


def _chosen_key(workspace: Workspace, name: str) -> str:
    """One for every workspace: what is chosen in one means nothing in another."""
    return state.key("compare", f"{name}-{workspace.manifest.id}")
