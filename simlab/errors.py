"""Everything SimLab refuses, as one tree.

SimLabError                     shown to people as its message alone, never as a traceback
├── InputError                  a file or an argument that somebody gave us is wrong
│   ├── ImageError              an image cannot be read, or must not be
│   └── DesignError             a region, rule or design is not valid
├── WorkspaceError              a workspace on disk is missing, damaged, or of another format
│   ├── FormatVersionError      written by a newer SimLab
│   └── FingerprintError        made from other data than what is there now
├── NotFoundError               a model, map, design or job of that name does not exist
├── ConflictError               somebody else changed it first
├── MissingDependencyError      an optional package is not there, or the machine lacks what is asked for
├── WeightsError                weights cannot be fetched, are damaged, or are not what they should be
│   └── WeightsMissingError     weights are not on this machine
├── TrainingError               training cannot go on: what it does would teach the model nothing
└── JobCancelled                the user asked a long task to stop

A message says how many, which, where, why, and what to do next.
"""

from collections.abc import Iterable


class SimLabError(Exception):
    """Base of all errors that are meant for the user; `str(error)` is the whole message."""


class InputError(SimLabError):
    """A file or an argument that somebody gave us is wrong."""


class ImageError(InputError):
    """An image cannot be read, or must not be."""


class DesignError(InputError):
    """A region, rule or design is not valid."""


class WorkspaceError(SimLabError):
    """A workspace on disk is missing, damaged, or in the way."""


class FormatVersionError(WorkspaceError):
    """The file was written by a newer SimLab."""


class FingerprintError(WorkspaceError):
    """An artefact was made from other data than what is there now."""


class NotFoundError(SimLabError):
    """A model, map, design or job of that name does not exist."""


class ConflictError(SimLabError):
    """Somebody else changed the same thing first."""


class MissingDependencyError(SimLabError):
    """An optional package is not there, or the machine lacks what is asked for."""


class WeightsError(SimLabError):
    """Weights cannot be fetched, are damaged, or are not what they should be."""


class WeightsMissingError(WeightsError):
    """Weights are not on this machine.

    Attributes:
        spec: of the encoder that needs them, as `simlab weights fetch` takes it.
    """

    def __init__(self, message: str, spec: str = "") -> None:
        super().__init__(message)
        self.spec = spec


class TrainingError(SimLabError):
    """Training cannot go on: what it does would teach the model nothing."""


class JobCancelled(SimLabError):
    """The user asked a long task to stop."""


def first_few(items: Iterable[object], count: int = 3) -> str:
    """The first items of a list for an error message: "460, 1019, 88, …"."""
    listed = [str(item) for _, item in zip(range(count + 1), items, strict=False)]
    return ", ".join(listed[:count]) + (", …" if len(listed) > count else "")
