"""The fields of the form that name a network: where its weights come from, what of it is trained, and how large."""

from collections.abc import Collection
from typing import Any

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.training.kinds import TrainingKind
from simlab.dashboard.training.starts import Start, Tuning, start_named, starts_of
from simlab.training.runs import Run
from simlab.workspace import Workspace

_TUNINGS: dict[Tuning, str] = {"full": "all weights", "lora": "LoRA adapters", "head": "only a head"}
_ABOUT_TUNING = (
    "All weights; or small low-rank adapters beside the frozen weights, and a head; or only a head on the frozen "
    "network, whose features are computed once, which is by far the quickest."
)
_ABOUT_START = (
    "Type any other: a name that timm knows (random weights), or a spec as `timm:NAME`, `open_clip:MODEL/WEIGHTS`, "
    "`timm:NAME@/path/file.safetensors`, and press Enter."
)


def ask_network(
    workspace: Workspace, kind: TrainingKind, runs: Collection[Run]
) -> tuple[Start, Tuning, dict[str, Any]]:
    """Where it starts, what of it is trained, and its input size and epochs by name."""
    offered = starts_of((run.name, dict(run.recipe)) for run in runs if run.outcome and "backbone" in run.recipe)
    first, second, third, fourth = st.columns([5, 3, 2, 2])
    label = first.selectbox(
        "Network",
        list(offered),
        accept_new_options=True,
        help=_ABOUT_START,
        key=state.key("training", f"start-{kind.command}-{workspace.manifest.id}"),
    )
    tuning = second.selectbox(
        "What is trained",
        list(_TUNINGS),
        format_func=_TUNINGS.__getitem__,
        help=_ABOUT_TUNING,
        key=state.key("training", f"tuning-{kind.command}-{workspace.manifest.id}"),
    )
    start = start_named(label, offered).under(tuning)
    usual = kind.recipe()
    shown: dict[str, Any] = {}
    shown["size"] = third.number_input(
        "Input, pixels",
        min_value=16,
        max_value=1024,
        value=start.settings.get("size", None if start.published else usual.size),
        placeholder="its own",
        disabled="size" in start.settings,
        key=state.key(
            "training", f"size-{kind.command}-{label}{'-as-it-is' * (start.published and start.model is not None)}"
        ),
        help="Side of the square that pictures are cut to. The smaller, the quicker.",
    )
    shown["epochs"] = fourth.number_input(
        "Epochs",
        min_value=1,
        value=usual.epochs,
        key=state.key("training", f"epochs-{kind.command}"),
        help="Passes over all that it learns from.",
    )
    return start, tuning, shown
