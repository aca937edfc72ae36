"""Triplet loss whose margin grows with the distance of the candidates' classes (Liao & Chen 2024)."""

import torch
from jaxtyping import Float

BASE_MARGIN = 0.2


def class_margin_triplet(
    squared_distances: Float[torch.Tensor, "triples two"],
    votes: Float[torch.Tensor, "triples two"],
    apart: Float[torch.Tensor, " triples"],
) -> Float[torch.Tensor, ""]:
    """Weighted mean of max(0, m − s · (‖fR − fA‖² − ‖fR − fB‖²)), m = 0.2 + |class A − class B| / 5.

    s is +1 where most answers say that B is closer and −1 where they say A. A triple weighs as much as the majority
    is larger than the minority, so that a human tie weighs nothing: a hinge that pulls both ways would only press the
    two distances together.

    Args:
        squared_distances: of (R, A) and (R, B), between unit vectors: in [0, 4].
        votes: answers for A and for B.
        apart: |class A − class B| / 5.
    """
    lead = votes[:, 1] - votes[:, 0]
    difference = squared_distances[:, 0] - squared_distances[:, 1]
    hinge = torch.relu(BASE_MARGIN + apart - lead.sign() * difference)
    weight = lead.abs()
    return (weight * hinge).sum() / weight.sum().clamp_min(1e-12)
