"""Designs with every step of their history, in the database.

What a design's state means is not known here: it is JSON, checked by `simlab.ensembles`.
"""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from simlab.errors import ConflictError, InputError, NotFoundError
from simlab.workspace.database import designs, steps, utc_now
from simlab.workspace.design_rows import is_design, key_of_design, names_of_designs
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
class StoredStep:
    """One step in a design's history, without its state.

    Attributes:
        step: its number.
        action: what it did, for people.
        time: UTC, ISO 8601.
    """

    step: int
    action: str
    time: str


class DesignStore:
    """The designs of one workspace, step by step; safe to use from several threads and processes.

    `workspace_id` is the manifest's.
    """

    def __init__(self, engine: sa.Engine, workspace_id: str) -> None:
        self._engine = engine
        self._workspace = workspace_id

    def design_names(self) -> list[str]:
        """Names of all designs but those in the archive, oldest first."""
        with self._engine.connect() as connection:
            return list(connection.scalars(names_of_designs(self._workspace, archived=False)))

    def archived_design_names(self) -> list[str]:
        """Names of the designs in the archive, oldest first; all else works with them as with any other."""
        with self._engine.connect() as connection:
            return list(connection.scalars(names_of_designs(self._workspace, archived=True)))

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
                    designs.insert().values(workspace=self._workspace, name=name, head=0, created=utc_now())
                ).inserted_primary_key
                assert design is not None
                connection.execute(steps.insert().values(_step_values(design[0], 0, state, action)))
        except IntegrityError:
            archived = " in the archive" if name in self.archived_design_names() else ""
            raise ConflictError(
                f"A design named {name!r} exists already{archived}. Choose another name, or open it."
            ) from None
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

    def history(self, name: str) -> list[StoredStep]:
        """Every step that can be gone to, oldest first, those that were undone too; NotFoundError: no such design."""
        with self._engine.connect() as connection:
            key = key_of_design(connection, self._workspace, name)
            columns = (steps.c.step, steps.c.action, steps.c.time)
            query = sa.select(*columns).where(steps.c.design == key).order_by(steps.c.step)
            return [StoredStep(*row) for row in connection.execute(query)]

    def next_action(self, name: str) -> str | None:
        """What redo would do again, for people; None where nothing was undone."""
        with self._engine.connect() as connection:
            here = self._read(connection, name).step
            key = key_of_design(connection, self._workspace, name)
            query = sa.select(steps.c.action).where(steps.c.design == key, steps.c.step > here)
            return connection.scalar(query.order_by(steps.c.step).limit(1))

    def go_to(self, name: str, step: int, *, at: int) -> StoredDesign:
        """The design at another step of its history, as undo or redo would bring it there; no step is forgotten.

        Raises:
            NotFoundError: there is no such design, or its history has no such step.
            ConflictError: the design is not at step `at`.
        """
        with self._engine.begin() as connection:
            key = key_of_design(connection, self._workspace, name)
            here = sa.and_(steps.c.design == key, steps.c.step == step)
            if not connection.scalar(sa.select(sa.exists().where(here))):
                raise NotFoundError(f"Design {name!r} has no step {step}. Open its history anew and choose another.")
            self._move_head(connection, name, at, step)
            return self._read(connection, name)

    def _go(
        self, name: str, at: int, nearest: sa.ColumnElement[int], beyond: sa.ColumnElement[bool], refusal: str
    ) -> StoredDesign:
        with self._engine.begin() as connection:
            known = self._read(connection, name)
            of_design = sa.select(designs.c.id).where(is_design(self._workspace, name)).scalar_subquery()
            to = connection.scalar(sa.select(nearest).where(steps.c.design == of_design, beyond))
            if known.step == at and to is None:
                raise InputError(f"{refusal} in design {name!r}.")
            self._move_head(connection, name, at, at if to is None else to)
            return self._read(connection, name)

    def _move_head(self, connection: sa.Connection, name: str, at: int, to: int) -> int:
        """Set the head, if it is where the caller thinks it is; the design's key."""
        moved = connection.execute(
            designs.update().where(is_design(self._workspace, name), designs.c.head == at).values(head=to)
        )
        if not moved.rowcount:
            known = self._read(connection, name)
            raise ConflictError(
                f"Design {name!r} was changed elsewhere in the meantime (it is at step {known.step}: {known.action}; "
                f"your change was made from step {at}). Reload to see it, then make your change again."
            )
        return key_of_design(connection, self._workspace, name)

    def _read(self, connection: sa.Connection, name: str) -> StoredDesign:
        key = key_of_design(connection, self._workspace, name)
        head = sa.select(designs.c.head).where(designs.c.id == key).scalar_subquery()
        step = connection.execute(sa.select(steps).where(steps.c.design == key, steps.c.step == head)).one()
        last = connection.scalar(sa.select(sa.func.max(steps.c.step)).where(steps.c.design == key))
        return StoredDesign(name, step.step, int(last or 0), step.action, json.loads(step.state), step.time)


def _step_values(design: int, step: int, state: dict[str, Any], action: str) -> dict[str, Any]:
    return {"design": design, "step": step, "state": json.dumps(state), "action": action, "time": utc_now()}
