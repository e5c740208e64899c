"""Search: the entries, and over their tokens what each database finds fastest."""

from typing import Any

from django.db import migrations, models

import wucai.core.models.search

# Kept by triggers, so that whatever empties or copies core_searchentry keeps the index in step. A later migration that alters
# core_searchentry must raise the triggers again: Django remakes an SQLite table, and they fall with the old one.
SQLITE = [
    "CREATE VIRTUAL TABLE core_searchindex USING fts5(grams, content='core_searchentry', content_rowid='id', tokenize='ascii', detail=none)",
    """CREATE TRIGGER core_searchentry_put AFTER INSERT ON core_searchentry BEGIN
        INSERT INTO core_searchindex(rowid, grams) VALUES (new.id, new.grams);
    END""",
    """CREATE TRIGGER core_searchentry_dropped AFTER DELETE ON core_searchentry BEGIN
        INSERT INTO core_searchindex(core_searchindex, rowid, grams) VALUES ('delete', old.id, old.grams);
    END""",
    """CREATE TRIGGER core_searchentry_changed AFTER UPDATE ON core_searchentry BEGIN
        INSERT INTO core_searchindex(core_searchindex, rowid, grams) VALUES ('delete', old.id, old.grams);
        INSERT INTO core_searchindex(rowid, grams) VALUES (new.id, new.grams);
    END""",
]
SQLITE_BACK = [
    "DROP TRIGGER core_searchentry_changed",
    "DROP TRIGGER core_searchentry_dropped",
    "DROP TRIGGER core_searchentry_put",
    "DROP TABLE core_searchindex",
]
# An array of lexemes instead of to_tsvector: the tokens are cut already, and PostgreSQL's parser would cut them again by its locale.
POSTGRESQL = [
    "CREATE INDEX core_search_grams ON core_searchentry USING gin (array_to_tsvector(string_to_array(grams, ' '))) WITH (fastupdate = off)"
]
POSTGRESQL_BACK = ["DROP INDEX core_search_grams"]


def raise_index(apps: Any, schema_editor: Any) -> None:
    """Make the index of this database."""
    _execute(schema_editor, sqlite=SQLITE, postgresql=POSTGRESQL)


def remove_index(apps: Any, schema_editor: Any) -> None:
    """Take it away again."""
    _execute(schema_editor, sqlite=SQLITE_BACK, postgresql=POSTGRESQL_BACK)


def _execute(schema_editor: Any, **statements: list[str]) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """FTS5 on SQLite, GIN on PostgreSQL."""

    dependencies = [("core", "0001_clock_jobs_trace")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("language", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("grams", wucai.core.models.search.GramsField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "subject_id", "language"), name="core_search_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind", ""), _negated=True) & models.Q(("language", ""), _negated=True),
                        name="core_search_named",
                    ),
                ],
            },
        ),
        migrations.RunPython(raise_index, remove_index),
    ]
