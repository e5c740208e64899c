"""Runs the import contracts of pyproject.toml on trees that are not the installed one; used as a program by `broken_in`.

A process of its own, because grimp finds a package by importing its name, and here `wucai` is imported already.
"""

import importlib
import io
import json
import subprocess
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from pathlib import Path

from importlinter import configuration
from importlinter.application import use_cases

ROOT = Path(__file__).resolve().parent.parent.parent


def broken_in(trees: Iterable[Path]) -> list[list[str]]:
    """For each folder that holds a `wucai`, the ids of the contracts that its imports break."""
    command = [sys.executable, "-m", "tests.architecture.linting", *map(str, trees)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    return [sorted(broken) for broken in json.loads(done.stdout)]


def _broken(tree: str) -> list[str]:
    sys.path.insert(0, tree)
    importlib.invalidate_caches()
    try:
        options = use_cases.read_user_options(str(ROOT / "pyproject.toml"))
        use_cases._register_contract_types(options)  # there is no public way to a report that can be read
        report = use_cases.create_report(options, cache_dir=None)
    finally:
        sys.path.remove(tree)
    if report.could_not_run:
        raise SystemExit(f"pyproject.toml: {report.invalid_contract_options}")
    return [str(contract.contract_options["id"]) for contract, check in report.get_contracts_and_checks() if not check.kept]


if __name__ == "__main__":
    configuration.configure()
    with redirect_stdout(io.StringIO()):
        told = [_broken(tree) for tree in sys.argv[1:]]
    print(json.dumps(told))
