"""Real houses for tests: a migrated database of their own, a key file, web and worker processes on loopback."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"


def postgresql() -> str:
    """The address of the PostgreSQL server that tests may use, or an empty text: then they use SQLite."""
    return os.environ.get("WUCAI_TEST_DATABASE", "")


@dataclass
class House:
    """One house: its folder, its database and whatever processes were started in it."""

    home: Path
    database: str
    port: int = 0
    more: dict[str, str] = field(default_factory=dict)
    children: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to know to work in this house."""
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "DJANGO_SETTINGS_MODULE": "wucai.settings",
            "WUCAI_MODE": "demo",
            "WUCAI_HOME": str(self.home),
            "WUCAI_DATABASE": self.database,
            "WUCAI_ORIGIN": self.address,
            **self.more,
        }

    @property
    def address(self) -> str:
        """Where its site answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        """Start a Python process in the house; ended with it."""
        child = subprocess.Popen([sys.executable, *command], env=self.environment, cwd=ROOT, stdout=subprocess.PIPE)
        self.children.append(child)
        return child

    def manage(self, *arguments: str) -> str:
        """Run one of `./wucai manage`'s commands to its end; returns what it printed."""
        command = [sys.executable, "-m", "wucai.cli", "manage", *arguments]
        return subprocess.run(command, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout

    def python(self, code: str, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start Python with Django set up and this code in the house."""
        return self.start("-c", "import django; django.setup()\n" + code, *arguments)

    def worker(self) -> "subprocess.Popen[bytes]":
        """Start a worker."""
        return self.start("-m", "wucai.cli", "manage", "worker")

    def serve(self, *, processes: int = 2, application: str = "wucai.wsgi:application") -> str:
        """Start the web processes and wait until they answer; returns the address."""
        self.port = free_port()
        options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", str(processes)]
        self.start("-m", "granian", *options, "--blocking-threads", "8", "--log-level", "error", application)
        return self.await_answer()

    def await_answer(self) -> str:
        """Wait until the site answers; returns its address."""
        for _ in range(300):
            try:
                with urlopen(f"{self.address}/healthz", timeout=5):
                    return self.address
            except OSError:  # refused, or so busy that it has not answered in time
                time.sleep(0.1)
        raise RuntimeError("The site did not answer within 30 s.")

    def close(self) -> None:
        """End every process."""
        for child in self.children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self.children:
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            if child.stdout:
                child.stdout.close()


def raced(house: House, racer: str, doors: Path, *shares: tuple[object, ...]) -> list[Any]:
    """What racers tell, one after the other, who begin in the same moment: Python with this code for each share of words.

    A racer says "ready", waits until the doors are there (its first word), and prints JSON.
    """
    racers = [house.python(racer, str(doors), *map(str, share)) for share in shares]
    for each in racers:
        assert each.stdout is not None
        assert each.stdout.readline() == b"ready\n"
    doors.touch()
    return [json.loads(said(each)) for each in racers]


def said(process: "subprocess.Popen[bytes]") -> bytes:
    """What the process printed, once it has ended well."""
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return told


def free_port() -> int:
    """A port on loopback that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def build(home: Path, *, keys: Path | None = None) -> House:
    """A migrated, empty house to copy from, made once a run; with the keys of another, it reads what that one sealed."""
    house = House(home=home, database=_new_database(home))
    if keys:
        shutil.copy(keys, home / "keys.json")
    house.manage("prepare")
    return house


@contextmanager
def opened(home: Path, **more: str) -> Iterator[House]:
    """A house with an empty database of its own and nothing prepared; its processes end and its database goes with the block."""
    with _ending(House(home=home, database=_new_database(home), more=more)) as house:
        yield house


@contextmanager
def copied(model: House, home: Path, **more: str) -> Iterator[House]:
    """A house of its own, equal to the model as it is now; its processes end and its database goes when the test is over."""
    house = House(home=home, database=_copied_database(model, home), more=more)
    for name in ("keys.json", "secret.key"):
        if (model.home / name).exists():
            shutil.copy(model.home / name, home / name)
    for name in ("static", "files", "demo"):
        if (model.home / name).exists():
            shutil.copytree(model.home / name, home / name)
    with _ending(house):
        yield house


@contextmanager
def _ending(house: House) -> Iterator[House]:
    try:
        yield house
    finally:
        house.close()
        if postgresql():
            _execute(f'DROP DATABASE IF EXISTS "{urlsplit(house.database).path[1:]}" WITH (FORCE)')


def _new_database(home: Path) -> str:
    home.mkdir(parents=True, exist_ok=True)
    if not postgresql():
        return f"sqlite://{home / 'wucai.sqlite3'}"
    name = f"model_{uuid4().hex[:12]}"
    _execute(f'CREATE DATABASE "{name}"')
    return _named(name)


def _copied_database(model: House, home: Path) -> str:
    home.mkdir(parents=True, exist_ok=True)
    if postgresql():
        name = f"house_{uuid4().hex[:12]}"
        _execute(f'CREATE DATABASE "{name}" TEMPLATE "{urlsplit(model.database).path[1:]}"')
        return _named(name)
    for suffix in (".sqlite3", ".side.sqlite3"):
        with sqlite3.connect(model.home / f"wucai{suffix}") as source, sqlite3.connect(home / f"wucai{suffix}") as target:
            source.backup(target)
    return f"sqlite://{home / 'wucai.sqlite3'}"


def _named(name: str) -> str:
    parts = urlsplit(postgresql())
    return urlunsplit(parts._replace(path=f"/{name}"))


def _execute(statement: str) -> None:
    import psycopg  # needed on PostgreSQL only

    with psycopg.connect(_named("postgres"), autocommit=True) as connection:
        connection.execute(statement)
