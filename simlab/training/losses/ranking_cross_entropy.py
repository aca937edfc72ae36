"""Cross-entropy of the ranking block against the votes."""

import torch
from jaxtyping import Float


def ranking_cross_entropy(
    logits: Float[torch.Tensor, "triples two"], votes: Float[torch.Tensor, "triples two"]
) -> Float[torch.Tensor, ""]:
    """Mean cross-entropy per answer: Σ_t Σ_k votes[t, k] · −log softmax(logits[t])[k] / Σ votes.

    Args:
        logits: of "A is closer" and "B is closer".
        votes: how many answers say so; a human tie without votes counts half for either.
    """
    losses = -torch.log_softmax(logits, dim=1)
    return (votes * losses).sum() / votes.sum().clamp_min(1e-12)
