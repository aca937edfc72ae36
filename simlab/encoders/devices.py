"""Where torch computes: the best device of this machine, or the one asked for, and in what precision it can."""

import torch

from simlab.encoders.encoder import Precision
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


def require_precision(device: torch.device, precision: Precision) -> None:
    """Refuse a precision that the device cannot compute in.

    Args:
        device: from `choose_device`.
        precision: `fp32` works everywhere.

    Raises:
        InputError: there is no such precision.
        MissingDependencyError: the device has no arithmetic of that kind; only GPUs without bfloat16 lack one.
    """
    if precision not in ("fp32", "bf16", "fp16"):
        raise InputError(f"{precision!r} is no precision. Use fp32, bf16 or fp16.")
    if precision == "bf16" and device.type == "cuda":
        with torch.cuda.device(device):
            able = torch.cuda.is_bf16_supported(including_emulation=False)
        if not able:
            raise MissingDependencyError(
                f"{torch.cuda.get_device_name(device)} does not compute in bf16. Use fp16 or fp32."
            )
