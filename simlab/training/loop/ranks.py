"""The processes that train one model together: one for each GPU, started by torch's launcher.

`torchrun --nproc-per-node N -m simlab train …` starts N equal processes. Each takes every N-th example of a batch;
the gradients of all are summed, so that every process makes the same step. The first one alone measures and writes.
"""

import atexit
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import torch
from torch import distributed, nn

from simlab.training.processes import process_count

T = TypeVar("T")
# How long the others wait while the first process measures, writes, or embeds.
_PATIENCE = timedelta(hours=6)


@dataclass(frozen=True)
class Ranks:
    """This process among those that train together.

    Attributes:
        rank: its number, from 0.
        world: how many there are.
    """

    rank: int = 0
    world: int = 1

    @property
    def is_first(self) -> bool:
        """Whether this process measures and writes."""
        return self.rank == 0

    def share(self, batch: torch.Tensor) -> torch.Tensor:
        """The examples of a batch that this process looks at; there may be none."""
        return batch if self.world == 1 else batch[self.rank :: self.world]

    def sum_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Sum each gradient over all processes; a weight that no process has one for keeps none."""
        if self.world == 1:
            return
        weights = [weight for weight in parameters if weight.requires_grad]
        present = torch.tensor([weight.grad is not None for weight in weights], dtype=torch.uint8)
        present = present.to(weights[0].device)
        distributed.all_reduce(present, op=distributed.ReduceOp.MAX)
        for weight in (weight for weight, there in zip(weights, present.tolist(), strict=True) if there):
            gradient = torch.zeros_like(weight) if weight.grad is None else weight.grad
            distributed.all_reduce(gradient)
            weight.grad = gradient

    def summed(self, values: torch.Tensor) -> torch.Tensor:
        """The sum over all processes."""
        if self.world > 1:
            distributed.all_reduce(values)
        return values

    def spread(self, tensors: Iterable[torch.Tensor]) -> None:
        """Give these tensors of the first process to all."""
        if self.world > 1:
            for tensor in tensors:
                distributed.broadcast(tensor, src=0)

    def agreed(self, value: T) -> T:
        """The first process's value, for all."""
        if self.world == 1:
            return value
        carried: list[T] = [value]
        distributed.broadcast_object_list(carried, src=0)
        return carried[0]


def current_ranks() -> Ranks:
    """This process among those that `join_ranks` has joined; alone before it."""
    if not distributed.is_available() or not distributed.is_initialized():
        return Ranks()
    return Ranks(distributed.get_rank(), distributed.get_world_size())


def join_ranks() -> Ranks:
    """Join the processes that torch's launcher started with this one, if it did; once, until this process ends.

    A second group among the same processes would meet the first one's traces. On a machine with CUDA each process gets
    a GPU of its own, which `cuda` means from then on.
    """
    if process_count() > 1 and not distributed.is_initialized():
        if torch.cuda.is_available():
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
        backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
        distributed.init_process_group(backend, timeout=_PATIENCE)
        atexit.register(distributed.destroy_process_group)
    return current_ranks()
