"""The whole house as rows in a file, to come back to: how the demo begins its morning afresh within seconds, on either database."""

import pickle
from datetime import date, time
from pathlib import Path
from typing import Any, TypeAlias

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from wucai.core import disk

Tables: TypeAlias = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
# Log-ins and what Django knows of its own models stay as they are.
_LEFT_ALONE = {"sessions", "contenttypes", "auth"}


def keep(path: Path) -> None:
    """Write every row of the house into the file, for its owner alone; whole or not at all, whenever the power goes."""
    tables: Tables = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for model in _models():
            columns = [str(field.column) for field in model._meta.concrete_fields]
            cursor.execute(f"SELECT {_quoted(columns)} FROM {_name(model._meta.db_table)}")  # noqa: S608  names from our own models
            tables[model._meta.db_table] = (columns, [tuple(map(_as_stored, row)) for row in cursor.fetchall()])
    disk.put_down(path, pickle.dumps(tables, protocol=5))


def bring_back(path: Path) -> None:
    """Put the house back as it was when the file was written: all rows go, those of the file come, in one transaction."""
    tables: Tables = pickle.loads(path.read_bytes())  # noqa: S301  our own file, readable by its owner alone
    with transaction.atomic(), connection.cursor() as cursor:
        _empty(cursor)
        for table, (columns, rows) in tables.items():
            holes = ", ".join(["%s"] * len(columns))
            if rows:
                # Keys may point to rows that come later: both databases look at them at the commit.
                cursor.executemany(f"INSERT INTO {_name(table)} ({_quoted(columns)}) VALUES ({holes})", rows)  # noqa: S608  as above
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
    if connection.vendor == "postgresql":
        _count_rows()


def _count_rows() -> None:
    """PostgreSQL's planner would take thousands of new rows for none until autovacuum looks.

    Our own tables alone: a bare ANALYZE waits for the catalogues that all databases of a server share. A table that is held is counted
    by whoever holds it.
    """
    tables = ", ".join(_name(model._meta.db_table) for model in _models())
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE (SKIP_LOCKED) {tables}")


def clear() -> None:
    """Take every row out of the house."""
    with transaction.atomic(), connection.cursor() as cursor:
        _empty(cursor)


def _as_stored(value: Any) -> Any:
    """SQLite keeps days and times as text and hands them out as objects, which it does not take back."""
    return str(value) if connection.vendor == "sqlite" and isinstance(value, date | time) else value


def _empty(cursor: Any) -> None:
    for model in _models():
        cursor.execute(f"DELETE FROM {_name(model._meta.db_table)}")  # noqa: S608  as above


def _models() -> list[type[models.Model]]:
    """Every table of the main database that holds something of the programme."""
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy and model._meta.app_label not in _LEFT_ALONE]


def _name(table: str) -> str:
    return str(connection.ops.quote_name(table))


def _quoted(columns: list[str]) -> str:
    return ", ".join(_name(column) for column in columns)
