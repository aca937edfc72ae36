"""t-SNE through openTSNE: exact neighbours, seeded, and new images placed from the stored coordinates."""

from collections.abc import Callable, Mapping

import numpy as np
from jaxtyping import Float, Float64

from simlab.maps.feature_vectors import ReferenceNeighbours, measured
from simlab.maps.fitted_projection import FittedProjection, library_warnings_silenced
from simlab.maps.parameters import TSNEParameters
from simlab.progress import SILENT, Progress

_STEPS_PER_REPORT = 10
# openTSNE's own threshold; stated here because its "auto" looks at the number of points placed in one call.
_BARNES_HUT_LIMIT = 10_000
# openTSNE's defaults for `transform`, stated because a stored map must be placed on alike by later versions too.
_PLACEMENT_PERPLEXITY = 5
_PLACEMENT_STEPS = 250
_POINTS_PER_CALL = 4096


def fit(
    features: Float[np.ndarray, "n d"],
    parameters: TSNEParameters,
    progress: Progress = SILENT,
    start: Float[np.ndarray, "n 2"] | None = None,
) -> FittedProjection:
    """Lay references out so that neighbours stay neighbours.

    Args:
        features: float [n, d], d ≥ 2, finite and not all equal.
        parameters: perplexity under a third of n.
        progress: a stage for the neighbours, and one with a step per gradient step; stops within ten of them.
        start: coordinates [n, 2] to begin from (their scale does not matter); None begins from principal components.

    Raises:
        JobCancelled: `progress` says so.
    """
    with library_warnings_silenced():
        from openTSNE import TSNE, initialization

        progress.stage("t-SNE: neighbours", None)
        affinities = _affinities(features, parameters)
        if start is None:
            vectors = measured(features, parameters.metric)
            begin = initialization.pca(vectors, random_state=parameters.seed)
        else:
            begin = initialization.rescale(start)
        progress.stage("t-SNE: gradient steps", parameters.early_iterations + parameters.iterations)
        embedding = TSNE(
            perplexity=parameters.perplexity,
            early_exaggeration_iter=parameters.early_iterations,
            early_exaggeration=parameters.early_exaggeration,
            n_iter=parameters.iterations,
            exaggeration=parameters.exaggeration,
            negative_gradient_method=_gradient(len(features)),
            callbacks=_reporter(progress),
            callbacks_every_iters=_STEPS_PER_REPORT,
            random_state=parameters.seed,
        ).fit(affinities=affinities, initialization=np.ascontiguousarray(begin))
    return FittedProjection(np.array(embedding, dtype=np.float64))


def place(
    fitted_features: Float[np.ndarray, "n d"],
    fitted_coordinates: Float64[np.ndarray, "n 2"],
    state: Mapping[str, np.ndarray],
    parameters: TSNEParameters,
    new_features: Float[np.ndarray, "m d"],
    progress: Progress = SILENT,
) -> Float64[np.ndarray, "m 2"]:
    """Coordinates float64 [m, 2] of new vectors: openTSNE's `transform` onto the stored coordinates.

    The references stay where they are and are not refitted. New points feel the references and not each other, and
    their neighbours are found pair by pair, so that a point's place does not depend on the others in the call.

    Args:
        fitted_features: float [n, d], as fitted.
        fitted_coordinates: float64 [n, 2], as stored.
        state: t-SNE keeps none.
        parameters: those of the fit.
        new_features: float [m, d].
        progress: one stage with a step per gradient step.

    Raises:
        JobCancelled: `progress` says so.
    """
    calls = range(0, len(new_features), _POINTS_PER_CALL)
    progress.stage("placing on the map", len(calls) * _PLACEMENT_STEPS)
    placed = np.empty((len(new_features), 2))
    # transform() moves the embedding's bounding box to the origin; the shift is taken back.
    centre = (fitted_coordinates.max(axis=0) + fitted_coordinates.min(axis=0)) / 2
    with library_warnings_silenced():
        from openTSNE import TSNEEmbedding

        embedding = TSNEEmbedding(
            fitted_coordinates,
            _affinities(fitted_features, parameters),
            negative_gradient_method=_gradient(len(fitted_coordinates)),
            random_state=parameters.seed,
            callbacks=_reporter(progress),
            callbacks_every_iters=_STEPS_PER_REPORT,
        )
        for first in calls:
            rows = slice(first, first + _POINTS_PER_CALL)
            embedding[:] = fitted_coordinates
            found = embedding.transform(
                np.asarray(new_features[rows], dtype=np.float64),
                perplexity=min(_PLACEMENT_PERPLEXITY, parameters.perplexity),
                n_iter=_PLACEMENT_STEPS,
            )
            placed[rows] = np.asarray(found) + centre
    return placed


def _affinities(features: np.ndarray, parameters: TSNEParameters) -> "object":
    from openTSNE.affinity import PerplexityBasedNN

    # Three neighbours per unit of perplexity is openTSNE's rule, too.
    neighbours = ReferenceNeighbours(
        np.asarray(features, dtype=np.float64),
        parameters.metric,
        min(len(features) - 1, int(3 * parameters.perplexity)),
    )
    return PerplexityBasedNN(knn_index=neighbours, perplexity=parameters.perplexity)


def _gradient(n_fitted: int) -> str:
    return "bh" if n_fitted < _BARNES_HUT_LIMIT else "fft"


def _reporter(progress: Progress) -> Callable[[int, float, np.ndarray], bool]:
    """A callback that passes steps on; cancelling is the exception that `advance` raises."""

    def report(iteration: int, error: float, embedding: np.ndarray) -> bool:
        progress.advance(_STEPS_PER_REPORT)
        return False

    return report
