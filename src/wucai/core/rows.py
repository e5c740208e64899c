"""Rows put down: one that is made or brought up to date, and plain SQL for the few statements in the path of every seat that is taken or
refused, which cost twice when the ORM puts them together.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def insert(row: Row) -> Row:
    """Put the new row down and give it its id, as `save(force_insert=True)` does at twice the cost. Sends no signals: nobody hears ours."""
    fields, statement = _statement(type(row))
    with connection.cursor() as cursor:
        cursor.execute(statement, [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields])
        row.pk = cursor.fetchone()[0] if connection.features.can_return_columns_from_insert else cursor.lastrowid
    row._state.adding, row._state.db = False, connection.alias
    return row


def ids(select: str, *parameters: Any) -> list[int]:
    """The ids that a SELECT finds."""
    with connection.cursor() as cursor:
        cursor.execute(select, parameters)
        return [found for (found,) in cursor.fetchall()]


def put(rows: "models.Manager[Row]", told: Mapping[str, Any], **which: Any) -> tuple[Row, bool, list[str]]:
    """The row that `which` tells from all others, made or brought up to date with what is told; what is not told stays.

    Returns it with whether it is new and the names of the fields that changed, for the trace. In the caller's transaction, which holds the
    row from here on.
    """
    row, is_new = rows.select_for_update().get_or_create(**which, defaults=told)
    changed = [] if is_new else [name for name, value in told.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, told[name])
    if changed:
        row.save(update_fields=changed)
    return row, is_new, changed


@cache
def _statement(model: type[models.Model]) -> tuple[list[Any], str]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    returning = " RETURNING id" if connection.features.can_return_columns_from_insert else ""
    return fields, f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))}){returning}"  # noqa: S608  our own names
