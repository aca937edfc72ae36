"""Where weights lie on this machine: huggingface_hub's cache, or a path of the user's own."""

from pathlib import Path

from simlab.encoders.weights.weights_file import WeightsFile
from simlab.errors import WeightsError

ENDINGS = (".safetensors", ".bin", ".pt", ".pth")


def find_here(file: WeightsFile) -> Path | None:
    """The file of weights on this machine, under the first of its names that is there.

    Raises:
        WeightsError: the folder that the user named holds several files of weights, none under a usual name.
    """
    if file.path is not None:
        return _in_folder(file, file.path) if file.path.is_dir() else _if_file(file.path)
    from huggingface_hub import try_to_load_from_cache

    for name in file.names:
        found = try_to_load_from_cache(str(file.repo), name, revision=file.revision)
        if isinstance(found, str):
            return Path(found)
    return None


def repository_folder(repo: str) -> Path:
    """The folder of a repository in the cache, which need not exist."""
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    return Path(constants.HF_HUB_CACHE).expanduser() / repo_folder_name(repo_id=repo, repo_type="model")


def partial_file(repo: str, etag: str) -> Path:
    """Where what has come of a file is kept until all of it has."""
    return repository_folder(repo) / "blobs" / f"{etag}.incomplete"


def partial_bytes(file: WeightsFile) -> int:
    """How much of an interrupted fetch is kept, 0 where nothing is."""
    if file.repo is None:
        return 0
    partials = (repository_folder(file.repo) / "blobs").glob("*.incomplete")
    # huggingface_hub's own have one more dot in their names; nobody goes on from those.
    return max((size_so_far(partial) for partial in partials if "." not in partial.stem), default=0)


def size_so_far(path: Path) -> int:
    """The size of a file that another process may move away at any time; 0 where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _in_folder(file: WeightsFile, folder: Path) -> Path | None:
    for name in file.names:
        if (folder / name).is_file():
            return folder / name
    found = sorted(path for path in folder.iterdir() if path.suffix in ENDINGS and path.is_file())
    if len(found) > 1:
        names = ", ".join(path.name for path in found[:4]) + (", …" if len(found) > 4 else "")
        raise WeightsError(
            f"{folder} holds {len(found)} files of weights ({names}), none named {' or '.join(file.names)}. Name one "
            f"of them after the @ of {file.spec!r}."
        )
    return found[0] if found else None


def _if_file(path: Path) -> Path | None:
    return path if path.is_file() else None
