"""The report as one HTML file: nothing is fetched, nothing runs, and no text of a user becomes markup."""

import math
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from simlab.ensembles.suggestions import FEWEST_JUDGING
from simlab.evaluation import Difference, Estimate
from simlab.evaluation.wording import INDISTINCT, accuracy_text, counts_text, difference_text, percent
from simlab.figures.colours import ACCURACY, HUMAN, NO_DATA, model_colours
from simlab.figures.design_map import MapRegion, design_map
from simlab.figures.interval_bar import interval_bar
from simlab.figures.map_dots import colour_at
from simlab.figures.scoreboard import ENSEMBLE
from simlab.progress import SILENT, Progress
from simlab.studies.design_report.facts import DesignReport
from simlab.studies.design_report.gathering import design_report
from simlab.studies.design_report.standing import row_key
from simlab.studies.designs.region_faithfulness import FAITHFUL_SHARE
from simlab.studies.scoreboard import ScoreboardRow
from simlab.studies.scoreboard.lineup import LABELS
from simlab.studies.scoreboard.row import BRACKETS
from simlab.workspace import Workspace

if TYPE_CHECKING:
    from jinja2 import Environment

_SINGLE = ("cs", "global", "baseline")
_SCALE = (0.0, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def report_html(
    workspace: Workspace,
    design: str,
    version: str | None = None,
    *,
    check: bool = False,
    made: datetime | None = None,
    progress: Progress = SILENT,
) -> bytes:
    """The report on a design as an HTML file in UTF-8; arguments and errors are those of `design_report`."""
    return page(design_report(workspace, design, version, check=check, made=made, progress=progress))


def page(report: DesignReport) -> bytes:
    """The facts as a page."""
    template = _environment().get_template("report.html.jinja")
    return template.render(
        report=report,
        state=report.state,
        labels=LABELS,
        human=HUMAN,
        no_data=NO_DATA,
        few=FEWEST_JUDGING,
        faithful=FAITHFUL_SHARE,
        colours=_colours(report),
        inside_limits=_limits(found for region in report.regions for found in region.models.values()),
        board_limits=_limits(row.estimate for row in report.board.scored if row.estimate is not None),
        scored=_best_first(report),
        unscored=[row for row in report.board.rows if row.estimate is None and not row.pending],
        pending=[row.label for row in report.board.rows if row.pending],
        own=row_key(report.state.name),
        verdicts={"better": "▲ better", "worse": "▼ worse"},
        maps=_maps(report),
        scale=[(f"{share:.0%}", colour_at(ACCURACY, share)) for share in _SCALE],
    ).encode("utf-8")


def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def bar(estimate: Estimate, limits: tuple[float, float], colour: str) -> Markup:
        return Markup(interval_bar(estimate, limits, colour))  # drawn by us; it holds no text

    environment = Environment(
        loader=PackageLoader("simlab.studies.design_report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        lstrip_blocks=True,
    )
    environment.filters |= {"accuracy": accuracy_text, "difference": difference_text, "percent": percent, "bar": bar}
    environment.filters |= {"day": _day, "bare": _bare}
    environment.globals |= {"counts": counts_text}
    return environment


def _day(time: str) -> str:
    """ "2026-11-21 09:53 UTC" from ISO 8601."""
    return f"{time[:10]} {time[11:16]} UTC"


def _bare(difference: Difference) -> str:
    """A difference whose verdict stands in a column of its own."""
    return difference_text(difference).partition(f", {INDISTINCT}")[0]


def _maps(report: DesignReport) -> dict[str, Any]:
    from markupsafe import Markup

    regions = [
        MapRegion(number, region.name, region.points, region.color)
        for number, region in enumerate(report.state.design.regions, start=1)
    ]
    falls = [report.regions[index].colour for index in report.regions_of]
    agrees = [NO_DATA if share != share else colour_at(ACCURACY, share) for share in report.agreement.tolist()]
    said = f"Map {report.reference_map.id} with {len(regions)} numbered regions"
    # The figures escape every text that they hold.
    return {
        "membership": Markup(
            design_map(report.coordinates, falls, regions, f"{said}; each reference has its region's colour.")
        ),
        "agreement": Markup(
            design_map(
                report.coordinates, agrees, regions, f"{said}; each reference is coloured by the ensemble's accuracy."
            )
        ),
    }


def _colours(report: DesignReport) -> dict[str, str]:
    """By name of a model, and by key of every other row of the board."""
    of_model = model_colours([entry for entry, _ in report.models])
    rows = {
        row.key: of_model[row.label] if row.kind in _SINGLE else NO_DATA if row.kind in BRACKETS else ENSEMBLE
        for row in report.board.rows
    }
    return rows | of_model


def _best_first(report: DesignReport) -> list[ScoreboardRow]:
    """The rows with a figure, from the highest accuracy to the lowest; figures of nothing come last."""

    def accuracy(row: ScoreboardRow) -> float:
        assert row.estimate is not None
        return -1.0 if row.estimate.value != row.estimate.value else row.estimate.value

    return sorted(report.board.scored, key=accuracy, reverse=True)


def _limits(shown: Iterable[Estimate]) -> tuple[float, float]:
    """Ends of the bars beside some figures: whole tenths around chance and every interval."""
    ends = [end for found in shown for end in (found.low, found.high) if end is not None]
    return math.floor(10 * min([0.5, *ends])) / 10, math.ceil(10 * max([0.6, *ends])) / 10
