"""The published gate: one small network a model, from 64 principal components to the model's accuracy."""

import warnings

import numpy as np
from jaxtyping import Float64, Int64

from simlab.ensembles.published.projection import SEED
from simlab.progress import SILENT, Progress

HIDDEN_UNITS, LEARNING_RATE = 16, 1e-3


def mlp_weights(
    validation: Float64[np.ndarray, "references components"],
    accuracy: Float64[np.ndarray, "models references"],
    order: Int64[np.ndarray, " references"],
    asked: Float64[np.ndarray, "asked components"],
    n_test_references: int,
    progress: Progress = SILENT,
) -> Float64[np.ndarray, "models asked"]:
    """Fit the gate on validation references and weigh the models at other places.

    Neither scaled nor clipped: weights may be negative, and sum to 1.

    Args:
        validation: coordinates of the validation references, by ascending id.
        accuracy: of each model on each of them.
        order: in which the networks see them; see `PublishedProjection`.
        asked: coordinates where weights are wanted.
        n_test_references: how many test references the study has; the code shuffles them first, with the generator
            that the networks share.
        progress: one step a model.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor

    random = np.random.RandomState(SEED)
    random.shuffle(np.arange(n_test_references))
    progress.stage("fitting gates", len(accuracy))
    predicted = np.empty((len(accuracy), len(asked)))
    for number, shares in enumerate(accuracy):
        network = MLPRegressor(
            hidden_layer_sizes=HIDDEN_UNITS,
            activation="logistic",
            learning_rate_init=LEARNING_RATE,
            random_state=random,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the authors' code stops there too
            network.fit(validation[order], shares[order])
        predicted[number] = network.predict(asked)
        progress.advance()
    weights: np.ndarray = predicted / predicted.sum(axis=0)
    return weights
