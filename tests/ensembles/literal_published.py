"""The published ensemble as a plain loop over triples, models, cells and references: the specification word by word."""

import warnings

import numpy as np
from sklearn.decomposition import PCA
from sklearn.neural_network import MLPRegressor


def distance(one, other):
    return 1 - np.dot(one, other) / (np.linalg.norm(one) * np.linalg.norm(other))


def triple_distances(vectors, triples):
    """Per model a list of (d(R, A), d(R, B)); `vectors` per model and image, `triples` rows of (reference, a, b)."""
    return [[(distance(v[r], v[a]), distance(v[r], v[b])) for r, a, b in triples] for v in vectors]


def answers_of(distances):
    """True where B is closer."""
    return np.array([[to_a > to_b for to_a, to_b in of_model] for of_model in distances])


def model_answers(vectors, triples):
    """True where B is closer."""
    return answers_of(triple_distances(vectors, triples))


def accuracies(answers, triples, b_closer):
    """Per model and reference, by ascending id, the share of right answers."""
    found = []
    for said in answers:
        per_reference = {}
        for (r, _, _), one, human in zip(triples, said, b_closer, strict=True):
            per_reference.setdefault(r, []).append(float(one == human))
        found.append([np.mean(per_reference[r]) for r in sorted(per_reference)])
    return np.array(found)


def projected(features, references, anchors, asked, components):
    """Coordinates of the validation references and of others, and the shuffled list of references."""
    rng = np.random.RandomState(2)
    table = features[references].astype(np.float64)
    rng.shuffle(table)
    pca = PCA(components, random_state=rng).fit(np.concatenate([table[:320], features[anchors].astype(np.float64)]))
    rng = np.random.RandomState(2)
    order = np.array(references)
    rng.shuffle(order)
    return (
        pca.transform(features[references].astype(np.float64)),
        pca.transform(features[asked].astype(np.float64)),
        order,
    )


def grid(coordinates, accuracy):
    edges = [np.linspace(coordinates[:, axis].min(), coordinates[:, axis].max(), 201) for axis in (0, 1)]
    members = {}
    for number, (x, y) in enumerate(coordinates):
        members.setdefault(cell(edges, x, y), []).append(number)
    counts = np.zeros((200, 200))
    means = np.zeros((len(accuracy), 200, 200))
    for (i, j), inside in members.items():
        counts[i, j] = len(inside)
        for model, shares in enumerate(accuracy):
            for number in inside:
                means[model, i, j] += shares[number] / len(inside)
    return edges, counts, means


def cell(edges, x, y):
    bins = [
        int(np.clip(np.searchsorted(edge, value, side="right") - 1, 0, 199))
        for edge, value in zip(edges, (x, y), strict=True)
    ]
    return bins[1], bins[0]


def weights_at(found, x, y, mode):
    edges, counts, means = found
    i, j = cell(edges, x, y)
    window = (slice(max(0, i - 5), min(200, i + 5)), slice(max(0, j - 5), min(200, j + 5)))
    inside = counts[window]
    n_models = len(means)
    if inside.sum() == 0:
        return [1 / n_models] + [0.0] * (n_models - 1) if mode == "max" else [1 / n_models] * n_models
    mean = means[(slice(None), *window)]
    accuracy = np.sum(np.sum(mean * inside, axis=-1), axis=-1) / inside.sum()
    best = [float(model == int(np.argmax(accuracy))) for model in range(n_models)]
    if mode == "max":
        return best
    if mode == "thres":
        kept = [value if value > 0.75 else 0.0 for value in accuracy]
        if sum(kept) == 0:
            return best
        return [value / sum(kept) for value in kept]
    if accuracy.sum() == 0:
        return [1 / n_models] * n_models
    return list(accuracy / accuracy.sum())


def ensemble_answers(vectors, triples, weights_of):
    """True where B is closer; `weights_of` gives the weights of a reference."""
    return weighed_answers(triple_distances(vectors, triples), triples, weights_of)


def weighed_answers(distances, triples, weights_of):
    """The same from distances."""
    answers = []
    for number, (r, _, _) in enumerate(triples):
        sums = [0.0, 0.0]
        for w, of_model in zip(weights_of[r], distances, strict=True):
            to_a, to_b = of_model[number]
            sums[0] += w * float(to_a)
            sums[1] += w * float(to_b)
        answers.append(sums[0] > sums[1])
    return np.array(answers)


def gate_weights(coordinates, accuracy, references, order, asked, n_test):
    """Weights of each asked place; the generator first shuffles the test references."""
    rng = np.random.RandomState(2)
    rng.shuffle(np.arange(n_test))
    place = {r: number for number, r in enumerate(references)}
    rows = [place[r] for r in order]
    predictions = []
    for shares in accuracy:
        network = MLPRegressor(hidden_layer_sizes=16, activation="logistic", learning_rate_init=1e-3, random_state=rng)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            network.fit(coordinates[rows], shares[rows])
        predictions.append(network.predict(asked))
    predictions = np.array(predictions)
    return predictions / predictions.sum(axis=0)
