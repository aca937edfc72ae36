"""How a row of the scoreboard looks: its colour, its marker, and its figures in words."""

from collections.abc import Mapping, Sequence

from simlab.evaluation.relation_wording import corrected_difference_text, corrected_text
from simlab.evaluation.wording import counts_text, percent
from simlab.figures.colours import NO_DATA, model_colours
from simlab.figures.scoreboard import ENSEMBLE, BoardLine, Group
from simlab.studies.scoreboard import DRAWN, RowKind, Scoreboard, ScoreboardRow
from simlab.workspace import Workspace

KIND_NAMES: dict[RowKind, str] = {
    "cs": "CS-model",
    "global": "global model",
    "baseline": "baseline",
    "strategy": "strategy",
    "published": "as published",
    "design": "design",
    "oracle": "bracket",
    "ceiling": "bracket",
}
_GROUPS: dict[RowKind, Group] = {
    "cs": "model",
    "global": "model",
    "baseline": "baseline",
    "strategy": "ensemble",
    "published": "published",
    "design": "design",
}


def row_colours(workspace: Workspace, board: Scoreboard) -> dict[str, str]:
    """By key: of a single model the colour it has on every page, of ensembles one, of brackets grey."""
    of_model = model_colours(workspace.models())
    colours = {}
    for row in board.rows:
        single = row.kind in ("cs", "global", "baseline")
        colours[row.key] = of_model[row.label] if single else ENSEMBLE if row.kind in _GROUPS else NO_DATA
    return colours


def best_first(board: Scoreboard) -> list[ScoreboardRow]:
    """The rows with a figure, from the highest accuracy to the lowest."""
    return sorted((row for row in board.scored), key=_accuracy, reverse=True)


def board_lines(rows: Sequence[ScoreboardRow], board: Scoreboard, colours: Mapping[str, str]) -> list[BoardLine]:
    """Rows as the figure takes them; brackets are none."""
    return [
        BoardLine(
            key=row.key,
            label=f"{row.label} (in-sample)" if DRAWN in row.basis else row.label,
            group=_GROUPS[row.kind],
            colour=colours[row.key],
            estimate=row.estimate,
            in_sample=row.in_sample,
            difference=row.difference,
            verdict=row.verdict,
            hover=_hover(row, board),
        )
        for row in rows
        if row.kind in _GROUPS and row.estimate is not None
    ]


def _hover(row: ScoreboardRow, board: Scoreboard) -> str:
    estimate = row.estimate
    assert estimate is not None
    said = [counts_text(estimate.n_triples, estimate.n_references)]
    if row.basis:
        said.append(row.basis + (f"; in-sample {percent(row.in_sample.value)}" if row.in_sample else ""))
    if row.difference is not None and board.compared_with is not None:
        against = board.row(board.compared_with).label
        said.append(f"against {against}: {corrected_difference_text(row.difference, row.corrected_p)}")
        said.append(corrected_text(row.corrected_p, board.n_compared))
    return "<br>".join(filter(None, said))


def _accuracy(row: ScoreboardRow) -> float:
    assert row.estimate is not None
    return -1.0 if row.estimate.value != row.estimate.value else row.estimate.value
