"""The repository stands alone: nobody else's files, no registry's address, no path of one machine, nothing left for later."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture import tree
from tests.architecture.tree import Source

HERE = "tests/architecture/test_repository.py"
FOREIGN_FOLDERS = {"vendor", "vendored", "third_party", "third-party", "thirdparty", "node_modules", "bower_components", "site-packages"}
FOREIGN_NAMES = re.compile(r"\.min\.(js|css)$|\.(map|woff2?|ttf|otf|eot|whl|jar|wasm)$")
FOREIGN_WORDS = re.compile(r"@licen[cs]e\b|@preserve\b|^\s*/\*!|\bCopyright (?:\(c\)|©|\d{4})|sourceMappingURL=", re.M | re.I)
WRITTEN = (".py", ".js", ".css", ".html", ".svg", ".typ", ".sh")
# Longer lines than any that a person wrote here; those of SVG paths are none.
LONGEST_LINE = 1500
LOCKS = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"}
REGISTRIES = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|conda\.anaconda\.org|pypi\.tuna|mirrors\.aliyun")
OPTIONS = re.compile(r"^\s*(?:--(?:extra-)?index-url|--find-links|--trusted-host|-i|-f)\b|://", re.M)
MACHINES = re.compile(r"(?<![\w./~-])(?:/(?:work|home|root|Users)/|[A-Z]:\\\\?Users\\)[\w.-]+")
LATER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def test_the_rules_see_the_house() -> None:
    paths = {file.path for file in tree.sources()}

    assert {
        "pyproject.toml",
        "wucai",
        "requirements/run.txt",
        "src/wucai/settings.py",
        "src/wucai/core/static/core/critical.css",
        "src/wucai/core/templates/core/base.html",
        HERE,
    } - paths == set()
    assert [path for path in paths if path.startswith((".venv/", "var/")) or "__pycache__" in path] == []


def test_nobody_elses_files_lie_here() -> None:
    tree.require_none(foreign(tree.sources()))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/wucai/core/static/core/htmx.min.js", "var a;"),
        ("src/wucai/core/static/vendor/leaflet.js", "var a;"),
        ("src/wucai/core/static/core/sans.woff2", ""),
        ("src/wucai/core/static/core/a.js", "/*! a v1 */"),
        ("src/wucai/core/static/core/a.js", "// Copyright (c) 2019 Somebody"),
        ("src/wucai/core/static/core/a.css", "a{}" * 600),
        ("src/wucai/core/static/core/a.js", "var a;\n//# sourceMappingURL=a.js"),
    ],
)
def test_somebody_elses_file_is_refused(path: str, text: str) -> None:
    assert len(list(foreign(tree.planted(path, text)))) == 1


def test_requirements_are_pinned_with_hashes_and_name_no_registry() -> None:
    tree.require_none(loose(tree.sources(".txt", below=("requirements",))))
    tree.require_none(addressed(tree.sources()))


def test_a_loose_requirement_or_a_registrys_address_is_refused() -> None:
    pinned = "a==1 \\\n    --hash=sha256:0\nb==2 ; python_version < '3.12' \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\n"
    assert list(loose(tree.planted("requirements/run.txt", pinned))) == []
    assert list(loose(tree.planted("requirements/run.txt", f"--index-url https://example.org/simple\n{pinned}"))) == [
        "requirements/run.txt:1 names where packages come from"
    ]
    assert list(loose(tree.planted("requirements/run.txt", f"{pinned}c>=1\nd==1\ne @ https://example.org/e.whl\n"))) == [
        "requirements/run.txt:6 is not pinned with a hash: c>=1",
        "requirements/run.txt:7 is not pinned with a hash: d==1",
        "requirements/run.txt:8 is not pinned with a hash: e @ https://example.org/e.whl",
        "requirements/run.txt:8 names where packages come from",
    ]
    assert list(addressed(tree.planted("uv.lock", 'url = "https://example.org/a"'))) == ["uv.lock:1 is a lock file with addresses"]
    assert list(addressed(tree.planted("docs/a.md", "See\nhttps://pypi.org/project/a"))) == ["docs/a.md:2 names a registry: pypi.org"]


def test_no_file_knows_one_persons_machine() -> None:
    tree.require_none(machines(tree.sources()))


@pytest.mark.parametrize("path", ["/work/main", "/home/ada/wucai", "/root/.cache", "/Users/ada", "C:\\Users\\ada"])
def test_a_path_of_one_machine_is_refused(path: str) -> None:
    assert list(machines(tree.planted("docs/a.md", f"Look into\n`{path}`."))) == ["docs/a.md:2 names a path of one machine"]
    assert list(machines(tree.planted("docs/a.md", "`src/work/a`, https://example.org/home/a, ~/.cache, /workshop/a"))) == []


def test_nothing_is_left_for_later() -> None:
    tree.require_none(left_for_later(tree.sources()))


def test_what_is_left_for_later_is_refused() -> None:
    assert list(left_for_later(tree.planted("a.py", "x = 1\n# TODO tidy\n"))) == ["a.py:2 is left for later"]


def test_every_decision_has_a_number_of_its_own() -> None:
    tree.require_none(numbered_twice(tree.sources(".md", below=("docs",))))


def test_a_number_that_two_decisions_have_is_refused() -> None:
    names = ["0001-a", "0002-b", "0002-c", "notes"]

    assert list(numbered_twice(Source(f"docs/decisions/{name}.md", "") for name in names)) == [
        "docs/decisions/0002-c.md:1 has the number of docs/decisions/0002-b.md",
        "docs/decisions/notes.md:1 has no number",
    ]


def test_nothing_of_ours_is_mocked() -> None:
    tree.require_none(mocks(tree.python("tests", "bench")))


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("from unittest import mock", 1),
        ("from unittest.mock import patch", 1),
        ("import unittest.mock", 1),
        ("def test_a(mocker): ...", 1),
        ("monkeypatch.setattr('wucai.core.clock.now', f)", 1),
        ("monkeypatch.setattr(clock, 'now', f)", 1),
        ("monkeypatch.setenv('A', '1')", 0),
        ("monkeypatch.setitem(os.environ, 'A', '1')", 0),
    ],
)
def test_a_mock_is_refused(line: str, count: int) -> None:
    text = f"from wucai.core import clock\n{line}"

    assert len(list(mocks(tree.planted("tests/test_a.py", text)))) == count


def foreign(files: Iterable[Source]) -> Iterator[str]:
    """Files that look as if somebody else had written them, or a machine."""
    for file in files:
        if FOREIGN_FOLDERS & set(file.path.split("/")) or FOREIGN_NAMES.search(file.path):
            yield file.at(1, "is somebody else's, by its place")
        elif file.path != HERE and file.path.endswith(WRITTEN) and (match := FOREIGN_WORDS.search(file.text)):
            yield file.at(_line(file, match), f"is somebody else's, by its words: {match[0].strip()}")
        elif file.path.endswith((".js", ".css")) and any(len(line) > LONGEST_LINE for line in file.lines):
            yield file.at(1, "was made by a machine: its lines are too long")


def loose(files: Iterable[Source]) -> Iterator[str]:
    """Requirements that are not pinned with a hash, and lines that say where packages come from."""
    for file in files:
        for number, line in enumerate(file.lines, start=1):
            is_package = re.match(r"[A-Za-z0-9]", line)
            follows = file.lines[number] if number < len(file.lines) else ""
            if is_package and not ("==" in line and "--hash=" in line + follows):
                yield file.at(number, f"is not pinned with a hash: {line.strip()}")
            if OPTIONS.search(line):
                yield file.at(number, "names where packages come from")


def addressed(files: Iterable[Source]) -> Iterator[str]:
    """Lock files with addresses, and registries that are named anywhere."""
    for file in files:
        if file.path.split("/")[-1] in LOCKS and "://" in file.text:
            yield file.at(1, "is a lock file with addresses")
        elif file.path != HERE:
            yield from (file.at(_line(file, match), f"names a registry: {match[0]}") for match in REGISTRIES.finditer(file.text))


def machines(files: Iterable[Source]) -> Iterator[str]:
    """Paths that are there on one machine only."""
    for file in files:
        if file.path != HERE:
            yield from (file.at(_line(file, match), "names a path of one machine") for match in MACHINES.finditer(file.text))


def left_for_later(files: Iterable[Source]) -> Iterator[str]:
    """Notes to oneself."""
    for file in files:
        if file.path != HERE:
            yield from (file.at(_line(file, match), "is left for later") for match in LATER.finditer(file.text))


def numbered_twice(files: Iterable[Source]) -> Iterator[str]:
    """Decisions without a number, or with that of another."""
    taken: dict[str, str] = {}
    for file in files:
        if file.path.startswith("docs/decisions/"):
            match = re.match(r"\d{4}(?=-)", file.path.removeprefix("docs/decisions/"))
            if match is None:
                yield file.at(1, "has no number")
            elif (earlier := taken.setdefault(match[0], file.path)) != file.path:
                yield file.at(1, f"has the number of {earlier}")


def mocks(files: Iterable[Source]) -> Iterator[str]:
    """Stand-ins for our own code."""
    for file in files:
        ours = {alias.asname or alias.name for node in file.nodes(ast.ImportFrom) if _is_ours(node.module) for alias in node.names}
        for node in file.nodes(ast.Import, ast.ImportFrom, ast.arg):
            if any("mock" in name.split(".") or name == "mocker" for name in _named(node)):
                yield file.at(node, "mocks")
        for call, name in file.calls():
            if name.endswith("monkeypatch.setattr") and call.args and _is_of(call.args[0], ours):
                yield file.at(call, "puts something in the place of our own code")


def _named(node: ast.Import | ast.ImportFrom | ast.arg) -> list[str]:
    if isinstance(node, ast.arg):
        return [node.arg]
    return [f"{getattr(node, 'module', '') or ''}.{alias.name}" for alias in node.names]


def _is_ours(module: str | None) -> bool:
    return (module or "").split(".")[0] == "wucai"


def _is_of(target: ast.expr, ours: set[str]) -> bool:
    if isinstance(target, ast.Constant):
        return _is_ours(str(target.value))
    return tree.dotted(target).split(".")[0] in {*ours, "wucai"}


def _line(file: Source, match: re.Match[str]) -> int:
    return file.text.count("\n", 0, match.start()) + 1
