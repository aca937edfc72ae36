"""What was seen of a design before it was handed on, as its file says it: a round trip makes nothing unseen."""

from dataclasses import dataclass
from typing import Any

from simlab.ensembles.strict_json import count_of, object_of, truth_of
from simlab.errors import DesignError

MOST_LOOKS = 1000  # more are written as this many


@dataclass(frozen=True)
class SeenBefore:
    """Looks at the figures that a design was not drawn on, where it was exported and wherever it came from.

    Attributes:
        check_looks: at its check figure, in any state; 0 to `MOST_LOOKS`.
        test_reveals: of its test figure, in any state; 0 to `MOST_LOOKS`.
        edited_after_reveal: the test figure of another state was revealed before that of this one, if it ever was.
    """

    check_looks: int = 0
    test_reveals: int = 0
    edited_after_reveal: bool = False

    @property
    def account(self) -> str:
        """What whoever imports the design has to know of reveals; empty where there was none."""
        if not self.test_reveals:
            return ""
        edited = "; it was edited after one" if self.edited_after_reveal else ""
        return (
            f"Its test figure was revealed before (reveals: {self.test_reveals}{edited}). The new design remembers it."
        )


def seen_from_json(value: Any) -> SeenBefore:
    """What a file's `seen` says.

    Raises:
        DesignError: it is not what the schema says, or it was edited after a reveal and counts none.
    """
    found = object_of(value, "'seen'", tuple(SeenBefore.__dataclass_fields__))
    seen = SeenBefore(
        count_of(found["check_looks"], "'seen.check_looks'", MOST_LOOKS),
        count_of(found["test_reveals"], "'seen.test_reveals'", MOST_LOOKS),
        truth_of(found["edited_after_reveal"], "'seen.edited_after_reveal'"),
    )
    if seen.edited_after_reveal and not seen.test_reveals:
        raise DesignError("'seen' says that the design was edited after a test reveal, and counts no reveal.")
    return seen
