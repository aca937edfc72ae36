"""A row, ready to rank a gallery: an ensemble fitted once, the weights of each query, the models' vectors."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64

from simlab.ensembles import Assignment
from simlab.errors import SimLabError
from simlab.retrieval import Ranking, Space, Voting, Weighted
from simlab.studies.live.subject import LiveSubject, fit_subject
from simlab.studies.retrieval.row import RetrievalRow
from simlab.workspace import Workspace

Fit = Callable[[Workspace, str], LiveSubject]
SpaceOf = Callable[[str], Space]


@dataclass(frozen=True, eq=False)
class OpenedRow:
    """Attributes:
    row: as asked for.
    subject: the fitted ensemble; None of a model or concatenation.
    """

    row: RetrievalRow
    subject: LiveSubject | None = None

    @classmethod
    def of(cls, workspace: Workspace, row: RetrievalRow, fit: Fit = fit_subject) -> "OpenedRow":
        """Fit it, if it is an ensemble.

        Args:
            workspace: the study.
            row: of it.
            fit: of a key; a page gives one that remembers.

        Raises:
            SimLabError: it cannot rank anything here; says why.
        """
        if row.problem:
            raise SimLabError(row.problem)
        return cls(row, fit(workspace, row.key) if row.is_ensemble else None)

    @property
    def ranking_models(self) -> tuple[str, ...]:
        """Whose vectors rank the gallery."""
        return self.row.models if self.subject is None else self.subject.models

    @property
    def needed(self) -> tuple[str, ...]:
        """Whose vectors of a query are needed: an ensemble may look at it through another model."""
        return self.row.models if self.subject is None else self.subject.needed

    def rankings(
        self, space_of: SpaceOf, assignment: Assignment | None, own: Int64[np.ndarray, " queries"]
    ) -> Iterator[tuple[Int64[np.ndarray, " chosen"], Ranking]]:
        """Rankings of all queries: one by distance, and one of those that are voted on.

        Args:
            space_of: a model's space, of the same queries and gallery for all.
            assignment: what an ensemble does before each query; None of a model or concatenation.
            own: per query its own place in the gallery, −1 where it is not there.

        Returns:
            which queries, by number, and their ranking, whose queries are numbered from 0.
        """
        if assignment is None or self.subject is None:
            spaces = [space_of(name) for name in self.row.models]
            yield np.arange(len(own)), Weighted.evenly(*spaces)
            return
        for vote in (False, True):
            numbers = np.flatnonzero(assignment.votes == vote)
            weights = assignment.weights[numbers]
            weighed = np.flatnonzero(weights.any(axis=0))
            if not len(numbers):
                continue
            spaces = [space_of(self.subject.models[model]) for model in weighed]
            chosen = tuple(space.asked(space.queries[numbers]) for space in spaces)
            if vote:
                yield numbers, Voting(chosen, weights[:, weighed] > 0, own[numbers])
            else:
                yield numbers, Weighted(chosen, weights[:, weighed] / self.subject.scales[weighed])


def stored_space(
    workspace: Workspace, model: str, queries: Int64[np.ndarray, " queries"], gallery: Int64[np.ndarray, " gallery"]
) -> Space:
    """A model's stored vectors of images that all have one (image rows)."""
    embedding = workspace.embedding(model)
    rows = embedding.rows[gallery].astype(np.int64)
    return Space(model, embedding.sidecar.distance, embedding.take(queries), embedding.vectors, rows)
