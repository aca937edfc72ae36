"""The dialog that runs baselines on a split: which, where and in what precision, and whether their weights are here."""

from pathlib import Path

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.compare.baselines.asked import run_arguments, run_title
from simlab.dashboard.guard import guarded
from simlab.encoders.presets import PRESETS, spec_of
from simlab.errors import SimLabError
from simlab.jobs import start_job
from simlab.progress import size_text
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace

_CHOSEN = state.key("compare", "baseline-specs")
_DEVICE, _PRECISION = state.key("compare", "baseline-device"), state.key("compare", "baseline-precision")
_FIRST = ("CLIP", "DINO")
_PRECISIONS = {
    "fp32": "fp32, full precision",
    "bf16": "bf16, half precision, wide range",
    "fp16": "fp16, half precision",
}


@st.dialog("Run baselines on this split", width="medium", icon=":material/play_arrow:")
def run_dialog(workspace: Workspace, split: Part) -> None:
    """Choose baselines and start them as one job.

    Args:
        workspace: the study.
        split: whose triples are answered first.
    """
    with guarded():
        st.caption(
            f"The images of the {split} triples are embedded first, in random order, so that the rows fill from the "
            "beginning; then all other images. It goes on when this page is closed, and where it was stopped."
        )
        st.session_state.setdefault(_CHOSEN, list(_FIRST))
        labels = [preset.label for preset in PRESETS]
        chosen = st.multiselect(
            "Baselines",
            list(dict.fromkeys([*labels, *st.session_state[_CHOSEN]])),
            key=_CHOSEN,
            accept_new_options=True,
            help="Any other encoder is named by its spec: type `timm:NAME`, `open_clip:MODEL/WEIGHTS`, or "
            "`timm:NAME@/path/file.safetensors` for weights of your own, and press Enter.",
        )
        ready = bool(chosen)
        for text in chosen:
            ready &= _show_choice(text)
        left, right = st.columns(2)
        device = left.selectbox(
            "Device",
            ("auto", "cpu", "cuda", "mps"),
            key=_DEVICE,
            help="auto takes CUDA, then MPS, then the processor.",
        )
        precision = right.selectbox(
            "Precision",
            list(_PRECISIONS),
            format_func=_PRECISIONS.__getitem__,
            key=_PRECISION,
            help="Half precision is quicker on a GPU; its effect on accuracy is on the tab Latency.",
        )
        if st.button(
            "Run",
            type="primary",
            icon=":material/play_arrow:",
            disabled=not ready,
            key=state.key("compare", "run-now"),
            on_click=_start,
            args=(workspace.path, chosen, split, device, precision),
        ):
            st.rerun()  # closes the dialog


def _start(workspace: Path, chosen: list[str], split: Part, device: str, precision: str) -> None:
    start_job(run_arguments(workspace, chosen, split, device, precision), run_title(chosen, split), workspace)


def _show_choice(text: str) -> bool:
    """What a baseline is, and whether its weights are here; False where it cannot be run."""
    about = next((preset.about for preset in PRESETS if preset.spec == spec_of(text)), "")
    try:
        said = "; ".join(_weights_text(text))
    except SimLabError as error:
        st.error(f"**{text}**: {error}", icon=":material/error:")
        return False
    st.markdown(f"**{text}** {about}  \n:small[{said}]")
    return True


def _weights_text(text: str) -> list[str]:
    """Of each file that an encoder needs: here, or fetched from where.

    Raises:
        SimLabError: there is no such encoder, or no such file of one's own.
    """
    from simlab.encoders.weights import require_weights, weights_of, weights_state

    found = []
    for file in weights_of(text):
        stands = weights_state(file)
        if stands.here is not None:
            found.append(f"weights are here ({size_text(stands.n_bytes or 0)})")
        elif file.path is not None:
            require_weights(file)
        else:
            so_far = f"; {size_text(stands.partial_bytes)} of it are here already" if stands.partial_bytes else ""
            found.append(f"weights are fetched first: {stands.expected}{so_far}")
    return found or ["needs no weights"]
