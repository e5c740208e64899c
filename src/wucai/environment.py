"""Typed readers of environment variables that fail loudly, naming the variable and what it wants.

A setting that is mistyped must stop the start, never fall back in silence.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(Exception):
    """An environment variable holds something that cannot be used; the message says what to do."""


def text(name: str, default: str) -> str:
    """The variable's text, stripped, or the default where it is absent or empty."""
    return os.environ.get(name, "").strip() or default


def choice(name: str, options: tuple[str, ...], default: str) -> str:
    """One of the options; raises BadSetting for anything else."""
    value = text(name, default)
    if value not in options:
        raise BadSetting(f"{name}={value!r}: choose one of {', '.join(options)}.")
    return value


def switch(name: str, *, default: bool) -> bool:
    """Yes or no, spelled 1/0, true/false, yes/no or on/off; raises BadSetting for anything else."""
    value = text(name, "yes" if default else "no").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name}={value!r}: write yes or no.")


def integer(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number from least to most, both included; raises BadSetting otherwise."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise BadSetting(f"{name}={value!r}: write a whole number.") from None
    if not least <= number <= most:
        raise BadSetting(f"{name}={number}: write a whole number from {least} to {most}.")
    return number


def names(name: str, default: str) -> list[str]:
    """A list split at commas, blanks dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """An absolute path; raises BadSetting for a path that is a file."""
    path = Path(text(name, str(default))).expanduser().resolve()
    if path.is_file():
        raise BadSetting(f"{name}={path}: this is a file; name a folder.")
    return path


def database(name: str, default: Path) -> dict[str, Any]:
    """Django's description of the database that the variable names.

    `sqlite:///absolute/path` or `postgresql://user:password@host:port/name?sslmode=…`; a host that begins with a slash is
    given as `?host=/run/postgresql`. Without the variable: SQLite at the default path. Raises BadSetting.
    """
    url = text(name, f"sqlite://{default}")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        if not parts.path.startswith("/") or parts.path == "/":
            raise BadSetting(f"{name}={url!r}: write sqlite:///absolute/path/to/file.")
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgresql", "postgres"}:
        return _postgresql(name, url)
    raise BadSetting(f"{name}: begin with sqlite:/// or postgresql://, not {parts.scheme or url!r}.")


def sqlite(path: Path, *, durable: bool = True) -> dict[str, Any]:
    """SQLite as measured (docs/decisions/0003): WAL, IMMEDIATE, and FULL where a booking must survive power loss."""
    pragmas = [
        "journal_mode=WAL",
        f"synchronous={'FULL' if durable else 'NORMAL'}",
        "mmap_size=134217728",
        "journal_size_limit=27103364",
        "cache_size=-20000",
        "temp_store=MEMORY",
    ]
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": ";".join(f"PRAGMA {pragma}" for pragma in pragmas),
        },
    }


def mail(name: str) -> dict[str, Any]:
    """Django's description of the mail server that the variable names: `smtp://user:password@host:587` with STARTTLS, `smtps://` with TLS.

    Without the variable, mail is printed to the terminal. Raises BadSetting.
    """
    url = text(name, "")
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadSetting(f"{name}: write smtp://user:password@host:port or smtps://…")
    is_tls = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if is_tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_tls,
        "EMAIL_USE_TLS": not is_tls,
        "EMAIL_TIMEOUT": 20,
    }


def _postgresql(name: str, url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    database_name = unquote(parts.path.lstrip("/"))
    if not database_name:
        raise BadSetting(f"{name}: the address names no database; end it with /name.")
    try:
        port = parts.port
    except ValueError:
        raise BadSetting(f"{name}: the port is not a number.") from None
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    # Nobody waits more than 3 s for a lock, not even a migration. What serves pages has limits of its own (wsgi.py).
    seconds = integer("WUCAI_STATEMENT_SECONDS", 0, least=0, most=3600)
    idle = f" -c idle_in_transaction_session_timeout={seconds * 2000}" if seconds else ""
    options.setdefault("options", f"-c lock_timeout=3000 -c statement_timeout={seconds * 1000}{idle}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
