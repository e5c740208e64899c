"""`./wucai doctor`: what this machine has, and what is set unsafely."""

import platform
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from wucai.core import documents

Line = tuple[str, str]
GOOD, NOTE, BAD = "ok", "note", "UNSAFE"
_LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1", "testserver"}


class Command(BaseCommand):
    """Look at the house and say what is there, what is missing and what is dangerous."""

    help = "Tell Python, database, optional parts and unsafe settings; exit with 1 when something is unsafe or broken."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell."""
        lines = [*_python(), *_databases(), *_parts(), *_safety()]
        for mark, sentence in lines:
            self.stdout.write(f"{mark:>7}  {sentence}")
        if any(mark == BAD for mark, _ in lines):
            sys.exit(1)


def _python() -> Iterator[Line]:
    yield GOOD, f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    yield GOOD, f"mode {settings.WUCAI_MODE}, data in {settings.WUCAI_HOME}, pages at {settings.WUCAI_ORIGIN}"


def _databases() -> Iterator[Line]:
    for alias in connections:
        connection = connections[alias]
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
                version = cursor.fetchone()[0]
            executor = MigrationExecutor(connection)
            pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        except DatabaseError as error:
            yield BAD, f"database {alias!r} cannot be reached: {error}"
            continue
        yield GOOD, f"database {alias!r}: {connection.vendor} {version}"
        if pending:
            yield BAD, f"database {alias!r}: {pending} migrations are pending; run ./wucai manage prepare"
    if connections["default"].vendor == "sqlite":
        yield NOTE, "SQLite carries one machine, on a local disk; a city takes PostgreSQL (WUCAI_DATABASE=postgresql://…)"


def _parts() -> Iterator[Line]:
    if documents.draws_chinese(settings.WUCAI_FONT_DIR):
        yield GOOD, "documents: a Chinese font is here"
    else:
        yield NOTE, f"documents: {documents.DocumentRefusal.NO_CHINESE_FONT.label}"
    found = next((name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), None)
    yield (GOOD, f"browser tests: {found}") if found else (NOTE, "browser tests: no Chromium (Debian: apt install chromium)")
    yield GOOD, "tier 0: schematic map, typed codes, keyboard; no map tiles, text messages or WeCom set up"


def _safety() -> Iterator[Line]:
    served = {host.lower() for host in settings.ALLOWED_HOSTS} | {urlsplit(settings.WUCAI_ORIGIN).hostname or ""}
    is_public = bool(served - _LOOPBACK)
    if settings.DEBUG:
        yield BAD, "WUCAI_DEBUG is on: pages of errors show settings and rows to everybody"
    if "*" in settings.ALLOWED_HOSTS:
        yield BAD, "WUCAI_HOSTS allows every name; list the names of this site"
    if is_public and settings.WUCAI_MODE == "demo":
        yield BAD, "a demo house is reachable by name: its passwords are printed; use it on loopback only"
    if is_public and not settings.HTTPS:
        yield BAD, "pages are served without a certificate: set WUCAI_ORIGIN=https://… (phones need it for camera and offline work, too)"
    for path in (settings.WUCAI_KEY_FILE, settings.WUCAI_HOME / "secret.key"):
        yield from _private(path)
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        yield NOTE, "mail is printed to the worker's terminal; set WUCAI_MAIL and WUCAI_FROM_EMAIL to send it"


def _private(path: Path) -> Iterator[Line]:
    if not path.exists():
        yield NOTE, f"{path.name} is not there yet; it is made when it is first needed"
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield BAD, f"{path} can be read by others; chmod 600 it"
    else:
        yield GOOD, f"{path.name} is for its owner alone"
