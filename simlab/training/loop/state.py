"""Where a run is: history, best weights, and the place within an epoch; and the checkpoint that holds it all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

from simlab.errors import WorkspaceError
from simlab.training.checkpoint import optimizer_tensors, read_checkpoint, restore_optimizer, write_checkpoint
from simlab.training.history import EpochRecord
from simlab.training.loop.stepper import Stepper

CHECKPOINT = "checkpoint.safetensors"
_PARTS = ("weights", "best", "optimizer", "draws", "losses")


@dataclass
class RunState:
    """Where a run is, beside its weights and its optimiser.

    Attributes:
        history: the epochs that have ended.
        best: the weights of the best epoch so far, as `learned` gives them.
        best_epoch: its number, 0 before the first has ended.
        seconds: spent so far, without pauses.
        losses: of each step of the epoch under way.
        draws: where its generators are; empty between epochs.
    """

    history: list[EpochRecord]
    best: dict[str, torch.Tensor]
    best_epoch: int = 0
    seconds: float = 0.0
    losses: list[torch.Tensor] = field(default_factory=list)
    draws: dict[str, torch.Tensor] = field(default_factory=dict)


def learned(modules: nn.Module) -> dict[str, torch.Tensor]:
    """Weights and buffers, without the weights that are not trained: those are the same at every start of the run."""
    frozen = _frozen(modules)
    return {name: value for name, value in modules.state_dict().items() if name not in frozen}


def put_back(modules: nn.Module, weights: Mapping[str, torch.Tensor]) -> None:
    """Load what `learned` gave.

    Raises:
        RuntimeError: the weights are those of other modules.
    """
    mismatch = modules.load_state_dict(weights, strict=False)
    wrong = [*mismatch.unexpected_keys, *sorted(set(mismatch.missing_keys) - _frozen(modules))]
    if wrong:
        raise RuntimeError(f"{len(wrong)} weights fit no others of that name, first {wrong[0]}")


def save_state(path: Path, modules: nn.Module, stepper: Stepper, state: RunState) -> None:
    """Replace the checkpoint at `path`."""
    parts: Mapping[str, Mapping[str, torch.Tensor]] = {
        "weights": learned(modules),
        "best": state.best,
        "optimizer": optimizer_tensors(stepper.optimizer),
        "draws": state.draws,
        "losses": {"all": torch.stack(state.losses)} if state.losses else {},
    }
    tensors = {f"{part}/{name}": value for part, values in parts.items() for name, value in values.items()}
    header: dict[str, Any] = {
        "history": [record.as_json() for record in state.history],
        "best_epoch": state.best_epoch,
        "seconds": state.seconds,
        "scaler": stepper.scaler.state_dict(),
    }
    write_checkpoint(path, tensors, header)


def restored_state(path: Path, modules: nn.Module, stepper: Stepper) -> RunState | None:
    """Put weights and optimiser back as the checkpoint at `path` has them; None where there is none.

    Raises:
        WorkspaceError: it is damaged, or of other modules.
    """
    if not path.is_file():
        return None
    tensors, header = read_checkpoint(path)
    parts: dict[str, dict[str, torch.Tensor]] = {part: {} for part in _PARTS}
    for name, value in tensors.items():
        part, _, rest = name.partition("/")
        parts[part][rest] = value
    try:
        put_back(modules, parts["weights"])
        restore_optimizer(stepper.optimizer, parts["optimizer"])
    except (RuntimeError, ValueError) as error:
        raise WorkspaceError(
            f"{path} is of another network than this run trains ({error}). Start over with --no-resume."
        ) from None
    stepper.scaler.load_state_dict(header.get("scaler", {}))
    return RunState(
        [EpochRecord.from_json(record) for record in header["history"]],
        parts["best"],
        header["best_epoch"],
        header["seconds"],
        list(parts["losses"].get("all", torch.empty(0)).to(stepper.device)),
        parts["draws"],
    )


def _frozen(modules: nn.Module) -> set[str]:
    named = modules.named_parameters(remove_duplicate=False)
    return {name for name, weight in named if not weight.requires_grad}
