"""Triples to ask live: any one, or those on which two are farthest apart. No answer of people is looked at."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float64

from simlab.errors import NotFoundError
from simlab.evaluation import margins, triple_distances
from simlab.studies.ensemble_evaluation import questions_for
from simlab.studies.live.subject import LiveSubject, fit_subject, subjects
from simlab.studies.split_questions import Part, part_triples
from simlab.workspace import Workspace


@dataclass(frozen=True)
class Disagreement:
    """A triple that an ensemble and a rival answer differently.

    Attributes:
        triple: its id.
        margin: of the ensemble, in standard deviations of its margins over the split; positive where A is nearer.
        rival_margin: of the rival, in those of its own.
    """

    triple: str
    margin: float
    rival_margin: float

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {"triple": self.triple, "margin": self.margin, "rival_margin": self.rival_margin}


def random_triple(
    workspace: Workspace, split: Part = "validation", seed: int | None = None, *, pictured: bool = True
) -> str:
    """The id of any triple.

    Args:
        workspace: the study.
        split: that it is of.
        seed: the same gives the same triple; None another one each time.
        pictured: of those with three pictures only, where there are some.

    Raises:
        NotFoundError: the split has no triples.
    """
    triples = part_triples(workspace, split)
    shown = workspace.has_picture[triples[["reference", "a", "b"]].to_numpy()].all(axis=1)
    ids = triples["id"].astype(str).to_numpy()
    among = ids[shown] if pictured and shown.any() else ids
    return str(np.random.default_rng(seed).choice(among))


def disagreements(
    workspace: Workspace,
    subject: LiveSubject | str,
    rival: LiveSubject | str,
    split: Part = "validation",
    count: int = 20,
) -> tuple[Disagreement, ...]:
    """Triples on which two give opposite answers, the widest apart first.

    Margins stand on one scale each: divided by their standard deviation over the triples that both can answer. What has
    learned from validation has seen these triples; that matters for figures, and none is made here.

    Args:
        workspace: the study.
        subject: an ensemble.
        rival: another ensemble, or the name of a model with stored vectors.
        split: whose triples.
        count: how many at most.

    Raises:
        NotFoundError: there is no such ensemble or model, or it has no vectors of the split.
        InputError: an ensemble cannot be fitted here.
    """
    one, other = _margins(workspace, subject, split), _margins(workspace, rival, split)
    ids = [triple for triple in one if triple in other]
    if not ids:
        raise NotFoundError(
            f"There is no {split} triple that both can answer. Embed the missing images (`simlab embed`)."
        )
    first, second = (_on_own_scale(np.array([found[triple] for triple in ids])) for found in (one, other))
    opposite = np.flatnonzero(first * second < 0)
    order = opposite[np.argsort(-np.abs(first - second)[opposite], kind="stable")][:count]
    return tuple(Disagreement(ids[n], float(first[n]), float(second[n])) for n in order)


def _margins(workspace: Workspace, subject: LiveSubject | str, split: Part) -> dict[str, float]:
    """Triple id → margin, of the triples that it can answer."""
    if isinstance(subject, str) and not _is_ensemble(workspace, subject):
        triples = part_triples(workspace, split)
        found = margins(triple_distances(workspace.embedding(subject), triples))
        known = ~np.isnan(found)
        return dict(zip(triples["id"].astype(str)[known], map(float, found[known]), strict=True))
    asked = fit_subject(workspace, subject) if isinstance(subject, str) else subject
    part = questions_for(workspace, asked.named, split)
    margin = asked.fitted.predict(part.questions).margin
    return dict(zip(part.triples["id"].astype(str), map(float, margin), strict=True))


def _is_ensemble(workspace: Workspace, name: str) -> bool:
    models = {entry.name for entry in workspace.manifest.models}
    known = subjects(workspace)
    return name in known or (name not in models and f"design:{name}" in known)


def _on_own_scale(margin: Float64[np.ndarray, " triples"]) -> Float64[np.ndarray, " triples"]:
    deviation = float(margin.std())
    return margin / deviation if deviation > 0 else margin
