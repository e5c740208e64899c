"""What a figure means nothing without: the machine, the versions, the load, the seed and the date."""

import os
import platform
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil


def facts(*, seed: int) -> dict[str, str]:
    """The facts of a run that begins now."""
    packages = [f"{name} {version(name)}" for name in ("Django", "granian", "psycopg")]
    return {
        "date": f"{datetime.now(UTC):%F %R} UTC",
        "seed": str(seed),
        "processor": f"{_processor()}, {psutil.cpu_count()} cores",
        "memory": f"{psutil.virtual_memory().total / 2**30:.1f} GiB",
        "system": platform.platform(terse=True),
        "software": ", ".join([f"Python {platform.python_version()}", *packages, f"SQLite {sqlite3.sqlite_version}"]),
        "load": f"{os.getloadavg()[0]:.1f} in the minute before",
    }


def _processor() -> str:
    """The processor's own name where the system tells it."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
