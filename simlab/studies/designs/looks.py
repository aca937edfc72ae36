"""Who saw the check figure and the test figure of which state of a design, and what that says of later states."""

from dataclasses import dataclass

from simlab.ensembles import Design
from simlab.ensembles.design_seen import MOST_LOOKS, SeenBefore
from simlab.errors import InputError
from simlab.studies.designs.named import NamedDesign, open_design
from simlab.studies.designs.versions import DesignVersion, list_versions, save_version, system_user
from simlab.studies.reveal import open_test_split
from simlab.studies.strategies import design_subject
from simlab.workspace import Workspace
from simlab.workspace.look_store import Look

UNKNOWN = "unknown"


@dataclass(frozen=True)
class StateMarks:
    """What has been seen of one state of a design.

    Attributes:
        check: looks at the check figure of this state.
        check_elsewhere: looks at the check figure of other states of the design.
        test: reveals of the test figure of this state.
        test_elsewhere: reveals of the test figure of other states.
        edited_after_reveal: the test figure of another state was seen before that of this one was, if it ever was: what
            was learned there may have led here, and a reveal of this state is no first look.
    """

    check: int
    check_elsewhere: int
    test: int
    test_elsewhere: int
    edited_after_reveal: bool

    @property
    def text(self) -> str:
        """For people; empty where nothing was seen."""
        said = [f"check seen {_times(self.check)}"] if self.check else []
        said += [f"test revealed {_times(self.test)}"] if self.test else []
        said += ["edited after a test reveal"] if self.edited_after_reveal else []
        return " · ".join(said)


def marks_of(workspace: Workspace, name: str, design: Design) -> StateMarks:
    """What has been seen of one state of a design; raises NotFoundError when there is no such design."""
    return _marks(design, workspace.store.looks.of(name), _older_reveals(workspace, name))


def seen_before(workspace: Workspace, name: str, design: Design) -> SeenBefore:
    """What has been seen of a design in all its states, to go along when one of them is handed on."""
    marks = marks_of(workspace, name, design)
    check, test = marks.check + marks.check_elsewhere, marks.test + marks.test_elsewhere
    return SeenBefore(min(check, MOST_LOOKS), min(test, MOST_LOOKS), marks.edited_after_reveal)


def remember_seen(workspace: Workspace, name: str, design: Design, seen: SeenBefore) -> None:
    """Keep with a design what was seen of it before it came here; `design` is the state that was handed over."""
    looks = workspace.store.looks
    if seen.check_looks:
        looks.add(name, "check", "", step=0, times=seen.check_looks)
    if seen.test_reveals:
        reason = f"imported; {seen.test_reveals} reveal{'s' * (seen.test_reveals > 1)} before"
        state = "" if seen.edited_after_reveal else design.fingerprint
        looks.add(name, "test", state, step=0, reason=reason, times=seen.test_reveals)


def marked_versions(workspace: Workspace, name: str) -> list[tuple[DesignVersion, StateMarks]]:
    """All versions of a design with what has been seen of each, oldest first."""
    looks, older = workspace.store.looks.of(name), _older_reveals(workspace, name)
    return [(version, _marks(version.design, looks, older)) for version in list_versions(workspace, name)]


def note_check_look(workspace: Workspace, name: str, design: Design, *, step: int) -> Look:
    """Record that the check figure of a state of a design is shown; `step` is of its history."""
    return workspace.store.looks.add(name, "check", design.fingerprint, step=step)


def note_new_check_look(workspace: Workspace, name: str) -> None:
    """The same of a design as it is now, unless the last look at its check figure was at this state."""
    named = open_design(workspace, name)
    looks = [look for look in workspace.store.looks.of(name) if look.part == "check"]
    if not looks or looks[-1].state != named.design.fingerprint:
        note_check_look(workspace, name, named.design, step=named.step)


def reveal_test_of(
    workspace: Workspace, name: str, state: str, reason: str, author: str | None = None
) -> DesignVersion:
    """Open the test figure of a design as it is now: record the reveal, and the version that it marks.

    A state that no version holds is kept as one: `test-1`, `test-2`, …

    Args:
        workspace: the study.
        name: of the design.
        state: what the reveal is recorded for, see `reveal_state`.
        reason: why it is looked at now.
        author: of a version that is made; the system's user name by default.

    Returns:
        the version of exactly this state.

    Raises:
        InputError: no reason is given.
    """
    open_test_split(workspace, design_subject(name), state, reason)
    return _note_test_look(workspace, open_design(workspace, name), reason, author)


def _note_test_look(workspace: Workspace, named: NamedDesign, reason: str, author: str | None) -> DesignVersion:
    name = named.name
    state = named.design.fingerprint
    workspace.store.looks.add(name, "test", state, step=named.step, reason=reason)
    versions = list_versions(workspace, name)
    for version in reversed(versions):
        if version.design.fingerprint == state:
            return version
    taken = {version.name for version in versions}
    free = next(label for number in range(1, len(taken) + 2) if (label := f"test-{number}") not in taken)
    return save_version(workspace, named, free, author=author or _user(), comment=f"Test revealed: {reason.strip()}")


def _user() -> str:
    try:
        return system_user()
    except InputError:
        return UNKNOWN


def _marks(design: Design, looks: list[Look], older: int) -> StateMarks:
    def count(part: str, here: bool) -> int:
        return sum(look.part == part and (look.state == design.fingerprint) == here for look in looks)

    test, elsewhere = count("test", True), count("test", False) + older
    tested = [look.state for look in looks if look.part == "test"]
    edited = tested[0] != design.fingerprint if test else elsewhere > 0
    return StateMarks(count("check", True), count("check", False), test, elsewhere, edited)


def _older_reveals(workspace: Workspace, name: str) -> int:
    """Reveals of a design that no look stands for: recorded before looks were, or of a design that was deleted."""
    looks = sum(look.part == "test" and bool(look.reason) for look in workspace.store.looks.of(name))
    return max(0, len(workspace.store.reveals(design_subject(name))) - looks)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
