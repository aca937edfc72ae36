"""Looks at the check figure and the test figure of designs: each is kept with the state that it was of."""

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from simlab.workspace.database import design_looks, utc_now
from simlab.workspace.design_rows import key_of_design

Looked = Literal["check", "test"]


@dataclass(frozen=True)
class Look:
    """Somebody saw a figure that a design was not drawn on.

    Attributes:
        part: `check` or `test`.
        state: fingerprint of the design then; empty where a file that was imported does not say which.
        step: of its history; 0 of a look before an import.
        reason: in the person's words, or that it was before an import; empty for the check set, which asks for none.
        time: UTC, ISO 8601.
    """

    part: Looked
    state: str
    step: int
    reason: str
    time: str


class LookStore:
    """The looks at all designs of one workspace; safe to use from several threads and processes.

    Args:
        engine: of the database.
        workspace_id: the manifest's.
    """

    def __init__(self, engine: sa.Engine, workspace_id: str) -> None:
        self._engine = engine
        self._workspace = workspace_id

    def add(self, design: str, part: Looked, state: str, *, step: int, reason: str = "", times: int = 1) -> Look:
        """Record a look, or as many as `times` says; raises NotFoundError when there is no such design."""
        look = Look(part, state, step, reason.strip(), utc_now())
        with self._engine.begin() as connection:
            key = key_of_design(connection, self._workspace, design)
            connection.execute(design_looks.insert(), [{"design": key, **vars(look)}] * times)
        return look

    def of(self, design: str) -> list[Look]:
        """All looks at a design, oldest first; raises NotFoundError when there is no such design."""
        with self._engine.connect() as connection:
            key = key_of_design(connection, self._workspace, design)
            query = sa.select(design_looks).where(design_looks.c.design == key).order_by(design_looks.c.id)
            return [Look(row.part, row.state, row.step, row.reason, row.time) for row in connection.execute(query)]

    def copy(self, source: str, target: str) -> None:
        """What was seen of one design was seen of its duplicate; raises NotFoundError when either is missing."""
        with self._engine.begin() as connection:
            of, to = (key_of_design(connection, self._workspace, name) for name in (source, target))
            columns = [column for column in design_looks.c if column.name not in ("id", "design")]
            seen = sa.select(sa.literal(to), *columns).where(design_looks.c.design == of).order_by(design_looks.c.id)
            names = ["design", *(column.name for column in columns)]
            connection.execute(design_looks.insert().from_select(names, seen))
