"""Every row of the scoreboard scored on the same triples."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float64

from simlab.errors import InputError, JobCancelled, SimLabError
from simlab.evaluation.complementarity import oracle_scores
from simlab.progress import SILENT, Progress
from simlab.studies.designs.looks import note_new_check_look, reveal_test_of
from simlab.studies.ensemble_evaluation import estimate_of
from simlab.studies.reveal import open_test_split
from simlab.studies.scoreboard.answers import Answering
from simlab.studies.scoreboard.board import Scoreboard, no_such_row
from simlab.studies.scoreboard.ceiling import NO_VOTES, ceiling_of
from simlab.studies.scoreboard.lineup import CEILING_ROW, ORACLE_ROW, SUBJECT, Entrant, Lineup, line_up
from simlab.studies.scoreboard.row import CROSS_FITTED, DRAWN, EDITED, ScoreboardRow
from simlab.studies.scoreboard.scopes import ScopeScoring
from simlab.studies.split_questions import Part, SplitQuestions, part_triples, split_questions
from simlab.workspace import Workspace

_ORACLE, _CEILING = "oracle over the members", "noise ceiling"
_PENDING = "not fitted yet"


def scoreboard(
    workspace: Workspace,
    split: Part,
    *,
    models: Sequence[str] = (),
    members: Sequence[str] = (),
    compare_to: str | None = None,
    reveal: str | None = None,
    progress: Progress = SILENT,
) -> Scoreboard:
    """All models, strategies, published ensembles, designs and the two brackets, compared with one row.

    Every row is scored on the same triples: those that all models shown, and all models that an ensemble needs, have
    vectors for. Strategies that learn show, on validation, the figure of fits that never saw the reference they judge.
    A row that cannot be had says why, and the others stand.

    Args:
        workspace: the study.
        split: `validation`, `check` or `test`.
        models: names of the single models to show; every scored model by default.
        members: of the ensembles; the CS-models by default.
        compare_to: key of the row to compare the others with; the best single model by default.
        reveal: the reason for looking at the test split; one for the whole board, recorded for each design on it too.
        progress: hears of every fit and comparison.

    Raises:
        InputError: the test split is closed, `split` is training, or there is no such row to compare with.
        NotFoundError: no such model or triples, or no triple that all models can answer.
        JobCancelled: somebody asked to stop; what was fitted by then is kept.
    """
    lineup = line_up(workspace, models=models, members=members)
    if compare_to is not None and compare_to not in lineup.keys:
        raise InputError(no_such_row(compare_to, list(lineup.keys)))
    board = standings(workspace, lineup, split, reveal=reveal, progress=progress)
    return board.compared_to(compare_to or board.default_row, progress)


def standings(
    workspace: Workspace,
    lineup: Lineup,
    split: Part,
    *,
    reveal: str | None = None,
    author: str | None = None,
    rows: Sequence[str] = (),
    fit: bool = True,
    progress: Progress = SILENT,
) -> Scoreboard:
    """The board before anything is compared.

    Args:
        workspace: the study.
        lineup: who stands on it.
        split: see `scoreboard`.
        reveal: see `scoreboard`.
        author: of the versions that a reveal makes of designs; the system's user name by default.
        rows: keys of the only rows to score, on the same triples as if all were; all by default.
        fit: fit what has not been fitted; otherwise such rows are `pending`.
        progress: hears of every fit.

    Raises:
        see `scoreboard`.
    """
    if split == "train":
        raise InputError(
            "The scoreboard has no training split: models have seen these answers. Ask for validation, check or test."
        )
    asked = split_questions(
        workspace, split, lineup.answering, described_by=lineup.features, published_only=lineup.published_only
    )
    if split == "test":
        open_test_split(workspace, SUBJECT, lineup.state, reveal)
        if reveal is not None:
            for name, state in lineup.designs.items():
                reveal_test_of(workspace, name, state, f"{reveal.strip()} (on the scoreboard)", author)
    if split == "check":
        for name in lineup.designs:
            note_new_check_look(workspace, name)
    answering = Answering(workspace, asked)
    wanted = set(rows or lineup.keys)
    entrants = [entrant for entrant in lineup.entrants if entrant.key in wanted]
    made = [(_row(entrant, asked, answering, fit, progress), entrant.entry) for entrant in entrants]
    made += [(_oracle(asked, lineup.members), None)] * (ORACLE_ROW in wanted)
    made += [(_ceiling(workspace, asked, progress), None)] * (CEILING_ROW in wanted)
    scoring = ScopeScoring(workspace, asked)
    scored = (row if row.scores is None else replace(row, scopes=scoring.of(row.scores, entry)) for row, entry in made)
    n_missing = len(part_triples(workspace, split)) - len(asked.triples)
    return Scoreboard(asked, lineup.members, workspace.manifest.synthetic, n_missing, tuple(scored))


def _row(entrant: Entrant, asked: SplitQuestions, answering: Answering, fit: bool, progress: Progress) -> ScoreboardRow:
    key, label, kind = entrant.key, entrant.label, entrant.kind
    if entrant.problem:
        return ScoreboardRow(key, label, kind, problem=entrant.problem)
    if entrant.entry is not None:
        margin = asked.questions.margins[asked.questions.column(entrant.entry.name)]
        return _scored(ScoreboardRow(key, label, kind, margin=margin), asked, asked.questions.scores(margin))
    if not fit and not answering.has(entrant):
        return ScoreboardRow(key, label, kind, problem=_PENDING, pending=True)
    try:
        answers = answering.of(entrant, progress)
    except JobCancelled:
        raise
    except SimLabError as error:
        return ScoreboardRow(key, label, kind, problem=str(error))
    in_sample = None
    if answers.in_sample is not None:
        in_sample = estimate_of(asked, asked.questions.scores(answers.in_sample))
    drawn = kind == "design" and asked.part == "validation"
    basis = [DRAWN] * drawn + [CROSS_FITTED] * (in_sample is not None) + [EDITED] * entrant.edited
    row = ScoreboardRow(key, label, kind, ", ".join(basis), in_sample=in_sample, margin=answers.margin)
    return _scored(row, asked, asked.questions.scores(answers.margin))


def _oracle(asked: SplitQuestions, members: tuple[str, ...]) -> ScoreboardRow:
    row = ScoreboardRow(ORACLE_ROW, _ORACLE, "oracle", "picks a right member where there is one")
    try:
        columns = [asked.questions.column(name) for name in members]
        return _scored(row, asked, oracle_scores(asked.questions.model_scores[columns]))
    except InputError as error:
        return replace(row, problem=str(error))


def _ceiling(workspace: Workspace, asked: SplitQuestions, progress: Progress) -> ScoreboardRow:
    progress.stage("finding the noise ceiling", None)
    found = ceiling_of(workspace, asked.triples)
    if found is None:
        return ScoreboardRow(CEILING_ROW, _CEILING, "ceiling", problem=NO_VOTES)
    row = ScoreboardRow(CEILING_ROW, _CEILING, "ceiling", found.basis, margin=found.margin)
    return _scored(row, asked, found.scores)


def _scored(row: ScoreboardRow, asked: SplitQuestions, scores: Float64[np.ndarray, " triples"]) -> ScoreboardRow:
    return replace(row, estimate=estimate_of(asked, scores), scores=scores)
