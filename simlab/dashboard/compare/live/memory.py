"""What is in memory: which models stay loaded, how much they may take together, and which leave first."""

from datetime import UTC, datetime

import streamlit as st

from simlab.dashboard import state
from simlab.encoders.loaded import BUDGET_SHARE, LoadedEncoder, LoadedEncoders
from simlab.jobs.snapshot import duration
from simlab.progress import size_text


def show_memory(encoders: LoadedEncoders) -> None:
    """The models that are loaded, the next to leave first, each with a button that lets it go."""
    loaded = encoders.loaded
    total = sum(one.n_bytes for one in loaded)
    said = f"{len(loaded)} loaded, {size_text(total)}" if loaded else "none loaded yet"
    part = st.expander(f"Models in memory: {said}", icon=":material/memory:", key=state.key("compare", "live-memory"))
    with part:
        st.caption(_rule(encoders) if loaded else "A model is loaded and warmed up when it is first asked, and stays.")
        for place, one in enumerate(loaded):
            _show(encoders, one, place)


def _rule(encoders: LoadedEncoders) -> str:
    return (
        f"A model is loaded and warmed up once and stays, for everybody on this server. Together they may take "
        f"{size_text(encoders.budget_bytes)} ({BUDGET_SHARE:.0%} of the memory that was free). When another does not "
        "fit, those that were asked least recently leave: the uppermost first."
    )


def _show(encoders: LoadedEncoders, one: LoadedEncoder, place: int) -> None:
    """One line; studies may share the name of a model, so that keys go by place."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"`{one.spec}`", width="stretch")
        idle = duration((datetime.now(UTC) - one.used).total_seconds())
        st.caption(
            f"{size_text(one.n_bytes)} · {one.device}, {one.precision} · loaded in {one.load_seconds:.1f} s · asked "
            f"{idle} ago",
            width="content",
        )
        st.button(
            "Unload",
            key=state.key("compare", f"live-unload-{place}"),
            type="tertiary",
            on_click=encoders.drop,
            args=(one.spec,),
        )
