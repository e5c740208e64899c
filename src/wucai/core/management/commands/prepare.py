"""`./wucai manage prepare`: make the house ready to serve: tables, catalogues, static files."""

from hashlib import sha256
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from wucai.core import catalogues

# What the libraries carry and no page of ours asks for.
_NOT_SERVED = ("htmx-4*", "htmax-*", "htmx-2.js", "ext", "redoc*")


class Command(BaseCommand):
    """Prepare the house; safe to run again."""

    help = "Make tables, catalogues and static files; safe to run again."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """--check: change no table, say what is missing."""
        parser.add_argument("--check", action="store_true", help="change no table; say what is missing and exit with 1")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare."""
        catalogues.compile_all()
        for alias in connections:
            self._tables(alias, only_check=options["check"])
        self._static_files()

    def _tables(self, alias: str, *, only_check: bool) -> None:
        try:
            executor = MigrationExecutor(connections[alias])
        except DatabaseError as error:
            raise CommandError(f"The database {alias!r} cannot be reached: {error}") from error
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending and only_check:
            raise CommandError(f"{len(pending)} migrations are pending; run ./wucai manage prepare first.")
        if pending:
            call_command("migrate", database=alias, interactive=False, verbosity=0)
        call_command("createcachetable", database=alias, verbosity=0)

    def _static_files(self) -> None:
        """Collect and compress anew only when something changed: compressing costs seconds."""
        told = [settings.STATIC_URL, django.get_version()]
        for finder in get_finders():
            for path, storage in finder.list(list(_NOT_SERVED)):
                told.append(f"{path} {storage.size(path)} {storage.get_modified_time(path)}")
        fingerprint = sha256("\n".join(sorted(told)).encode()).hexdigest()
        mark = settings.STATIC_ROOT / "fingerprint.txt"
        if mark.exists() and mark.read_text(encoding="ascii") == fingerprint:
            return
        call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=list(_NOT_SERVED))
        mark.write_text(fingerprint, encoding="ascii")
