"""Search in a gallery: every image looked at, or faiss, in one run, so that their ratio means something.

Run as `python -m benchmarks.retrieval_search [--images 50000,100000,200000] [--dimensions 256]`. Vectors lie in a
random subspace of 16 dimensions, with noise of a tenth of their spread: neither in clear clusters, which are too easy,
nor equally far from each other, where nothing but looking at every image helps. Queries are new ones of the same kind.
Recall is the share of the true 15 nearest that faiss finds for these queries; the index measures its own on images of
the gallery and shows that.
"""

import argparse
import time
from dataclasses import dataclass

import numpy as np

from simlab.retrieval import Index, open_index

QUERIES, DEPTH, REPEATS = 200, 15, 3
SUBSPACE, NOISE = 16, 0.1


@dataclass(frozen=True)
class Measured:
    """One gallery."""

    images: int
    build: float
    exact: float
    quick: float
    recall: float
    shown_recall: float
    cells: str


def gallery(images: int, dimensions: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Vectors of a gallery, and of queries."""
    random = np.random.default_rng(seed)
    plane = random.normal(size=(SUBSPACE, dimensions)).astype(np.float32) / np.float32(SUBSPACE**0.5)
    found = random.normal(size=(images + QUERIES, SUBSPACE)).astype(np.float32) @ plane
    found += np.float32(NOISE) * random.normal(size=found.shape).astype(np.float32)
    return found[:images], found[images:]


def seconds_per_query(index: Index, queries: np.ndarray) -> float:
    """One query after the other, as a page asks; the best of some repeats."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        for query in queries:
            index.search(query[None], DEPTH)
        times.append((time.perf_counter() - start) / len(queries))
    return min(times)


def measure(images: int, dimensions: int) -> Measured:
    vectors, queries = gallery(images, dimensions)
    exact = open_index(vectors, "cosine", exact_up_to=images)
    start = time.perf_counter()
    quick = open_index(vectors, "cosine", exact_up_to=0)
    build = time.perf_counter() - start
    truth, found = exact.search(queries, DEPTH), quick.search(queries, DEPTH)
    limit = truth.distances[:, -1:]
    asked = queries[:20]
    return Measured(
        images=images,
        build=build,
        exact=seconds_per_query(exact, asked),
        quick=seconds_per_query(quick, asked),
        recall=float((found.distances <= limit).mean()),
        shown_recall=float(quick.recall or 0.0),
        cells=f"{quick.cells.nprobe:,} of {quick.cells.nlist:,}",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--images", default="50000,100000,200000")
    parser.add_argument("--dimensions", type=int, default=256)
    asked = parser.parse_args()
    print("| images | exact, ms a query | faiss, ms a query | ratio | recall | recall shown | cells | build, s |")
    print("|---|---|---|---|---|---|---|---|")
    for images in (int(count) for count in asked.images.split(",")):
        found = measure(images, asked.dimensions)
        print(
            f"| {found.images:,} | {1000 * found.exact:.1f} | {1000 * found.quick:.2f} | "
            f"{found.exact / found.quick:.0f} | {found.recall:.1%} | {found.shown_recall:.1%} | {found.cells} | "
            f"{found.build:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
