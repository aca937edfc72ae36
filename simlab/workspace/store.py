"""The part of a workspace that people edit: designs with every step of their history, reveals, settings.

Several people and workspaces may share one database. What a design's state means is not known here: it is JSON, checked
by `simlab.ensembles`.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from simlab.errors import ConflictError, InputError, NotFoundError, first_few
from simlab.workspace.database import designs, open_database, reveals, settings, steps
from simlab.workspace.manifest import check_name


@dataclass(frozen=True)
class StoredDesign:
    """One design at the step where its history stands.

    Attributes:
        name: unique in the workspace.
        step: the current step, from 0. Numbers grow and are never given twice, so that one number means one state;
            after an undo and a new step there are gaps.
        last_step: the newest step; greater than `step` after an undo.
        action: what the current step did, for people.
        state: the design as JSON.
        time: of the current step, UTC, ISO 8601.
    """

    name: str
    step: int
    last_step: int
    action: str
    state: dict[str, Any]
    time: str


@dataclass(frozen=True)
class Reveal:
    """Somebody looked at the test split.

    Attributes:
        subject: what was scored: the name of a design or strategy.
        fingerprint: of its state then.
        reason: why, in the person's words.
        time: UTC, ISO 8601.
    """

    subject: str
    fingerprint: str
    reason: str
    time: str


class Store:
    """Designs, reveals and settings of one workspace; safe to use from several threads and processes.

    Args:
        folder: of the workspace.
        workspace_id: the manifest's, which tells workspaces in one database apart.

    Raises:
        WorkspaceError: the database cannot be opened, or SIMLAB_DATABASE_URL is no database URL.
        MissingDependencyError: the package for that kind of database is not there.
    """

    def __init__(self, folder: Path, workspace_id: str) -> None:
        self._workspace = workspace_id
        self._engine = open_database(folder)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def design_names(self) -> list[str]:
        """Names of all designs, oldest first."""
        query = sa.select(designs.c.name).where(designs.c.workspace == self._workspace).order_by(designs.c.id)
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def create_design(self, name: str, state: dict[str, Any], action: str = "created") -> StoredDesign:
        """A new design, at step 0.

        Raises:
            InputError: the name cannot be used.
            ConflictError: a design of that name exists.
        """
        check_name(name, "design")
        try:
            with self._engine.begin() as connection:
                design = connection.execute(
                    designs.insert().values(workspace=self._workspace, name=name, head=0, created=_now())
                ).inserted_primary_key
                assert design is not None
                connection.execute(steps.insert().values(_step_values(design[0], 0, state, action)))
        except IntegrityError:
            raise ConflictError(f"A design named {name!r} exists already. Choose another name, or open it.") from None
        return self.design(name)

    def design(self, name: str) -> StoredDesign:
        """The design of that name, at its current step.

        Raises:
            NotFoundError: there is none.
        """
        with self._engine.connect() as connection:
            return self._read(connection, name)

    def add_step(self, name: str, state: dict[str, Any], action: str, *, after: int) -> StoredDesign:
        """One more step; steps that were undone are forgotten.

        Args:
            name: of the design.
            state: the design after the step.
            action: what was done, for people ("moved region 'ocean'").
            after: the step this one was made from.

        Raises:
            ConflictError: the design has moved on since then.
            NotFoundError: there is no such design.
        """
        with self._engine.begin() as connection:
            newest = self._read(connection, name).last_step + 1
            design = self._move_head(connection, name, after, newest)
            connection.execute(steps.delete().where(steps.c.design == design, steps.c.step > after))
            connection.execute(steps.insert().values(_step_values(design, newest, state, action)))
            return self._read(connection, name)

    def undo(self, name: str, *, at: int) -> StoredDesign:
        """One step back; raises ConflictError when the design is not at step `at`, InputError at the first step."""
        return self._go(name, at, sa.func.max(steps.c.step), steps.c.step < at, "There is nothing to undo")

    def redo(self, name: str, *, at: int) -> StoredDesign:
        """One step forward again; raises ConflictError when not at `at`, InputError at the last step."""
        return self._go(name, at, sa.func.min(steps.c.step), steps.c.step > at, "There is nothing to redo")

    def delete_design(self, name: str) -> None:
        """Remove a design with its history; raises NotFoundError when there is none."""
        with self._engine.begin() as connection:
            self._read(connection, name)
            connection.execute(designs.delete().where(self._is(name)))

    def add_reveal(self, subject: str, fingerprint: str, reason: str) -> Reveal:
        """Record that the test split was looked at.

        Raises:
            InputError: no reason is given.
        """
        if not reason.strip():
            raise InputError("A test reveal needs a reason. Say why you look at the test split now.")
        reveal = Reveal(subject, fingerprint, reason.strip(), _now())
        with self._engine.begin() as connection:
            connection.execute(reveals.insert().values(workspace=self._workspace, **vars(reveal)))
        return reveal

    def reveals(self, subject: str | None = None) -> list[Reveal]:
        """All reveals, or those of one subject, oldest first."""
        query = sa.select(reveals).where(reveals.c.workspace == self._workspace).order_by(reveals.c.id)
        if subject is not None:
            query = query.where(reveals.c.subject == subject)
        with self._engine.connect() as connection:
            return [Reveal(row.subject, row.fingerprint, row.reason, row.time) for row in connection.execute(query)]

    def setting(self, name: str, default: Any = None) -> Any:
        """A stored setting, or the default."""
        query = sa.select(settings.c.value).where(settings.c.workspace == self._workspace, settings.c.name == name)
        with self._engine.connect() as connection:
            value = connection.scalar(query)
        return default if value is None else json.loads(value)

    def set_setting(self, name: str, value: Any) -> None:
        """Store a setting; `value` must be JSON."""
        where = sa.and_(settings.c.workspace == self._workspace, settings.c.name == name)
        with self._engine.begin() as connection:
            connection.execute(settings.delete().where(where))
            connection.execute(settings.insert().values(workspace=self._workspace, name=name, value=json.dumps(value)))

    def _go(
        self, name: str, at: int, nearest: sa.ColumnElement[int], beyond: sa.ColumnElement[bool], refusal: str
    ) -> StoredDesign:
        with self._engine.begin() as connection:
            known = self._read(connection, name)
            of_design = sa.select(designs.c.id).where(self._is(name)).scalar_subquery()
            to = connection.scalar(sa.select(nearest).where(steps.c.design == of_design, beyond))
            if known.step == at and to is None:
                raise InputError(f"{refusal} in design {name!r}.")
            self._move_head(connection, name, at, at if to is None else to)
            return self._read(connection, name)

    def _is(self, name: str) -> sa.ColumnElement[bool]:
        return sa.and_(designs.c.workspace == self._workspace, designs.c.name == name)

    def _move_head(self, connection: sa.Connection, name: str, at: int, to: int) -> int:
        """Set the head, if it is where the caller thinks it is; the design's key."""
        moved = connection.execute(designs.update().where(self._is(name), designs.c.head == at).values(head=to))
        if not moved.rowcount:
            known = self._read(connection, name)
            raise ConflictError(
                f"Design {name!r} was changed elsewhere in the meantime (it is at step {known.step}: {known.action}; "
                f"your change was made from step {at}). Reload to see it, then make your change again."
            )
        key = connection.scalar(sa.select(designs.c.id).where(self._is(name)))
        assert key is not None
        return int(key)

    def _read(self, connection: sa.Connection, name: str) -> StoredDesign:
        design = connection.execute(sa.select(designs).where(self._is(name))).one_or_none()
        if design is None:
            names = connection.scalars(
                sa.select(designs.c.name).where(designs.c.workspace == self._workspace).order_by(designs.c.id)
            )
            known = first_few(names, 12) or "none yet"
            raise NotFoundError(f"There is no design {name!r} in this workspace. Its designs: {known}.")
        step = connection.execute(
            sa.select(steps).where(steps.c.design == design.id, steps.c.step == design.head)
        ).one()
        last = connection.scalar(sa.select(sa.func.max(steps.c.step)).where(steps.c.design == design.id))
        return StoredDesign(name, step.step, int(last or 0), step.action, json.loads(step.state), step.time)


def _step_values(design: int, step: int, state: dict[str, Any], action: str) -> dict[str, Any]:
    return {"design": design, "step": step, "state": json.dumps(state), "action": action, "time": _now()}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
