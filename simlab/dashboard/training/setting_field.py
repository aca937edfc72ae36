"""A widget for one setting of a recipe, made from its type."""

import json
import math
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.training.settings import Setting


def show_setting(setting: Setting, command: str) -> Any:
    """Draw it; what it is set to, as its recipe's `from_json` takes it.

    Args:
        setting: of a recipe.
        command: of the recipe, so that each keeps its own settings.
    """
    key = state.key("training", f"{command}-{setting.name}")
    about = setting.about[:1].upper() + setting.about[1:]
    common: dict[str, Any] = {"key": key, "help": about, "persist_state": "session"}
    kinds = [kind for kind in get_args(setting.kind) or (setting.kind,) if kind is not NoneType]
    if get_origin(setting.kind) is Literal:
        options = list(get_args(setting.kind))
        return st.selectbox(setting.label, options, index=options.index(setting.usual), **common)
    if get_origin(setting.kind) is tuple:
        return _listed(setting, st.text_input(setting.label, value=written(setting.usual), **common))
    if kinds == [bool]:
        return st.checkbox(setting.label, value=setting.usual, **common)
    if kinds == [int]:
        return st.number_input(setting.label, value=setting.usual, step=1, placeholder="none", **common)
    if kinds == [float]:
        usual = None if setting.usual is None else float(setting.usual)
        step = 10.0 ** math.floor(math.log10(usual)) if usual else 0.1
        return st.number_input(setting.label, value=usual, format="%g", step=step, placeholder="none", **common)
    return st.text_input(setting.label, value=setting.usual or "", **common).strip() or setting.usual


def written(value: Any) -> str:
    """A setting as people write it: "0.3, 1"."""
    if isinstance(value, (tuple, list)):
        return ", ".join(map(written, value))
    return f"{value:g}" if isinstance(value, float) else "none" if value is None else str(value)


def _listed(setting: Setting, text: str) -> Any:
    """What a list stands for, or the text itself where it is none, which the recipe refuses.

    Numbers that are as usual stay as exact as they are in the recipe.
    """
    if text.strip() == written(setting.usual):
        return setting.usual
    if str in get_args(setting.kind):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    try:
        return tuple(json.loads(f"[{text}]"))
    except ValueError:
        return text
