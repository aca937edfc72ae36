"""Batches in which all classes come equally often."""

from collections.abc import Iterator

import numpy as np
import torch
from jaxtyping import Int


def balanced_batches(
    classes: Int[np.ndarray, " pictures"], batch: int, per_class: int, steps: int, generator: torch.Generator
) -> Iterator[Int[torch.Tensor, " batch"]]:
    """So many batches of `batch / per_class` turns of a class, a turn being `per_class` of its pictures.

    Classes take turns in a random order that is drawn anew when each has had its turn. The pictures of a class come in
    a random order of their own, which is drawn anew when all have been shown. So no class has two turns more than
    another, and within a class no picture is shown two times more often than another.

    Args:
        classes: class number of each picture, from 0, none empty.
        batch: pictures in a batch, a multiple of `per_class`.
        per_class: pictures of a turn.
        steps: how many batches.
        generator: of every draw.

    Yields:
        positions among the pictures.
    """
    members = [torch.from_numpy(np.flatnonzero(classes == number)) for number in range(int(classes.max()) + 1)]
    turns = steps * (batch // per_class)
    rounds = -(-turns // len(members))
    order = torch.cat([torch.randperm(len(members), generator=generator) for _ in range(rounds)])[:turns]
    shown = [_in_turn(pictures, rounds * per_class, generator) for pictures in members]
    taken = [0] * len(members)
    for step in torch.split(order, batch // per_class):
        found = []
        for number in step.tolist():
            found.append(shown[number][taken[number] : taken[number] + per_class])
            taken[number] += per_class
        yield torch.cat(found)


def _in_turn(
    pictures: Int[torch.Tensor, " members"], count: int, generator: torch.Generator
) -> Int[torch.Tensor, " count"]:
    """So many pictures, each shown once in every pass."""
    passes = -(-count // len(pictures))
    orders = [pictures[torch.randperm(len(pictures), generator=generator)] for _ in range(passes)]
    return torch.cat(orders)[:count]
