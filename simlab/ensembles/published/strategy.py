"""The published ensemble as a strategy beside the others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float64, Int

from simlab.ensembles.combination import Assignment, Prediction
from simlab.ensembles.published.answers import PublishedAnswers
from simlab.ensembles.published.grid import CELLS, THRESHOLD, WINDOW, AccuracyGrid, PublishedMode, published_weights
from simlab.ensembles.published.mlp_gate import mlp_weights
from simlab.ensembles.published.projection import PublishedProjection
from simlab.ensembles.questions import Questions
from simlab.ensembles.strategy import Grounds
from simlab.evaluation import ImageVectors

MAP_COMPONENTS, GATE_COMPONENTS = 2, 64


@dataclass(frozen=True)
class PublishedStrategy:
    """Credibility map or gate, as published.

    Attributes:
        name: as on the command line.
        mode: `avg`, `max` and `thres` weigh by the credibility map, `mlp` by the gate.
        members: the members' vectors, by name.
        features: the vectors that are projected.
        anchors: image rows of the references of the context clusters.
        n_test_references: of the study; the gate's generator depends on it.
        components: principal components of the projection: 64 by default for the gate, 2 for the map, whose grid lies
            on the first two.
        threshold: of `thres`.
        cells: of the credibility map, along each axis.
        window: see `simlab.ensembles.published.grid.WINDOW`.
    """

    name: str
    mode: PublishedMode | Literal["mlp"]
    members: Mapping[str, ImageVectors]
    features: ImageVectors
    anchors: tuple[int, ...]
    n_test_references: int
    components: int | None = None
    threshold: float = THRESHOLD
    cells: int = CELLS
    window: int = WINDOW

    @property
    def learned(self) -> bool:
        """Always."""
        return True

    def fit(self, evidence: Questions) -> "FittedPublishedStrategy":
        """See `Strategy.fit`."""
        answers = self.answers(evidence)
        right = (answers.model_margins() > 0) == (evidence.signs > 0)
        accuracy = _per_reference(right, evidence)
        components = self.components or (GATE_COMPONENTS if self.mode == "mlp" else MAP_COMPONENTS)
        features = features_of(self.features, evidence.references)
        anchors = features_of(self.features, np.array(self.anchors, dtype=np.int64))
        projection = PublishedProjection.fit(features, anchors, components)
        coordinates = projection.coordinates(features)
        fitted = FittedPublishedStrategy(self, projection, coordinates, accuracy)
        if self.mode == "mlp":
            return fitted
        grid = AccuracyGrid.fit(coordinates[:, :MAP_COMPONENTS], accuracy, self.cells, self.window)
        return replace(fitted, grid=grid)

    def answers(self, questions: Questions) -> PublishedAnswers:
        """What the members answer."""
        images = np.column_stack([questions.references[questions.positions], questions.candidates]).astype(np.int64)
        return PublishedAnswers([self.members[name] for name in questions.models], images, questions.margins)


@dataclass(frozen=True, eq=False)
class FittedPublishedStrategy:
    """The same, fitted.

    Attributes:
        strategy: what was fitted.
        projection: of the features.
        coordinates: of the validation references, by ascending image row.
        accuracy: share of right answers of each model on each of them.
        grid: the credibility map; none with the gate.
    """

    strategy: PublishedStrategy
    projection: PublishedProjection
    coordinates: Float64[np.ndarray, "references components"]
    accuracy: Float64[np.ndarray, "models references"]
    grid: AccuracyGrid | None = None

    def in_mode(self, mode: PublishedMode) -> "FittedPublishedStrategy":
        """Another mode of the same credibility map, which is counted once for all of them."""
        return replace(self, strategy=replace(self.strategy, mode=mode))

    def weights(self, references: Int[np.ndarray, " asked"]) -> Float64[np.ndarray, "models asked"]:
        """The weights of the models before each reference."""
        asked = self.projection.coordinates(features_of(self.strategy.features, references))
        if self.strategy.mode == "mlp" or self.grid is None:
            order, n_test = self.projection.order, self.strategy.n_test_references
            return mlp_weights(self.coordinates, self.accuracy, order, asked, n_test)
        accuracy, _ = self.grid.window_accuracy(asked[:, :MAP_COMPONENTS])
        return published_weights(accuracy, self.strategy.mode, self.strategy.threshold)

    def assign(self, references: Int[np.ndarray, " asked"]) -> Assignment:
        """See `FittedStrategy.assign`. Where mode `max` knows nothing, the only weight is 1/M."""
        return Assignment.of_weights(self.weights(references).T)

    def predict(self, questions: Questions) -> Prediction:
        """See `FittedStrategy.predict`."""
        assignment = self.assign(questions.references)
        answers = self.strategy.answers(questions)
        return Prediction(answers.margin(assignment.weights.T[:, questions.positions]), assignment)

    def grounds(self, reference: int) -> Grounds:
        """See `Explained`."""
        if self.grid is None:
            return Grounds(
                f"{self.coordinates.shape[1]} principal components of its features, through one network a model"
            )
        features = features_of(self.strategy.features, np.array([reference]))
        place = self.projection.coordinates(features)[:, :MAP_COMPONENTS]
        row, column = self.grid.cells(place)[0]
        accuracy, counts = self.grid.window_accuracy(place)
        window = self.strategy.window
        return Grounds(
            place=f"cell ({row}, {column}) of {self.strategy.cells} × {self.strategy.cells} (PC 2, PC 1), "
            f"window of {window} cells back and {window - 1} ahead",
            n_references=int(counts[0]),
            seen=accuracy[:, 0],
        )


def features_of(embedding: ImageVectors, images: Int[np.ndarray, " images"]) -> np.ndarray:
    """The vectors of these images, as stored."""
    return np.asarray(embedding.vectors[embedding.rows[images]])


def _per_reference(
    right: Bool[np.ndarray, "models triples"], evidence: Questions
) -> Float64[np.ndarray, "models references"]:
    """Mean over the triples of each reference; human ties are left out."""
    decided = evidence.signs != 0
    counts = np.bincount(evidence.positions[decided], minlength=len(evidence.references))
    return np.stack(
        [
            np.bincount(evidence.positions[decided], weights=row[decided], minlength=len(evidence.references))
            / np.maximum(counts, 1)
            for row in right.astype(np.float64)
        ]
    )
