"""Search for the nearest images of a gallery, and the place of the first right answer: exact, whatever the blocks."""

from simlab.retrieval.nearest import Found, nearest
from simlab.retrieval.ranks import first_right
from simlab.retrieval.search import EXACT_UP_TO, Index, open_index
from simlab.retrieval.space import Space
from simlab.retrieval.voting import Voting
from simlab.retrieval.weighted import Ranking, Weighted

__all__ = [
    "EXACT_UP_TO",
    "Found",
    "Index",
    "Ranking",
    "Space",
    "Voting",
    "Weighted",
    "first_right",
    "nearest",
    "open_index",
]
