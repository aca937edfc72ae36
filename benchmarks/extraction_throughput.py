"""Images per second of the extraction engine beside its ceilings, and beside a plain open_clip loop; all in one run.

    python -m benchmarks.extraction_throughput [--device auto] [--precision fp32] [--images 512]

ViT-B-32 of open_clip at random weights, JPEG files of 640 × 480 pixels on disk. Decoding alone is what the engine does
to bring pictures to the network's input, without a network; the forward pass alone takes such inputs from the device's
own memory. On a processor both share the cores, so that the ceiling is 1 / (decoding + forward pass); on CUDA they run
side by side, and the lower of the two is the ceiling. Rates of decoding and engine are those from the first finished
batch to the last; the engine's whole call, the start of processes included, is printed beside it. Rounds alternate,
and the median of their ratios counts.
"""

import argparse
import logging
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import open_clip
import pandas as pd
import torch
from PIL import Image

from simlab.encoders import Encoder, Precision, extract, open_encoder
from simlab.encoders.extraction.batch_size import ON_PROCESSOR, find_batch_size
from simlab.encoders.extraction.decoding import prepared_batches
from simlab.encoders.extraction.pictures import Batch, n_cores
from simlab.encoders.extraction.replicas import devices_of
from simlab.images import jpeg_bytes
from simlab.progress import SilentProgress
from simlab.workspace import Manifest, ModelEntry, Workspace, WorkspaceContent, create_workspace
from tests.random_weights import random_weights

NETWORK, WEIGHTS = "ViT-B-32", "laion2b_s34b_b79k"
ROUNDS, KINDS_OF_PICTURE = 3, 32


class Clock(SilentProgress):
    """When how many images were done."""

    def __init__(self) -> None:
        self.done: list[tuple[float, int]] = []

    def advance(self, steps: int = 1) -> None:
        """Remember it."""
        if steps:
            self.done.append((time.perf_counter(), steps))

    @property
    def images_per_second(self) -> float:
        """From the first report to the last."""
        return sum(steps for _, steps in self.done[1:]) / (self.done[-1][0] - self.done[0][0])


