"""The database of a workspace: its tables, and how it is opened."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from simlab.errors import MissingDependencyError, WorkspaceError

FILE_NAME = "simlab.db"
URL_VARIABLE = "SIMLAB_DATABASE_URL"

_schema = sa.MetaData()
designs = sa.Table(
    "designs",
    _schema,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("workspace", sa.String(32), nullable=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("head", sa.Integer, nullable=False),
    sa.Column("created", sa.String(32), nullable=False),
    sa.UniqueConstraint("workspace", "name"),
)
steps = sa.Table(
    "design_steps",
    _schema,
    sa.Column("design", sa.ForeignKey("designs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("step", sa.Integer, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("time", sa.String(32), nullable=False),
)
design_versions = sa.Table(
    "design_versions",
    _schema,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("design", sa.ForeignKey("designs.id"), nullable=False),  # no cascade: versions outlive everything
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("author", sa.String(80), nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("time", sa.String(32), nullable=False),
    sa.UniqueConstraint("design", "name"),
)
# A table, not a column of `designs`: databases that exist already get it when they are opened.
archived_designs = sa.Table(
    "archived_designs",
    _schema,
    sa.Column("design", sa.ForeignKey("designs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("time", sa.String(32), nullable=False),
)
design_looks = sa.Table(
    "design_looks",
    _schema,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("design", sa.ForeignKey("designs.id", ondelete="CASCADE"), nullable=False),
    sa.Column("part", sa.String(8), nullable=False),
    sa.Column("state", sa.String(64), nullable=False),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("time", sa.String(32), nullable=False),
)
reveals = sa.Table(
    "reveals",
    _schema,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("workspace", sa.String(32), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Column("fingerprint", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("time", sa.String(32), nullable=False),
)
settings = sa.Table(
    "settings",
    _schema,
    sa.Column("workspace", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)


def utc_now() -> str:
    """The time as the tables hold it: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def open_database(folder: Path) -> sa.Engine:
    """The database that SIMLAB_DATABASE_URL names, else SQLite in WAL mode in the workspace; its tables are made.

    Raises:
        WorkspaceError: it cannot be opened, or SIMLAB_DATABASE_URL is no database URL.
        MissingDependencyError: the package for that kind of database is not there.
    """
    engine = _engine(folder)
    try:
        with engine.begin() as connection:
            for table in _schema.sorted_tables:
                connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
    except DBAPIError as error:
        raise WorkspaceError(
            f"The database {engine.url!r} cannot be opened ({error.orig}). Designs and reveals are kept "
            f"there: make it writable, restore it from a backup, or correct {URL_VARIABLE}."
        ) from None
    return engine


def _engine(folder: Path) -> sa.Engine:
    url = os.environ.get(URL_VARIABLE) or sa.URL.create("sqlite", database=str(folder / FILE_NAME))
    try:
        engine = sa.create_engine(url)
    except (ArgumentError, NoSuchModuleError) as error:
        raise WorkspaceError(
            f"{URL_VARIABLE} is no URL of a database ({error}). Write it like postgresql+psycopg://NAME@HOST/DATABASE, "
            "or unset it to use a file in the workspace."
        ) from None
    except ModuleNotFoundError as error:
        raise MissingDependencyError(
            f"The database that {URL_VARIABLE} names needs the Python package {error.name!r}. Install it."
        ) from None
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # With WAL, NORMAL survives a crash of the program; a power cut may cost the last steps, never the file.
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
