"""The state of a run in one file, replaced atomically: weights, optimiser and history, without pickle."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from simlab.errors import WorkspaceError
from simlab.workspace.atomic import write_bytes
from simlab.workspace.manifest import require_version

FORMAT_VERSION = 2


def write_checkpoint(path: Path, tensors: Mapping[str, torch.Tensor], state: Mapping[str, Any]) -> None:
    """Replace `path` by a safetensors file whose header carries `state` as JSON."""
    header = json.dumps({"format_version": FORMAT_VERSION, **state}, allow_nan=False)
    content = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    write_bytes(path, save(content, metadata={"state": header}))


def read_checkpoint(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """The tensors and the state that `write_checkpoint` stored.

    Raises:
        WorkspaceError: the file is damaged.
        FormatVersionError: a newer SimLab wrote it.
    """
    try:
        with safe_open(path, framework="pt") as file:
            state = json.loads((file.metadata() or {})["state"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (safe_open is no mapping)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise WorkspaceError(f"{path} is damaged ({error}). Remove its run, or train again with --no-resume.") from None
    require_version(state.pop("format_version", None), FORMAT_VERSION, path)
    return tensors, state


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> dict[str, torch.Tensor]:
    """The moments and step counts of an optimiser, by parameter number."""
    states = optimizer.state_dict()["state"]
    return {f"{number}/{key}": value for number, state in states.items() for key, value in state.items()}


def restore_optimizer(optimizer: torch.optim.Optimizer, tensors: Mapping[str, torch.Tensor]) -> None:
    """Put back what `optimizer_tensors` gave; learning rates are set by the loop at every step."""
    states: dict[int, dict[str, torch.Tensor]] = {}
    for name, value in tensors.items():
        number, key = name.split("/")
        states.setdefault(int(number), {})[key] = value
    optimizer.load_state_dict({"state": states, "param_groups": optimizer.state_dict()["param_groups"]})
