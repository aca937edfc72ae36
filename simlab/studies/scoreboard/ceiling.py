"""The upper bracket of a board: the noise ceiling of the answers."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Float64

from simlab.evaluation import score
from simlab.evaluation.noise_ceiling import votes_ceiling
from simlab.studies.demo.ceiling import noise_free_margin
from simlab.studies.demo.world import read_world
from simlab.workspace import Workspace

NO_VOTES = (
    "Nobody can tell how far people agree: no triple has the votes of two people or more, or votes are split as coins "
    "would be."
)


@dataclass(frozen=True, eq=False)
class Ceiling:
    """What the best possible answers score.

    Attributes:
        basis: where this is known from, for people.
        scores: per triple; expected scores where only votes tell, NaN where nothing does.
        margin: of these answers, None where they are not known themselves.
    """

    basis: str
    scores: Float64[np.ndarray, " triples"]
    margin: Float64[np.ndarray, " triples"] | None


def ceiling_of(workspace: Workspace, triples: pd.DataFrame) -> Ceiling | None:
    """The noise ceiling: of a demo world its annotator without noise, elsewhere from votes; None without these.

    Args:
        workspace: the study.
        triples: of it, with their answers.
    """
    if read_world(workspace.path) is not None:
        margin = noise_free_margin(workspace, triples)
        return Ceiling("the annotator without its noise", score(margin, triples["choice"]), margin)
    votes_a, votes_b = (triples[name].to_numpy("float64", na_value=np.nan) for name in ("votes_a", "votes_b"))
    expected = votes_ceiling(votes_a, votes_b)
    return None if expected is None else Ceiling("the best possible answer, expected from the votes", expected, None)
