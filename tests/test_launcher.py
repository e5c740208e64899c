"""The launcher on machines that lack something: it says what, and what to do."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GOOD_PYTHON = """#!/bin/sh
case "$*" in
  --version) echo "Python 3.12.0" ;;
  *version_info*) exit 0 ;;
  *"import venv"*) exit {venv} ;;
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  *"-m pip install"*) echo "WARNING: Retrying after connection broken"; exit 1 ;;
  *) exit 9 ;;
esac
"""
OLD_PYTHON = """#!/bin/sh
case "$*" in --version) echo "Python 3.8.10" ;; *) exit 1 ;; esac
"""


@pytest.fixture
def machine(tmp_path):
    """A folder with the launcher and its requirements, and a PATH with nothing but a shell's tools and the given Python."""
    house = tmp_path / "house"
    tools = tmp_path / "bin"
    tools.mkdir()
    shutil.copytree(ROOT / "requirements", house / "requirements")
    shutil.copy(ROOT / "wucai", house / "wucai")
    for name in ("sh", "cat", "cut", "cksum", "dirname", "grep", "tail", "tr", "rm", "mkdir", "cp", "sleep", "printf"):
        os.symlink(shutil.which(name), tools / name)

    def run(*words, python=None):
        if python:
            (tools / "python3").write_text(python)
            (tools / "python3").chmod(0o755)
        done = subprocess.run([str(house / "wucai"), *words], env={"PATH": str(tools)}, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return run


def test_help_needs_no_python_at_all(machine):
    code, told, _ = machine("--help")

    assert (code, [line.split()[1] for line in told.splitlines() if line.startswith("  ./wucai")]) == (
        0,
        ["demo", "serve", "test", "bench", "doctor", "manage", "--help"],
    )
    assert machine()[:2] == (0, told)


def test_an_unknown_command_is_told_with_the_known_ones(machine):
    code, _, told = machine("dmeo")

    assert (code, told.splitlines()[0]) == (2, "wucai: no such command: dmeo")
    assert "./wucai demo" in told


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        (OLD_PYTHON, "Python 3.11 or newer is needed; found Python 3.8.10. Install it, or name one in WUCAI_PYTHON."),
        (None, "Python 3.11 or newer is needed; found none. Install it, or name one in WUCAI_PYTHON."),
        (GOOD_PYTHON.format(venv=1), "This Python has no venv module. On Debian: apt install python3-venv."),
        (GOOD_PYTHON.format(venv=0), "The package registry is out of reach. Point PIP_INDEX_URL at one that is near, or try again;"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(machine, python, sentence):
    code, _, told = machine("demo", python=python)

    assert (code, sentence in told) == (1, True), told


def test_after_a_failed_install_the_next_start_tries_again(machine):
    for _ in range(2):
        code, _, told = machine("demo", python=GOOD_PYTHON.format(venv=0))
        assert (code, "installing" in told) == (1, True)
