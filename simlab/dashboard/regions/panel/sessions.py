"""The sessions of one run: looking one up asks the workspace what has changed, which takes milliseconds."""

from __future__ import annotations

from simlab.dashboard.opened import design_session
from simlab.ensembles import Design
from simlab.studies.designs.session import DesignSession
from simlab.studies.strategies import models_of_design
from simlab.workspace import Workspace


class Sessions:
    """Sessions of a design, each looked up once.

    Args:
        workspace: the study.
        design: as it is.
        members: of the ensemble.
        own: the design's, with no other models than it needs.
    """

    def __init__(self, workspace: Workspace, design: Design, members: tuple[str, ...], own: DesignSession) -> None:
        self._workspace = workspace
        self._design = design
        self._members = members
        self._known = {own.asked.questions.models: own}

    def having(self, names: tuple[str, ...] = ()) -> DesignSession:
        """The session with the models of the design and these.

        Raises:
            InputError: one of them only serves features.
        """
        wanted = tuple(dict.fromkeys((*self._design.models, *names)))
        models = models_of_design(self._workspace, self._members, wanted)
        if models not in self._known:
            self._known[models] = design_session(self._workspace, self._design.map_id, models, self._members)
        return self._known[models]
