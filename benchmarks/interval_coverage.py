"""How often the 95 % intervals contain the truth, in simulated studies whose answers are alike within a reference.

Run as `python -m benchmarks.interval_coverage`. The accuracy of each reference is drawn from a beta distribution with
mean p and a stated intra-class correlation. Triples per reference, always unequal in number:

    rows        three from each of 1 to 5 annotation rows, as in CoSIS
    spread      1 + negative binomial, mean 9, standard deviation 6.3
    skewed      log-normal, median 7, where a few references hold many triples

Differences are those of two models that share their accuracy on half of the references.
"""

from collections.abc import Callable

import numpy as np

from simlab.evaluation import estimate_from_counts, paired_difference

Sizes = Callable[[np.random.Generator, int], np.ndarray]

SIZES: dict[str, Sizes] = {
    "rows": lambda rng, n: 3 * rng.integers(1, 6, n),
    "spread": lambda rng, n: 1 + rng.negative_binomial(2, 0.2, n),
    "skewed": lambda rng, n: np.maximum(1, np.round(rng.lognormal(2, 1, n))).astype(np.int64),
}
REFERENCES = (5, 10, 20, 100, 1320)
ACCURACIES = (0.5, 0.7, 0.8, 0.85, 0.95)
CORRELATIONS = (0.0, 0.05, 0.1, 0.2, 0.5)
STUDIES = {5: 4_000, 10: 4_000, 20: 4_000, 100: 4_000, 1320: 1_000}


def abilities(rng: np.random.Generator, p: float, correlation: float, n_references: int) -> np.ndarray:
    """The accuracy of a model on each reference."""
    if correlation == 0:
        return np.full(n_references, p)
    spread = 1 / correlation - 1
    return rng.beta(p * spread, (1 - p) * spread, n_references)


def accuracy_coverage(sizes: Sizes, n_references: int, p: float, correlation: float, studies: int) -> float:
    """Share of studies whose interval contains the model's accuracy."""
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(studies):
        answered = sizes(rng, n_references)
        found = estimate_from_counts(rng.binomial(answered, abilities(rng, p, correlation, n_references)), answered)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= p <= found.high
    return covered / studies


def difference_coverage(sizes: Sizes, n_references: int, p: float, correlation: float, studies: int) -> float:
    """Share of studies whose interval contains the difference, which is 0.05."""
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(studies):
        references = np.repeat(np.arange(n_references), sizes(rng, n_references))
        first = abilities(rng, p, correlation, n_references)
        own = abilities(rng, p - 0.1, correlation, n_references)
        second = np.where(rng.random(n_references) < 0.5, first, own)
        scores = [(rng.random(len(references)) < ability[references]).astype(float) for ability in (first, second)]
        found = paired_difference(*scores, references, p_value=False)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 0.05 <= found.high
    return covered / studies


def main() -> None:
    for title, coverage, accuracies in (
        ("Accuracy", accuracy_coverage, ACCURACIES),
        ("Difference of two models (p: the better one's accuracy)", difference_coverage, (0.7, 0.85)),
    ):
        print(f"{title}: coverage of the 95 % interval in %, by intra-class correlation; * outside 93 to 97")
        print(f"{'sizes':8}{'references':>10}{'p':>6}" + "".join(f"{c:>8}" for c in CORRELATIONS))
        for name, sizes in SIZES.items():
            for n_references in REFERENCES:
                for p in accuracies:
                    cells = []
                    for correlation in CORRELATIONS:
                        share = coverage(sizes, n_references, p, correlation, STUDIES[n_references])
                        cells.append(f"{100 * share:7.1f}{' ' if 0.93 <= share <= 0.97 else '*'}")
                    print(f"{name:8}{n_references:10,}{p:6}" + "".join(cells), flush=True)
        print()


if __name__ == "__main__":
    main()
