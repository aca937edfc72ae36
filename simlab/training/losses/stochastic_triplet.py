"""Stochastic triplet loss (van der Maaten & Weinberger, "Stochastic triplet embedding", MLSP 2012, equation 1)."""

import torch
from jaxtyping import Float


def stochastic_triplet(
    squared_distances: Float[torch.Tensor, "triples two"],
    votes: Float[torch.Tensor, "triples two"],
    temperature: float,
) -> Float[torch.Tensor, ""]:
    """Mean negative log-likelihood of the answers under p(A closer) = σ(margin / temperature).

    margin = d(R, B) − d(R, A) in cosine distance, which on unit vectors is half the squared Euclidean distance of the
    paper; every vote is one answer.

    Args:
        squared_distances: of (R, A) and (R, B), between unit vectors: in [0, 4].
        votes: answers for A and for B.
        temperature: in units of cosine distance.
    """
    margin = (squared_distances[:, 1] - squared_distances[:, 0]) / 2 / temperature
    logits = torch.stack([margin, -margin], dim=1)
    losses = -torch.nn.functional.logsigmoid(logits)
    return (votes * losses).sum() / votes.sum().clamp_min(1e-12)
