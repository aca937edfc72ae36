"""Named versions of designs: states that somebody wanted to keep, with their words about it.

A version holds a copy of the state, because steps are forgotten when somebody goes on from before them. Versions are
added, never changed or removed.
"""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from simlab.errors import ConflictError, InputError, NotFoundError, first_few
from simlab.workspace.database import design_versions, steps, utc_now
from simlab.workspace.design_rows import key_of_design
from simlab.workspace.manifest import check_name

MAX_AUTHOR = 80


@dataclass(frozen=True)
class StoredVersion:
    """One state of a design under a name of its own.

    Attributes:
        design: name of the design.
        name: unique in the design.
        step: of the design's history, which the version was made of.
        state: the design then, as JSON.
        author: who saved it.
        comment: in the author's words; may be empty.
        time: when it was saved, UTC, ISO 8601.
    """

    design: str
    name: str
    step: int
    state: dict[str, Any]
    author: str
    comment: str
    time: str


class VersionStore:
    """The versions of all designs of one workspace; safe to use from several threads and processes.

    Args:
        engine: of the database.
        workspace_id: the manifest's.
    """

    def __init__(self, engine: sa.Engine, workspace_id: str) -> None:
        self._engine = engine
        self._workspace = workspace_id

    def save(self, design: str, name: str, *, at: int, author: str, comment: str = "") -> StoredVersion:
        """Keep the state of one step under a name.

        Args:
            design: its name.
            name: of the version.
            at: the step that the author sees; the design may have moved on since.
            author: who saves it.
            comment: anything worth remembering.

        Raises:
            InputError: the name cannot be used, or the author is empty or too long.
            NotFoundError: there is no such design.
            ConflictError: the design has a version of that name, or its step was undone and replaced meanwhile.
        """
        check_name(name, "version")
        author = author.strip()
        if not author or len(author) > MAX_AUTHOR:
            raise InputError(f"A version needs an author of 1 to {MAX_AUTHOR} characters; found {author!r}.")
        row = {"name": name, "author": author, "comment": comment.strip(), "time": utc_now()}
        try:
            with self._engine.begin() as connection:
                key = key_of_design(connection, self._workspace, design)
                here = sa.and_(steps.c.design == key, steps.c.step == at)
                of_step = sa.select(steps.c.design, steps.c.step, steps.c.state, *map(sa.literal, row.values()))
                columns = ["design", "step", "state", *row]
                connection.execute(design_versions.insert().from_select(columns, of_step.where(here)))
                if not connection.scalar(sa.select(sa.exists().where(here))):
                    raise ConflictError(
                        f"Step {at} of design {design!r} is not there any more: somebody undid it and went on from "
                        "before it. Reload to see the design as it is, then save the version."
                    )
        except IntegrityError:
            known = self.version(design, name)
            raise ConflictError(
                f"Design {design!r} has a version {name!r} already (by {known.author}, {known.time}). Versions are "
                "never overwritten: choose another name."
            ) from None
        return self.version(design, name)

    def versions(self, design: str) -> list[StoredVersion]:
        """All versions of a design, oldest first; raises NotFoundError when there is no such design."""
        with self._engine.connect() as connection:
            key = key_of_design(connection, self._workspace, design)
            query = sa.select(design_versions).where(design_versions.c.design == key).order_by(design_versions.c.id)
            return [
                StoredVersion(design, row.name, row.step, json.loads(row.state), row.author, row.comment, row.time)
                for row in connection.execute(query)
            ]

    def version(self, design: str, name: str) -> StoredVersion:
        """One version; raises NotFoundError when there is no such design or version."""
        known = self.versions(design)
        for version in known:
            if version.name == name:
                return version
        names = first_few((version.name for version in known), 12) or "none yet"
        raise NotFoundError(f"Design {design!r} has no version {name!r}. Its versions: {names}.")
