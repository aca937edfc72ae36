"""What one live triple costs beyond the forward pass, on a warm ViT-B-32: as a triple of the study, and as three files.

    python -m benchmarks.live_triple [--device cpu] [--questions 20]

ViT-B-32 of open_clip at random weights, JPEG files of 640 × 480 pixels; a study of 1,320 validation references, a drawn
design on a PCA map of the model's own vectors. A question is everything from the files on disk to the answers of model
and design with its reasons. The forward pass is what of it the network takes for the three prepared pictures.
"""

import argparse
import logging
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from simlab.encoders import Encoder, encode
from simlab.encoders.loaded import LoadedEncoders
from simlab.ensembles import Design, Region, one_model
from simlab.images import decode_rgb
from simlab.maps import fit_map
from simlab.studies.designs.named import create_design
from simlab.studies.live import (
    LivePicture,
    LiveQuery,
    LiveSubject,
    fit_subject,
    live_answers,
    live_ensemble,
    query_of_triple,
)
from simlab.workspace import Manifest, ModelEntry, Workspace, WorkspaceContent, create_workspace
from tests.random_weights import random_weights

SPEC = "open_clip:ViT-B-32/laion2b_s34b_b79k"
REFERENCES, PER_REFERENCE, CANDIDATES, PICTURED = 1_320, 4, 2_000, 30
MODEL, GOAL = "clip", 0.050


def photograph(random: np.random.Generator, path: Path) -> Path:
    """Something that decodes as a photograph does."""
    coarse = Image.fromarray(random.integers(0, 256, (48, 64, 3), dtype=np.uint8))
    coarse.resize((640, 480), Image.Resampling.BICUBIC).save(path, quality=90)
    return path


def study(folder: Path, spec: str, encoder: Encoder) -> Workspace:
    """Vectors of all images are random but those of the pictures, which are the encoder's own."""
    random = np.random.default_rng(0)
    files = [photograph(random, folder / f"{number}.jpg") for number in range(PICTURED)]
    n_images = REFERENCES + CANDIDATES
    reference = np.repeat(np.arange(REFERENCES), PER_REFERENCE)
    n_triples = len(reference)
    candidates = REFERENCES + random.integers(0, CANDIDATES, (n_triples, 2))
    candidates[:, 1] += candidates[:, 0] == candidates[:, 1]
    images = pd.DataFrame({"id": [f"i{number}" for number in range(n_images + 1)], "pool": "random"})
    first = PICTURED // 3
    asked = np.arange(first) * PER_REFERENCE
    candidates[asked] = REFERENCES + np.arange(2 * first).reshape(-1, 2)
    triples = pd.DataFrame(
        {
            "id": [f"t{number}" for number in range(n_triples)],
            "split": "validation",
            "row": np.arange(n_triples),
            "reference": reference,
            "a": candidates[:, 0],
            "b": candidates[:, 1],
            "choice": np.where(random.random(n_triples) < 0.5, "A", "B"),
            "source": "random",
        }
    )
    pictures: list[Path | None] = [None] * len(images)
    shown = [*range(first), *range(REFERENCES, REFERENCES + 2 * first)]
    for row, file in zip(shown, files, strict=True):
        pictures[row] = file
    content = WorkspaceContent(Manifest("live", synthetic=True), images, triples, pictures, "random")
    workspace = create_workspace(folder / "study", content)
    vectors = random.normal(size=(len(images), encoder.dimensions)).astype(np.float32)
    vectors[shown] = encode(encoder, [workspace.picture(row) for row in shown])
    rows = np.arange(len(images), dtype=np.int32)
    workspace.write_embedding(ModelEntry(MODEL, "cs"), vectors, rows, encoder=spec)
    reference_map = fit_map(workspace, MODEL, "pca")
    left, bottom = (float(value) for value in reference_map.fitted_coordinates.min(axis=0))
    top = float(reference_map.fitted_coordinates[:, 1].max())
    half = Region("left", ((left, bottom), (0.0, bottom), (0.0, top), (left, top)), one_model(MODEL), "#336699")
    design = Design(reference_map.id, reference_map.fingerprint, one_model(MODEL), (half,))
    create_design(workspace, "half", reference_map, design)
    return workspace


def new_question(workspace: Workspace, triple: str) -> LiveQuery:
    """The same pictures, read as files that somebody has dropped in."""
    row = workspace.triples.set_index("id").loc[triple]
    paths = [workspace.image_file(int(row[column])) for column in ("reference", "a", "b")]
    reference, a, b = (LivePicture(decode_rgb(path.read_bytes(), path.name), path.name) for path in paths)
    return LiveQuery(reference, (a, b))


class ForwardPass:
    """Attributes:
    seconds: that the last pass of an encoder took.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.seconds = 0.0
        self._embed = encoder.embed
        setattr(encoder, "embed", self)  # noqa: B010 - a method by a clock around it

    def __call__(self, prepared: np.ndarray) -> np.ndarray:
        """As `embed`."""
        start = time.perf_counter()
        found = self._embed(prepared)
        self.seconds = time.perf_counter() - start
        return found


def ask(workspace: Workspace, triple: str, encoders: LoadedEncoders, subject: LiveSubject, new: bool) -> list[float]:
    """Seconds until the question is decoded, until the model has answered, until the design has."""
    times = [time.perf_counter()]
    query = new_question(workspace, triple) if new else query_of_triple(workspace, triple)
    times.append(time.perf_counter())
    answers = list(live_answers(workspace, query, encoders, subject.needed))
    times.append(time.perf_counter())
    found = live_ensemble(workspace, query, answers, subject)
    times.append(time.perf_counter())
    assert not found.problem, found.problem
    return list(np.diff(times))


def main(device: str = "cpu", questions: int = 20) -> None:
    """Print both kinds of question with their parts."""
    logging.getLogger().setLevel(logging.ERROR)  # open_clip warns of what is intended here
    with tempfile.TemporaryDirectory() as folder:
        spec = f"{SPEC}@{random_weights(SPEC, Path(folder) / 'weights', seed=0)}"
        encoders = LoadedEncoders(2 * 10**9, device)
        encoder = encoders.get(spec)
        workspace = study(Path(folder), spec, encoder)
        subject = fit_subject(workspace, "design:half")
        network = ForwardPass(encoder)
        triples = [f"t{number * PER_REFERENCE}" for number in range(PICTURED // 3)]
        (loaded,) = encoders.loaded
        print(f"ViT-B-32 on {loaded.device}, {loaded.precision}; loaded and warmed up in {loaded.load_seconds:.1f} s")
        for new in (False, True):
            rows = []
            for number in range(questions + 2):
                triple = triples[number % len(triples)]
                decoding, answering, combining = ask(workspace, triple, encoders, subject, new)
                preparing = answering - network.seconds
                beyond = decoding + preparing + combining
                rows.append([beyond + network.seconds, network.seconds, beyond, decoding, preparing, combining])
            whole, passed, beyond, decoded, prepared, combined = (
                1000 * statistics.median(column) for column in zip(*rows[2:], strict=True)
            )
            asked = "three new files" if new else "a triple of the study"
            print(
                f"{asked}: {whole:.1f} ms, forward pass {passed:.1f} ms, beyond it {beyond:.1f} ms (goal "
                f"{1000 * GOAL:.0f}): decoding {decoded:.1f}, preparing and distances {prepared:.1f}, place, weights "
                f"and reasons {combined:.1f}; medians of {questions}"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--questions", type=int, default=20)
    arguments = parser.parse_args()
    main(arguments.device, arguments.questions)
