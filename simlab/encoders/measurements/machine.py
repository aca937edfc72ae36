"""The machine that this runs on, as far as it decides how long things take."""

import os
import platform
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("torch", "timm", "open_clip_torch", "Pillow", "numpy")


@dataclass(frozen=True)
class Machine:
    """A computer; two of them are the same where all of this is.

    Attributes:
        name: its name in the network.
        processor: the processor's model.
        n_processors: how many of them the system counts.
        system: operating system and architecture.
    """

    name: str
    processor: str
    n_processors: int
    system: str


@cache
def this_machine() -> Machine:
    """The one that this process runs on."""
    return Machine(
        name=platform.node() or "unnamed",
        processor=_processor(),
        n_processors=os.cpu_count() or 1,
        system=f"{platform.system()} {platform.machine()}",
    )


def device_names(wanted: str) -> tuple[str, str]:
    """A device as torch names it, and as people know it.

    Args:
        wanted: `auto`, `cpu`, `cuda`, …

    Raises:
        InputError: torch knows no such kind of device.
        MissingDependencyError: this machine has none of that kind.
    """
    import torch

    from simlab.encoders.devices import choose_device

    device = choose_device(wanted)
    if device.type == "cuda":
        return str(device), torch.cuda.get_device_name(device)
    processor = this_machine().processor
    return str(device), processor if device.type == "cpu" else f"{device.type} of {processor}"


def busy_share(seconds: float = 0.3) -> float:
    """Share of all processors' time that went to anybody's work while this waited so many seconds."""
    import psutil

    return float(psutil.cpu_percent(interval=seconds)) / 100


def package_versions() -> dict[str, str]:
    """Versions of the packages that vectors are computed with, as far as they are installed."""
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    """Linux keeps the model's name in a file of its own; elsewhere Python knows what the system tells."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine() or "unknown processor"
