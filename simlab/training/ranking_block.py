"""The ranking block: a linear layer that says, from three vectors, which candidate is closer (Liao & Chen 2024)."""

import torch
from jaxtyping import Float
from torch import nn

from simlab.training.recipes import RankingInputs


class RankingBlock(nn.Module):
    """Linear(3d → 2) on [f(R); f(A); f(B)], or Linear(5d → 2) with f(R)∘f(A) and f(R)∘f(B) appended."""

    def __init__(self, dimensions: int, inputs: RankingInputs) -> None:
        super().__init__()
        self.inputs = inputs
        self.linear = nn.Linear(dimensions * (5 if inputs == "interaction" else 3), 2)

    def forward(
        self,
        reference: Float[torch.Tensor, "triples d"],
        a: Float[torch.Tensor, "triples d"],
        b: Float[torch.Tensor, "triples d"],
    ) -> Float[torch.Tensor, "triples two"]:
        """Logits of "A is closer" and "B is closer"."""
        parts = [reference, a, b]
        if self.inputs == "interaction":
            parts += [reference * a, reference * b]
        logits: torch.Tensor = self.linear(torch.cat(parts, dim=1))
        return logits
