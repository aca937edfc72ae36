"""From a workspace to the facts of a report."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from jaxtyping import Float64

import simlab
from simlab.ensembles import Design, design_from_json
from simlab.errors import SimLabError
from simlab.maps.neighbourhoods import map_neighbourhoods
from simlab.progress import SILENT, Progress
from simlab.studies.design_report.facts import DesignReport, ReportedState
from simlab.studies.design_report.looks import look_at_check, look_at_test
from simlab.studies.design_report.regions import region_reports
from simlab.studies.design_report.standing import ahead_of_rivals, board_of_design
from simlab.studies.designs.looks import marks_of, note_check_look
from simlab.studies.designs.named import map_of
from simlab.studies.designs.region_faithfulness import neighbour_shares
from simlab.studies.designs.session import DesignSession
from simlab.studies.designs.versions import open_version
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import ensemble_members, split_questions
from simlab.studies.strategies import drawn_strategy
from simlab.workspace import Workspace


def design_report(
    workspace: Workspace,
    design: str,
    version: str | None = None,
    *,
    check: bool = False,
    made: datetime | None = None,
    progress: Progress = SILENT,
) -> DesignReport:
    """The facts of a design, as it is or as it was in a version; nothing is fitted that takes long.

    Args:
        workspace: the study.
        design: name of the design.
        version: name of one of its versions; the design as it is by default.
        check: show the figure of the check set, which is recorded as a look at it.
        made: when the report is made, with its time zone; now by default.
        progress: hears of the steps.

    Raises:
        NotFoundError: there is no such design or version, its map is gone, or `check` where no check set is kept.
        FingerprintError: another map has taken the name of the design's.
        DesignError: a rule names a model that is not at hand.
        JobCancelled: somebody asked to stop.
    """
    progress.stage(f"gathering the figures of design {design}", 5)
    state = _state(workspace, design, version)
    drawn = state.design
    members = ensemble_members(workspace)
    named = drawn_strategy(workspace, design, drawn, members)
    places = MapPlaces(workspace, map_of(workspace, drawn))
    drawing = split_questions(workspace, "validation", named.models)
    session = DesignSession(drawing, places, members)
    figures = session.figures(drawn)
    progress.advance()
    judged = session.judged(drawn)
    inside = _neighbours_inside(workspace, drawn, places)
    regions = region_reports(workspace, drawn, session, inside, places.membership, members)
    progress.advance()
    marks = marks_of(workspace, design, drawn)
    board = board_of_design(workspace, named, design, marks)
    progress.advance()
    seen_check = look_at_check(workspace, drawn, named, drawing, places, check)
    if check:
        note_check_look(workspace, design, drawn, step=state.step)
    seen_test = look_at_test(workspace, drawn, named, drawing, places, marks)
    progress.advance()
    questions = drawing.questions
    report = DesignReport(
        manifest=workspace.manifest,
        models=tuple((entry, _vectors(workspace, entry.name)) for entry in workspace.models()),
        triples_fingerprint=workspace.triples_fingerprint,
        state=state,
        reference_map=places.reference_map,
        members=members,
        references=questions.references,
        coordinates=places.coordinates(questions.references),
        regions_of=judged.regions,
        agreement=_share(questions.right_per_reference(judged.honest), questions.answered),
        figures=figures,
        regions=regions,
        gain=session.change(replace(drawn, regions=()), drawn),
        board=board,
        rivals=ahead_of_rivals(board, design),
        check=seen_check,
        test=seen_test,
        made=made or datetime.now(UTC),
        simlab=simlab.__version__,
    )
    progress.advance()
    return report


def _state(workspace: Workspace, design: str, version: str | None) -> ReportedState:
    if version is not None:
        kept = open_version(workspace, design, version)
        return ReportedState(design, kept, kept.step, kept.time, kept.design)
    stored = workspace.store.design(design)
    return ReportedState(design, None, stored.step, stored.time, design_from_json(stored.state))


def _neighbours_inside(workspace: Workspace, design: Design, places: MapPlaces) -> Float64[np.ndarray, " regions"]:
    neighbourhoods = map_neighbourhoods(workspace, places.reference_map)
    if neighbourhoods is None:
        return np.full(len(design.regions), np.nan)
    return neighbour_shares(design, places, neighbourhoods)


def _vectors(workspace: Workspace, model: str) -> str | None:
    try:
        return workspace.embedding(model).sidecar.fingerprint
    except SimLabError:
        return None


def _share(right: Float64[np.ndarray, " references"], answered: np.ndarray) -> Float64[np.ndarray, " references"]:
    share = np.full(len(right), np.nan)
    np.divide(right, answered, out=share, where=answered > 0)
    return share
