"""Everything random of one epoch, drawn from generators that are seeded by (seed, epoch)."""

import numpy as np
import torch

from simlab.training.loop.ranks import Ranks


class Draws:
    """The random numbers of one epoch; use it within `torch.random.fork_rng`.

    Attributes:
        order: draws the order of the examples.
        views: draws what changes pictures.
    """

    def __init__(self, seed: int, epoch: int, ranks: Ranks, device: torch.device) -> None:
        """As the epoch begins.

        Args:
            seed: of the recipe.
            epoch: from 1.
            ranks: each of several processes draws its own, anew in every batch, so that the batch's number says all.
            device: on which layers draw, beside the processor.
        """
        order, views, layers = (int(n) for n in np.random.SeedSequence([seed, epoch]).generate_state(3, np.uint64))
        self.order = torch.Generator().manual_seed(order)
        self.views = torch.Generator().manual_seed(views)
        torch.manual_seed(layers)  # for layers that draw themselves, such as dropout
        self._seed, self._epoch, self._ranks, self._device = seed, epoch, ranks, device

    def begin_batch(self, number: int) -> None:
        """The batch of that number, from 0, is next."""
        if self._ranks.world > 1:
            seeds = np.random.SeedSequence([self._seed, self._epoch, number, self._ranks.rank])
            views, layers = (int(n) for n in seeds.generate_state(2, np.uint64))
            self.views.manual_seed(views)
            torch.manual_seed(layers)

    def state(self) -> dict[str, torch.Tensor]:
        """Where the generators are; the order is drawn again from its seed."""
        state = {"views": self.views.get_state(), "layers": torch.get_rng_state()}
        if self._device.type == "cuda":
            state["cuda"] = torch.cuda.get_rng_state(self._device)
        return state

    def restore(self, state: dict[str, torch.Tensor]) -> None:
        """Put the generators where `state` had them."""
        self.views.set_state(state["views"])
        torch.set_rng_state(state["layers"])
        if "cuda" in state and self._device.type == "cuda":
            torch.cuda.set_rng_state(state["cuda"], self._device)
