"""The settings of a recipe that a first run need not touch, made from the recipe itself."""

from collections.abc import Collection
from itertools import groupby
from typing import Any

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.training.kinds import TrainingKind
from simlab.dashboard.training.setting_field import show_setting
from simlab.dashboard.training.settings import Setting, settings_of
from simlab.dashboard.training.starts import Tuning, sensible

_COLUMNS = 4
_ADAPTERS = ("lora_rank", "lora_alpha", "lora_targets")
_IDLE: dict[Tuning, tuple[str, ...]] = {"full": (*_ADAPTERS, "views"), "lora": ("views",), "head": _ADAPTERS}
"""Settings that mean nothing for a way of training."""
_ABOUT_DEVICE = "auto takes a CUDA GPU, then an Apple GPU, then the processor."


def show_few(kind: TrainingKind, variant: str, published: bool, tuning: Tuning) -> dict[str, Any]:
    """The settings of its own that a kind of training always shows; what they are set to, by name."""
    chosen = [setting for setting in _started(kind, published, tuning) if setting.name in kind.first]
    return _show(chosen, variant)


def show_advanced(
    kind: TrainingKind, variant: str, published: bool, tuning: Tuning, without: Collection[str]
) -> tuple[dict[str, Any], str]:
    """All others, folded away.

    Args:
        kind: what is trained.
        variant: settings are remembered for each.
        published: whether the network has published weights.
        tuning: what of it is trained.
        without: names of settings that are shown elsewhere.

    Returns:
        what the settings are set to, by name; and the device.
    """
    settings = [
        setting
        for setting in _started(kind, published, tuning)
        if setting.name not in without and setting.name not in _IDLE[tuning]
    ]
    values: dict[str, Any] = {}
    with st.expander("Advanced settings", icon=":material/tune:"):
        for group, members in groupby(settings, lambda setting: setting.group):
            st.markdown(f"**{group}**")
            values |= _show(list(members), variant)
        st.markdown("**Where**")
        device = st.columns(_COLUMNS)[0].selectbox(
            "Device", ("auto", "cpu", "cuda", "mps"), key=state.key("training", "device"), help=_ABOUT_DEVICE
        )
    return values, str(device)


def _started(kind: TrainingKind, published: bool, tuning: Tuning) -> list[Setting]:
    """All settings, beginning with what is sensible for such a network."""
    values = sensible(kind.command, published, tuning)
    return [setting.beginning_with(values.get(setting.name, setting.usual)) for setting in settings_of(kind.recipe)]


def _show(settings: list[Setting], variant: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for start in range(0, len(settings), _COLUMNS):
        row = settings[start : start + _COLUMNS]
        for column, setting in zip(st.columns(_COLUMNS), row, strict=False):
            with column:
                values[setting.name] = show_setting(setting, variant)
    return values
