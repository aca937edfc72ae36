"""Reading the files of the material-appearance answers: two folders of pictures, two JSON files of answers."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simlab.errors import InputError, first_few
from simlab.images import SUFFIXES

LIGHTINGS = ("ennis", "stpeters")
ANSWER_FILES = {"train": "answers_train.json", "test": "answers_test.json"}


def read_renditions(source: Path) -> tuple[list[str], list[Path | None]]:
    """Sorted names of the materials, and their files, lighting by lighting.

    Raises:
        InputError: a folder is missing, or the two do not hold the same names.
    """
    found: dict[str, dict[str, Path]] = {}
    for light in LIGHTINGS:
        folder = source / light
        if not folder.is_dir():
            raise InputError(
                f"{folder} does not exist. SRC is the folder that holds {LIGHTINGS[0]}/ and {LIGHTINGS[1]}/."
            )
        pictures = [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES]
        found[light] = {path.stem: path for path in pictures}
        if len(found[light]) != len(pictures):
            raise InputError(f"{folder}: some name has two pictures of different suffix. Keep one of each.")
    first, second = (found[light] for light in LIGHTINGS)
    unpaired = sorted(first.keys() ^ second.keys())
    if unpaired or not first:
        raise InputError(
            f"{source}: {len(unpaired)} material(s) are missing in one of {LIGHTINGS[0]}/ ({len(first)}) and "
            f"{LIGHTINGS[1]}/ ({len(second)}) (first: {first_few(unpaired) or 'none'}). Both must hold the same names."
        )
    names = sorted(first)
    return names, [found[light][item] for light in LIGHTINGS for item in names]


def read_answers(path: Path, split: str, n_names: int) -> pd.DataFrame:
    """Triples of one answer file, the source's first candidate as A; images are numbered as in `read_renditions`.

    Raises:
        InputError: the file is missing, not as described, or names a picture that is not there.
    """
    content = _json(path)
    asked = _integers(content, "answers", 3, path)
    votes = _integers(content, "agreement", 2, path)
    if len(asked) != len(votes):
        raise InputError(
            f"{path}: {len(asked):,} answers but {len(votes):,} agreements. Each answer needs one; "
            "fetch the file again."
        )
    for wrong, what in (
        (((asked < 0) | (asked >= n_names)).any(axis=1), f"name a material that is not among the {n_names} pictures"),
        ((votes < 0).any(axis=1) | (votes.sum(axis=1) == 0), "have no votes, or a negative number"),
    ):
        if wrong.any():
            raise InputError(
                f"{path}: {int(wrong.sum()):,} of {len(asked):,} answers {what} (first: row {int(wrong.argmax())}). "
                "Add the pictures, or remove these answers."
            )
    return pd.DataFrame(
        {
            "id": [f"{split}/{row}" for row in range(len(asked))],
            "split": split,
            "row": np.arange(len(asked)),
            "reference": asked[:, 0],
            "a": asked[:, 1],
            "b": asked[:, 2],
            "choice": np.select([votes[:, 0] > votes[:, 1], votes[:, 0] < votes[:, 1]], ["A", "B"], default="tie"),
            "votes_a": votes[:, 0],
            "votes_b": votes[:, 1],
            "listed_first": "A",
            "source": path.name,
        }
    )


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path} does not exist. The source needs {' and '.join(ANSWER_FILES.values())}.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read as JSON ({error}). Fetch it again.") from None
    if not isinstance(content, dict):
        raise InputError(f"{path} is not a JSON object with 'answers' and 'agreement'.")
    return content


def _integers(content: dict[str, Any], key: str, width: int, path: Path) -> np.ndarray:
    if key not in content:
        raise InputError(f"{path} lacks {key!r}: it must be a list of lists of {width} integers.")
    for row, item in enumerate(content[key]):
        if not (isinstance(item, list) and len(item) == width and all(type(value) is int for value in item)):
            raise InputError(f"{path}: row {row} of {key!r} is {item!r}; expected {width} integers.")
    return np.array(content[key], dtype=np.int64).reshape(-1, width)
