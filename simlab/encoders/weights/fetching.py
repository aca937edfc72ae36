"""The weights of a spec onto this machine."""

from pathlib import Path

from simlab.encoders.weights.cache import find_here
from simlab.encoders.weights.download import download
from simlab.encoders.weights.hub import find_on_hub
from simlab.encoders.weights.state import require_weights
from simlab.encoders.weights.weights_file import WeightsFile, weights_of
from simlab.progress import SILENT, Progress


def fetch_weights(spec: str, progress: Progress = SILENT) -> tuple[Path, ...]:
    """Fetch what is missing of the weights that a spec needs, and say where all of them lie.

    Goes on from an earlier attempt that was interrupted. What is here already is not asked for again.

    Args:
        spec: an encoder spec, or the label of a preset.
        progress: a stage for each file, its steps bytes.

    Returns:
        One path for each of `weights_of(spec)`.

    Raises:
        InputError: the spec is not known, or no such weights are listed.
        WeightsMissingError: a path that the spec names does not exist.
        WeightsError: the hub cannot be reached or refuses, there is no room, or the content is not what the hub
            announced.
        JobCancelled: the user asked to stop; what has come is kept.
    """
    return tuple(_fetch(file, progress) for file in weights_of(spec))


def _fetch(file: WeightsFile, progress: Progress) -> Path:
    here = find_here(file)
    if here is not None:
        return here
    return require_weights(file) if file.path is not None else download(find_on_hub(file), progress)
