"""Accuracies of small windows, drawn toward the model's overall accuracy by as much as they are uncertain.

Parametric empirical Bayes (Morris, "Parametric empirical Bayes inference", JASA 1983): the true accuracy of a model
in a window is taken to vary about its overall accuracy p with variance τ², what is seen in it about the truth with
variance v_w, and the expectation given both is

    (τ² p_w + v_w p) / (τ² + v_w)

τ² is estimated from blocks that share no reference, by the moments of DerSimonian & Laird (Controlled Clinical Trials
1986); v_w = D p (1 − p) / N_w, with the design effect D of whole references over the model's N triples.
"""

import numpy as np
from jaxtyping import Float64, Int64

from simlab.ensembles.credibility.windows import AnswerCounts, WindowCounts
from simlab.ensembles.questions import Questions


def shrunk_accuracy(
    windows: WindowCounts, evidence: Questions | AnswerCounts, blocks: Int64[np.ndarray, " references"]
) -> Float64[np.ndarray, "windows models"]:
    """Accuracy of every model in every window; the overall one where a window is empty.

    Args:
        windows: counts.
        evidence: what was counted.
        blocks: per reference the number of its block; blocks share no reference.
    """
    answered, correct = evidence.answered.astype(np.float64), evidence.correct
    total = answered.sum()
    overall = correct.sum(axis=1) / total
    result = np.empty(windows.right.shape)
    for model, p in enumerate(overall):
        spread = max(p * (1 - p), 1e-12)
        unit = _design_effect(correct[model], answered, p) * spread  # v of a single triple
        between = _between_variance(correct[model], answered, blocks, unit)
        seen = np.where(windows.answered > 0, windows.seen[:, model], p)
        within = unit / np.maximum(windows.answered, 1e-9)
        result[:, model] = (between * seen + within * p) / (between + within)
    return result


def _design_effect(correct: Float64[np.ndarray, " references"], answered: np.ndarray, p: float) -> float:
    """How much more the accuracy varies than that of as many independent triples would; at least 1."""
    groups, total = int((answered > 0).sum()), answered.sum()
    if groups < 2 or not 0 < p < 1:
        return 1.0
    variance = groups / (groups - 1) * np.square(correct - p * answered).sum() / total**2
    return max(1.0, float(variance * total / (p * (1 - p))))


def _between_variance(
    correct: Float64[np.ndarray, " references"], answered: np.ndarray, blocks: np.ndarray, unit: float
) -> float:
    """τ² from disjoint blocks."""
    right = np.bincount(blocks, weights=correct)
    counts = np.bincount(blocks, weights=answered)
    right, counts = right[counts > 0], counts[counts > 0]
    if len(counts) < 2:
        return 0.0
    weights = counts / unit
    shares = right / counts
    mean = (weights * shares).sum() / weights.sum()
    heterogeneity = (weights * np.square(shares - mean)).sum() - (len(counts) - 1)
    return max(0.0, float(heterogeneity / (weights.sum() - np.square(weights).sum() / weights.sum())))
