"""The published ensemble against a literal loop over the same specification: every answer and every weight alike."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from simlab.ensembles import Questions
from simlab.ensembles.published import AccuracyGrid, PublishedStrategy, published_weights
from simlab.ensembles.published.answers import PublishedAnswers, published_distance
from simlab.errors import InputError
from simlab.evaluation import margins, triple_distances
from tests.ensembles import literal_published as literal

MODES = ("avg", "max", "thres")
N_IMAGES, N_ANCHORS = 400, 8


@dataclass(frozen=True, eq=False)
class Vectors:
    """Vectors of all images, as embeddings give them."""

    model: str
    vectors: np.ndarray
    distance: str = "cosine"

    @property
    def rows(self):
        return np.arange(len(self.vectors))

    @property
    def sidecar(self):
        return SimpleNamespace(distance=self.distance)


@dataclass(frozen=True, eq=False)
class World:
    """Random vectors, random answers; half of the images are twins of others."""

    models: list[Vectors]
    features: Vectors
    validation: np.ndarray
    test: np.ndarray
    human: dict[str, np.ndarray]

    def margins(self, triples):
        table = pd.DataFrame(triples, columns=["reference", "a", "b"])
        return np.stack([margins(triple_distances(model, table)) for model in self.models])

    def questions(self, triples, human):
        references, positions = np.unique(triples[:, 0], return_inverse=True)
        return Questions(
            models=tuple(m.model for m in self.models),
            margins=self.margins(triples),
            references=references,
            positions=positions,
            signs=np.where(human, -1, 1).astype(np.int8),
            rows=np.arange(len(triples)),
            candidates=triples[:, 1:],
        )


def make_world(seed, *, dtype=np.float32, n_models=3, n_validation=60, dimensions=24, features=12):
    rng = np.random.default_rng(seed)
    half = N_IMAGES // 2
    models = []
    for number in range(n_models):
        vectors = rng.normal(size=(N_IMAGES, dimensions))
        vectors[half:] = vectors[:half] * (1 if number % 2 else 2)  # twins: equal direction, sometimes equal to the bit
        models.append(Vectors(f"m{number}", vectors.astype(dtype)))
    look = rng.normal(size=(N_IMAGES, features)) ** 3
    look[half:] = look[:half]
    reference_ids = np.sort(rng.choice(np.arange(N_ANCHORS, N_IMAGES), n_validation + 30, replace=False))
    chosen = rng.permutation(reference_ids)
    parts, human = {}, {}
    for name, ids in (("validation", chosen[:n_validation]), ("test", chosen[n_validation:])):
        rows = np.repeat(np.sort(ids), rng.integers(1, 8, len(ids)))
        candidates = rng.integers(0, N_IMAGES, (len(rows), 2))
        candidates[::5, 1] = (candidates[::5, 0] + half) % N_IMAGES  # twins as candidates
        parts[name] = np.column_stack([rows, candidates])
        human[name] = rng.random(len(rows)) < 0.5
    return World(models, Vectors("look", look.astype(dtype)), parts["validation"], parts["test"], human)


def strategy(world, mode, components=2, threshold=0.75):
    return PublishedStrategy(
        name="mlp" if mode == "mlp" else "credibility",
        mode=mode,
        members={model.model: model for model in world.models},
        features=world.features,
        anchors=tuple(range(N_ANCHORS)),
        n_test_references=len(np.unique(world.test[:, 0])),
        components=components,
        threshold=threshold,
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16])
@pytest.mark.parametrize("seed", range(4))
def test_model_answers_are_those_of_the_loop(seed, dtype):
    world = make_world(seed, dtype=dtype)
    found = PublishedAnswers(world.models, world.validation, world.margins(world.validation)).model_margins()
    expected = literal.model_answers([m.vectors for m in world.models], world.validation)
    assert np.array_equal(found < 0, expected)
    assert (found != 0).all()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("seed", range(6))
def test_ensemble_answers_are_those_of_the_loop(seed, dtype, mode):
    world = make_world(seed, dtype=dtype, n_models=2 + seed)
    vectors = [m.vectors for m in world.models]
    evidence = world.questions(world.validation, world.human["validation"])
    fitted = strategy(world, mode).fit(evidence)

    references = np.unique(world.validation[:, 0])
    accuracy = literal.accuracies(
        literal.model_answers(vectors, world.validation), world.validation, world.human["validation"]
    )
    assert np.array_equal(fitted.accuracy, accuracy)
    for part in (world.validation, world.test):
        asked = np.unique(part[:, 0])
        on_map, places, _ = literal.projected(world.features.vectors, references, range(N_ANCHORS), asked, 2)
        grid = literal.grid(on_map, accuracy)
        weights_of = {r: literal.weights_at(grid, *place, mode) for r, place in zip(asked, places, strict=True)}
        expected = literal.ensemble_answers(vectors, part, weights_of)
        questions = world.questions(part, np.zeros(len(part), dtype=bool))
        found = fitted.predict(questions)
        assert np.array_equal(found.assignment.weights, np.array([weights_of[r] for r in asked]))
        assert np.array_equal(found.margin < 0, expected)


def test_the_gate_is_that_of_the_loop():
    world = make_world(3, features=24)
    vectors = [m.vectors for m in world.models]
    evidence = world.questions(world.validation, world.human["validation"])
    fitted = strategy(world, "mlp", components=16).fit(evidence)
    references, asked = np.unique(world.validation[:, 0]), np.unique(world.test[:, 0])
    on_map, places, order = literal.projected(world.features.vectors, references, range(N_ANCHORS), asked, 16)
    weights = literal.gate_weights(on_map, fitted.accuracy, references, order, places, len(asked))
    questions = world.questions(world.test, world.human["test"])
    found = fitted.predict(questions)
    assert np.array_equal(found.assignment.weights, weights.T)
    weights_of = dict(zip(asked, weights.T, strict=True))
    assert np.array_equal(found.margin < 0, literal.ensemble_answers(vectors, world.test, weights_of))


def test_empty_windows_ties_at_the_threshold_and_nothing_right():
    accuracy = np.array([[np.nan, 0.75, 0.75, 0.0, 0.9, 0.8], [np.nan, 0.75, 0.76, 0.0, 0.9, 0.2]])
    assert np.array_equal(published_weights(accuracy, "max")[:, 0], [0.5, 0.0])
    assert np.array_equal(published_weights(accuracy, "avg")[:, 0], [0.5, 0.5])
    assert np.array_equal(published_weights(accuracy, "thres")[:, 0], [0.5, 0.5])
    assert np.array_equal(published_weights(accuracy, "thres")[:, 1], [1.0, 0.0])  # 0.75 is not above 0.75
    assert np.array_equal(published_weights(accuracy, "thres")[:, 2], [0.0, 1.0])
    assert np.array_equal(published_weights(accuracy, "thres")[:, 3], [1.0, 0.0])
    assert np.array_equal(published_weights(accuracy, "avg")[:, 3], [0.5, 0.5])
    assert np.array_equal(published_weights(accuracy, "max")[:, 4], [1.0, 0.0])
    assert published_weights(accuracy, "avg")[:, 5] == pytest.approx([0.8, 0.2])


def test_duplicate_points_and_single_references_in_cells():
    coordinates = np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 1.0], [10.0, 10.0]])
    accuracy = np.array([[0.2, 0.4, 1.0, 0.5]])
    grid = AccuracyGrid.fit(coordinates, accuracy)
    assert grid.counts.sum() == 4
    assert grid.counts[0, 0] == 2
    assert grid.means[0, 0, 0] == 0.2 / 2 + 0.4 / 2
    found, counts = grid.window_accuracy(np.array([[0.0, 0.0], [5.0, 5.0], [99.0, 99.0], [1.0, 1.0]]))
    assert counts.tolist() == [2, 0, 1, 1]
    assert np.isnan(found[0, 1])
    assert found[0, 2] == 0.5


def test_windows_reach_one_cell_further_back():
    line = np.concatenate([[0.0], (np.arange(200) + 0.5) / 200, [1.0]])
    grid = AccuracyGrid.fit(np.column_stack([line, line[::-1]]), np.arange(202.0)[None])
    found, counts = grid.window_accuracy(np.array([[100.5 / 200, 99.5 / 200]]))
    assert counts.tolist() == [9]  # columns 95 to 104 and rows 94 to 103, on a falling line
    assert found[0, 0] == np.arange(97, 106).mean()


def test_models_of_another_distance_are_refused():
    world = make_world(0)
    far = Vectors("far", world.models[0].vectors, distance="euclidean")
    with pytest.raises(InputError, match=r"far \(euclidean\) are made for another distance"):
        PublishedAnswers([world.models[0], far], world.test, np.zeros((2, len(world.test))))


def test_distances_are_in_the_stored_numbers():
    one, other = np.array([1, 2, 3], np.float32), np.array([3, 1, 2], np.float32)
    assert published_distance(one, other).dtype == np.float32
