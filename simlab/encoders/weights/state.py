"""Whether weights are on this machine, and what is expected where if they are not."""

from dataclasses import dataclass
from pathlib import Path

from simlab.encoders.weights.cache import ENDINGS, find_here, partial_bytes, repository_folder
from simlab.encoders.weights.hub import find_on_hub
from simlab.encoders.weights.weights_file import WeightsFile
from simlab.errors import WeightsError, WeightsMissingError


@dataclass(frozen=True)
class WeightsState:
    """A file of weights, as things stand.

    Attributes:
        file: which.
        here: where it lies on this machine, None if it does not.
        n_bytes: its size, None where that is not known (not here, and the hub was not asked or did not say).
        partial_bytes: what an interrupted fetch has left, from which the next one goes on.
        expected: which file is expected, and where, as a sentence begins.
        problem: why it cannot be used or fetched, as far as that was looked into; "" otherwise.
    """

    file: WeightsFile
    here: Path | None
    n_bytes: int | None
    partial_bytes: int
    expected: str
    problem: str = ""


def weights_state(file: WeightsFile, *, ask_hub: bool = False) -> WeightsState:
    """How a file of weights stands; nothing is fetched, and nothing raised.

    Args:
        file: see `weights_of`.
        ask_hub: ask the hub for the size of a file that is not here; takes a moment, at most
            HF_HUB_ETAG_TIMEOUT (10 s) for each of its names.
    """
    here, n_bytes, problem = None, None, ""
    try:
        here = find_here(file)
        if here is not None:
            n_bytes = here.stat().st_size
        elif file.path is not None:
            problem = f"There is no such file: {file.path}"
        elif ask_hub:
            n_bytes = find_on_hub(file).n_bytes
    except WeightsError as error:
        problem = str(error)
    return WeightsState(file, here, n_bytes, 0 if here else partial_bytes(file), expected_file(file), problem)


def require_weights(file: WeightsFile) -> Path:
    """Where the file lies on this machine.

    Raises:
        WeightsMissingError: it does not.
        WeightsError: the folder that the user named holds several.
    """
    here = find_here(file)
    if here is not None:
        return here
    if file.path is not None:
        raise WeightsMissingError(
            f"The weights of {file.spec!r} are not there. Expected: {expected_file(file)}.", file.spec
        )
    partial = partial_bytes(file)
    so_far = " Part of it is here; fetching goes on from it." if partial else ""
    raise WeightsMissingError(
        f"The weights of {file.spec!r} are not on this machine. Expected: {expected_file(file)}.{so_far} Fetch them: "
        f"simlab weights fetch '{file.spec}'. Or name a file of your own: {file.named_by_path}",
        file.spec,
    )


def expected_file(file: WeightsFile) -> str:
    """Which file is expected, and where."""
    if file.path is not None:
        return f"{file.path}, a file ({', '.join(ENDINGS)}) or a folder with {' or '.join(file.names)}"
    from huggingface_hub import constants

    first, *others = file.names
    instead = f" (or {' or '.join(others)})" if others else ""
    return f"{first}{instead} of {constants.ENDPOINT}/{file.repo} under {repository_folder(str(file.repo))}"
