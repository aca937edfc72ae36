"""The triples of a split as ensembles take them, for one set of models."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from simlab.ensembles import Questions
from simlab.errors import InputError, NotFoundError
from simlab.evaluation import distance_table
from simlab.workspace import Workspace
from simlab.workspace.check_set import check_set_of, is_check

Part = Literal["validation", "check", "test", "train"]


@dataclass(frozen=True, eq=False)
class SplitQuestions:
    """Questions of one part of a workspace.

    Attributes:
        part: `validation` leaves out the check set where the study keeps one; `check` is just that set.
        triples: the table behind the questions, row for row.
        questions: what the models say.
        n_missing: triples left out because some model lacks a vector.
    """

    part: Part
    triples: pd.DataFrame
    questions: Questions
    n_missing: int

    @property
    def n_ties(self) -> int:
        """Human ties among the triples; no answer to them is right or wrong."""
        return int((self.questions.signs == 0).sum())


def ensemble_members(workspace: Workspace, members: Sequence[str] = ()) -> tuple[str, ...]:
    """The members of an ensemble in manifest order: those named, else the CS-models, else every scored model.

    Raises:
        NotFoundError: a named model does not exist, or there is no model to combine.
        InputError: a named model only serves features.
    """
    for name in members:
        if workspace.model(name).kind == "features":
            raise InputError(f"Model {name!r} serves features only and is not scored; it cannot be a member.")
    if members:
        return tuple(entry.name for entry in workspace.manifest.models if entry.name in set(members))
    found = workspace.models("cs") or workspace.scored_models()
    if not found:
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} has no models to combine. Train some (`simlab train cs`), embed a "
            "baseline (`simlab embed`), or import vectors (`simlab import embeddings`)."
        )
    return tuple(entry.name for entry in found)


def part_triples(workspace: Workspace, part: Part) -> pd.DataFrame:
    """The triples of one part, renumbered from 0.

    Raises:
        NotFoundError: it has none, or `check` is asked for and the study keeps no check set.
    """
    if part == "check" and check_set_of(workspace) is None:
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} keeps no check set. Switch it on before drawing, on the Regions "
            "page or with `simlab check-set`."
        )
    triples = workspace.split("validation" if part == "check" else part)
    if part not in ("check", "validation"):
        return triples
    held = is_check(workspace, triples["reference"].to_numpy())
    return triples[held if part == "check" else ~held].reset_index(drop=True)


def in_rendition(workspace: Workspace, triples: pd.DataFrame, rendition: str | None) -> pd.DataFrame:
    """The same questions, asked with other pictures of the same objects.

    Args:
        workspace: has the renditions.
        triples: refer to any rendition.
        rendition: the one wanted; None leaves the triples as they are.

    Returns:
        a copy without the triples of objects that have no such picture.

    Raises:
        NotFoundError: no image has that rendition.
    """
    if rendition is None:
        return triples
    rows = workspace.rendition_rows(rendition)
    turned = triples.assign(**{column: rows[triples[column].to_numpy()] for column in ("reference", "a", "b")})
    return turned[(turned[["reference", "a", "b"]] >= 0).all(axis=1)].reset_index(drop=True)


def in_published_arrays(triples: pd.DataFrame) -> pd.DataFrame:
    """The triples that the published arrays hold too, where a source has said which; else all of them."""
    if "in_published_arrays" not in triples:
        return triples
    return triples[triples["in_published_arrays"].fillna(True).astype(bool)].reset_index(drop=True)


def split_questions(
    workspace: Workspace,
    part: Part,
    models: Sequence[str],
    rendition: str | None = None,
    *,
    described_by: str | None = None,
    published_only: bool = False,
) -> SplitQuestions:
    """What these models say about one part, on the triples that all of them have vectors for.

    Args:
        workspace: the study.
        part: of it.
        models: names, in the order wanted.
        rendition: ask with another picture of every object.
        described_by: a model that must have a vector of the reference.
        published_only: leave out what the published arrays lack; see `in_published_arrays`.

    Raises:
        NotFoundError: the part has no triples, or none that all models can answer.
    """
    asked = part_triples(workspace, part)
    if published_only:
        asked = in_published_arrays(asked)
    triples = in_rendition(workspace, asked, rendition)
    table = distance_table(workspace, triples, models)
    common = table.common
    if described_by is not None:
        common = common & workspace.embedding(described_by).has(triples["reference"].to_numpy())
        models = (*models, described_by)
    if not common.any():
        raise NotFoundError(
            f"None of the {len(asked):,} {part} triples has vectors in all of the models {', '.join(models)}. "
            "Embed the missing images (`simlab embed`), or choose fewer models."
        )
    chosen = table if common.all() else table.select(common)
    n_missing = len(asked) - int(common.sum())
    return SplitQuestions(part, chosen.triples.reset_index(drop=True), Questions.of(chosen), n_missing)
