"""How long the server takes from one edit of a region to every figure of the design. Synthetic margins.

    python -m benchmarks.region_edit

1,320 references, 22,000 triples, 8 models; a design of five regions of which one is redrawn at each edit, so that its
membership is computed anew. The ratio is to a literal loop over the triples that finds only the accuracy.
"""

import statistics
import time

import numpy as np
import pandas as pd

from simlab.ensembles import BEST, Design, Membership, Questions, Region, one_model, points_inside, region_shape
from simlab.studies.designs.session import DesignSession
from simlab.studies.split_questions import SplitQuestions

REFERENCES, TRIPLES, MODELS, EDITS = 1_320, 22_000, 8, 100


class Places:
    """Random places on a map."""

    def __init__(self, coordinates: np.ndarray) -> None:
        self.membership_of_all = Membership(coordinates)

    def membership(self, image_rows: np.ndarray) -> Membership:
        """References are numbered like image rows here."""
        return self.membership_of_all.subset(image_rows)


def questions(random: np.random.Generator) -> SplitQuestions:
    """Noise with 70 % right answers, of references with unequal numbers of triples."""
    signs = random.choice(np.array([1, -1], dtype=np.int8), TRIPLES)
    positions = np.sort(np.concatenate([np.arange(REFERENCES), random.integers(0, REFERENCES, TRIPLES - REFERENCES)]))
    right = random.random((MODELS, TRIPLES)) < 0.7
    margins = np.where(right, 1, -1) * signs * random.exponential(0.1, (MODELS, TRIPLES))
    found = Questions(
        models=tuple(f"m{number}" for number in range(MODELS)),
        margins=margins,
        references=np.arange(REFERENCES, dtype=np.int32),
        positions=positions,
        signs=signs,
        rows=np.arange(TRIPLES),
        candidates=np.zeros((TRIPLES, 2), dtype=np.int32),
    )
    return SplitQuestions("validation", pd.DataFrame(), found, 0)


def polygon(random: np.random.Generator, vertices: int = 40) -> tuple[tuple[float, float], ...]:
    """A wobbly loop somewhere on the map."""
    angle = np.sort(random.uniform(0, 2 * np.pi, vertices))
    radius = random.uniform(0.1, 0.25, vertices)
    x, y = random.uniform(0.2, 0.8, 2)
    return tuple((float(x + r * np.cos(a)), float(y + r * np.sin(a))) for a, r in zip(angle, radius, strict=True))


def loop_accuracy(asked: SplitQuestions, design: Design, coordinates: np.ndarray, scales: np.ndarray) -> float:
    """The accuracy alone, triple by triple."""
    found = asked.questions
    inside = [points_inside(region_shape(region.points), coordinates) for region in design.regions]
    right = 0.0
    for triple in range(len(found)):
        reference = found.positions[triple]
        model = 0
        for number, region in enumerate(design.regions):
            if inside[number][reference]:
                model = found.models.index(region.rule.models[0])
                break
        margin = found.margins[model, triple] / scales[model] * found.signs[triple]
        right += 1.0 if margin > 0 else 0.5 if margin == 0 else 0.0
    return right / len(found)


def main() -> None:
    random = np.random.default_rng(0)
    asked = questions(random)
    coordinates = random.random((REFERENCES, 2))
    names = asked.questions.models
    session = DesignSession(asked, Places(coordinates), names)  # type: ignore[arg-type]
    fixed = tuple(Region(f"r{n}", polygon(random), one_model(names[n]), "#000000") for n in range(4))
    print(f"{REFERENCES:,} references, {TRIPLES:,} triples, {MODELS} models, 5 regions, synthetic margins")
    for title, rule in (("one model", one_model(names[5])), ("best on validation, cross-fitted", BEST)):
        seconds = []
        for _ in range(EDITS):
            region = Region("edited", polygon(random), rule, "#000000")
            design = Design("map", "fingerprint", one_model(names[0]), (region, *fixed))
            start = time.perf_counter()
            figures = session.figures(design)
            seconds.append(time.perf_counter() - start)
        ordered = sorted(seconds)
        p95 = ordered[int(0.95 * EDITS)]
        print(f"{title}: median {1000 * statistics.median(seconds):.1f} ms, p95 {1000 * p95:.1f} ms")
        if rule is not BEST:
            start = time.perf_counter()
            literal = loop_accuracy(asked, design, coordinates, asked.questions.margins.std(axis=1))
            loop = time.perf_counter() - start
            assert abs(literal - figures.accuracy.value) < 1e-12
            print(f"  literal loop, accuracy alone: {loop / statistics.median(seconds):.0f} × the time of all figures")


if __name__ == "__main__":
    main()
