"""What a query is like: its vector under any model, and what an ensemble does before it."""

from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from simlab.ensembles import Assignment
from simlab.errors import InputError, NotFoundError
from simlab.studies.live.answer import LiveAnswer
from simlab.studies.live.query import LivePicture, LiveQuery
from simlab.studies.live.reference_place import show_reference
from simlab.studies.live.subject import LiveSubject
from simlab.workspace import Workspace

if TYPE_CHECKING:
    from simlab.encoders.loaded import LoadedEncoders


class QueryVectors:
    """Vectors of one picture: stored ones of an image of the workspace, else those that encoders make of it now.

    Each is looked up or made once.

    Args:
        workspace: the study.
        picture: the query.
        encoders: make vectors of a picture that has none; None makes none.
    """

    def __init__(self, workspace: Workspace, picture: LivePicture, encoders: "LoadedEncoders | None") -> None:
        self.picture = picture
        self._workspace = workspace
        self._encoders = encoders
        self._known: dict[str, Float[np.ndarray, "1 dimensions"]] = {}

    def of(self, model: str) -> Float[np.ndarray, "1 dimensions"]:
        """Its vector under a model of the workspace.

        Raises:
            SimLabError: there is none, and none can be made here; says why.
        """
        if model not in self._known:
            stored = self._stored(model)
            self._known[model] = self._made(model) if stored is None else stored
        return self._known[model]

    def assignment(self, subject: LiveSubject) -> Assignment:
        """What an ensemble does before it, as it is placed live.

        Raises:
            SimLabError: it cannot be placed; says why.
        """
        row = self.picture.row
        known = [] if subject.features is None else [self.of(subject.features)]
        answers = [LiveAnswer(str(subject.features), "features", vectors=vector) for vector in known]
        query = LiveQuery(self.picture, (self.picture, self.picture))  # its place does not depend on candidates
        shown = show_reference(self._workspace, query, answers, subject)
        return shown.fitted.assign(np.array([0 if row is None else row], dtype=np.int32))

    def _stored(self, model: str) -> Float[np.ndarray, "1 dimensions"] | None:
        rows = np.array([-1 if self.picture.row is None else self.picture.row])
        embedding = self._workspace.embedding(model)
        return embedding.take(rows) if embedding.has(rows)[0] else None

    def _made(self, model: str) -> Float[np.ndarray, "1 dimensions"]:
        spec = self._workspace.model(model).encoder
        lacking = f"Model {model!r} has no vector of {self.picture.name}"
        if self.picture.image is None:
            raise NotFoundError(f"{lacking}, and there is no picture to make one from.")
        if spec is None:
            raise InputError(
                f"{lacking}, and none can be made: its vectors were imported without an encoder. Import them with "
                "--encoder SPEC if an encoder of that kind made them."
            )
        if self._encoders is None:
            raise NotFoundError(f"{lacking}. Run `simlab embed`.")
        encoder = self._encoders.get(spec, self._workspace)
        return encoder.embed(np.stack([encoder.prepare(self.picture.image)]))
