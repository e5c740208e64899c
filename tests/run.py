"""`./wucai test`: format, lint, types, words and contracts, then the suite on SQLite, again on PostgreSQL, and in a browser.

What cannot run is told in one line; under CI=true it is a failure. The last lines are the runner's own summary.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import servers  # noqa: E402  the path above is needed first

CI = os.environ.get("CI") == "true"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")
WITHOUT_DATABASE = ("planning", "architecture", "test_architecture.py", "core/spreadsheets", "test_docs.py", "test_launcher.py")


def main() -> int:
    """Run everything; 0 when all of it passed."""
    parser = argparse.ArgumentParser(prog="wucai test", description=__doc__)
    parser.add_argument("--long", action="store_true", help="the large figures too")
    parser.add_argument("--only", choices=["static", "sqlite", "postgresql", "browser"], help="one part, while working")
    wishes = parser.parse_args()
    parts = {"static": _static, "sqlite": _sqlite, "postgresql": _postgresql, "browser": _browser}
    failed = []
    for name, part in parts.items():
        if wishes.only in (None, name):
            began = time.monotonic()
            passed = part(wishes.long)
            print(f"== {name}: {'passed' if passed else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
            if not passed:
                failed.append(name)
    if failed:
        print(f"wucai test: failed in {', '.join(failed)}.", flush=True)
    return 1 if failed else 0


def _static(long: bool) -> bool:
    """Everything that needs no database; all of it is told, not only the first fault. Types take longest and run beside the rest."""
    types = subprocess.Popen(_tool("mypy"), cwd=ROOT, env=_environment("static"))
    told = [
        _run("format", [*_tool("ruff"), "format", "--check", "."]),
        _run("lint", [*_tool("ruff"), "check", "."]),
        _run("contracts", [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]),
        _run("words", [sys.executable, "-m", "wucai.cli", "manage", "messages", "check"]),
        _run("migrations", [sys.executable, "-m", "wucai.cli", "manage", "makemigrations", "--check", "--dry-run"]),
    ]
    told.append(types.wait() == 0)
    return all(told)


def _sqlite(long: bool) -> bool:
    return _pytest("sqlite", ["-m", _marks("not browser", long)])


def _postgresql(long: bool) -> bool:
    try:
        with _server() as address:
            # What no database can change is not run twice.
            spared = [f"--ignore=tests/{part}" for part in WITHOUT_DATABASE]
            return _pytest("postgresql", ["-m", _marks("not browser", long), *spared], WUCAI_TEST_DATABASE=address)
    except servers.NoServer as reason:
        return _missing(f"PostgreSQL: {reason}")


def _browser(long: bool) -> bool:
    found = _chromium()
    if found is None:
        return _missing("browser: no Chromium on this machine; on Debian: apt install chromium fonts-noto-cjk")
    return _pytest("browser", ["-m", _marks("browser", long), "tests/browser"], WUCAI_CHROMIUM=found)


def _marks(marks: str, long: bool) -> str:
    return marks if long else f"{marks} and not long"


@contextmanager
def _server() -> Iterator[str]:
    """A server that was given, or one of our own."""
    given = os.environ.get("WUCAI_TEST_DATABASE")
    with nullcontext(given) if given else servers.postgresql() as address:
        yield address


def _chromium() -> str | None:
    """A browser that is here, or Debian's, where we may install it."""
    if named := os.environ.get("WUCAI_CHROMIUM"):
        return named
    if not any(map(shutil.which, BROWSERS)) and shutil.which("apt-get") and os.geteuid() == 0:
        print("== installing Debian's Chromium and a Chinese font", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "check": False}
        subprocess.run(["apt-get", "update"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES], **quiet)
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def _missing(sentence: str) -> bool:
    print(f"== not run: {sentence}", flush=True)
    return not CI


def _pytest(part: str, arguments: list[str], **more: str) -> bool:
    workers = ["-n", os.environ.get("WUCAI_TEST_WORKERS", "2"), "--dist", "worksteal"]
    return _run(f"tests, {part}", [sys.executable, "-m", "pytest", "-q", *workers, *arguments], **more)


def _run(title: str, command: list[str], **more: str) -> bool:
    print(f"== {title}", flush=True)
    return subprocess.run(command, cwd=ROOT, env={**_environment(title), **more}, check=False).returncode == 0


def _environment(title: str) -> dict[str, str]:
    """Nothing of the house that may stand here: checks have a home of their own."""
    home = ROOT / "var" / "test"
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return {**os.environ, "PYTHONPATH": path, "WUCAI_HOME": str(home), "WUCAI_MODE": "demo", "DJANGO_SETTINGS_MODULE": "wucai.settings"}


def _tool(name: str) -> list[str]:
    return [str(Path(sys.executable).parent / name)]


if __name__ == "__main__":
    sys.exit(main())
