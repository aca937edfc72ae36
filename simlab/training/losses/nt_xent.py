"""NT-Xent, the normalised temperature-scaled cross-entropy (Chen et al., SimCLR, ICML 2020, equation 1)."""

import torch
from jaxtyping import Float
from torch.nn.functional import normalize


def nt_xent(
    first: Float[torch.Tensor, "images d"], second: Float[torch.Tensor, "images d"], temperature: float
) -> Float[torch.Tensor, ""]:
    """Mean over all 2n views of −log(exp(s_ij / τ) / Σ_{k≠i} exp(s_ik / τ)).

    s is the cosine similarity, j the other view of the image that view i shows, and k runs over all views but i; the
    sum is computed as a log-sum-exp, so that a low temperature does not overflow. Under autocast it is computed in fp32
    all the same: similarities in half precision are good to a thousandth, which τ = 0.01 makes a tenth of the loss.

    Args:
        first: one view of each image, of any length: they are normalised here.
        second: the other view of each image, in the same order.
        temperature: τ, in units of cosine similarity.
    """
    with torch.autocast(first.device.type, enabled=False):
        outputs = torch.cat([first, second])
        views = normalize(outputs.to(torch.promote_types(outputs.dtype, torch.float32)), dim=1)
        logits = views @ views.T / temperature
        logits = logits.masked_fill(torch.eye(len(views), dtype=torch.bool, device=views.device), -torch.inf)
        partners = torch.arange(len(views), device=views.device).roll(len(first))
        positive = logits.gather(1, partners[:, None]).squeeze(1)
        return (torch.logsumexp(logits, dim=1) - positive).mean()
