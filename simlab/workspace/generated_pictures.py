"""Pictures that a workspace describes instead of holding: painted when first asked for, then kept under `cache/`."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from PIL import Image

from simlab.child_process import end_with_parent
from simlab.errors import ImageError
from simlab.images import decode_rgb, png_bytes
from simlab.landscapes import landscape_from_generator, render
from simlab.progress import Progress
from simlab.workspace.atomic import write_bytes

_CHUNK = 32


def generator_checksum(generator: str) -> str:
    """What stands in for the SHA-256 of a file: that of the generator's name, version and parameters."""
    return hashlib.sha256(generator.encode("utf-8")).hexdigest()


def generated_picture(folder: Path, generator: str, side: int) -> Image.Image:
    """The picture that `generator` describes, `side` pixels square; kept without loss in `folder`.

    Raises:
        InputError: it describes nothing that this SimLab can paint.
    """
    kept = _kept(folder, generator, side)
    with suppress(ImageError):  # not painted yet, or cut short by a power cut
        return decode_rgb(kept)
    picture = render(landscape_from_generator(generator), side)
    kept.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(kept, png_bytes(picture), durable=False)
    return picture


def paint_pictures(
    folder: Path, generators: Sequence[str], sides: Sequence[int], jobs: int, progress: Progress
) -> None:
    """Paint and keep all pictures that are not kept yet, in so many processes.

    Args:
        folder: where pictures are kept.
        generators: what each picture is.
        sides: how large, in pixels.
        jobs: processes; 1 paints in this one.
        progress: hears one step per picture.

    Raises:
        JobCancelled: the user asked to stop; what is painted is kept.
    """
    waiting = [
        (generator, side)
        for generator, side in zip(generators, sides, strict=True)
        if not _kept(folder, generator, side).is_file()
    ]
    progress.stage("painting pictures", len(generators))
    progress.advance(len(generators) - len(waiting))
    paint = partial(_paint, folder)
    if jobs == 1:
        for task in waiting:
            paint(task)
            progress.advance()
        return
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=end_with_parent, initargs=(os.getpid(),)
    ) as pool:
        try:
            for _ in pool.map(paint, waiting, chunksize=_CHUNK):
                progress.advance()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _paint(folder: Path, task: tuple[str, int]) -> None:
    generated_picture(folder, *task)


def _kept(folder: Path, generator: str, side: int) -> Path:
    checksum = generator_checksum(generator)
    return folder / checksum[:2] / f"{checksum[2:32]}-{side}.png"
