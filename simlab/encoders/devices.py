"""Where torch computes: the best device of this machine, or the one asked for."""

import torch

from simlab.errors import InputError, MissingDependencyError


def choose_device(name: str = "auto") -> torch.device:
    """The device of that name.

    Args:
        name: `auto` takes CUDA, then MPS, then the processor; otherwise `cpu`, `mps`, `cuda` or `cuda:1`.

    Raises:
        InputError: torch knows no such kind of device.
        MissingDependencyError: this machine has none of that kind.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise InputError(f"{name!r} is no device. Use auto, cpu, mps, cuda, or cuda:0, cuda:1, …") from None
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not there.get(device.type, False) or (device.index or 0) >= max(1, torch.cuda.device_count()):
        raise MissingDependencyError(
            f"Device {name!r} is not available: torch {torch.__version__} finds none here. Use --device auto or cpu, "
            "or install a torch build for it."
        )
    return device
