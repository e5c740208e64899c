"""What can be found by typing, and the index that finds it."""

from typing import Any

from django.db import models
from django.db.models.expressions import Col


class GramsField(models.TextField):  # type: ignore[type-arg]  # Django's own class takes no parameters when it runs
    """Search tokens with one blank between; asked only with `matches`, by `core.search`."""


@GramsField.register_lookup
class Matches(models.Lookup):
    """Whether all tokens of a match expression stand in the row: FTS5 on SQLite, an array of lexemes with GIN on PostgreSQL.

    The right-hand side is in the database's own language of queries, as `core.search` writes it.
    """

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By row id in the FTS5 table, which triggers keep in step."""
        row_id, _ = compiler.compile(Col(self.lhs.alias, self.lhs.target.model._meta.pk))
        return f"{row_id} IN (SELECT rowid FROM core_searchindex WHERE core_searchindex MATCH %s)", [self.rhs]  # noqa: S608  a column of ours

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By the GIN index over the same expression."""
        column, _ = compiler.compile(self.lhs)
        return f"array_to_tsvector(string_to_array({column}, ' ')) @@ %s::tsquery", [self.rhs]


class SearchEntry(models.Model):
    """The text by which one thing is found in one language. `text` is folded and not for reading; the thing itself is in its room."""

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    language = models.CharField(max_length=10)
    text = models.TextField()
    grams = GramsField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id", "language"], name="core_search_once"),
            models.CheckConstraint(condition=~models.Q(kind="") & ~models.Q(language=""), name="core_search_named"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} {self.language}"
