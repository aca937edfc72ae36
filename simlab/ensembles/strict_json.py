"""JSON from somebody else, taken at its word: every key known, every value of its type, every number finite."""

import json
import math
from collections.abc import Collection
from typing import Any

from simlab.errors import DesignError


def parse_json(content: bytes, most_bytes: int) -> Any:
    """What a JSON file says.

    Args:
        content: of the file.
        most_bytes: more are not read.

    Raises:
        DesignError: it is too large, no JSON, names a key twice, or holds NaN or infinity.
    """
    if len(content) > most_bytes:
        raise DesignError(
            f"It has {len(content) / 2**20:,.0f} MiB; at most {most_bytes / 2**20:,.0f} are read. It is no design, or "
            "one of too many references to be handed on as a file."
        )
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_unique_keys, parse_constant=_refuse_constant)
    except RecursionError:
        raise DesignError("It is nested too deeply to be a design. Export the design again.") from None
    except ValueError as error:
        raise DesignError(f"It is no JSON text in UTF-8 ({error}). Export the design again.") from None


def object_of(value: Any, where: str, keys: Collection[str], optional: Collection[str] = ()) -> dict[str, Any]:
    """`value`, if it is an object of these keys, of which only `optional` may lack; raises DesignError otherwise."""
    found = any_object(value, where)
    unknown = sorted(set(found) - {*keys, *optional})
    lacking = [key for key in keys if key not in found]
    if unknown or lacking:
        said = " and ".join(
            f"{what} {', '.join(map(repr, names))}" for what, names in (("lacks", lacking), ("has", unknown)) if names
        )
        raise DesignError(f"{where} {said}; its keys are {', '.join((*keys, *optional))}.")
    return found


def any_object(value: Any, where: str) -> dict[str, Any]:
    """`value`, if it is an object of any keys; raises DesignError otherwise."""
    if not isinstance(value, dict):
        raise _wrong(value, where, "an object")
    for key in value:
        text_of(key, f"A key of {where}")
    return value


def list_of(value: Any, where: str) -> list[Any]:
    """`value`, if it is a list; raises DesignError otherwise."""
    if not isinstance(value, list):
        raise _wrong(value, where, "a list")
    return value


def text_of(value: Any, where: str) -> str:
    """`value`, if it is text that can be stored; raises DesignError otherwise."""
    if not isinstance(value, str):
        raise _wrong(value, where, "text")
    if not _is_unicode(value):
        raise DesignError(f"{where} holds half of a surrogate pair, which is no character: {value!a}.")
    return value


def number_of(value: Any, where: str) -> float:
    """`value` as a float, if it is a number and a finite one; raises DesignError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(value, where, "a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise DesignError(f"{where} is not a finite number.")
    return number


def count_of(value: Any, where: str, most: int) -> int:
    """`value`, if it is a whole number from 0 to `most`; raises DesignError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise _wrong(value, where, f"a whole number from 0 to {most}")
    return value


def truth_of(value: Any, where: str) -> bool:
    """`value`, if it is true or false; raises DesignError otherwise."""
    if not isinstance(value, bool):
        raise _wrong(value, where, "true or false")
    return value


def scalar_of(value: Any, where: str) -> str | float | bool | None:
    """`value`, if it is text, a finite number, true, false or null; raises DesignError otherwise."""
    match value:
        case None | bool():
            return value
        case str():
            return text_of(value, where)
        case int() | float():
            number_of(value, where)
            return value
    raise _wrong(value, where, "text, a number, true, false or null")


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"an object names the key {twice!r} twice")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _wrong(value: Any, where: str, wanted: str) -> DesignError:
    shown = repr(value)
    return DesignError(f"{where} must be {wanted}; found {shown if len(shown) <= 60 else shown[:60] + '…'}.")
