"""Weights of networks that others trained: which file holds them, whether it is here, and how it gets here.

Files lie in huggingface_hub's cache, which other programs share; its variables (HF_HOME, HF_HUB_CACHE, HF_ENDPOINT,
HF_HUB_OFFLINE, HF_TOKEN) decide where that is and which hub is asked. They are read once, when it is imported.
Only `load_state` imports torch.
"""

from simlab.encoders.weights.fetching import fetch_weights
from simlab.encoders.weights.state import WeightsState, require_weights, weights_state
from simlab.encoders.weights.state_dict import load_state
from simlab.encoders.weights.weights_file import WeightsFile, weights_of

__all__ = [
    "WeightsFile",
    "WeightsState",
    "fetch_weights",
    "load_state",
    "require_weights",
    "weights_of",
    "weights_state",
]
