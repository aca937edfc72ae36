"""The published projection: PCA fitted on a random quarter of the validation references and the cluster anchors."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Float64, Int64

from simlab.errors import InputError

if TYPE_CHECKING:
    from sklearn.decomposition import PCA

SEED = 2
FITTED_REFERENCES = 320


@dataclass(frozen=True, eq=False)
class PublishedProjection:
    """Principal components as the authors' code fits them.

    Attributes:
        pca: fitted.
        order: positions of all validation references as the code's generator shuffles them; the first
            FITTED_REFERENCES are fitted on.
    """

    pca: "PCA"
    order: Int64[np.ndarray, " references"]

    @classmethod
    def fit(
        cls,
        references: Float[np.ndarray, "references d"],
        anchors: Float[np.ndarray, "anchors d"],
        components: int,
    ) -> "PublishedProjection":
        """Fit on features.

        Args:
            references: features of the validation references, by ascending id.
            anchors: features of the references of the context clusters, in the order of the models.
            components: 2 for the map, 64 for the gate.

        Raises:
            InputError: there are fewer references or dimensions than components.
        """
        from sklearn.decomposition import PCA

        random = np.random.RandomState(SEED)
        order = np.arange(len(references))
        random.shuffle(order)  # the same swaps that shuffling the features themselves would make
        chosen = references[order[:FITTED_REFERENCES]].astype(np.float64)
        everything = np.concatenate([chosen, anchors.astype(np.float64)])
        if min(everything.shape) < components:
            raise InputError(
                f"The published projection has {components} components; {everything.shape[0]} references with "
                f"{everything.shape[1]} features each do not give so many. Ask for fewer (--dims), or choose other "
                "--features."
            )
        return cls(PCA(components, random_state=random).fit(everything), order)

    def coordinates(self, features: Float[np.ndarray, "n d"]) -> Float64[np.ndarray, "n components"]:
        """Where features lie."""
        found: np.ndarray = self.pca.transform(features.astype(np.float64))
        return found