@dataclass(frozen=True)
class Bench:
    """One setting.

    Attributes:
        workspace: with the files.
        files: in their order.
        encoder: ViT-B-32, on the device.
        device: as torch names it.
        precision: of the forward pass.
        batch: images at once.
    """

    workspace: Workspace
    files: list[Path]
    encoder: Encoder
    device: str
    precision: Precision
    batch: int

    def decoding(self) -> float:
        """Images per second, as the engine decodes them."""
        rows = np.arange(len(self.files))
        batches = [
            Batch(number, rows[start : start + self.batch], (0,))
            for number, start in enumerate(range(0, len(rows), self.batch))
        ]
        clock = Clock()
        for (stack,) in prepared_batches(self.workspace, [self.encoder.prepare], batches, [self.device]):
            clock.advance(len(stack))
        return clock.images_per_second

    def forward(self) -> float:
        """Images per second from prepared pictures that are on the device, once its kernels are chosen."""
        prepared = self.encoder.prepare(Image.open(self.files[0]))
        stack = torch.from_numpy(prepared).repeat(self.batch, 1, 1, 1).to(self.device)
        self.encoder.embed(stack)
        before = time.perf_counter()
        repeats = -(-len(self.files) // self.batch)
        for _ in range(repeats):
            self.encoder.embed(stack)
        return repeats * self.batch / (time.perf_counter() - before)

    def engine(self, number: int) -> tuple[float, float]:
        """Images per second of `extract`: once it runs, and over the whole call."""
        clock, before = Clock(), time.perf_counter()
        extract(
            self.workspace,
            self.encoder,
            ModelEntry(f"run-{number}", "baseline"),
            batch_size=self.batch,
            device=self.device,
            precision=self.precision,
            progress=clock,
        )
        return clock.images_per_second, len(self.files) / (time.perf_counter() - before)

    def plain(self) -> float:
        """Images per second of the loop that open_clip's own documentation shows, over PIL images in batches."""
        model, _, preprocess = open_clip.create_model_and_transforms(NETWORK, pretrained=None)
        model = model.to(self.device).eval()
        kind = {"bf16": torch.bfloat16, "fp16": torch.float16}.get(self.precision)
        device = torch.device(self.device)
        before = time.perf_counter()
        for start in range(0, len(self.files), self.batch):
            files = self.files[start : start + self.batch]
            pixels = torch.stack([preprocess(Image.open(file)) for file in files]).to(self.device)
            with torch.inference_mode(), torch.autocast(device.type, kind, enabled=kind is not None):
                features = model.encode_image(pixels)
                features /= features.norm(dim=-1, keepdim=True)
            features.float().cpu()
        return len(self.files) / (time.perf_counter() - before)


def made_workspace(folder: Path, n_images: int) -> tuple[Workspace, list[Path]]:
    """A workspace of so many JPEG files, whose pictures have shapes and grain as photographs do."""
    rng = np.random.default_rng(0)
    (folder / "files").mkdir()
    contents = [jpeg_bytes(_photograph(rng), quality=90) for _ in range(KINDS_OF_PICTURE)]
    files = [folder / "files" / f"{number:06d}.jpg" for number in range(n_images)]
    for number, file in enumerate(files):
        file.write_bytes(contents[number % KINDS_OF_PICTURE])
    images = pd.DataFrame({"id": [file.stem for file in files], "pool": "made"})
    triple = {"id": ["t"], "split": ["validation"], "row": [0], "reference": [0], "a": [1], "b": [2], "choice": ["A"]}
    triples = pd.DataFrame({**triple, "source": "made"})
    content = WorkspaceContent(Manifest("throughput", synthetic=True), images, triples, files, "made")
    return create_workspace(folder / "workspace", content), files


def _photograph(rng: np.random.Generator) -> Image.Image:
    shapes = Image.fromarray(rng.integers(0, 256, (12, 16, 3), dtype=np.uint8)).resize((640, 480), Image.BICUBIC)
    grain = rng.normal(0, 6, (480, 640, 3))
    return Image.fromarray(np.clip(np.asarray(shapes) + grain, 0, 255).astype(np.uint8))


def measure(device: str = "auto", precision: Precision = "fp32", n_images: int = 512) -> float:
    """Print the rates; returns the median ratio of the engine's to its ceiling."""
    logging.getLogger().setLevel(logging.ERROR)  # open_clip warns that its network has no weights yet
    chosen = devices_of(device)[0]
    on_processor = chosen == "cpu"
    with tempfile.TemporaryDirectory() as name:
        workspace, files = made_workspace(Path(name), n_images)
        weights = random_weights(f"open_clip:{NETWORK}/{WEIGHTS}", Path(name), seed=0)
        encoder = open_encoder(f"open_clip:{NETWORK}/{WEIGHTS}@{weights}")
        encoder.use(chosen, precision)
        picture = encoder.prepare(Image.open(files[0]))
        batch = ON_PROCESSOR if on_processor else find_batch_size(encoder, picture, n_images)
        bench = Bench(workspace, files, encoder, chosen, precision, batch)
        kind = torch.cuda.get_device_name(chosen) if chosen.startswith("cuda") else f"{n_cores()} cores"
        print(
            f"{NETWORK} on {chosen} ({kind}), {precision}, batches of {batch}, {n_images:,} JPEGs of 640 × 480, torch"
        )
        print(f"torch {torch.__version__}, {torch.get_num_threads()} threads; images per second:")
        print(f"{'decoding':>10} {'forward':>10} {'ceiling':>10} {'engine':>10} {'ratio':>7} {'whole call':>11}")
        ratios = []
        for number in range(ROUNDS):
            decoding, forward = bench.decoding(), bench.forward()
            engine, whole = bench.engine(number)
            ceiling = 1 / (1 / decoding + 1 / forward) if on_processor else min(decoding, forward)
            ratios.append(engine / ceiling)
            print(
                f"{decoding:10.1f} {forward:10.1f} {ceiling:10.1f} {engine:10.1f} {ratios[-1]:7.3f} {whole:11.1f}",
                flush=True,
            )
        print(f"plain open_clip loop: {bench.plain():.1f}; median ratio {statistics.median(ratios):.3f} (goal: 0.9)")
    return statistics.median(ratios)


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--device", default="auto")
    parser.add_argument("--precision", default="fp32", choices=("fp32", "bf16", "fp16"))
    parser.add_argument("--images", type=int, default=512)
    asked = parser.parse_args()
    measure(asked.device, asked.precision, asked.images)


if __name__ == "__main__":
    main()
