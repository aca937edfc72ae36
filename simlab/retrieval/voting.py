"""A gallery ranked by votes: every voter ranks it, and the mean of these ranks decides (the count of Borda).

    D(q, x) = mean over voters m and other images y of [d_m(q, x) > d_m(q, y)],   ½ where both are equally near

as an ensemble's vote ranks more than two candidates live.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int64

from simlab.retrieval.space import Space
from simlab.retrieval.weighted import Block


@dataclass(frozen=True, eq=False)
class Voting:
    """Attributes:
    spaces: the models, all of the same queries and the same gallery.
    voters: who votes on which query, at least one on each.
    own: per query its own place in the gallery, which is ranked last by all; −1 where it is not there.
    """

    spaces: tuple[Space, ...]
    voters: Bool[np.ndarray, "queries spaces"]
    own: Int64[np.ndarray, " queries"]

    @property
    def n_queries(self) -> int:
        """See `Ranking.n_queries`."""
        return len(self.voters)

    @property
    def n_gallery(self) -> int:
        """See `Ranking.n_gallery`."""
        return len(self.spaces[0].rows)

    def block(self, queries: Int64[np.ndarray, " block"]) -> Block:
        """See `Ranking.block`; lower and upper bound are the same."""
        from scipy.stats import rankdata

        everyone = np.arange(self.n_gallery)
        ranks = np.zeros((len(queries), self.n_gallery))
        for number, space in enumerate(self.spaces):
            votes = np.flatnonzero(self.voters[queries, number])
            asked = np.repeat(queries[votes], self.n_gallery)
            found = space.exact(asked, np.tile(everyone, len(votes))).reshape(len(votes), self.n_gallery)
            own = self.own[queries[votes]]
            found[np.flatnonzero(own >= 0), own[own >= 0]] = np.inf
            ranks[votes] += rankdata(found, axis=1) - 1
        counted = self.voters[queries].sum(axis=1, keepdims=True) * max(1, self.n_gallery - 1)
        distances = ranks / counted
        return Block(distances, distances, lambda places, gallery: distances[places, gallery])
