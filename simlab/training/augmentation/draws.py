"""What all random changes draw: one number per picture."""

import torch
from jaxtyping import Float


def shares(count: int, generator: torch.Generator) -> Float[torch.Tensor, " images"]:
    """Uniform in 0…1."""
    return torch.rand(count, generator=generator)


def signed(count: int, generator: torch.Generator) -> Float[torch.Tensor, " images"]:
    """Uniform in −1…1."""
    return 2 * torch.rand(count, generator=generator) - 1
