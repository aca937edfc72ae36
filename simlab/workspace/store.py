"""The part of a workspace that people edit: designs with every step of their history, reveals, settings.

Several people and workspaces may share one database.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from simlab.errors import InputError
from simlab.workspace.database import archived_designs, designs, open_database, reveals, settings, utc_now
from simlab.workspace.design_rows import key_of_design
from simlab.workspace.design_store import DesignStore
from simlab.workspace.look_store import LookStore
from simlab.workspace.version_store import VersionStore


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


class Store(DesignStore):
    """Designs, reveals and settings of one workspace; safe to use from several threads and processes.

    Args:
        folder: of the workspace.
        workspace_id: the manifest's, which tells workspaces in one database apart.

    Attributes:
        versions: the named versions of its designs.
        looks: who looked at what figure of which state of a design.

    Raises:
        WorkspaceError: the database cannot be opened, or SIMLAB_DATABASE_URL is no database URL.
        MissingDependencyError: the package for that kind of database is not there.
    """

    def __init__(self, folder: Path, workspace_id: str) -> None:
        super().__init__(open_database(folder), workspace_id)
        self.versions = VersionStore(self._engine, workspace_id)
        self.looks = LookStore(self._engine, workspace_id)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def archive_design(self, name: str) -> None:
        """Leave a design out of lists; raises NotFoundError when there is none. Twice is as good as once."""
        with suppress(IntegrityError), self._engine.begin() as connection:
            key = key_of_design(connection, self._workspace, name)
            connection.execute(archived_designs.insert().values(design=key, time=utc_now()))

    def unarchive_design(self, name: str) -> None:
        """Take a design back from the archive; raises NotFoundError when there is none of that name."""
        with self._engine.begin() as connection:
            key = key_of_design(connection, self._workspace, name)
            connection.execute(archived_designs.delete().where(archived_designs.c.design == key))

    def delete_design(self, name: str) -> None:
        """Remove a design with its history.

        Raises:
            NotFoundError: there is none.
            InputError: it has named versions, which are kept for ever.
        """
        with self._engine.begin() as connection:
            key = key_of_design(connection, self._workspace, name)
            try:
                connection.execute(designs.delete().where(designs.c.id == key))
            except IntegrityError:
                raise InputError(
                    f"Design {name!r} has named versions, which are kept for ever. Archive it, so that lists leave it "
                    "out."
                ) from None

    def add_reveal(self, subject: str, fingerprint: str, reason: str) -> Reveal:
        """Record that the test split was looked at.

        Raises:
            InputError: no reason is given.
        """
        if not reason.strip():
            raise InputError("A test reveal needs a reason. Say why you look at the test split now.")
        reveal = Reveal(subject, fingerprint, reason.strip(), utc_now())
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
