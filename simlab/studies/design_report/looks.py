"""What a report may say of the check set and of the test split: figures only where somebody has asked to see them."""

from dataclasses import dataclass

from simlab.ensembles import Design
from simlab.studies.designs.looks import StateMarks
from simlab.studies.designs.session import DesignFigures, DesignSession
from simlab.studies.ensemble_evaluation import reveal_state
from simlab.studies.map_places import MapPlaces
from simlab.studies.reveal import is_revealed, open_test_split
from simlab.studies.scoreboard import SUBJECT
from simlab.studies.split_questions import SplitQuestions, part_triples, split_questions
from simlab.studies.strategies import NamedStrategy
from simlab.workspace import Workspace
from simlab.workspace.check_set import CheckSet, check_set_of


@dataclass(frozen=True)
class CheckLook:
    """The check set.

    Attributes:
        check_set: how it was drawn; None where the study keeps none.
        n_references: in it.
        figures: of the design on it; None unless asked for.
    """

    check_set: CheckSet | None
    n_references: int
    figures: DesignFigures | None


@dataclass(frozen=True)
class PastReveal:
    """One opening of the test split for a design.

    Attributes:
        time: UTC, ISO 8601.
        reason: in the person's words.
        same_state: whether it showed the figure of exactly the state that is reported.
    """

    time: str
    reason: str
    same_state: bool


@dataclass(frozen=True)
class OtherReveals:
    """Openings of the test split for something else in the same workspace.

    Attributes:
        subject: what was scored.
        count: how often.
        last: when last; UTC, ISO 8601.
    """

    subject: str
    count: int
    last: str


@dataclass(frozen=True)
class TestLook:
    """The test split.

    Attributes:
        figures: of the design on it; None unless revealed for exactly this state.
        edited_after: a test figure of another state was seen before: of the design (see `StateMarks`), or of what its
            figure depends on.
        reveals: of this design, oldest first.
        others: of everything else, oldest first.
    """

    figures: DesignFigures | None
    edited_after: bool
    reveals: tuple[PastReveal, ...]
    others: tuple[OtherReveals, ...]

    @property
    def board_opened(self) -> bool:
        """Whether the whole scoreboard was opened, which shows every design that stands on it."""
        return any(other.subject == SUBJECT for other in self.others)


def look_at_check(
    workspace: Workspace, design: Design, named: NamedStrategy, drawing: SplitQuestions, places: MapPlaces, show: bool
) -> CheckLook:
    """The check set, with the figure of a design if `show`.

    Raises:
        NotFoundError: `show`, and the study keeps no check set.
    """
    check_set = check_set_of(workspace)
    figures = None
    if show:
        asked = split_questions(workspace, "check", named.models)
        figures = DesignSession(drawing, places, named.members, asked).figures(design)
    count = 0 if check_set is None else part_triples(workspace, "check")["reference"].nunique()
    return CheckLook(check_set, int(count), figures)


def look_at_test(
    workspace: Workspace,
    design: Design,
    named: NamedStrategy,
    drawing: SplitQuestions,
    places: MapPlaces,
    marks: StateMarks,
) -> TestLook:
    """The record of reveals, and the test figure where exactly this state has been revealed before."""
    state = reveal_state(workspace, named)
    figures = None
    if is_revealed(workspace, named.subject, state):
        open_test_split(workspace, named.subject, state, None)
        asked = split_questions(workspace, "test", named.models)
        figures = DesignSession(drawing, places, named.members, asked).figures(design)
    every = workspace.store.reveals()
    own = [reveal for reveal in every if reveal.subject == named.subject]
    others = [reveal for reveal in every if reveal.subject != named.subject]
    return TestLook(
        figures=figures,
        edited_after=marks.edited_after_reveal or (bool(own) and figures is None),
        reveals=tuple(PastReveal(found.time, found.reason, found.fingerprint == state) for found in own),
        others=tuple(
            OtherReveals(subject, len(times), times[-1])
            for subject in dict.fromkeys(reveal.subject for reveal in others)
            if (times := [reveal.time for reveal in others if reveal.subject == subject])
        ),
    )
