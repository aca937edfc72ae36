"""What a report on a design states; every figure is there before anything is written."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from jaxtyping import Float64, Int

from simlab.ensembles import Design
from simlab.evaluation import Difference, Estimate
from simlab.maps import ReferenceMap
from simlab.studies.design_report.examples import Example
from simlab.studies.design_report.looks import CheckLook, TestLook
from simlab.studies.designs.session import DesignFigures
from simlab.studies.designs.versions import DesignVersion
from simlab.studies.scoreboard import Scoreboard
from simlab.workspace import Manifest, ModelEntry


@dataclass(frozen=True)
class ReportedState:
    """Which state of a design is reported.

    Attributes:
        name: of the design.
        version: the named version; None for the design as it is.
        step: of its history.
        time: when that step, or the version, was saved; UTC, ISO 8601.
        design: regions and rules.
    """

    name: str
    version: DesignVersion | None
    step: int
    time: str
    design: Design


@dataclass(frozen=True, eq=False)
class RegionReport:
    """One region, or the fallback.

    Attributes:
        number: its place in priority, from 1; 0 for the fallback.
        name: for people.
        colour: '#rrggbb'.
        rule: what is done there, in words.
        note: the designer's.
        answering: the models that answer there.
        n_references: that fall in it.
        n_triples: of them, human ties too.
        accuracy: of the ensemble there; cross-fitted where a rule of the design learns.
        gain: of the ensemble over the fallback rule alone, on the same triples; None for the fallback.
        models: each model's accuracy there.
        neighbours_inside: share of its references' neighbours in the feature space that lie in it; NaN is unknown.
        examples: one that the ensemble gets right and one that it gets wrong, where there are such.
    """

    number: int
    name: str
    colour: str
    rule: str
    note: str
    answering: tuple[str, ...]
    n_references: int
    n_triples: int
    accuracy: Estimate
    gain: Difference | None
    models: dict[str, Estimate]
    neighbours_inside: float
    examples: tuple[Example, ...]


@dataclass(frozen=True, eq=False)
class DesignReport:
    """Everything on the page.

    Attributes:
        manifest: of the workspace.
        models: all of the workspace, in manifest order, with the fingerprint of their vectors (None without any).
        triples_fingerprint: of the workspace's triples.
        state: which state of the design.
        reference_map: that it is drawn on.
        members: of the ensemble.
        references: the validation references that may be seen while drawing (image rows).
        coordinates: theirs on the map.
        regions_of: per reference the number of its region in `regions`, the fallback last.
        agreement: per reference the share of its triples that the ensemble answers as people did; NaN without any.
        figures: of the design on their triples.
        regions: in priority order, the fallback last.
        gain: of the whole design over its fallback rule alone.
        board: the design beside models and strategies on common triples, compared with the design.
        rivals: name, and accuracy of the design minus its, on the board's triples; see `ahead_of_rivals`.
        check: of the check set.
        test: of the test split.
        made: when the report was made.
        simlab: version of the program.
    """

    manifest: Manifest
    models: tuple[tuple[ModelEntry, str | None], ...]
    triples_fingerprint: str
    state: ReportedState
    reference_map: ReferenceMap
    members: tuple[str, ...]
    references: Int[np.ndarray, " references"]
    coordinates: Float64[np.ndarray, "references 2"]
    regions_of: Int[np.ndarray, " references"]
    agreement: Float64[np.ndarray, " references"]
    figures: DesignFigures
    regions: tuple[RegionReport, ...]
    gain: Difference
    board: Scoreboard
    rivals: tuple[tuple[str, Difference], ...]
    check: CheckLook
    test: TestLook
    made: datetime
    simlab: str
