"""How often regions are suggested where there is nothing to find, and how well planted ones are found.

    python -m benchmarks.suggestions [--studies 1000]

Simulated studies: references in eight clumps on a map, 1 + negative binomial triples of each (mean 9, deviation
6.3), eight models whose answers to one triple are alike (correlation ½) and vary from reference to reference.

Noise: no model beats the ensemble anywhere, so that every suggestion is false.

    one of equals   models of equal accuracy (62 %), the ensemble is one of them: every gain is exactly 0
    mean of equals  the same, the ensemble is the uniform mean
    best of many    accuracies from 55 to 65 %, the ensemble is the best
    hard places     one of equals, but some places are harder than others, for all models alike

Planted: one model of `mean of equals` is better in a disc. Found: a suggestion names this model, and most of its
references lie in the disc; overlap: references in both over those in either (Jaccard). Elsewhere: studies with another
suggestion besides.
"""

import argparse
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from simlab.ensembles import ConstantStrategy, Questions, points_inside, region_shape
from simlab.ensembles.suggestions import LocalGains, Suggestions, suggest_regions

MODELS, CLUMPS, ACCURACY = 8, 8, 0.62
NAMES = tuple(f"m{number}" for number in range(MODELS))
SIZES = (1_320, 200)
SHARES, BOOSTS = (0.05, 0.1, 0.2), (0.1, 0.15, 0.2)
_COMMON, _OWN, _REFERENCE = 0.5, 0.5, 0.12
"""Variances of what decides an answer: shared by all models on a triple, of one model, of one model on a reference."""


@dataclass(frozen=True)
class Study:
    """Places of references and what models say about their triples."""

    places: np.ndarray
    questions: Questions


def places_of(rng: np.random.Generator, references: int) -> np.ndarray:
    """Clumps of references on a map."""
    centres = rng.normal(scale=3, size=(CLUMPS, 2))
    found: np.ndarray = centres[rng.integers(CLUMPS, size=references)] + rng.normal(size=(references, 2))
    return found


def study_of(rng: np.random.Generator, places: np.ndarray, accuracy: np.ndarray) -> Study:
    """Answers of models with these accuracies [models, references]."""
    references = len(places)
    positions = np.repeat(np.arange(references), 1 + rng.negative_binomial(2, 0.2, references))
    spread = np.sqrt(_COMMON + _OWN + _REFERENCE)
    right = (ndtri(accuracy) * spread + rng.normal(scale=np.sqrt(_REFERENCE), size=accuracy.shape))[:, positions]
    right += rng.normal(scale=np.sqrt(_COMMON), size=len(positions))
    right += rng.normal(scale=np.sqrt(_OWN), size=right.shape)
    signs = rng.choice(np.array([1, -1], dtype=np.int8), len(positions))
    questions = Questions(
        models=NAMES,
        margins=right * signs,
        references=np.arange(references, dtype=np.int32),
        positions=positions,
        signs=signs,
        rows=np.arange(len(positions)),
        candidates=np.zeros((len(positions), 2), dtype=np.int32),
    )
    return Study(places, questions)


def suggested(study: Study, ensemble: tuple[str, ...]) -> tuple[Suggestions, np.ndarray]:
    """Suggestions where the uniform mean of some models answers; and its scores."""
    questions = study.questions
    scores = questions.scores(ConstantStrategy("mean", ensemble).fit(questions).predict(questions).margin)
    return suggest_regions(LocalGains.of(questions, scores, study.places, NAMES)), scores


def noise(rng: np.random.Generator, kind: str, references: int) -> Suggestions:
    """Suggestions for one study without anything to find."""
    places = places_of(rng, references)
    accuracy = np.full((MODELS, references), ACCURACY)
    if kind == "best of many":
        accuracy = np.repeat(np.linspace(0.65, 0.55, MODELS)[:, None], references, axis=1)
    if kind == "hard places":
        accuracy = np.tile(np.clip(ACCURACY + 0.06 * places[:, 0] / 3, 0.5, 0.9), (MODELS, 1))
    return suggested(study_of(rng, places, accuracy), NAMES if kind == "mean of equals" else NAMES[:1])[0]


def print_noise(studies: int) -> None:
    print(f"Noise: studies in which something is suggested, of {studies:,}")
    print(f"{'':16}{'references':>11}{'false':>8}{'share':>9}{'areas judged':>14}")
    for kind in ("one of equals", "mean of equals", "best of many", "hard places"):
        for references in SIZES:
            rng = np.random.default_rng(0)
            found = [noise(rng, kind, references) for _ in range(studies)]
            false = sum(bool(one.proposals) for one in found)
            judged = np.mean([one.n_judged for one in found])
            print(f"{kind:16}{references:11,}{false:8,}{100 * false / studies:7.1f} %{judged:14.1f}", flush=True)


def print_planted(studies: int) -> None:
    print(f"\nPlanted, {SIZES[0]:,} references, {studies:,} studies each; the gain is the true one over the ensemble")
    print(
        f"{'in the disc':>12}{'boost':>7}{'gain':>7}{'found':>9}{'overlap':>9}{'elsewhere':>11}{'gain as judged':>16}"
    )
    for share in SHARES:
        for boost in BOOSTS:
            rng = np.random.default_rng(0)
            overlaps, elsewhere, gains, told = [], 0, [], []
            for _ in range(studies):
                places = places_of(rng, SIZES[0])
                far = np.linalg.norm(places - places[rng.integers(len(places))], axis=1)
                disc = far <= np.quantile(far, share)
                accuracy = np.full((MODELS, len(places)), ACCURACY)
                accuracy[0, disc] += boost
                study = study_of(rng, places, accuracy)
                result, scores = suggested(study, NAMES)
                at = disc[study.questions.positions]
                gains.append(study.questions.model_scores[0, at].mean() - scores[at].mean())
                hits = []
                for proposal in result.proposals:
                    inside = points_inside(region_shape(proposal.points), places)
                    hit = proposal.model == NAMES[0] and (inside & disc).sum() > inside.sum() / 2
                    if hit:
                        hits.append((inside & disc).sum() / (inside | disc).sum())
                        told.append(proposal.gain.value)
                elsewhere += len(hits) < len(result.proposals)
                overlaps += [max(hits)] if hits else []
            print(
                f"{100 * share:10.0f} %{100 * boost:+7.0f}{100 * np.mean(gains):+7.1f}"
                f"{100 * len(overlaps) / studies:7.0f} %{np.mean(overlaps) if overlaps else np.nan:9.2f}"
                f"{100 * elsewhere / studies:9.1f} %{100 * np.mean(told) if told else np.nan:+16.1f}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--studies", type=int, default=1_000, help="of noise, each kind; a fifth of that of planted")
    studies = parser.parse_args().studies
    print_noise(studies)
    print_planted(max(1, studies // 5))


if __name__ == "__main__":
    main()
