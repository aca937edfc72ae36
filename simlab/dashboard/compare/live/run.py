"""A question on its way through models and ensemble, in a thread of its own: no page waits for a network."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from simlab.errors import SimLabError
from simlab.workspace import Workspace

if TYPE_CHECKING:
    from simlab.dashboard.compare.live.desk import LiveDesk
    from simlab.dashboard.compare.live.who_answers import Ensemble
    from simlab.encoders.weights import WeightsState
    from simlab.studies.live import LiveAnswer, LiveEnsemble, LiveQuery

_log = logging.getLogger("simlab.dashboard")
_UNEXPECTED = "Something went wrong that SimLab did not expect. The server's log has the details."


class LiveRun:
    """One question. What it has found so far may be read at any time, from any thread.

    Args:
        key: of the question and everything that its answers depend on.
        workspace: the study.
        ask: makes the question; its pictures are held only while they are looked at.
        models: names of models of the study, presets, or specs, in the order in which they answer.
        desk: has the models that stay loaded, and the fitted ensembles.
    """

    def __init__(
        self,
        key: str,
        workspace: Workspace,
        ask: Callable[[], LiveQuery],
        models: tuple[str, ...],
        desk: LiveDesk,
    ) -> None:
        self.key = key
        self.models = models
        self.answers: tuple[LiveAnswer, ...] = ()
        self.ensembles: dict[Ensemble, LiveEnsemble] = {}
        self.weights: dict[str, tuple[WeightsState, ...]] = {}
        """By model: the files that it needs, where one is missing."""
        self.failure = ""
        self.turned = time.monotonic()
        """When the last model answered."""
        self._workspace, self._ask, self._desk = workspace, ask, desk
        self._wanted: list[Ensemble] = []
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._given_up = False

    @property
    def working(self) -> bool:
        """Whether an answer is still to come."""
        return self._thread is not None

    @property
    def waiting(self) -> tuple[str, ...]:
        """The models that have not answered yet; while it works, the first is looking at the pictures now."""
        return self.models[len(self.answers) :]

    def answer(self, ensemble: Ensemble | None) -> None:
        """See to it that there are answers, and that of an ensemble among them."""
        with self._lock:
            if ensemble is not None and ensemble not in self.ensembles and ensemble not in self._wanted:
                self._wanted.append(ensemble)
            waits = bool(self._wanted or self.waiting)
            if self._thread is None and waits and not self.failure:
                self._thread = threading.Thread(target=self._work, name=f"live {self.key}", daemon=True)
                self._thread.start()

    def give_up(self) -> None:
        """Nobody waits for it any more: stop before the next model."""
        self._given_up = True

    def _work(self) -> None:
        try:
            query = self._ask()
            self._answer_all(query)
            self._look_for_weights(ask_hub=False)
            self._combine_all(query)
            self._look_for_weights(ask_hub=True)
            while not self._has_finished():
                self._combine_all(query)
        except SimLabError as error:
            self._fail(str(error))
        except Exception:
            _log.exception("An unexpected error while a question was answered live")
            self._fail(_UNEXPECTED)

    def _fail(self, why: str) -> None:
        with self._lock:
            self.failure, self._thread = why, None

    def _has_finished(self) -> bool:
        """Whether nothing is left to do; whoever asks for more from then on starts another thread."""
        with self._lock:
            if self._wanted and not self._given_up:
                return False
            self._thread = None
            return True

    def _answer_all(self, query: LiveQuery) -> None:
        from simlab.studies.live import live_answers

        for answer in live_answers(self._workspace, query, self._desk.encoders, self.waiting):
            self.answers = (*self.answers, answer)
            self.turned = time.monotonic()
            if self._given_up:
                return

    def _combine_all(self, query: LiveQuery) -> None:
        while self._wanted and not self._given_up:
            ensemble = self._wanted[0]
            found = self._combined(query, ensemble)
            with self._lock:
                self.ensembles[ensemble] = found
                self._wanted.remove(ensemble)

    def _combined(self, query: LiveQuery, ensemble: Ensemble) -> LiveEnsemble:
        """The answer of an ensemble; what stands in its way is told in its place, and others may still be asked."""
        from simlab.studies.live import LiveEnsemble, live_ensemble

        try:
            subject = self._desk.subject(self._workspace, ensemble.key, ensemble.state)
            self.models = tuple(dict.fromkeys((*self.models, *subject.needed)))
            self._answer_all(query)
            return live_ensemble(self._workspace, query, self.answers, subject)
        except SimLabError as error:
            return LiveEnsemble(ensemble.key, ensemble.label, problem=str(error))

    def _look_for_weights(self, *, ask_hub: bool) -> None:
        """Which files are missing, and if the hub is asked, how large they are: that may take a while."""
        for answer in self.answers:
            if answer.weights_missing and answer.spec is not None and not self._given_up:
                self.weights[answer.model] = self._desk.weights(answer.spec, ask_hub=ask_hub)
