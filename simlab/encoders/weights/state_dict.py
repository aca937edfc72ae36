"""Files of weights as tensors by name. Pickled code is never run."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from simlab.errors import WeightsError

if TYPE_CHECKING:
    from torch import Tensor

_WRAPPERS = ("state_dict", "model", "teacher", "student")


def load_state(path: Path) -> "dict[str, Tensor]":
    """The tensors in a file of weights, on the processor.

    Training checkpoints are unwrapped (`state_dict`, `model`, `teacher`), and the "module." that parallel training
    puts before every name is taken off.

    Raises:
        WeightsError: it is damaged, holds no tensors by name, or would have to run code to be read.
    """
    content = _safetensors(path) if path.suffix == ".safetensors" else _pickled(path)
    for wrapper in _WRAPPERS:
        if isinstance(content, dict) and isinstance(content.get(wrapper), dict):
            content = content[wrapper]
    import torch

    if not isinstance(content, dict) or not any(isinstance(value, torch.Tensor) for value in content.values()):
        raise WeightsError(f"{path} holds no weights by name. Give the state_dict of a network, best as .safetensors.")
    return {
        str(name).removeprefix("module."): value for name, value in content.items() if isinstance(value, torch.Tensor)
    }


def _safetensors(path: Path) -> Any:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(path)
    except (SafetensorError, OSError) as error:
        raise WeightsError(f"{path} cannot be read as safetensors ({error}). Delete it and fetch it again.") from None


def _pickled(path: Path) -> Any:
    import torch

    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    # What it raises for damaged files and for forbidden content depends on the bytes it stumbles over.
    except Exception as error:
        raise WeightsError(
            f"{path} cannot be read as weights alone ({type(error).__name__}): it is damaged, or it holds code, which "
            "SimLab never runs. Take the .safetensors file of the same network, or save its state_dict alone."
        ) from None
