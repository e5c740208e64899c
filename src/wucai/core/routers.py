"""Which file a table lives in, when the database is SQLite."""

from typing import Any

from django.db import models

# "django_cache" is the label that Django gives the table of its database cache.
_SIDE_APPS = {"sessions", "django_cache"}


class SideRouter:
    """Log-in sessions and the shared cache go to the side file; all else stays in the main one (docs/decisions/0003)."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """The side file for log-in sessions and the cache."""
        return "side" if model._meta.app_label in _SIDE_APPS else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Each table in its own file only."""
        return (app_label in _SIDE_APPS) == (db == "side")
