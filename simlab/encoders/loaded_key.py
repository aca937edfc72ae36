"""What an encoder in memory was made of, so that a change of it is another encoder."""

from pathlib import Path
from typing import NamedTuple, Self

from simlab.encoders.presets import spec_of
from simlab.encoders.spec import SpecPart, parse_spec
from simlab.workspace import Workspace


class LoadedKey(NamedTuple):
    """Attributes:
    spec: in full.
    workspace: whose models the spec names, None where it names none.
    files: path, time of change and size of the files that it is made of, as far as they may change.
    """

    spec: str
    workspace: Path | None
    files: tuple[tuple[str, int, int], ...]

    @classmethod
    def of(cls, spec: str, workspace: Workspace | None) -> Self:
        """Of a spec or preset, with the files as they are now.

        Raises:
            InputError: the spec is not known.
        """
        resolved = spec_of(spec)
        parts = parse_spec(resolved).parts
        named = any(part.prefix == "checkpoint" for part in parts)
        files = tuple(stamp for part in parts for stamp in _stamps(part, workspace))
        return cls(resolved, workspace.path if named and workspace is not None else None, files)


def _stamps(part: SpecPart, workspace: Workspace | None) -> list[tuple[str, int, int]]:
    """Of the files of one part: weights of one's own, or a model that may have been trained anew."""
    paths = [part.path] if part.path else []
    if part.prefix == "checkpoint":
        from simlab.encoders.model_files import model_folder

        models = workspace.path / "models" if workspace is not None else None
        paths = sorted(model_folder(models, part.name).glob("*"))
    facts = [(path, path.stat()) for path in paths if path.exists()]
    return [(str(path), fact.st_mtime_ns, fact.st_size) for path, fact in facts]
