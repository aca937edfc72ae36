"""Designs in the database by workspace and name, and what to say when there is none."""

import sqlalchemy as sa

from simlab.errors import NotFoundError, first_few
from simlab.workspace.database import archived_designs, designs

_ARCHIVED = sa.exists().where(archived_designs.c.design == designs.c.id)


def is_design(workspace_id: str, name: str) -> sa.ColumnElement[bool]:
    """The condition that a row of `designs` is that one."""
    return sa.and_(designs.c.workspace == workspace_id, designs.c.name == name)


def names_of_designs(workspace_id: str, *, archived: bool) -> sa.Select[str]:
    """A query for the names of all designs that are, or are not, in the archive; oldest first."""
    wanted = _ARCHIVED if archived else ~_ARCHIVED
    return sa.select(designs.c.name).where(designs.c.workspace == workspace_id, wanted).order_by(designs.c.id)


def key_of_design(connection: sa.Connection, workspace_id: str, name: str) -> int:
    """The primary key of a design.

    Raises:
        NotFoundError: there is none of that name.
    """
    key = connection.scalar(sa.select(designs.c.id).where(is_design(workspace_id, name)))
    if key is None:
        known = first_few(connection.scalars(names_of_designs(workspace_id, archived=False)), 12) or "none yet"
        raise NotFoundError(f"There is no design {name!r} in this workspace. Its designs: {known}.")
    return int(key)
