"""One step of the optimiser: the gradients of its batches, in the recipe's precision, at the recipe's rates."""

import math
from collections.abc import Sequence

import torch
from torch import nn

from simlab.encoders.devices import require_precision
from simlab.errors import MissingDependencyError
from simlab.training.adapter_gradients import require_adapter_gradients
from simlab.training.loop.draws import Draws
from simlab.training.loop.problem import Problem
from simlab.training.loop.ranks import Ranks
from simlab.training.loop.schedule import learning_rate
from simlab.training.recipes import LoopRecipe


class Stepper:
    """Adam with decoupled weight decay (Loshchilov & Hutter, ICLR 2019) on a problem's weights.

    Attributes:
        optimizer: has one group of weights for each learning rate.
        scaler: of gradients in fp16, so that small ones do not vanish; else it does nothing.
        device: where the weights are.
        per_epoch: steps in an epoch.
    """

    def __init__(self, problem: Problem, recipe: LoopRecipe, ranks: Ranks) -> None:
        """Ready for the first step.

        Raises:
            MissingDependencyError: the device cannot compute in the recipe's precision.
        """
        self._problem, self._recipe, self._ranks = problem, recipe, ranks
        self.device = next(problem.modules.parameters()).device
        _require_training_precision(self.device, recipe)
        self.optimizer = torch.optim.AdamW(
            parameter_groups(problem), recipe.learning_rate, weight_decay=recipe.weight_decay
        )
        self.scaler = torch.amp.GradScaler(self.device.type, enabled=recipe.precision == "fp16")
        self.per_epoch = math.ceil(problem.steps_per_epoch / recipe.accumulate)
        self._precision = torch.float16 if recipe.precision == "fp16" else torch.bfloat16

    def rate(self, step: int) -> float:
        """The learning rate of a step, counted from 0 over the whole run."""
        return learning_rate(self._recipe, step, self._recipe.epochs * self.per_epoch)

    def take(self, step: int, batches: Sequence[torch.Tensor], draws: Draws) -> torch.Tensor:
        """Make one step.

        The gradient is that of the batches' losses, each weighed by its share of their examples.

        Args:
            step: counted from 0 over the whole run.
            batches: of all processes, at least one.
            draws: of the epoch.

        Returns:
            The loss.
        """
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate(step) * group["rate"]
        self.optimizer.zero_grad()
        examples = sum(map(len, batches))
        first = step % self.per_epoch * self._recipe.accumulate
        total = torch.zeros((), device=self.device)
        for number, batch in enumerate(batches, first):
            draws.begin_batch(number)
            own = self._ranks.share(batch)
            if len(own):
                with torch.autocast(self.device.type, self._precision, enabled=self._recipe.precision != "fp32"):
                    loss = self._problem.loss(own, draws.views)
                part = loss * (len(own) / examples)
                self.scaler.scale(part).backward()  # type: ignore[no-untyped-call]
                total = total + part.detach()
        self._ranks.sum_gradients(self._problem.modules.parameters())
        if step == 0:
            require_adapter_gradients(self._problem.modules)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self._problem.after_step(step + 1)
        self._ranks.spread(self._problem.modules.buffers())
        return self._ranks.summed(total)


def parameter_groups(problem: Problem) -> list[dict[str, object]]:
    """The weights to be trained, by the multiple of the learning rate that the longest fitting prefix gives them.

    Raises:
        ValueError: a prefix fits no weight.
    """
    groups: dict[float, list[nn.Parameter]] = {}
    unused = set(problem.rates)
    for name, weight in problem.modules.named_parameters():
        prefix = max((known for known in problem.rates if name.startswith(known)), key=len, default=None)
        unused.discard(str(prefix))
        if weight.requires_grad:
            groups.setdefault(1.0 if prefix is None else problem.rates[prefix], []).append(weight)
    if unused:
        raise ValueError(f"No weight's name begins with {', '.join(sorted(unused))}.")
    return [{"params": weights, "rate": rate} for rate, weights in groups.items()]


def _require_training_precision(device: torch.device, recipe: LoopRecipe) -> None:
    require_precision(device, recipe.precision)
    if recipe.precision == "fp16" and device.type != "cuda":
        raise MissingDependencyError(
            f"Training in fp16 needs CUDA, for its scaled gradients; this run is on {device.type!r}. Set "
            "precision=bf16 or precision=fp32, or train on a GPU with --device cuda."
        )
